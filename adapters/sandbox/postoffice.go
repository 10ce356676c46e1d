package sandbox

import (
	"context"

	"github.com/seqrpay/seqr/account"
)

// PostOffice is an [account.Post] that keeps all letters: each holder has their own.
type PostOffice struct{ inbox }

var _ account.Post = (*PostOffice)(nil)

// NewPostOffice makes a post office without letters.
func NewPostOffice() *PostOffice { return &PostOffice{newInbox()} }

// SendLetter delivers a letter to its holder. The same letter again is delivered once; the
// same ID with other content is ErrMessageReused.
func (o *PostOffice) SendLetter(ctx context.Context, m account.Message) error {
	return o.deliver(ctx, m)
}

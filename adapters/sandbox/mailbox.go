package sandbox

import (
	"context"

	"github.com/seqrpay/seqr/account"
)

// Mailbox is an [account.Mail] that keeps all messages: each address has its own.
type Mailbox struct{ inbox }

var _ account.Mail = (*Mailbox)(nil)

// NewMailbox makes a mailbox without messages.
func NewMailbox() *Mailbox { return &Mailbox{newInbox()} }

// SendMail delivers a message to its address. The same message again is delivered once; the
// same ID with other content is ErrMessageReused.
func (b *Mailbox) SendMail(ctx context.Context, m account.Message) error { return b.deliver(ctx, m) }

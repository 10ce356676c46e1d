package sandbox

import (
	"context"
	"regexp"
	"slices"

	"github.com/seqrpay/seqr/account"
)

// Phone is an [account.SMS] that keeps all messages. It stands for the phones of all users:
// each number has its own messages.
type Phone struct{ inbox }

var _ account.SMS = (*Phone)(nil)

// NewPhone makes a phone without messages.
func NewPhone() *Phone { return &Phone{newInbox()} }

// SendSMS delivers a message to its number. The same message again is delivered once; the
// same ID with other content is ErrMessageReused.
func (p *Phone) SendSMS(ctx context.Context, m account.Message) error { return p.deliver(ctx, m) }

// loneNumber is a number of 4 to 8 digits that stands alone in a text.
var loneNumber = regexp.MustCompile(`\b[0-9]{4,8}\b`)

// Code is what the owner of a number would type: the last number of 4 to 8 digits in the
// newest message that has one; empty if no message has.
func (p *Phone) Code(number string) string {
	for _, m := range slices.Backward(p.Messages(number)) {
		if found := loneNumber.FindAllString(m.Text, -1); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	return ""
}

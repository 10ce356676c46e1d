package sandbox

import (
	"context"
	"slices"
	"strings"

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

// Code is what the owner of a number would type: the first word of 4 to 8 digits in the
// newest message that has one; empty if no message has. Dates, amounts and phone numbers are
// no such words.
func (p *Phone) Code(number string) string {
	for _, m := range slices.Backward(p.Messages(number)) {
		for word := range strings.FieldsSeq(m.Text) {
			word = strings.Trim(word, `.,:;!?()"'`)
			if len(word) >= 4 && len(word) <= 8 && strings.Trim(word, "0123456789") == "" {
				return word
			}
		}
	}
	return ""
}

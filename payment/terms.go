package payment

import (
	"crypto/sha256"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
)

// TransferKind says what a transfer is: money moved that buys nothing.
type TransferKind string

// The kinds of transfers.
const (
	KindSend       TransferKind = "send"        // to another person, by mobile number
	KindTopUp      TransferKind = "top_up"      // into the own Seqr Account, from the own payment account
	KindCardTopUp  TransferKind = "card_top_up" // into the own Seqr Account, from a card that is not linked
	KindWithdrawal TransferKind = "withdrawal"  // out of the own Seqr Account, to the own bank account
)

// Known says whether the kind is one of those above.
func (k TransferKind) Known() bool {
	switch k {
	case KindSend, KindTopUp, KindCardTopUp, KindWithdrawal:
		return true
	default:
		return false
	}
}

// MaxNote is the longest note of a transfer or a request, in characters.
const MaxNote = 140

// MaxShares is among how many people a bill can be split.
const MaxShares = 50

// Terms are what a person approves when money is moved: who is charged, how much, and what
// arrives where. They hold what the person typed and nothing about whoever has that number.
type Terms struct {
	ID          TransferID               `json:"id"`
	Kind        TransferKind             `json:"kind"`
	From        account.ID               `json:"from"`
	FromAccount account.PaymentAccountID `json:"from_account"` // charged
	To          string                   `json:"to,omitempty"` // the receiver's number, in E.164 form; empty for own money
	Amount      money.Amount             `json:"amount"`       // charged
	Credited    money.Amount             `json:"credited"`     // what arrives: Amount, or what the rate makes of it
	Rate        Rate                     `json:"rate,omitzero"`
	Note        string                   `json:"note,omitempty"`
	Request     RequestID                `json:"request,omitzero"` // that is paid by it; zero for none
}

// Check says whether the terms make sense by themselves. It answers ErrID, ErrTransferKind,
// ErrAmount for nothing or less, ErrCurrency where the amounts do not fit the rate, ErrText
// for a note that is too long or cannot be shown, and ErrReceiver for a receiver too many or too few.
func (t Terms) Check() error {
	if err := present(t.ID.UUID, t.From.UUID); err != nil {
		return err
	}
	switch {
	case !t.Kind.Known():
		return ErrTransferKind
	case !t.Amount.IsPositive(), !t.Credited.IsPositive():
		return ErrAmount
	case t.Rate.IsZero() && t.Credited != t.Amount:
		return ErrCurrency
	case !t.Rate.IsZero() && (t.Rate.From != t.Amount.Currency() || t.Rate.To != t.Credited.Currency()):
		return ErrCurrency
	case (t.Kind == KindSend) != (t.To != ""):
		return ErrReceiver
	case t.Request != (RequestID{}) && t.Kind != KindSend:
		return ErrReceiver
	}
	_, err := Note(t.Note)
	return err
}

// Digest is the SHA-256 of every field, each in a fixed place and texts after their length, as for
// [Invoice.Digest]. The payer signs it.
func (t Terms) Digest() [sha256.Size]byte {
	d := make(digester, 0, 512)
	d.text("seqr.transfer.v1")
	d.id(t.ID.UUID)
	d.text(string(t.Kind))
	d.id(t.From.UUID)
	d.id(t.FromAccount.UUID)
	d.text(t.To)
	d.amount(t.Amount)
	d.amount(t.Credited)
	d.rate(t.Rate)
	d.text(t.Note)
	d.id(t.Request.UUID)
	return sha256.Sum256(d)
}

// Note is the text of a transfer or a request without space around it: one line of at most
// [MaxNote] characters. It answers ErrText.
func Note(s string) (string, error) {
	s, ok := line(s, MaxNote)
	if !ok {
		return "", ErrText
	}
	return s, nil
}

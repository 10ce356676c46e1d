package ledger

import (
	"bytes"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/money"
)

// TransferID names one transfer. IDs are UUIDv7, so their order is roughly that of time.
type TransferID struct{ uuid.UUID }

// Compare orders IDs byte by byte, as lists are ordered.
func (id TransferID) Compare(other TransferID) int { return bytes.Compare(id.UUID[:], other.UUID[:]) }

// Kind says how a transfer moves money.
type Kind uint8

// The four kinds. A hold is resolved once, by a post or a void that names it.
const (
	Move Kind = iota + 1 // debit to credit, now
	Hold                 // reserve on the debit account; the limit is checked here
	Post                 // move all or part of a hold; what is left is released
	Void                 // release a hold
)

// String is the kind in lower case.
func (k Kind) String() string {
	switch k {
	case Move:
		return "move"
	case Hold:
		return "hold"
	case Post:
		return "post"
	case Void:
		return "void"
	default:
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
}

// Transfer is one movement of money. It is never edited or deleted: it is answered by another.
//
// Debit loses and Credit gains. A post or void names its hold; its accounts are the hold's,
// and a void's amount is the hold's.
type Transfer struct {
	ID      TransferID
	Kind    Kind
	Purpose Purpose
	Debit   AccountID
	Credit  AccountID
	Amount  money.Amount // positive
	Hold    TransferID   // the hold that a post or void resolves; else zero
	Subject uuid.UUID    // what it is about: a payment, a collection, a payout
	At      time.Time    // UTC
}

// Resolves says whether the transfer posts or voids a hold.
func (t Transfer) Resolves() bool { return t.Kind == Post || t.Kind == Void }

// Check says whether the transfer makes sense by itself, before any book is asked: ID, time,
// two different accounts, a known kind and purpose, a positive amount of a currency, a hold
// exactly where one is resolved, and for debt nothing but a move, or a hold that is carried. It answers ErrMalformed.
func (t Transfer) Check() error {
	switch {
	case t.ID.UUID == uuid.Nil, t.At.IsZero():
		return ErrMalformed
	case t.Debit.UUID == uuid.Nil, t.Credit.UUID == uuid.Nil, t.Debit == t.Credit:
		return ErrMalformed
	case t.Kind < Move, t.Kind > Void, !t.Purpose.Known():
		return ErrMalformed
	case !t.Amount.IsPositive(), !t.Amount.Currency().Valid():
		return ErrMalformed
	case t.Resolves() != (t.Hold.UUID != uuid.Nil), t.Hold == t.ID:
		return ErrMalformed
	case t.Kind != Move && (t.Purpose.Debt() || t.Purpose.SettlesDebt()) && (t.Kind != Hold || t.Purpose != Carried):
		return ErrMalformed
	}
	return nil
}

// CheckAgainst says whether the transfer fits the hold it resolves; a move or hold resolves
// none, and fits the zero Transfer. It answers ErrUnknownHold if that is not the hold,
// ErrCurrency, ErrPostTooMuch, and ErrMalformed for other accounts than the hold's or a void
// of less. Whether the hold is still open is for the book to know.
func (t Transfer) CheckAgainst(hold Transfer) error {
	switch {
	case !t.Resolves():
		if hold != (Transfer{}) {
			return ErrMalformed
		}
		return nil
	case hold.Kind != Hold, hold.ID != t.Hold:
		return ErrUnknownHold
	case t.Debit != hold.Debit, t.Credit != hold.Credit:
		return ErrMalformed
	case t.Amount.Currency() != hold.Amount.Currency():
		return ErrCurrency
	case t.Amount.Minor() > hold.Amount.Minor():
		return ErrPostTooMuch
	case t.Kind == Void && t.Amount != hold.Amount:
		return ErrMalformed
	}
	return nil
}

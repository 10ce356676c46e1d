package payment

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// TransferState is where the money of a transfer is.
type TransferState string

// The states of a transfer.
const (
	TransferPending  TransferState = "pending"  // approved and charged; the receiver gets it later
	TransferWaiting  TransferState = "waiting"  // reserved until the receiver registers, or the time is over
	TransferDone     TransferState = "done"     // the receiver has it, or a bank was told to credit it
	TransferReturned TransferState = "returned" // the sender has it back
	// TransferSuspended: it came back to a sender who has left and cannot be credited; customer service sees to it.
	TransferSuspended TransferState = "suspended"
	// TransferForfeited: nobody could be found to credit within the market's time; the operator keeps it.
	TransferForfeited TransferState = "forfeited"
)

// Transfer is money that moved without a purchase: sent to a person, into or out of the own Seqr
// Account. It earns no cashback and is no expense (P2P-8, PRE-7, RCP-3).
// Change it only through its verbs; each answers the new value.
type Transfer struct {
	ID          TransferID
	Version     int64
	Kind        TransferKind
	State       TransferState
	From        account.ID
	FromAccount account.PaymentAccountID // charged; zero for a card
	To          account.ID               // From for own money; zero while it waits
	ToAccount   account.PaymentAccountID // the Seqr Account that is credited; zero for a bank account
	ToPhone     account.Tag              // of the number for which it waits or waited; else empty
	Amount      money.Amount             // charged
	Credited    money.Amount             // what arrives, in the receiver's currency
	Rate        Rate                     // zero where nothing is converted
	Personal    []byte                   // sealed: the number that was typed, the sender's name and number, the note
	Hold        ledger.TransferID        // of the money that waits or waited; else zero
	Payout      uuid.UUID                // the credit to a bank account; zero for none
	Card        string                   // the acquirer's reference of a card top-up; else empty
	Request     RequestID                // that it pays; zero for none
	InvoicedIn  civil.Month              // the month whose invoice it stands on, where an invoice account was charged; else zero (MND-10)
	Reference   string                   // told to both sides
	At          time.Time                // of approval, UTC
	ExpiresAt   time.Time                // when it returns if nobody has registered; zero if it did not wait
	EndedAt     time.Time                // when it was done, returned, suspended or forfeited; zero before
	Approval    Approval                 // empty for a card top-up, which the card's owner approved elsewhere
}

// NewTransfer is a transfer that was approved and charged; it is pending until [Transfer.Deliver]
// or [Transfer.Wait] says where the money is. Personal is sealed. [NewPaymentReference] makes a reference.
// It answers the errors of [Terms.Check], and ErrReference.
func NewTransfer(t Terms, personal []byte, reference string, a Approval, at time.Time) (Transfer, error) {
	if err := t.Check(); err != nil {
		return Transfer{}, err
	}
	if err := CheckReference(reference); err != nil {
		return Transfer{}, err
	}
	a.Message, a.Signature = slices.Clone(a.Message), slices.Clone(a.Signature)
	v := Transfer{
		ID: t.ID, Kind: t.Kind, State: TransferPending, From: t.From, FromAccount: t.FromAccount, Amount: t.Amount, Credited: t.Credited,
		Rate: t.Rate, Personal: slices.Clone(personal), Request: t.Request, Reference: reference, At: instant(at), Approval: a,
	}
	if t.Kind != KindSend {
		v.To = t.From
	}
	return v, nil
}

// Address says who is to get a pending transfer. It answers ErrTransferEnded for one that is not pending, ErrSelf if
// money would be sent to its sender, and ErrID.
func (v Transfer) Address(to account.ID) (Transfer, error) {
	switch {
	case v.State != TransferPending:
		return v, ErrTransferEnded
	case to == (account.ID{}):
		return v, ErrID
	case (v.Kind == KindSend) == (to == v.From):
		return v, ErrSelf
	}
	v.To = to
	return v, nil
}

// Wait keeps a pending transfer for whoever registers with the number before until (P2P-6). Its amount is reserved by
// hold. It answers ErrTransferKind for own money, ErrTransferEnded, and ErrID.
func (v Transfer) Wait(number account.Tag, hold ledger.TransferID, until time.Time) (Transfer, error) {
	switch {
	case v.Kind != KindSend || !v.Rate.IsZero():
		return v, ErrTransferKind
	case v.State != TransferPending || v.To != (account.ID{}):
		return v, ErrTransferEnded
	case number == "" || hold.UUID == uuid.Nil || !until.After(v.At):
		return v, ErrID
	}
	v.State, v.ToPhone, v.Hold, v.ExpiresAt = TransferWaiting, number, hold, instant(until)
	return v, nil
}

// Claim gives a waiting transfer to whoever proved the number: it is pending then, and is delivered next. It answers ErrTransferExpired from
// its last instant on, ErrTransferEnded if it does not wait, and ErrSelf.
func (v Transfer) Claim(by account.ID, at time.Time) (Transfer, error) {
	if v.State != TransferWaiting {
		return v, ErrTransferEnded
	}
	if !at.Before(v.ExpiresAt) {
		return v, ErrTransferExpired
	}
	v.State = TransferPending
	return v.Address(by)
}

// Deliver ends a pending transfer that has a receiver: the money is in a Seqr Account, or, for the zero account, on its way to a
// bank account by payout. It answers ErrTransferEnded, and ErrID if it is addressed to nobody or goes nowhere.
func (v Transfer) Deliver(into account.PaymentAccountID, payout uuid.UUID, at time.Time) (Transfer, error) {
	switch {
	case v.State != TransferPending:
		return v, ErrTransferEnded
	case v.To == (account.ID{}), (into == (account.PaymentAccountID{})) == (payout == uuid.Nil):
		return v, ErrID
	}
	v.State, v.ToAccount, v.Payout, v.EndedAt = TransferDone, into, payout, instant(at)
	return v, nil
}

// Expire returns a waiting transfer whose time is over. It answers ErrTransferWaits before, and ErrTransferEnded if it does not wait.
func (v Transfer) Expire(at time.Time) (Transfer, error) {
	switch {
	case v.State != TransferWaiting:
		return v, ErrTransferEnded
	case at.Before(v.ExpiresAt):
		return v, ErrTransferWaits
	}
	return v.Return(at)
}

// Return notes that the sender has the money back, once: nobody registered in time, the sender left, there was no account to
// deliver to, or the bank returned the credit. What is in a Seqr Account stays there, and so does one that is back already: ErrTransferEnded.
func (v Transfer) Return(at time.Time) (Transfer, error) {
	switch v.State {
	case TransferPending, TransferWaiting:
	case TransferDone:
		if v.Payout == uuid.Nil {
			return v, ErrTransferEnded
		}
	case TransferReturned, TransferSuspended, TransferForfeited:
		return v, ErrTransferEnded
	default:
		return v, ErrTransferEnded
	}
	v.State, v.EndedAt = TransferReturned, instant(at)
	return v, nil
}

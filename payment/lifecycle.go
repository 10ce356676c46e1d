package payment

import (
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// Ask says that a payer has fetched the invoice, at the time of a scan. Membership is the payer's
// number in this merchant's own programme, sealed; none if the payer has none there (LOY-1, LOY-2).
// If the merchant wants to be asked about such a payer, the invoice becomes PendingAcknowledge and keeps
// the membership until it ends, and from then on it is for this payer alone: the amount may be theirs
// by membership. Else it stays as it is.
//
// It answers ErrOtherPayer if the merchant was asked about somebody else; ErrReserved, ErrPaid,
// ErrCanceled, ErrExpired, or ErrEnded for a failed one; ErrID for no payer.
func (v Invoice) Ask(payer account.ID, membership []byte, at time.Time) (Invoice, error) {
	if err := present(payer.UUID); err != nil {
		return Invoice{}, err
	}
	if err := v.payable(at); err != nil {
		return Invoice{}, err
	}
	if v.Payer != (account.ID{}) {
		return v.answer(v.meantFor(payer))
	}
	if v.Ack == RequireAcknowledgment || v.Ack == OptionalAcknowledgment && len(membership) > 0 {
		v.State, v.Payer, v.Membership = PendingAcknowledge, payer, membership
	}
	return v, nil
}

// Approve is a payer's consent, and pays the invoice: for the mode ImmediateDebit, and for
// ReservationDesired if reserving is not possible. Revision and total are what was shown to
// the payer, and signed.
//
// It answers ErrStale if the invoice has changed since (PAY-5); ErrReserved and ErrPaid if it
// was approved before, by whomever (PAY-6); ErrCanceled, ErrExpired, or ErrEnded for a failed
// one; ErrPending if the merchant has yet to acknowledge, ErrOtherPayer if it did so for
// somebody else; ErrMode if the invoice must be reserved; ErrID for no payer or payment.
func (v Invoice) Approve(payer account.ID, pay PaymentID, revision int64, total money.Amount, at time.Time) (Invoice, error) {
	if err := v.consent(payer, pay, revision, total, v.Mode.Debits(), at); err != nil {
		return Invoice{}, err
	}
	v.Payer, v.Payment = payer, pay
	return v.end(Paid, at), nil
}

// Reserve is a payer's consent, and reserves the total until the merchant commits: for the
// modes that reserve. Hold is the transfer that holds the money; it stands for as long as the
// merchant asked for, or the policy's default.
//
// It answers what [Invoice.Approve] does, and ErrMode for ImmediateDebit.
func (v Invoice) Reserve(payer account.ID, pay PaymentID, hold ledger.TransferID, revision int64, total money.Amount, p Policy, at time.Time) (Invoice, error) {
	if err := present(hold.UUID); err != nil {
		return Invoice{}, err
	}
	if err := v.consent(payer, pay, revision, total, v.Mode.Reserves(), at); err != nil {
		return Invoice{}, err
	}
	v.State, v.Payer, v.Payment, v.Hold = Reserved, payer, pay, hold
	v.HoldUntil = instant(at).Add(p.hold(v.HoldFor))
	return v, nil
}

// Commit takes a reserved invoice's money: all of it for the zero amount, else as much as
// amount says. Taking less is an edit: it lowers the total, drops the rows and raises the revision.
//
// It answers ErrNotReserved in every other state and once the reservation's time is over,
// ErrCurrency, and ErrAmount for nothing, less, or more than the total.
func (v Invoice) Commit(amount money.Amount, at time.Time) (Invoice, error) {
	if v.StateAt(at) != Reserved {
		return Invoice{}, ErrNotReserved
	}
	if amount == (money.Amount{}) {
		amount = v.Total
	}
	if err := checkTotal(amount, v.Total.Currency(), v.Total.Minor()); err != nil {
		return Invoice{}, err
	}
	if amount != v.Total {
		v.Total, v.Rows = amount, nil
		v.Revision++
	}
	return v.end(Paid, at), nil
}

// Cancel is the merchant's, also when a newer invoice takes the lane. It is possible until the
// invoice is paid (PAY-14); a reservation is released.
//
// It answers ErrPaid, ErrAlreadyCanceled, or ErrEnded if the invoice failed or expired.
func (v Invoice) Cancel(at time.Time) (Invoice, error) {
	switch v.StateAt(at) {
	case Paid:
		return Invoice{}, ErrPaid
	case Canceled:
		return Invoice{}, ErrAlreadyCanceled
	case Failed, Expired:
		return Invoice{}, ErrEnded
	case Issued, PendingAcknowledge, Reserved:
		return v.end(Canceled, at), nil
	default:
		return Invoice{}, ErrEnded
	}
}

// Decline is the payer's: it cancels the invoice, before anybody has approved it. Whoever
// fetched it may, until the merchant was asked about one payer; then only that one.
//
// It answers ErrOtherPayer, ErrReserved, ErrPaid, ErrCanceled, ErrExpired, or ErrEnded for a
// failed one; ErrID for no payer.
func (v Invoice) Decline(payer account.ID, at time.Time) (Invoice, error) {
	if err := present(payer.UUID); err != nil {
		return Invoice{}, err
	}
	if err := v.payable(at); err != nil {
		return Invoice{}, err
	}
	if err := v.meantFor(payer); err != nil {
		return Invoice{}, err
	}
	return v.end(Canceled, at), nil
}

// Fail ends an invoice whose payment failed for good. A reservation is released.
//
// It answers ErrPaid, or ErrEnded if the invoice has ended otherwise.
func (v Invoice) Fail(at time.Time) (Invoice, error) {
	switch v.StateAt(at) {
	case Paid:
		return Invoice{}, ErrPaid
	case Canceled, Failed, Expired:
		return Invoice{}, ErrEnded
	case Issued, PendingAcknowledge, Reserved:
		return v.end(Failed, at), nil
	default:
		return Invoice{}, ErrEnded
	}
}

// Expire writes down that the invoice's time is over: for an open one from ExpiresAt on, for a
// reserved one from HoldUntil on, and that instant, not at, is when it ended. A reservation is
// released. Else it answers ErrNotExpired.
func (v Invoice) Expire(at time.Time) (Invoice, error) {
	if !v.overdue(at) {
		return Invoice{}, ErrNotExpired
	}
	end, _ := v.deadline()
	return v.end(Expired, end), nil
}

// consent says whether a payer's approval of what was shown can stand. The state comes first:
// whoever is late learns that, not that the invoice has changed.
func (v Invoice) consent(payer account.ID, pay PaymentID, revision int64, total money.Amount, mode bool, at time.Time) error {
	if err := present(payer.UUID, pay.UUID); err != nil {
		return err
	}
	if err := v.payable(at); err != nil {
		return err
	}
	asked := v.Payer != account.ID{}
	if v.State == PendingAcknowledge || v.Ack == RequireAcknowledgment && !asked {
		return ErrPending
	}
	if err := v.meantFor(payer); err != nil {
		return err
	}
	if !mode {
		return ErrMode
	}
	if revision != v.Revision || total != v.Total {
		return ErrStale
	}
	return nil
}

// payable answers why no payer can have to do with the invoice any more, or nil.
func (v Invoice) payable(at time.Time) error {
	switch v.StateAt(at) {
	case Issued, PendingAcknowledge:
		return nil
	case Reserved:
		return ErrReserved
	case Paid:
		return ErrPaid
	case Canceled:
		return ErrCanceled
	case Expired:
		return ErrExpired
	case Failed:
		return ErrEnded
	default:
		return ErrEnded
	}
}

// meantFor answers ErrOtherPayer if the merchant was asked about somebody else.
func (v Invoice) meantFor(payer account.ID) error {
	if v.Payer != (account.ID{}) && v.Payer != payer {
		return ErrOtherPayer
	}
	return nil
}

// answer is v as it is, or nothing and err.
func (v Invoice) answer(err error) (Invoice, error) {
	if err != nil {
		return Invoice{}, err
	}
	return v, nil
}

// end puts the invoice into its last state. It never ended before it began, even if the clock went back,
// and what it knew about a membership is forgotten.
func (v Invoice) end(s State, at time.Time) Invoice {
	v.State, v.EndedAt, v.Membership = s, instant(at), nil
	if v.EndedAt.Before(v.IssuedAt) {
		v.EndedAt = v.IssuedAt
	}
	return v
}

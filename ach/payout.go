package ach

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// PayoutID names a credit to a bank account.
type PayoutID struct{ uuid.UUID }

// PayoutState is where a payout is.
type PayoutState string

// The states of a payout.
const (
	PayoutDue      PayoutState = "due"
	PayoutSent     PayoutState = "sent"
	PayoutSettled  PayoutState = "settled"
	PayoutReturned PayoutState = "returned"
)

// Payout is a credit to a bank account: a user's cashback, a refund after collection, a merchant's settlement.
type Payout struct {
	ID      PayoutID
	Version int64
	Owner   account.ID // of a merchant's settlement: the merchant's ID
	Bank    BankAccountID
	Source  ledger.AccountID // debited when it was made; credited again if the bank returns it
	Purpose ledger.Purpose
	Subject uuid.UUID // the payment refunded, the cashback payout
	Amount  money.Amount
	State   PayoutState
	Code    string // of the return
	MadeAt  time.Time
}

// NewPayout makes a credit of money that was taken from source. Subject is what it pays: a
// payment that is refunded, a cashback payout. It answers ErrAmount for an amount that cannot be
// paid and ErrIncomplete where something is missing.
func NewPayout(id PayoutID, owner account.ID, bank BankAccountID, source ledger.AccountID, purpose ledger.Purpose, subject uuid.UUID, amount money.Amount, at time.Time) (Payout, error) {
	if amount.Minor() <= 0 || amount.Minor() > MaxAmount || amount.Currency() == "" {
		return Payout{}, ErrAmount
	}
	named := id.UUID != uuid.Nil && owner.UUID != uuid.Nil && bank.UUID != uuid.Nil
	if !named || source.UUID == uuid.Nil || purpose == "" || subject == uuid.Nil || at.IsZero() {
		return Payout{}, ErrIncomplete
	}
	return Payout{
		ID: id, Owner: owner, Bank: bank, Source: source, Purpose: purpose, Subject: subject,
		Amount: amount, State: PayoutDue, MadeAt: at.UTC(),
	}, nil
}

// OrderID is the ID of the payout's bank order.
func (p Payout) OrderID() string { return OrderID(p.ID.UUID, 1) }

// Order is the payout's bank order, for the first banking day from when it was made. It is
// the same however often it is asked for, as long as the payout is due or sent. Holder and
// number are clear, b must be the payout's bank account, and company is who pays: the
// seller of a refund, else the operator. It answers ErrOtherAccount, ErrState once the bank
// has told the outcome, and ErrOrder for what no bank accepts.
func (p Payout) Order(holder, number string, b BankAccount, company string, policy Policy) (Order, error) {
	if b.ID != p.Bank {
		return Order{}, ErrOtherAccount
	}
	if p.State != PayoutDue && p.State != PayoutSent {
		return Order{}, ErrState
	}
	o := Order{
		ID: p.OrderID(), Direction: CreditOrder, Amount: p.Amount, Scheme: b.Scheme, Routing: b.Routing, Number: number, Type: b.Type,
		Holder: holder, Company: company, Description: describe(p.Purpose), Attempt: 1,
		On: policy.Calendar.Next(civil.DateOf(p.MadeAt, policy.Zone)), Payout: p.ID,
	}
	if err := o.Check(); err != nil {
		return Order{}, err
	}
	return o, nil
}

// describe is what the receiver's statement calls a credit.
func describe(purpose ledger.Purpose) string {
	switch purpose {
	case ledger.Refund:
		return "REFUND"
	case ledger.Cashback, ledger.CashbackPayout, ledger.CashbackCorrection:
		return "CASHBACK"
	case ledger.OfferBenefit:
		return "OFFER"
	case ledger.PersonToPerson, ledger.TransferReleased:
		return "TRANSFER"
	case ledger.Withdrawal:
		return "WITHDRAWAL"
	case ledger.MerchantPayout:
		return "SETTLEMENT"
	default:
		return "PAYOUT"
	}
}

// Send notes that the bank was given the order. One that was sent stays so; a settled or
// returned one answers ErrState.
func (p Payout) Send() (Payout, error) {
	switch p.State {
	case PayoutDue, PayoutSent:
		p.State = PayoutSent
		return p, nil
	case PayoutSettled, PayoutReturned:
	}
	return p, ErrState
}

// Settle notes that the network booked the credit. Told again it changes nothing; one that a
// return has overtaken answers ErrReportStale, one that is not sent ErrState.
func (p Payout) Settle() (Payout, error) {
	switch p.State {
	case PayoutSent, PayoutSettled:
		p.State = PayoutSettled
		return p, nil
	case PayoutReturned:
		return p, ErrReportStale
	case PayoutDue:
	}
	return p, ErrState
}

// Return notes that the bank could not deliver the credit: its amount goes back to Source, once.
// The same return again answers ErrReportStale, one of a payout that is not sent ErrState.
func (p Payout) Return(code string) (Payout, error) {
	switch p.State {
	case PayoutSent, PayoutSettled:
		p.State = PayoutReturned
		p.Code = normalCode(code)
		return p, nil
	case PayoutReturned:
		return p, ErrReportStale
	case PayoutDue:
	}
	return p, ErrState
}

// Report books what the bank told about the payout's order: it is [Payout.Settle] or
// [Payout.Return], after it has checked order and amount. A report that overtook the note that
// the order was sent sends it first. ErrReportStale says that there is nothing to book,
// ErrReport that the report is about something else.
func (p Payout) Report(r Report) (Payout, error) {
	if r.Order != p.OrderID() || r.Amount != p.Amount {
		return p, ErrReport
	}
	sent := p
	if p.State == PayoutDue {
		sent.State = PayoutSent
	}
	var err error
	switch {
	case r.Kind == ReportSettled && p.State == PayoutSettled:
		return p, ErrReportStale
	case r.Kind == ReportSettled:
		sent, err = sent.Settle()
	case r.Kind == ReportReturned:
		sent, err = sent.Return(r.Code)
	default:
		return p, ErrReport
	}
	if err != nil {
		return p, err
	}
	return sent, nil
}

// Redirect sends a credit that was not given to the bank yet to another bank account of its owner, because the first is
// refused. It answers ErrState for one that was given, and ErrIncomplete without an account.
func (p Payout) Redirect(to BankAccountID) (Payout, error) {
	if p.State != PayoutDue {
		return p, ErrState
	}
	if to.UUID == uuid.Nil {
		return p, ErrIncomplete
	}
	p.Bank = to
	return p, nil
}

// AccountRefused says whether a return shows that the receiving account cannot be used: it is
// no more valid then (MND-8). A return for a fault of ours does not say so.
func (p Payout) AccountRefused(policy Policy) bool {
	return p.State == PayoutReturned && policy.Class(p.Code).Disposition() != Suspend
}

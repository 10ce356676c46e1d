package ach

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// CollectionID names the debit of one payment.
type CollectionID struct{ uuid.UUID }

// CollectionState is where a collection is.
type CollectionState string

// The states of a collection.
const (
	Due       CollectionState = "due"       // to be sent for DueOn
	Sent      CollectionState = "sent"      // the bank has it
	Settled   CollectionState = "settled"   // booked by the network; may still come back in time
	Collected CollectionState = "collected" // counts as paid
	Owed      CollectionState = "owed"      // failed for good: manual payment due
	Repaid    CollectionState = "repaid"    // paid outside the scheme
	Suspense  CollectionState = "suspense"  // refused for a reason that is ours; the operator decides
	Dropped   CollectionState = "dropped"   // refunded in full before it was sent
	Gathering CollectionState = "gathering" // an invoice of a month that is not over yet
	Billed    CollectionState = "billed"    // an invoice that was issued, to be paid by DueOn
)

// Collection is the debit of one payment: sent, settled, perhaps returned and presented once more. Where no bank is
// debited it is the invoice for all payments of a month; see [NewInvoice].
type Collection struct {
	ID         CollectionID
	Version    int64
	Payment    uuid.UUID // what it collects for; of an invoice [InvoiceOf]
	Owner      account.ID
	From       account.PaymentAccountID
	Ledger     ledger.AccountID // the payer's limit account
	Fees       ledger.AccountID // where the payer's fees are booked
	Bank       BankAccountID    // zero for an invoice
	Seller     string           // on the payer's bank statement
	Amount     money.Amount     // to be collected: approved less refunds before it was sent or while it is owed
	State      CollectionState
	Attempt    int          // 0 before the first is sent, then 1 or 2
	DueOn      civil.Date   // the banking day for which the next attempt is sent; once sent, the day it was sent for. Of an invoice: the day to issue it on, then the last day to pay it
	SettledOn  civil.Date   // of the present attempt; zero before
	ReturnCode string       // of the last return
	Corrected  bool         // a fault of ours was corrected and it was sent again; that is done only once
	Late       bool         // its amount is booked as debt beyond the floor: it came back after it was Collected, or was carried over
	Blocking   bool         // it is one of its owner's failed collections that nobody has paid
	Fee        money.Amount // charged after the second failure; zero before
	Paid       money.Amount // received so far by manual payment
	OpenedAt   time.Time
	EndedAt    time.Time // when it became Collected, Repaid or Dropped
}

// NewCollection opens the one debit of an approved payment (COL-1), due on the policy's day.
// Seller is the merchant as the payer's bank statement shows it (COL-2). It answers ErrAmount
// for an amount that cannot be collected and ErrIncomplete where something is missing, such as
// the bank account behind pa: a prepaid account is not collected.
func NewCollection(id CollectionID, payment uuid.UUID, owner account.ID, pa account.PaymentAccount, seller string, amount money.Amount, p Policy, at time.Time) (Collection, error) {
	if err := p.Validate(); err != nil {
		return Collection{}, err
	}
	if amount.Minor() <= 0 || amount.Minor() > MaxAmount || amount.Currency() != p.Fee.Currency() {
		return Collection{}, ErrAmount
	}
	named := id.UUID != uuid.Nil && payment != uuid.Nil && owner.UUID != uuid.Nil && pa.ID.UUID != uuid.Nil
	booked := pa.Bank != uuid.Nil && pa.Ledger.UUID != uuid.Nil && pa.Fees.UUID != uuid.Nil
	if !named || !booked || seller == "" || at.IsZero() {
		return Collection{}, ErrIncomplete
	}
	zero := money.FromMinor(0, amount.Currency())
	return Collection{
		ID: id, Payment: payment, Owner: owner, From: pa.ID, Ledger: pa.Ledger, Fees: pa.Fees,
		Bank: BankAccountID{pa.Bank}, Seller: seller, Amount: amount, State: Due, DueOn: p.dueOn(at),
		Fee: zero, Paid: zero, OpenedAt: at.UTC(),
	}, nil
}

// Owes is what the payer must pay by hand: amount and fee less what was paid, while it is
// Owed, or an invoice that is Billed; else nothing.
func (c Collection) Owes() money.Amount {
	if !c.Payable() {
		return money.FromMinor(0, c.Amount.Currency())
	}
	return minus(plus(c.Amount, c.Fee), c.Paid)
}

// Open says whether the amount still uses the payer's limit.
func (c Collection) Open() bool {
	switch c.State {
	case Due, Sent, Settled, Owed, Suspense, Gathering, Billed:
		return true
	case Collected, Repaid, Dropped:
	}
	return false
}

// OrderID is the ID of the present attempt's bank order; empty before the first is sent.
func (c Collection) OrderID() string {
	if c.Attempt == 0 {
		return ""
	}
	return OrderID(c.ID.UUID, c.orderNumber())
}

// SendOn is the day on which the next attempt goes to the bank, to be booked on DueOn: Policy.HandOver banking days before
// it. It may be past when the collection is opened; then the order goes at once.
func (c Collection) SendOn(p Policy) civil.Date { return p.Calendar.Back(c.DueOn, p.HandOver) }

// ConfirmOn is the first day on which [Collection.Confirm] counts it as collected: the day after
// the banking days in which a return would be in time (COL-11). Zero unless it is Settled.
func (c Collection) ConfirmOn(p Policy) civil.Date {
	if c.State != Settled {
		return civil.Date{}
	}
	return p.Calendar.Add(c.SettledOn, p.CollectedAfter).AddDays(1)
}

// attempts is how often a debit is presented at most: once, and once more (COL-4).
const attempts = 2

// lastOrder is the highest number an order of a collection can have: each attempt once as it
// was and once corrected.
const lastOrder = 2 * attempts

// orderNumber numbers the orders of a collection; a corrected one has a number of its own.
func (c Collection) orderNumber() int {
	if c.Corrected {
		return c.Attempt + attempts
	}
	return c.Attempt
}

// next is the collection with its next attempt sent.
func (c Collection) next() Collection {
	c.State = Sent
	c.Attempt++
	c.SettledOn = civil.Date{}
	return c
}

// atBank says whether the present attempt may still be returned.
func (c Collection) atBank() bool {
	return c.State == Sent || c.State == Settled || c.State == Collected
}

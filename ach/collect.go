package ach

import (
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
)

// Order is the bank order of a collection that is Due (of its next attempt, for the banking
// day on) or Sent (the present one once more, for the day it was sent for, whatever on says:
// a repeat must be equal to the character). Holder and number are the clear name and account
// number; b must be the collection's bank account.
//
// Send first, commit, and hand the order over then: so no refund can lower a debit that the
// bank already has. It answers ErrOtherAccount, ErrNotDue before the day, ErrState in every
// other state, and ErrOrder for what no bank accepts.
func (c Collection) Order(holder, number string, b BankAccount, on civil.Date) (Order, error) {
	if b.ID != c.Bank {
		return Order{}, ErrOtherAccount
	}
	if c.State == Due {
		var err error
		if c, err = c.Send(on); err != nil {
			return Order{}, err
		}
	}
	if c.State != Sent {
		return Order{}, ErrState
	}
	o := Order{
		ID: c.OrderID(), Direction: DebitOrder, Amount: c.Amount, Scheme: b.Scheme, Routing: b.Routing, Number: number, Type: b.Type,
		Holder: holder, Company: c.Seller, Description: descriptionPurchase, Attempt: c.Attempt, On: c.DueOn, Collection: c.ID,
	}
	if c.Attempt > 1 {
		o.Description = descriptionRetry
	}
	if err := o.Check(); err != nil {
		return Order{}, err
	}
	return o, nil
}

// Send notes that the next attempt goes to the bank, for the banking day on. It answers
// ErrNotDue before DueOn and ErrState unless it is Due.
func (c Collection) Send(on civil.Date) (Collection, error) {
	if c.State != Due {
		return c, ErrState
	}
	if on.Before(c.DueOn) {
		return c, ErrNotDue
	}
	c = c.next()
	c.DueOn = on
	return c, nil
}

// Settle notes that the network booked the present attempt on a day. A settlement told again
// changes nothing and is no error; one that a return has overtaken answers ErrReportStale.
func (c Collection) Settle(on civil.Date) (Collection, error) {
	switch c.State {
	case Sent:
		c.State = Settled
		c.SettledOn = on
		return c, nil
	case Settled, Collected:
		return c, nil
	case Due, Owed, Repaid, Suspense, Dropped, Gathering, Billed:
	}
	return c, ErrReportStale
}

// Confirm counts a settled debit as collected once the banking days for a return in time have
// ended (COL-11): the limit rises by the amount, and a block that this debit caused ends
// (COL-5). Today is the present day in the policy's zone. It answers ErrNotYet before
// [Collection.ConfirmOn] and ErrState unless it is Settled; one that is Collected stays so.
func (c Collection) Confirm(today civil.Date, p Policy) (Collection, Outcome, error) {
	if c.State == Collected {
		return c, Outcome{}, nil
	}
	if c.State != Settled {
		return c, Outcome{}, ErrState
	}
	if today.Before(c.ConfirmOn(p)) {
		return c, Outcome{}, ErrNotYet
	}
	out := Outcome{CountCollected: true}
	c.credit(ledger.CodeBankClearing, &out)
	c.unblock(&out)
	c.State = Collected
	c.EndedAt = today.Time(p.Zone).UTC()
	return c, out, nil
}

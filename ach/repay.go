package ach

import (
	"time"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// PayManually books money that the payer paid towards what is Owed or Billed, in one or more parts. Only
// the full amount with its fee ends the debt: then it is Repaid, the block ends and the limit
// rises by the amount (COL-8). Until then the parts lie on the payer's fees account, where the
// fee is owed, and the limit does not move; so available never passes the maximum on the way.
//
// It answers ErrAmount, ErrOverpaid for more than [Collection.Owes], and ErrState unless it is [Collection.Payable].
func (c Collection) PayManually(amount money.Amount, at time.Time) (Collection, Outcome, error) {
	if !c.Payable() {
		return c, Outcome{}, ErrState
	}
	if amount.Minor() <= 0 || amount.Currency() != c.Amount.Currency() {
		return c, Outcome{}, ErrAmount
	}
	if amount.Minor() > c.Owes().Minor() {
		return c, Outcome{}, ErrOverpaid
	}
	var out Outcome
	out.move(ledger.CodeBankClearing, ledger.CodePayerFees, ledger.FeePaid, amount)
	c.Paid = plus(c.Paid, amount)
	c.finish(at, &out)
	return c, out, nil
}

// Lower books a refund (PAY-16). Before the debit was sent it lowers it, in full it drops it;
// while it is Owed it lowers the debt, and an invoice until it is paid. The limit rises by the refund. It answers
//   - ErrSent where the bank has or had the debit, or a part is refunded while a
//     re-presentment waits, whose amount may not change (COL-4): credit the payer by a [Payout];
//   - ErrTooMuch for more than is left to collect, and ErrAmount;
//   - ErrState where nothing is left: Repaid is refunded by a payout too, Dropped not at all.
func (c Collection) Lower(amount money.Amount, at time.Time) (Collection, Outcome, error) {
	if err := c.lowerable(amount); err != nil {
		return c, Outcome{}, err
	}
	var out Outcome
	c.refund(amount, &out)
	c.Amount = minus(c.Amount, amount)
	switch {
	case c.Payable():
		c.payBack(&out)
		c.finish(at, &out)
	case c.Amount.Minor() == 0 && c.State != Gathering: // more purchases of the month may come
		c.State = Dropped
		c.EndedAt = at.UTC()
		c.unblock(&out)
	}
	return c, out, nil
}

// lowerable says whether a refund of an amount may lower the debit or the debt.
func (c Collection) lowerable(amount money.Amount) error {
	switch c.State {
	case Due, Owed, Suspense, Gathering, Billed:
	case Sent, Settled, Collected, Repaid:
		return ErrSent
	case Dropped:
		return ErrTooMuch
	default:
		return ErrState
	}
	switch {
	case amount.Minor() <= 0 || amount.Currency() != c.Amount.Currency():
		return ErrAmount
	case amount.Minor() > c.Amount.Minor():
		return ErrTooMuch
	case c.State == Due && c.Attempt > 0 && amount != c.Amount:
		return ErrSent
	}
	return nil
}

// refund gives a part of the amount back to the limit at the seller's cost. Debt beyond the
// floor is settled by way of the fees account, because a refund is no settlement of debt.
func (c Collection) refund(amount money.Amount, o *Outcome) {
	o.Credit, o.Debt = amount, c.Late
	if !c.Late {
		o.move(ledger.CodeMerchantPayable, ledger.CodePayerDebit, ledger.Refund, amount)
		return
	}
	o.move(ledger.CodeMerchantPayable, ledger.CodePayerFees, ledger.Refund, amount)
	o.move(ledger.CodePayerFees, ledger.CodePayerDebit, ledger.DebtCollected, amount)
}

// payBack finds what the payer has paid by hand beyond the lowered debt.
func (c *Collection) payBack(o *Outcome) {
	debt := plus(c.Amount, c.Fee)
	if c.Paid.Minor() > debt.Minor() {
		o.Surplus = minus(c.Paid, debt)
		c.Paid = debt
	}
}

// finish ends a debt of which nothing is left: what was gathered on the fees account goes to the limit.
func (c *Collection) finish(at time.Time, o *Outcome) {
	if c.Owes().Minor() > 0 {
		return
	}
	lowered := o.Credit
	c.credit(ledger.CodePayerFees, o)
	if lowered.Minor() > 0 {
		o.Credit = plus(lowered, c.Amount)
	}
	c.State = Repaid
	c.EndedAt = at.UTC()
	c.unblock(o)
}

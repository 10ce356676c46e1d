package ach

import (
	"time"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
)

// Return books that the present attempt came back on a day, for a code. By the code's class it
// becomes Due again after the first return for insufficient funds (COL-3, COL-4), Owed with
// a fee after the second (COL-6, COL-7), Owed with a fee and without a mandate for any reason
// that lies with the payer or that nobody knows, or Suspense where the fault is ours (COL-9).
//
// A return after it was Collected is handled as if it had come in time, and the limit falls
// again by the amount, if need be below its floor: it is a debt (COL-12). A return of
// something that is not at the bank, such as the same one again, answers ErrReportStale. That
// the return is about the present attempt is the caller's to check; [Collection.Report] does.
func (c Collection) Return(code string, on civil.Date, p Policy) (Collection, Outcome, error) {
	if !c.atBank() {
		return c, Outcome{}, ErrReportStale
	}
	var out Outcome
	c.takeBack(&out)
	c.ReturnCode = normalCode(code)
	c.SettledOn = civil.Date{}
	switch p.Class(code).Disposition() {
	case Represent:
		if c.Attempt < attempts {
			c.State = Due
			c.DueOn = p.Calendar.Add(on, p.RetryAfter)
			c.block(&out)
			return c, out, nil
		}
	case ManualPayment:
		out.InvalidateMandate = true
	case Suspend:
		c.State = Suspense
		return c, out, nil
	}
	c.charge(p, &out)
	c.owe(&out)
	return c, out, nil
}

// takeBack undoes that it counted as collected, if it did.
func (c *Collection) takeBack(o *Outcome) {
	if c.State != Collected {
		return
	}
	c.Late = true
	c.EndedAt = time.Time{}
	o.ReverseCollected = true
	o.move(ledger.CodePayerDebit, ledger.CodeBankClearing, ledger.CollectionReturned, c.Amount)
}

// charge adds the fee. It comes once per payment, because nothing leads from owed back to the bank.
func (c *Collection) charge(p Policy, o *Outcome) {
	if !p.Fee.IsPositive() {
		return
	}
	c.Fee = p.Fee
	o.Fee = p.Fee
	o.move(ledger.CodePayerFees, ledger.CodeFeeIncome, ledger.Fee, p.Fee)
}

// owe makes manual payment due.
func (c *Collection) owe(o *Outcome) {
	c.State = Owed
	c.block(o)
	o.ContactPayer = true
}

// Withhold gives up a debit that is Due because its mandate covers it no more (see
// [Mandate.Covers]): an entry under a revoked mandate may not be sent. The amount is Owed, as
// after a failure, but without a fee, since no debit failed. Else it answers ErrState.
func (c Collection) Withhold() (Collection, Outcome, error) {
	if c.State != Due {
		return c, Outcome{}, ErrState
	}
	var out Outcome
	c.owe(&out)
	return c, out, nil
}

// Correct makes a debit in Suspense due again, on the first banking day from today, after
// the operator removed the fault (COL-9): the attempt that failed is not counted, and its order
// gets a new ID. It answers ErrCorrected the second time and ErrState unless it is in Suspense.
func (c Collection) Correct(today civil.Date, p Policy) (Collection, error) {
	if c.State != Suspense {
		return c, ErrState
	}
	if c.Corrected {
		return c, ErrCorrected
	}
	c.State = Due
	c.Attempt--
	c.Corrected = true
	c.DueOn = p.Calendar.Next(today)
	return c, nil
}

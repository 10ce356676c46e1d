package ach

import (
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// Outcome is what must happen in the book and to the account because of what happened to a
// collection. It is a plain value: whoever commits the collection commits this with it. The
// zero Outcome asks for nothing.
type Outcome struct {
	// Bookings are all transfers, in this order. The amounts below repeat them for messages and
	// decisions; do not book both.
	Bookings []Booking

	Credit           money.Amount // by how much the payer's limit rises; no amount if it does not
	Debt             bool         // what is credited had been booked as debt beyond the floor
	ReverseCollected bool         // it had counted as collected: the limit falls again by the amount, and the count of collections by one (LIM-6)
	CountCollected   bool         // counts towards a higher maximum (LIM-5)
	Fee              money.Amount // charged now; no amount if none
	Surplus          money.Amount // lies on the payer's fees account and is to be paid out: a refund came after a manual payment; no amount if none

	Block             bool // one more of the owner's failed collections is unpaid: account.Account.FailCollection
	Unblock           bool // one fewer is: account.Account.SettleCollection
	InvalidateMandate bool // mandate and bank account become invalid
	ContactPayer      bool // manual payment is due now: tell the payer (COL-6)
}

// Booking is one transfer between two places of the chart of accounts: payer_debit and
// payer_fees are the collection's Ledger and Fees, merchant_payable is the seller's, and the
// others the operator's own.
type Booking struct {
	Debit, Credit ledger.Code
	Purpose       ledger.Purpose
	Amount        money.Amount
}

// move adds a transfer to the outcome. Nothing is no transfer.
func (o *Outcome) move(debit, credit ledger.Code, purpose ledger.Purpose, amount money.Amount) {
	if amount.Minor() > 0 {
		o.Bookings = append(o.Bookings, Booking{debit, credit, purpose, amount})
	}
}

// block notes that the collection is now one of those that keep its owner blocked, unless it was.
func (c *Collection) block(o *Outcome) {
	o.Block = !c.Blocking
	c.Blocking = true
}

// unblock undoes block.
func (c *Collection) unblock(o *Outcome) {
	o.Unblock = c.Blocking
	c.Blocking = false
}

// credit gives the whole amount back to the payer's limit, from where the money lies.
func (c Collection) credit(from ledger.Code, o *Outcome) {
	purpose := ledger.Collected
	if c.Late {
		purpose = ledger.DebtCollected
	}
	o.Credit, o.Debt = c.Amount, c.Late
	o.move(from, ledger.CodePayerDebit, purpose, c.Amount)
}

// plus and minus calculate within one currency; amounts are at most [MaxAmount], so nothing overflows.
func plus(a, b money.Amount) money.Amount { return money.FromMinor(a.Minor()+b.Minor(), a.Currency()) }

func minus(a, b money.Amount) money.Amount {
	return money.FromMinor(a.Minor()-b.Minor(), a.Currency())
}

package sandbox

import (
	"slices"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Orders lists the orders that the bank has, in the order in which they came.
func (b *Bank) Orders() []ach.Order {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]ach.Order, len(b.received))
	for i, o := range b.received {
		all[i] = o.Order
	}
	return all
}

// StatementLine is one line of what an account's holder sees at their bank.
type StatementLine struct {
	On          civil.Date
	Company     string       // who debited or credited
	Description string       // such as "PURCHASE"
	Amount      money.Amount // negative: left the account
	Code        string       // of the return that this line books back; empty for the order itself
}

// Statement is what the holder of an account sees at their bank up to today, oldest first: each
// order that settled, and each that came back a second time with the sign turned.
func (b *Bank) Statement(routing, number string) []StatementLine {
	b.mu.Lock()
	defer b.mu.Unlock()
	today := b.today()
	var lines []StatementLine
	for _, o := range b.received {
		if o.Routing != routing || o.Number != number {
			continue
		}
		for _, l := range o.lines() {
			if !l.On.After(today) {
				lines = append(lines, l)
			}
		}
	}
	slices.SortStableFunc(lines, func(x, y StatementLine) int { return x.On.Compare(y.On) })
	return lines
}

// lines are the statement's lines for an order, those to come included.
func (o *bankOrder) lines() []StatementLine {
	moved, back := o.Amount.Minor(), -o.Amount.Minor()
	if o.Direction == ach.DebitOrder {
		moved, back = back, moved
	}
	lines := []StatementLine{{o.settles, o.Company, o.Description, money.FromMinor(moved, o.Amount.Currency()), ""}}
	if o.returned {
		lines = append(lines, StatementLine{o.back, o.Company, o.Description, money.FromMinor(back, o.Amount.Currency()), o.code})
	}
	return lines
}

package seqr_test

import (
	"slices"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/payment"
)

// The model of a village with Seqr Accounts: what a calculator and a calendar say, in minor units and days of Helsinki.

// villager is a person, whoever has left included.
type villager struct {
	*person
	name     string
	invoiced bool  // has an invoice account, and not a bank account
	balance  int64 // of the Seqr Account
	paid     int   // debits that the bank has paid
	charges  []*charged
	bills    []*bill
	months   map[civil.Month]*month
	held     int64 // cashback that waits for an end of the block
	rewarded map[payment.MerchantID]bool
	member   map[payment.MerchantID]bool
	moved    bool // to another phone, since the last pass of time
	sent     map[civil.Month]int64
	left     civil.Date // zero: still here
	erased   bool
}

// charged is an amount that the bank is asked for by itself.
type charged struct {
	due    int64
	sends  civil.Date // when the bank gets it
	closed bool       // collected, or nothing was left of it
}

// bill is a monthly invoice.
type bill struct {
	month  civil.Month
	amount int64
	paid   int64
	due    civil.Date // zero: gathering
	closed bool
}

// month is what counts for cashback.
type month struct{ count, total int64 }

// purchase is what was bought, and what it was charged to: the Seqr Account if neither a charge nor a bill.
type purchase struct {
	by     *villager
	shop   *stall
	inv    payment.InvoiceID
	amount int64
	back   int64
	in     civil.Month
	on     *charged
	bill   *bill
	order  *payment.OrderID
	sent   bool // the ordered piece
	done   bool // the order was canceled
}

func (v *villager) gone() bool { return v.left != (civil.Date{}) }

func (v *villager) limit() int64 {
	switch {
	case v.invoiced:
		return 500_00
	case v.paid >= 3:
		return 500_00
	default:
		return 75_00
	}
}

// free is what is left of the limit.
func (v *villager) free() int64 {
	left := v.limit()
	for _, c := range v.charges {
		left -= c.due
	}
	for _, b := range v.bills {
		if !b.closed {
			left -= b.amount
		}
	}
	return left
}

// overdue says whether an invoice was not paid in time: that blocks.
func (v *villager) overdue(today civil.Date) bool {
	return slices.ContainsFunc(v.bills, func(b *bill) bool {
		return !b.closed && b.due != (civil.Date{}) && b.due.Before(today)
	})
}

func (v *villager) reasons(today civil.Date) (list []account.Reason) {
	if v.overdue(today) {
		list = append(list, account.Collection)
	}
	return list
}

// charge uses the limit: by a debit, or on the month's invoice.
func (v *villager) charge(amount int64, today civil.Date) (*charged, *bill) {
	if !v.invoiced {
		days := 2
		if len(v.charges) == 0 {
			days = 7 // the first debit of a mandate
		}
		target := ach.TARGETCalendar()
		c := &charged{due: amount, sends: target.Back(target.Next(today.AddDays(days)), 2)}
		v.charges = append(v.charges, c)
		return c, nil
	}
	for _, b := range v.bills {
		if b.month == today.MonthOf() {
			b.amount += amount
			return nil, b
		}
	}
	b := &bill{month: today.MonthOf(), amount: amount}
	v.bills = append(v.bills, b)
	return nil, b
}

// count puts a purchase into its month.
func (v *villager) count(m civil.Month, count, total int64) {
	if v.months[m] == nil {
		v.months[m] = &month{}
	}
	v.months[m].count += count
	v.months[m].total += total
}

// refund gives back: where nothing is debited any more, to the Seqr Account, or to the bank account, which is not counted here.
func (p *purchase) refund(amount int64, today civil.Date) {
	p.back += amount
	switch {
	case p.bill != nil:
		p.by.balance += p.bill.lower(amount)
	case p.on == nil:
		p.by.balance += amount
	case !p.on.closed && today.Before(p.on.sends):
		p.on.due -= amount
		p.on.closed = p.on.due == 0
	}
}

// lower takes an amount off an invoice, and answers what of it is too much: nothing, unless more is paid than owed.
func (b *bill) lower(amount int64) (surplus int64) {
	if b.closed {
		return amount
	}
	b.amount -= amount
	if b.due == (civil.Date{}) {
		return 0 // more may be bought
	}
	if b.amount <= b.paid {
		b.closed = true
	}
	return max(b.paid-b.amount, 0)
}

// cashback of a quarter is the percentage of each month, in hundredths of a cent, rounded once; below 1.00 there is none.
func (v *villager) cashback(q civil.Quarter) int64 {
	exact := int64(0)
	for _, m := range q.Months() {
		if c := v.months[m]; c != nil {
			switch {
			case c.count >= 20:
				exact += 3 * c.total
			case c.count >= 12:
				exact += 2 * c.total
			default:
				exact += c.total
			}
		}
	}
	if exact < 100_00 {
		return 0
	}
	return (exact + 50) / 100
}

// wakes is what the day brings: invoices, and cashback on its day. Debits are paid when enough days have gone by.
func (v *villager) wakes(today civil.Date) {
	for _, b := range v.bills {
		if b.due == (civil.Date{}) && b.month != today.MonthOf() {
			b.due = ach.TARGETCalendar().Next(today.MonthOf().First().AddDays(14))
			b.closed = b.amount == 0
		}
	}
	q := today.MonthOf().Quarter()
	if today == ach.TARGETCalendar().Next(q.First().First().AddDays(14)) && !v.gone() {
		switch earned := v.cashback(q.Prev()); {
		case v.overdue(today):
			v.held += earned
		default:
			v.balance += earned
		}
	}
}

// collected closes the debits that the bank has had for long.
func (v *villager) collected() {
	for _, c := range v.charges {
		if !c.closed {
			c.due, c.closed = 0, true
			v.paid++
		}
	}
}

// freed pays what was held, once nothing is overdue.
func (v *villager) freed(today civil.Date) {
	if !v.overdue(today) {
		v.balance, v.held = v.balance+v.held, 0
	}
}

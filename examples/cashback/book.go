package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// book keeps what was read, by payer: three words a payment, because a refund may belong to any of them.
type book struct {
	market market
	payers map[string]*payer
}

type payer struct {
	payments []paid
	refunds  []refund
	quarters map[civil.Quarter]bool // in which anything happened
}

// paid is a payment and what is left of it.
type paid struct {
	at        int64 // microseconds since 1970
	left      int64 // minor units of the market's currency
	qualifies bool
}

// refund is a refund that still looks for its payment; its fields are as those of paid.
type refund struct {
	at     int64
	amount int64
	line   int
}

func (p paid) time() time.Time { return time.UnixMicro(p.at) }

func newBook(m market) *book { return &book{market: m, payers: map[string]*payer{}} }

// add understands a row and keeps it.
func (b *book) add(r row) error {
	amount, err := b.amount(r)
	if err != nil {
		return err
	}
	quarter := civil.QuarterOf(r.at, b.market.programme.Zone)
	if !quarter.Valid() {
		return errors.New("time is outside the calendar")
	}
	p := b.payers[r.payer]
	if p == nil {
		p = &payer{quarters: map[civil.Quarter]bool{}}
		b.payers[r.payer] = p
	}
	at := r.at.UnixMicro()
	switch r.channel {
	case "store", "online", "shop":
		qualifies := b.market.programme.Qualifies(payment.Channel(r.channel), false)
		p.payments = append(p.payments, paid{at, amount.Minor(), qualifies})
	case "donation":
		const charity = true
		p.payments = append(p.payments, paid{at, amount.Minor(), b.market.programme.Qualifies(payment.Online, charity)})
	case "refund":
		p.refunds = append(p.refunds, refund{at, amount.Minor(), r.line})
		return nil
	case "p2p": // no payment: only the quarter is listed
	default:
		return fmt.Errorf("channel %q is none of store, online, shop, p2p, donation, refund", r.channel)
	}
	p.quarters[quarter] = true
	return nil
}

func (b *book) amount(r row) (money.Amount, error) {
	c := b.market.programme.Currency
	if r.currency != string(c) {
		return money.Amount{}, fmt.Errorf("currency %q is not the market's, %s", r.currency, c)
	}
	amount, err := money.Parse(r.amount, c)
	if err != nil {
		return money.Amount{}, fmt.Errorf("amount %q: %w", r.amount, err)
	}
	if !amount.IsPositive() {
		return money.Amount{}, fmt.Errorf("amount %q is not more than 0", r.amount)
	}
	return amount, nil
}

// statement is one payer's quarter and the day on which it is paid.
type statement struct {
	payer  string
	result cashback.QuarterResult
	on     civil.Date
}

// quarters works out every payer's quarters, in the order of payers and quarters.
func (b *book) quarters(file string) (all []statement, err error) {
	for _, name := range slices.Sorted(maps.Keys(b.payers)) {
		p := b.payers[name]
		tallies, err := b.tallies(p, file)
		if err != nil {
			return nil, fmt.Errorf("%w (payer %q)", err, name)
		}
		for _, q := range slices.SortedFunc(maps.Keys(p.quarters), civil.Quarter.Compare) {
			result, err := b.market.programme.Quarter(q, tallies.of(q))
			if err != nil {
				return nil, fmt.Errorf("%s: payer %q: %w", file, name, err)
			}
			all = append(all, statement{name, result, b.market.programme.PayoutOn(q, b.market.businessDay)})
		}
	}
	return all, nil
}

// tallies counts a payer's months: payments first, then refunds in the order of their time.
func (b *book) tallies(p *payer, file string) (tallies, error) {
	ts, programme := tallies{}, b.market.programme
	slices.SortStableFunc(p.payments, func(x, y paid) int { return cmp.Compare(x.at, y.at) })
	slices.SortStableFunc(p.refunds, func(x, y refund) int { return cmp.Compare(x.at, y.at) })
	for _, one := range p.payments {
		if !one.qualifies {
			continue
		}
		if err := ts.add(cashback.Earn(account.ID{}, b.money(one.left), civil.MonthOf(one.time(), programme.Zone))); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	for _, r := range p.refunds {
		if err := b.takeBack(ts, p.payments, r); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, r.line, err)
		}
	}
	return ts, nil
}

// takeBack finds the payment that a refund belongs to, and takes amount and count from its month
// unless that was paid before.
func (b *book) takeBack(ts tallies, payments []paid, r refund) error {
	of := refunded(payments, r)
	if of == nil {
		return fmt.Errorf("refund of %s fits no earlier payment", b.money(r.amount))
	}
	of.left -= r.amount
	programme := b.market.programme
	payday := programme.PayoutOn(civil.QuarterOf(of.time(), programme.Zone), b.market.businessDay)
	if !of.qualifies || !civil.DateOf(time.UnixMicro(r.at), programme.Zone).Before(payday) {
		return nil
	}
	return ts.add(cashback.Unearn(account.ID{}, b.money(r.amount), of.left == 0, civil.MonthOf(of.time(), programme.Zone)))
}

func (b *book) money(minor int64) money.Amount {
	return money.FromMinor(minor, b.market.programme.Currency)
}

// refunded is the payment that a refund most likely belongs to: the latest before it of which
// exactly the amount is left, else the latest of which more is; qualifying ones go before
// donations. Nil if there is none.
func refunded(payments []paid, r refund) *paid {
	var best *paid
	rank := 0
	for i := range slices.Backward(payments) {
		p := &payments[i]
		if this := fit(*p, r); this > rank {
			best, rank = p, this
		}
		if rank == bestFit {
			break
		}
	}
	return best
}

const bestFit = 4

// fit ranks a payment: 0 if the refund cannot belong to it.
func fit(p paid, r refund) int {
	switch order := cmp.Compare(p.left, r.amount); {
	case p.at > r.at || order < 0:
		return 0
	case order == 0 && p.qualifies:
		return bestFit
	case order == 0:
		return 3
	case p.qualifies:
		return 2
	}
	return 1
}

// tallies are a payer's months.
type tallies map[civil.Month]cashback.Tally

func (ts tallies) add(more cashback.Increment) error {
	t, known := ts[more.Month]
	if !known {
		t.Month, t.Total = more.Month, money.FromMinor(0, more.Total.Currency())
	}
	total, err := t.Total.Add(more.Total)
	if err != nil {
		return err
	}
	t.Count, t.Total = t.Count+more.Count, total
	ts[more.Month] = t
	return nil
}

// of are the months of a quarter that have a tally.
func (ts tallies) of(q civil.Quarter) (some []cashback.Tally) {
	for _, m := range q.Months() {
		if t, known := ts[m]; known {
			some = append(some, t)
		}
	}
	return some
}

package sandbox

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// Bank is an [ach.Bank] in memory. It does nothing by itself: what has happened follows from its
// clock whenever it is asked. See [NewBank].
type Bank struct {
	clock    func() time.Time
	calendar ach.Calendar
	zone     *time.Location

	mu          sync.Mutex
	settleAfter int
	rules       []returnRule
	orders      map[string]*bankOrder
	received    []*bankOrder
	pending     []ach.Report // not acknowledged, some of them still to come; in order of making
	notices     []ach.Notice // not acknowledged
	noticed     map[string]bool
	faults      faults
}

// bankOrder is one order and what becomes of it.
type bankOrder struct {
	ach.Order
	settles  civil.Date
	returned bool
	back     civil.Date // when it is returned
	code     string
}

var _ ach.Bank = (*Bank)(nil)

// NewBank opens a bank whose days are those of zone, by clock, and that works on the
// calendar's banking days. It settles an order one banking day after the later of the order's day
// and the day it was handed over; see [Bank.SettleAfter].
func NewBank(clock func() time.Time, cal ach.Calendar, zone *time.Location) *Bank {
	return &Bank{clock: clock, calendar: cal, zone: zone, settleAfter: 1, orders: map[string]*bankOrder{}, noticed: map[string]bool{}}
}

// Submit takes an order. The same order again is answered nil and done once; the same ID with
// other content is ach.ErrOrderReused, and an order that fails [ach.Order.Check] is ach.ErrOrder.
func (b *Bank) Submit(ctx context.Context, o ach.Order) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.faults.before(); err != nil {
		return err
	}
	switch known, ok := b.orders[o.ID]; {
	case !ok:
		b.accept(o)
	case known.Order != o:
		return ach.ErrOrderReused
	}
	return b.faults.after()
}

// accept plans what becomes of a new order.
func (b *Bank) accept(o ach.Order) {
	from := o.On
	if today := b.today(); from.Before(today) {
		from = today
	}
	n := &bankOrder{Order: o, settles: b.calendar.Add(from, b.settleAfter)}
	b.orders[o.ID] = n
	b.received = append(b.received, n)
	b.pending = append(b.pending, ach.Report{ID: "S" + o.ID, Order: o.ID, Kind: ach.ReportSettled, On: n.settles, Amount: o.Amount})
	if r, ok := b.take(o); ok {
		b.planReturn(n, r.code, r.day(b.calendar, n.settles))
	}
}

// planReturn lets an order come back on a day.
func (b *Bank) planReturn(o *bankOrder, code string, on civil.Date) {
	o.returned, o.code, o.back = true, code, on
	b.pending = append(b.pending, ach.Report{ID: "R" + o.ID, Order: o.ID, Kind: ach.ReportReturned, Code: code, On: on, Amount: o.Amount})
}

// Reports lists what happened up to today and was not acknowledged, oldest day first; of one
// day, in the order in which it was handed over or scripted.
func (b *Bank) Reports(ctx context.Context, limit int) ([]ach.Report, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	today := b.today()
	var due []ach.Report
	for _, r := range b.pending {
		if !r.On.After(today) {
			due = append(due, r)
		}
	}
	slices.SortStableFunc(due, func(x, y ach.Report) int { return x.On.Compare(y.On) })
	return due[:min(len(due), max(limit, 0))], nil
}

// Acknowledge forgets reports and notices that were told. Those that are still to come stay.
func (b *Bank) Acknowledge(ctx context.Context, ids ...string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	today := b.today()
	b.pending = slices.DeleteFunc(b.pending, func(r ach.Report) bool {
		return !r.On.After(today) && slices.Contains(ids, r.ID)
	})
	b.notices = slices.DeleteFunc(b.notices, func(n ach.Notice) bool { return slices.Contains(ids, n.ID) })
	return nil
}

// today is the bank's day.
func (b *Bank) today() civil.Date { return civil.DateOf(b.clock(), b.zone) }

package sepa

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Bank is an [ach.Bank] by files. Nothing happens by itself: [Bank.CutOff] writes and [Bank.Receive] reads,
// whenever the operator's scheduler calls them. It is safe for use by many goroutines; of a journal, one process
// at a time may have a Bank open.
type Bank struct {
	config Config

	work sync.Mutex // one CutOff or Receive at a time; taken before mu
	mu   sync.Mutex // of what follows
	log  *bankfile.Journal[record]
	s    *state
}

var _ ach.Bank = (*Bank)(nil)

// Open opens a bank with what its journal holds. It answers ErrConfig or bankfile.ErrJournal.
func Open(c Config) (*Bank, error) {
	c, err := c.complete()
	if err != nil {
		return nil, err
	}
	b := &Bank{config: c, s: newState()}
	b.log, err = bankfile.OpenJournal(c.Journal, b.s.apply)
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Close lets go of the journal. What is in it is on the disk already.
func (b *Bank) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.Close()
}

// Submit takes an order for the next cut-off that its day allows; once nil is answered it survives a crash. The same order
// again is answered nil and done once; the same ID with other content is ach.ErrOrderReused. ach.ErrOrder is
// an order that fails [ach.Order.Check], or that no message of the scheme can carry: of another scheme or currency, a debit
// without a mandate, a name of which no letter can be written. The reason is an error of this package beside it.
func (b *Bank) Submit(ctx context.Context, o ach.Order) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.s.orders[o.ID]; ok {
		if known.Order != o {
			return ach.ErrOrderReused
		}
		return nil
	}
	now := b.config.Clock().UTC()
	if err := b.config.writable(o, now); err != nil {
		return err
	}
	return b.commit(record{Order: &orderRecord{At: now, Order: o}})
}

// writable says whether a message can carry an order, so that none is accepted that would stop a whole message at the cut-off.
func (c Config) writable(o ach.Order, now time.Time) error {
	if o.Scheme != ach.SEPA {
		return ach.ErrOrder
	}
	p := &plan{Message: "A", Direction: o.Direction, Created: now, Creditor: c.Creditor}
	_, err := p.content([]piece{{o, plannedItem{Order: o.ID, On: c.day(now, o), Sequence: Recurring}}})
	if err != nil {
		return fmt.Errorf("%w: %w", ach.ErrOrder, err)
	}
	return nil
}

// Reports lists what was booked or rejected up to today, if nobody has acknowledged it: by day, settlements first,
// then as the orders came.
func (b *Bank) Reports(ctx context.Context, limit int) ([]ach.Report, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	today := civil.DateOf(b.config.Clock(), b.config.Zone)
	var due []pending
	for _, r := range b.s.reports {
		if !r.On.After(today) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, inOrder)
	all := make([]ach.Report, min(len(due), max(limit, 0)))
	for i := range all {
		all[i] = due[i].Report
	}
	return all, nil
}

// inOrder is the order of reports: by day, settlements first, then by order.
func inOrder(a, b pending) int {
	rank := func(p pending) int {
		if p.Kind == ach.ReportSettled {
			return 0
		}
		return 1
	}
	return cmp.Or(a.On.Compare(b.On), rank(a)-rank(b), a.number-b.number)
}

// Acknowledge says that reports and notices were booked. Unknown IDs and those of reports that are still to come are ignored.
func (b *Bank) Acknowledge(ctx context.Context, ids ...string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	today := civil.DateOf(b.config.Clock(), b.config.Zone)
	notices := b.s.notices(today)
	var told []string
	for _, id := range ids {
		r, ok := b.s.reports[id]
		notice := slices.ContainsFunc(notices, func(n ach.Notice) bool { return n.ID == id })
		if (ok && !r.On.After(today) || notice) && !slices.Contains(told, id) {
			told = append(told, id)
		}
	}
	if told == nil {
		return nil
	}
	return b.commit(record{Told: told})
}

// Unmatched lists what the bank told and no order of ours explains, oldest first: what others paid or took, fees of the bank,
// reversals, other amounts than were asked for, and sums over batches of which it is not known yet what is in them. It is for
// the operator to look at, to whom [Bank.Notices] tells it; nothing is guessed.
func (b *Bank) Unmatched() []Notice {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.s.unmatched()
}

// Charge is what the bank of a payer took beyond the debit that it took back: interest and fees. The report about the order has
// the order's amount; the charge is told by [Bank.Notices].
type Charge struct {
	Order  string // Order.ID
	On     civil.Date
	Amount money.Amount
}

// Charges lists all charges, oldest first, whether or not they were told.
func (b *Bank) Charges() []Charge {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.s.charges)
}

// commit writes a record and applies it. The caller has mu.
func (b *Bank) commit(r record) error {
	if err := b.log.Append(r); err != nil {
		return err
	}
	return b.s.apply(r)
}

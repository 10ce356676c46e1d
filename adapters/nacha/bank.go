package nacha

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/civil"
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
	b := &Bank{config: c, s: newState(c.Calendar)}
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

// Submit takes an order for the next cut-off on or after its day; once nil is answered it survives a crash. The same order
// again is answered nil and done once; the same ID with other content is ach.ErrOrderReused. ach.ErrOrder is
// an order that fails [ach.Order.Check], or that a file cannot carry: in another currency than US dollars, with a name
// of which no letter can be written, or a description that is not that of its attempt.
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
	if err := b.config.Originator.writable(o); err != nil {
		return err
	}
	return b.commit(record{Order: &orderRecord{At: b.config.Clock().UTC(), Order: o}})
}

// Reports lists what settled up to today and what came back, if nobody has acknowledged it: by day, settlements first,
// then as the orders came. The network tells nobody of a settlement, so an order counts as settled on its effective date.
func (b *Bank) Reports(ctx context.Context, limit int) ([]ach.Report, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	today := b.today()
	var due []*pending
	for _, r := range b.s.reports {
		if r.due(today) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, before)
	all := make([]ach.Report, min(len(due), max(limit, 0)))
	for i := range all {
		all[i] = due[i].Report
	}
	return all, nil
}

// due says whether a report is to be told.
func (p *pending) due(today civil.Date) bool { return !p.On.After(today) }

// before orders reports: by day, settlements first, then by order.
func before(a, b *pending) int {
	rank := func(p *pending) int {
		if p.Kind == ach.ReportSettled {
			return 0
		}
		return 1
	}
	return cmp.Or(a.On.Compare(b.On), rank(a)-rank(b), a.number-b.number, cmp.Compare(a.ID, b.ID))
}

// Acknowledge says that reports and notices were booked. Unknown IDs and those of reports that are still to come are ignored.
func (b *Bank) Acknowledge(ctx context.Context, ids ...string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	today := b.today()
	var told []string
	for _, id := range ids {
		r := b.s.reports[id]
		notice := slices.ContainsFunc(b.s.notices, func(n ach.Notice) bool { return n.ID == id })
		if (r != nil && r.due(today) || notice) && !slices.Contains(told, id) {
			told = append(told, id)
		}
	}
	if told == nil {
		return nil
	}
	return b.commit(record{Told: told})
}

// Corrections lists all notifications of change about our orders, oldest first, whether or not they were told by [Bank.Notices].
func (b *Bank) Corrections() []Correction {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.s.corrections)
}

// Unmatched lists what came back and is not ours by individual ID, original trace number and amount together: for
// the operator to look at.
func (b *Bank) Unmatched() []Return {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.s.unmatched)
}

// commit writes a record and applies it. The caller has mu.
func (b *Bank) commit(r record) error {
	if err := b.log.Append(r); err != nil {
		return err
	}
	return b.s.apply(r)
}

// today is the bank's day.
func (b *Bank) today() civil.Date { return civil.DateOf(b.config.Clock(), b.config.Zone) }

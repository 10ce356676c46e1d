package sepa

import (
	"context"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
)

// CutOff writes what is due, and names the files that were handed to the mailbox: first those that an earlier call planned and did not
// hand over, then one message of debits and one of transfers, with all orders that were accepted before the latest
// cut-off and whose day the bank wants to know of now; more only where there are more than Config.MessageItems. An order
// accepted exactly at a cut-off waits for the next one. Call it at each cut-off or as often as you like; with nothing due it
// does nothing, and an order is never in two messages.
//
// A message is planned in the journal, then handed over. After a crash in between it is built again, byte by byte the same.
func (b *Bank) CutOff(ctx context.Context) ([]string, error) {
	b.work.Lock()
	defer b.work.Unlock()
	names, err := b.putPlanned(ctx)
	if err != nil {
		return names, err
	}
	if err := b.planDue(ctx); err != nil {
		return names, err
	}
	more, err := b.putPlanned(ctx)
	return append(names, more...), err
}

// putPlanned hands over the messages that are planned, in their order.
func (b *Bank) putPlanned(ctx context.Context) (names []string, err error) {
	for {
		p, content, err := b.rebuild()
		if p == nil || err != nil {
			return names, err
		}
		if err := b.config.Mailbox.Put(ctx, p.name(), content); err != nil {
			return names, err
		}
		if err := b.notePut(p); err != nil {
			return names, err
		}
		names = append(names, p.name())
	}
}

// rebuild builds the next planned message, which must be the one that was planned.
func (b *Bank) rebuild() (*plan, []byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.s.planned) == 0 {
		return nil, nil, nil
	}
	p := b.s.planned[0]
	content, err := b.s.build(p)
	if err != nil {
		return nil, nil, err
	}
	if bankfile.Sum(content) != p.Sum {
		return nil, nil, fmt.Errorf("%w: %s", ErrRebuilt, p.Message)
	}
	return p, content, nil
}

func (b *Bank) notePut(p *plan) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.commit(record{Put: p.Message})
}

// planDue plans messages until nothing is due.
func (b *Bank) planDue(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.config.Clock().UTC()
	at, ok := bankfile.Latest(now, b.config.Zone, b.config.calendar(), b.config.CutOffs)
	if !ok {
		return nil
	}
	for _, d := range []ach.Direction{ach.DebitOrder, ach.CreditOrder} {
		for {
			if err := ctx.Err(); err != nil {
				return err
			}
			due := b.next(d, at.At, now)
			if len(due) == 0 {
				break
			}
			p, err := b.newPlan(d, now, due)
			if err != nil {
				return err
			}
			if err := b.commit(record{Plan: p}); err != nil {
				return err
			}
		}
	}
	return nil
}

// next lists the orders of a direction that wait for a cut-off and go into one message: those whose day is the first that the
// bank can still do, or was before it. Banks refuse what comes too early, too.
func (b *Bank) next(d ach.Direction, at, now time.Time) (due []*accepted) {
	soonest := b.config.calendar().Add(b.config.today(now), b.config.lead(d))
	for _, o := range b.s.waiting {
		if o.Direction == d && o.at.Before(at) && !o.On.After(soonest) && len(due) < b.config.MessageItems {
			due = append(due, o)
		}
	}
	return due
}

// newPlan decides all that the bytes of a message depend on.
func (b *Bank) newPlan(d ach.Direction, now time.Time, due []*accepted) (*plan, error) {
	day := b.config.today(now)
	p := &plan{Message: b.config.messageID(d, day, b.s.daily[daily{day, d}]+1), Direction: d, Day: day, Created: now, Creditor: b.config.Creditor}
	begun := map[string]bool{}
	for _, o := range due {
		item := plannedItem{Order: o.ID, On: b.config.day(now, o.Order)}
		if d == ach.DebitOrder {
			item.Sequence = Recurring
			if m := upper(o.Mandate); b.config.MarkFirst && !begun[m] && !b.s.debited(m) {
				item.Sequence, begun[m] = First, true
			}
		}
		p.Items = append(p.Items, item)
	}
	content, err := b.s.build(p)
	p.Sum = bankfile.Sum(content)
	return p, err
}

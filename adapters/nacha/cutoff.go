package nacha

import (
	"context"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

const (
	modifiers  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" // tell the files of a day apart
	mostTotal  = 999_999_999_999                        // twelve digits, of debits or of credits in a file
	mostTraces = 9_999_999                              // seven digits

	// sameDayGrace is how late after its cut-off a file may still ask for settlement on the same day.
	sameDayGrace = 15 * time.Minute
)

// CutOff writes what is due, and names the files that were handed to the mailbox: first those that an earlier call planned and did not
// hand over, then the orders for today or earlier that were accepted before the latest cut-off. An order accepted
// exactly at a cut-off waits for the next one. Call it at each cut-off or as often as you like; with nothing due it
// does nothing, and an order is never in two files.
//
// A file is planned in the journal, then handed over. After a crash in between it is built again, byte by byte the
// same. ErrFilesPerDay says that the rest must wait for tomorrow.
func (b *Bank) CutOff(ctx context.Context) ([]string, error) {
	b.work.Lock()
	defer b.work.Unlock()
	names, err := b.putPlanned(ctx)
	if err != nil {
		return names, err
	}
	planErr := b.planDue(ctx)
	more, err := b.putPlanned(ctx)
	names = append(names, more...)
	if err == nil {
		err = planErr
	}
	return names, err
}

// putPlanned hands over the files that are planned, in their order.
func (b *Bank) putPlanned(ctx context.Context) (names []string, err error) {
	for {
		p, content, err := b.rebuild()
		if p == nil || err != nil {
			return names, err
		}
		if err := b.config.Mailbox.Put(ctx, p.Name, content); err != nil {
			return names, err
		}
		if err := b.notePut(p); err != nil {
			return names, err
		}
		names = append(names, p.Name)
	}
}

// rebuild builds the next planned file, which must be the one that was planned.
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
		return nil, nil, fmt.Errorf("%w: %s", ErrRebuilt, p.Name)
	}
	return p, content, nil
}

func (b *Bank) notePut(p *plan) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.commit(record{Put: &putRecord{Name: p.Name, Day: b.today()}})
}

// planDue plans files until nothing is due.
func (b *Bank) planDue(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.config.Clock()
	at, ok := b.config.latest(now)
	if !ok {
		return nil
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		due := b.nextFile(at)
		if len(due) == 0 {
			return nil
		}
		p, err := b.newPlan(now, due, at.sameDay(now))
		if err != nil {
			return err
		}
		if err := b.commit(record{Plan: p}); err != nil {
			return err
		}
	}
}

// latest is the last cut-off that has come.
func (c Config) latest(now time.Time) (closing, bool) {
	times := make([]bankfile.CutOff, len(c.CutOffs))
	for i, cut := range c.CutOffs {
		times[i] = bankfile.CutOff{Hour: cut.Hour, Minute: cut.Minute}
	}
	last, ok := bankfile.Latest(now, c.Zone, c.Calendar, times)
	if !ok {
		return closing{}, false
	}
	return closing{last, c.CutOffs[last.Index].SameDay}, true
}

// closing is a cut-off that has come, and whether its file may ask for settlement on its day.
type closing struct {
	bankfile.Closing
	forSameDay bool
}

// sameDay says whether a file written now can settle today.
func (c closing) sameDay(now time.Time) bool { return c.forSameDay && now.Sub(c.At) <= sameDayGrace }

// nextFile lists the orders that wait for a cut-off and fit into one file.
func (b *Bank) nextFile(at closing) (due []*accepted) {
	totals := map[ach.Direction]int64{}
	for _, o := range b.s.waiting {
		if o.On.After(at.Day) || !o.at.Before(at.At) {
			continue
		}
		totals[o.Direction] += o.Amount.Minor()
		if len(due) == b.config.FileEntries || totals[o.Direction] > mostTotal {
			break
		}
		due = append(due, o)
	}
	return due
}

// newPlan decides all that the bytes of a file depend on.
func (b *Bank) newPlan(now time.Time, due []*accepted, sameDay bool) (*plan, error) {
	day := civil.DateOf(now, b.config.Zone)
	n := b.s.daily[day]
	if n >= len(modifiers) {
		return nil, ErrFilesPerDay
	}
	modifier := modifiers[n : n+1]
	p := &plan{
		Name: fmt.Sprintf("%04d%02d%02d-%s.ach", day.Year, int(day.Month), day.Day, modifier), Modifier: modifier,
		Day: day, Time: now.In(b.config.Zone).Format("1504"), Originator: b.config.Originator,
	}
	trace := b.s.trace
	if trace > mostTraces-len(due) {
		trace = 0
	}
	for _, o := range due {
		p.Entries = append(p.Entries, plannedEntry{Order: o.ID, On: b.config.effective(day, o.Amount, sameDay)})
	}
	p.Entries = b.s.inBatches(p.Originator, p.Entries)
	for i := range p.Entries {
		trace++
		p.Entries[i].Trace = trace
	}
	content, err := b.s.build(p)
	p.Sum = bankfile.Sum(content)
	return p, err
}

// effective is the day on which an entry of a file written on a day shall settle: a banking day always, because a
// bank settles what has another date at once, and for a fee.
func (c Config) effective(day civil.Date, amount money.Amount, sameDay bool) civil.Date {
	if sameDay && amount.Minor() <= c.SameDayLimit.Minor() {
		return day
	}
	return c.Calendar.Add(c.Calendar.Next(day), 1)
}

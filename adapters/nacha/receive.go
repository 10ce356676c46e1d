package nacha

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/civil"
)

// What notes about a whole file of ours are called: the name of the file with one of these behind it.
const (
	AcceptedNote = ".accepted" // the bank took it; what is in the note does not matter
	RejectedNote = ".rejected" // it did not, for the reason that is in the note; its orders wait for the next cut-off
)

// Receive reads what the mailbox has: files of returns and notifications of change, and notes. Each is applied in
// full or not at all, and a bad one stops no other: it stays where it is, and its error comes in one with those of other
// files. A file that was applied before is done at once, see [Bank.Apply].
func (b *Bank) Receive(ctx context.Context) error {
	b.work.Lock()
	defer b.work.Unlock()
	names, err := b.config.Mailbox.Incoming(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, name := range names {
		if err := b.receive(ctx, name); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(failed...)
}

// receive reads one file of the mailbox.
func (b *Bank) receive(ctx context.Context, name string) error {
	f, err := b.config.Mailbox.Open(ctx, name)
	if err != nil {
		return err
	}
	err = errors.Join(b.apply(ctx, name, f), f.Close())
	if err != nil && !errors.Is(err, ErrApplied) {
		return err
	}
	return b.config.Mailbox.Done(ctx, name)
}

// Apply reads one file that came on another way than the mailbox. It is ErrApplied if a file of this content was applied
// before, and [*Damage] with the line if it was damaged; both change nothing. A note is known by its name, see [AcceptedNote].
//
// A return is reported once, in however many files it stands and in whatever order they come. What matches none of our
// orders goes to [Bank.Unmatched], and is told by [Bank.Notices] as corrections are.
func (b *Bank) Apply(ctx context.Context, name string, r io.Reader) error {
	b.work.Lock()
	defer b.work.Unlock()
	return b.apply(ctx, name, r)
}

func (b *Bank) apply(ctx context.Context, name string, r io.Reader) error {
	content, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	switch ext := path.Ext(name); ext {
	case AcceptedNote, RejectedNote:
		return b.applyNote(noteRecord{
			Name: strings.TrimSuffix(path.Base(name), ext), Accepted: ext == AcceptedNote, Reason: reasonOf(content),
		})
	}
	return b.applyReturns(name, content)
}

// reasonOf is the beginning of a note's text, in one line.
func reasonOf(content []byte) string {
	const most = 200
	return safe(string(content[:min(len(content), 4*most)]), most)
}

// applyNote remembers what the bank says about a file of ours.
func (b *Bank) applyNote(n noteRecord) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.s.files[n.Name]
	switch before, known := b.s.notes[n.Name]; {
	case !ok || slices.Contains(b.s.planned, p):
		return ErrFileName
	case known && (before.Accepted == n.Accepted || !before.Accepted):
		return ErrApplied
	case !n.Accepted && b.settled(p):
		return ErrFileSettled
	}
	return b.commit(record{Note: &n})
}

// settled says whether one of a file's entries was settled or came back.
func (b *Bank) settled(p *plan) bool {
	today := b.today()
	return slices.ContainsFunc(p.Entries, func(e plannedEntry) bool {
		r := b.s.reports["S"+e.Order]
		return r == nil || !r.On.After(today)
	})
}

// applyReturns reports the returns in a file that are new.
func (b *Bank) applyReturns(name string, content []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	sum := bankfile.Sum(content)
	if b.s.applied[sum] {
		return ErrApplied
	}
	returns, err := ReadReturns(bytes.NewReader(content))
	if err != nil {
		return err
	}
	a := appliedRecord{Name: name, Sum: sum, Day: b.received()}
	for _, r := range returns {
		b.place(&a, r)
	}
	return b.commit(record{Applied: &a})
}

// place puts a return where it belongs, unless it is known.
func (b *Bank) place(a *appliedRecord, r Return) {
	o := b.s.orders[r.OrderID]
	switch ours := o != nil && o.trace == r.OriginalTrace; {
	case ours && r.Correction != nil:
		known := func(x Correction) bool { return x.NoticeID() == r.Correction.NoticeID() }
		if !slices.ContainsFunc(b.s.corrections, known) && !slices.ContainsFunc(a.Corrections, known) {
			a.Corrections = append(a.Corrections, *r.Correction)
		}
	case ours && r.Amount == o.Amount:
		report := ach.Report{ID: r.ReportID(), Order: o.ID, Kind: ach.ReportReturned, Code: r.Code, On: a.Day, Amount: r.Amount}
		known := func(x ach.Report) bool { return x.ID == report.ID }
		if b.s.reports[report.ID] == nil && !b.s.told[report.ID] && !slices.ContainsFunc(a.Reports, known) {
			a.Reports = append(a.Reports, report)
		}
	default:
		known := func(x Return) bool { return x.ReportID() == r.ReportID() }
		if !slices.ContainsFunc(b.s.unmatched, known) && !slices.ContainsFunc(a.Unmatched, known) {
			a.Unmatched = append(a.Unmatched, r)
		}
	}
}

// received is the day as of which a return counts: today, or the banking day before it.
func (b *Bank) received() civil.Date {
	day := b.today()
	for !b.config.Calendar.IsBankingDay(day) {
		day = day.AddDays(-1)
	}
	return day
}

// ReportID is the ID of the report about this return: 75 bits of a hash of what the return says, so that it is the
// same in whichever file it stands.
func (r Return) ReportID() string {
	return "R" + hashed(r.Trace, r.OriginalTrace, r.Code, r.Amount.String(), r.OrderID)
}

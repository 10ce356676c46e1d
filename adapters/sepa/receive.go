package sepa

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/seqrpay/seqr/adapters/bankfile"
)

// Notice is one thing that a file of the bank told. It holds personal data: never log it.
type Notice struct {
	Report
	File      string // its name
	Status    bool   // of a status report; false: a booking on the account
	Credit    bool   // of a booking: the account received
	Reference string // of a booking: the bank's own
	Reason    string // why, as the bank wrote it, if not as a code
	Text      string // what it says besides: remittance information or an explanation
}

// Receive reads what the mailbox has: status reports, notifications and statements, in any order. Each is applied in
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

// Apply reads one file that came on another way than the mailbox: pain.002, camt.053 or camt.054. It is ErrApplied if a file of
// this content was applied before, and a [*LineError] with the line if it was damaged; both change nothing.
//
// What a file says is told once for each order, in however many files it stands and in whatever order they come.
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
	if len(content) > MaxFile {
		return &LineError{bytes.Count(content, []byte("\n")) + 1, ErrTooLarge}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	f := fileRecord{Name: name, Sum: bankfile.Sum(content)}
	if b.s.applied[f.Sum] {
		return ErrApplied
	}
	if f.Facts, err = notices(content); err != nil {
		return err
	}
	for i := range f.Facts {
		f.Facts[i].File = name
	}
	return b.commit(record{File: &f})
}

// notices are what a file says, whichever message it is.
func notices(content []byte) ([]Notice, error) {
	statuses, err := ReadStatus(bytes.NewReader(content))
	if err == nil {
		return ofStatuses(statuses), nil
	}
	if !errors.Is(err, ErrMessage) {
		return nil, err
	}
	entries, err := ReadStatement(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	return ofEntries(entries), nil
}

func ofStatuses(statuses []Status) (all []Notice) {
	for _, s := range statuses {
		all = append(all, Notice{Report: s.Report, Status: true, Reason: s.Reason, Text: s.Info})
	}
	return all
}

// ofEntries leaves out what is only announced: it comes again when it is booked.
func ofEntries(entries []Entry) (all []Notice) {
	for _, e := range entries {
		if !e.Booked {
			continue
		}
		text := e.Text
		fill(&text, e.Info)
		all = append(all, Notice{Report: e.Report, Credit: e.Credit, Reference: e.Reference, Reason: e.Reason, Text: text})
	}
	return all
}

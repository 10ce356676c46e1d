package seqr

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/store"
)

// A payer about whom nobody can decide, because something of theirs is missing or not readable, does not keep the others from being paid. The
// payer is left aside: the logger and Progress.Failed tell the operator, the auditor finds who is undecided in a quarter that is paid to everybody, and
// an event tries again until somebody has mended it.

const (
	// leftTogether is how many payers of a page may be left aside: if there are more it is not about them, and the page is tried again.
	leftTogether = 64
	// leftFor is how long one is left aside at first; then it is tried as often as any event that fails.
	leftFor = time.Minute
)

// payday is some payers' quarter while it is paid.
type payday struct {
	quarter  civil.Quarter
	mayLeave int

	mu   sync.Mutex
	left map[account.ID]error // who could not be decided about, and why
}

// leave leaves a payer aside, or answers why that is not possible.
func (d *payday) leave(ctx context.Context, payer account.ID, why error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left == nil {
		d.left = map[account.ID]error{}
	}
	if len(d.left) >= d.mayLeave {
		return why
	}
	d.left[payer] = why
	return nil
}

// leftEvents are the events that try again. They are written with the page's end: a store that is out of order cannot write them, so that
// nobody is left aside for its sake.
func (c *core) leftEvents(d *payday, at time.Time) ([]store.Event, error) {
	var events []store.Event
	for payer := range d.left {
		e, err := c.event(eventLeft, payer.UUID, at, at.Add(leftFor))
		if err != nil {
			return nil, err
		}
		e.Body = marshal(d.quarter)
		events = append(events, e)
	}
	return events, nil
}

// payLeft decides about a payer who was left aside. What kept it from being decided is the answer, so it is tried again.
func (s *Cashback) payLeft(ctx context.Context, payer account.ID, e store.Event) error {
	var q civil.Quarter
	if err := json.Unmarshal(e.Body, &q); err != nil {
		return err
	}
	return s.payAll(ctx, &payday{quarter: q}, []cashback.Earner{{Payer: payer}}, false)
}

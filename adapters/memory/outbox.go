package memory

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/store"
)

// outbox keeps the events that are not done.
type outbox struct {
	events map[uuid.UUID]*pending
	ids    ordered[uuid.UUID]
	about  ordered[owned] // by subject
	due    ordered[timed]
}

// pending is an event and how long it is leased.
type pending struct {
	event  store.Event
	leased time.Time // nobody else gets it before; zero: not leased yet
}

func newOutbox() outbox {
	return outbox{
		events: map[uuid.UUID]*pending{},
		ids:    ordered[uuid.UUID]{compare: compareIDs},
		about:  ordered[owned]{compare: compareOwned},
		due:    ordered[timed]{compare: compareTimed},
	}
}

// copies are copies of events as they are kept: never claimed yet.
func (o *outbox) copies(es []store.Event) []store.Event {
	out := list(es)
	for i := range out {
		out[i] = copyEvent(out[i])
		out[i].Attempts = 0
	}
	return out
}

// free answers ErrExists for an event whose ID is taken, or given twice.
func (o *outbox) free(es []store.Event) error {
	for i := range es {
		if o.events[es[i].ID.UUID] != nil {
			return store.ErrExists
		}
	}
	return once(es, func(e *store.Event) uuid.UUID { return e.ID.UUID }, store.ErrExists)
}

func (o *outbox) write(es []store.Event) {
	for i := range es {
		e := &es[i]
		o.events[e.ID.UUID] = &pending{event: *e}
		o.ids.insert(e.ID.UUID)
		o.about.insert(owned{e.Subject, e.ID.UUID})
		o.due.insert(timed{e.Market, e.Due, e.ID.UUID})
	}
}

func (o *outbox) remove(id uuid.UUID) {
	p := o.events[id]
	if p == nil {
		return
	}
	delete(o.events, id)
	o.ids.remove(id)
	o.about.remove(owned{p.event.Subject, id})
	o.due.remove(timed{p.event.Market, p.event.Due, id})
}

// claim leases what of a market is due and free until the given time, oldest due first. It passes over
// what is leased, of which there is never more than all workers took.
func (o *outbox) claim(market string, now, until time.Time, limit int) []store.Event {
	var claimed []store.Event
	o.due.after(timed{market: market}, func(k timed) bool {
		if len(claimed) >= limit || k.market != market || k.at.After(now) {
			return false
		}
		if p := o.events[k.id]; !p.leased.After(now) {
			p.leased = until
			p.event.Attempts++
			claimed = append(claimed, copyEvent(p.event))
		}
		return true
	})
	return claimed
}

// Claim implements [store.Store].
func (s *Store) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) ([]store.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	return s.outbox.claim(market, instant(now), instant(now.Add(lease)), limit), nil
}

// Done implements [store.Store].
func (s *Store) Done(ctx context.Context, ids ...store.EventID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return err
	}
	for _, id := range ids {
		s.outbox.remove(id.UUID)
	}
	return nil
}

// Pending implements [store.Reader].
func (s *Store) Pending(ctx context.Context, after store.EventID, limit int) ([]store.Event, error) {
	return read(ctx, s, func() ([]store.Event, error) {
		return pageOf(&s.outbox.ids, after.UUID, limit, func(id uuid.UUID) (store.Event, bool) {
			return copyEvent(s.outbox.events[id].event), true
		}), nil
	})
}

// PendingAbout implements [store.Reader].
func (s *Store) PendingAbout(ctx context.Context, subject uuid.UUID, after store.EventID, limit int) ([]store.Event, error) {
	return read(ctx, s, func() ([]store.Event, error) {
		return pageOf(&s.outbox.about, owned{subject, after.UUID}, limit, func(k owned) (store.Event, bool) {
			if k.owner != subject {
				return store.Event{}, false
			}
			return copyEvent(s.outbox.events[k.id].event), true
		}), nil
	})
}

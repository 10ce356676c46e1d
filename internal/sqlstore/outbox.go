package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/seqrpay/seqr/store"
)

// lease is one statement, so that two who claim at once never get the same event. Lock is what keeps them apart where several
// write at a time.
func lease(lock string) string {
	return `WITH due AS MATERIALIZED (SELECT id FROM event
			WHERE market = ? AND due_at <= ? AND (leased_until IS NULL OR leased_until <= ?) ORDER BY due_at, id LIMIT ? ` + lock + `)
		UPDATE event SET leased_until = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM due)
		RETURNING ` + events.all()
}

// Claim leases a market's events that are due and free, oldest due first, until the given time. Lock is the engine's clause for passing over
// what others are claiming; empty where one writes at a time.
func Claim(ctx context.Context, r Querier, market string, now, until time.Time, limit int, lock string) ([]store.Event, error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	var claimed []store.Event
	err := r.Query(ctx, func(row Row) error {
		e, err := events.scan(row)
		claimed = append(claimed, e)
		return err
	}, lease(lock), newRow().text(market).instant(now).instant(now).number(int64(limit)).instant(until).values())
	slices.SortFunc(claimed, oldestDue)
	return claimed, err
}

func oldestDue(a, b store.Event) int {
	return cmp.Or(a.Due.Compare(b.Due), bytes.Compare(a.ID.UUID[:], b.ID.UUID[:]))
}

// leaseEvent leases one event, unless another was faster.
var leaseEvent = &Statement{
	Name: "lease_event", Types: []string{"timestamptz", "uuid", "timestamptz"}, Answers: true,
	Row: "UPDATE event SET leased_until = ?, attempts = attempts + 1 WHERE id = ? AND (leased_until IS NULL OR leased_until <= ?) RETURNING " + events.all(),
	Set: "UPDATE event t SET leased_until = given.until, attempts = t.attempts + 1" +
		fromGiven([]string{"timestamptz", "uuid", "timestamptz"}, "until", "id", "now") +
		" WHERE t.id = given.id AND (t.leased_until IS NULL OR t.leased_until <= given.now) RETURNING given.place, " + qualified(events.names),
}

// ClaimApart is [Claim] where events are kept at many places, of which no statement locks some of the rows of each: it looks for events
// and leases each by itself. Run does that in a transaction. Where others were faster it looks again, a bounded number of times.
func ClaimApart(ctx context.Context, r Querier, run func(context.Context, ...*Work) error, market string, now, until time.Time, limit int) ([]store.Event, error) {
	const due = "SELECT id FROM event WHERE market = ? AND due_at <= ? AND (leased_until IS NULL OR leased_until <= ?) ORDER BY due_at, id LIMIT ?"
	var claimed []store.Event
	for range attempts {
		lease := &Work{Statement: leaseEvent, Each: func(_ int, row Row) error {
			e, err := events.scan(row)
			claimed = append(claimed, e)
			return err
		}}
		ids, err := many(ctx, r, scanID, limit-len(claimed), due, market, now, now)
		for _, id := range ids {
			lease.Rows = append(lease.Rows, newRow().instant(until).id(id).instant(now).values())
		}
		if err == nil && len(ids) > 0 {
			err = run(ctx, lease)
		}
		if err != nil {
			return nil, err
		}
		if lease.Count == int64(len(ids)) {
			break
		}
	}
	slices.SortFunc(claimed, oldestDue)
	return claimed, nil
}

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
	}, lease(lock), market, now, now, int64(limit), until)
	slices.SortFunc(claimed, func(a, b store.Event) int {
		return cmp.Or(a.Due.Compare(b.Due), bytes.Compare(a.ID.UUID[:], b.ID.UUID[:]))
	})
	return claimed, err
}

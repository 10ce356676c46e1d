package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/seqrpay/seqr/store"
)

// lease is one statement, so that two who claim at once never get the same event where the
// engine lets one of them write at a time.
var lease = `UPDATE event SET leased_until = ?, attempts = attempts + 1 WHERE id IN (
		SELECT id FROM event WHERE due_at <= ? AND (leased_until IS NULL OR leased_until <= ?) ORDER BY due_at, id LIMIT ?)
	RETURNING id, kind, subject, body, written_at, due_at, attempts`

// Claim leases events that are due and free, oldest due first, until the given time.
func Claim(ctx context.Context, r Querier, now, until time.Time, limit int) ([]store.Event, error) {
	claimed, err := many(ctx, r, events.scan, limit, lease, until, now, now)
	slices.SortFunc(claimed, func(a, b store.Event) int {
		return cmp.Or(a.Due.Compare(b.Due), bytes.Compare(a.ID.UUID[:], b.ID.UUID[:]))
	})
	return claimed, err
}

package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// Load writes history in bulk: what another system, or an archive, knows of people, merchants, payments and the book. It leaves exactly what
// [Store.Commit] of the same changes would have left, as durably, but sends the rows by COPY, and takes as many as there is
// memory for: some ten thousand records at once are a good measure. It is wholly written or not at all.
//
// Everything in it must be new: aggregates of version 0, and nothing relied on, released or given another floor, else it answers
// ErrHistory. Anything that is taken already, a claim or an ID, it answers with [store.ErrConflict], without telling which; what disagrees
// with itself with the error that Commit has for it, such as those of the book for a transfer that an account cannot take.
// [store.ErrUnknown] leaves open whether it was written: look for any one of its records. After a deadlock with others it is loaded
// again, a few times; an *[EngineError] that is unavailable, such as that of a lock that was kept for too long, left nothing: load it later.
//
// Each call uses a connection of its own, so several may load at once, and may do so beside commits. Accounts of the book that
// they share are locked while the transfers are written, and whoever pays meanwhile waits.
// A commit that relies on the absence of a record in a table that is loaded waits until the load has ended: load in small
// batches where people pay.
func (s *Store) Load(ctx context.Context, c store.Changes) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	plan, err := s.plan(c)
	if err != nil {
		return err
	}
	if !plan.OnlyAdds() {
		return ErrHistory
	}
	if s.pool.closed.Load() {
		return store.ErrClosed
	}
	conn, err := pgx.ConnectConfig(ctx, s.w.config)
	if err != nil {
		return named(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // what was answered is committed
	for range deadlocks {
		err = sqlstore.Load(ctx, history{&transaction{runner: newRunner(conn, s.form), fresh: true, copies: 1}}, plan)
		if !overtaken(err) {
			break
		}
	}
	return named(err)
}

// deadlocks is how often a load is tried that the server ends for the sake of others.
const deadlocks = 8

// history is a transaction that loads. Nothing but what is there already refuses it: whoever is told so need not load it again.
type history struct{ *transaction }

// Refused implements [sqlstore.Transaction].
func (history) Refused(err error) bool { return taken(err) }

package sqlite

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// Tx is a transaction of the host's, in which it writes rows of its own together with a
// store's. Make one with [Store.Begin]; end it with Commit or Rollback.
type Tx struct {
	w       *writer
	sql     *sql.Tx
	release func()
	stop    func() bool // forgets the context

	mu    sync.Mutex // for the connection: one statement at a time
	ended bool
}

// Begin starts a transaction. While it is open all others who write wait, so it should be
// short; whoever holds it and commits to the Store itself instead of [Tx.Store] waits for
// ever. It is not grouped, and its end is the host's to decide. If ctx ends first, it is
// rolled back. It answers the context's error, ErrBusy, ErrReopen and store.ErrClosed.
func (s *Store) Begin(ctx context.Context) (*Tx, error) {
	release, err := s.queue.Hold(ctx)
	if err != nil {
		return nil, err
	}
	t := &Tx{w: s.w, release: release}
	if err = s.w.ended; err == nil {
		t.sql, err = s.w.host.BeginTx(context.WithoutCancel(ctx), nil)
	}
	if err != nil {
		release()
		return nil, beginError(err)
	}
	t.mu.Lock() // the context may have ended: who rolls back waits until there is something to stop
	defer t.mu.Unlock()
	t.stop = context.AfterFunc(ctx, func() { t.Rollback() })
	return t, nil
}

// SQL is the transaction for the host's own statements. Commit and Rollback are Tx's: calling
// those of the answer leaves the store waiting.
func (t *Tx) SQL() *sql.Tx { return t.sql }

// Store is the store as the transaction sees it: it reads what the transaction wrote, and a
// Commit writes within it, wholly or not at all. Nothing of it lasts before Commit of the Tx.
// Its Close does nothing.
func (t *Tx) Store() store.Store { return txStore{reader: sqlstore.NewReader(txQuerier{t}), t: t} }

// Commit ends the transaction and makes everything last that was written in it. It answers
// ErrTxDone, and store.ErrUnknown if nobody can say whether it was committed.
func (t *Tx) Commit() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return ErrTxDone
	}
	defer t.end()
	if err := t.sql.Commit(); err != nil {
		t.w.fail(t.w.host)
		return store.ErrUnknown
	}
	return nil
}

// Rollback ends the transaction and leaves nothing of it. After Commit, or a second time, it
// does nothing.
func (t *Tx) Rollback() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return nil
	}
	defer t.end()
	return t.sql.Rollback()
}

func (t *Tx) end() {
	t.ended = true
	t.stop()
	t.release()
}

// use runs f on the connection, unless the transaction is over.
func (t *Tx) use(ctx context.Context, f func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return ErrTxDone
	}
	return f()
}

// write runs a part of the transaction that leaves nothing if it fails.
func (t *Tx) write(ctx context.Context, run func(session) error) error {
	return t.use(ctx, func() error {
		err := session{t.w.host}.alone(run)
		if damaging(err) {
			t.w.ended = ErrReopen
			return store.ErrUnknown
		}
		return named(err)
	})
}

// txQuerier reads what the transaction sees.
type txQuerier struct{ t *Tx }

// Query implements [sqlstore.Querier].
func (q txQuerier) Query(ctx context.Context, each func(sqlstore.Row) error, text string, args sqlstore.Values) error {
	return q.t.use(ctx, func() error { return named(q.t.w.host.query(each, text, args)) })
}

// txStore is a store within a transaction.
type txStore struct {
	reader
	t *Tx
}

var _ store.Store = txStore{}

// Commit implements [store.Store], within the transaction.
func (s txStore) Commit(ctx context.Context, c store.Changes) error {
	plan, err := sqlstore.NewPlan(c)
	if err != nil {
		return err
	}
	return s.t.write(ctx, func(in session) error { return sqlstore.WriteWithin(ctx, in, plan) })
}

// Claim implements [store.Store], within the transaction.
func (s txStore) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) (claimed []store.Event, err error) {
	err = s.t.write(ctx, func(in session) (err error) {
		claimed, err = sqlstore.Claim(ctx, in, market, now, now.Add(lease), limit, "")
		return err
	})
	return claimed, err
}

// Done implements [store.Store], within the transaction.
func (s txStore) Done(ctx context.Context, ids ...store.EventID) error {
	return s.t.write(ctx, func(in session) error { return sqlstore.WriteWithin(ctx, in, sqlstore.NewDone(ids)) })
}

// Close does nothing: the store is its opener's to close.
func (txStore) Close() error { return nil }

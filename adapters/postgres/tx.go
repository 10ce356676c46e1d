package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// Tx is a transaction of the host's, in which it writes rows of its own together with a
// store's. Make one with [Store.Begin]; end it with Commit or Rollback. It is for one goroutine at a time.
type Tx struct {
	conn *pgxpool.Conn
	tx   pgx.Tx
}

// Begin starts a transaction at READ COMMITTED on a connection of its own. Others go on writing; what the transaction has written,
// and what its commits relied on, they wait for, so it should be short. It answers the context's error, ErrUnreachable and store.ErrClosed.
func (s *Store) Begin(ctx context.Context) (*Tx, error) {
	if s.pool.closed.Load() {
		return nil, store.ErrClosed
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, named(err)
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		conn.Release()
		return nil, named(err)
	}
	return &Tx{conn, tx}, nil
}

// PGX is the transaction for the host's own statements. To end it, use Tx's methods.
func (t *Tx) PGX() pgx.Tx { return t.tx }

// Store is the store as the transaction sees it: it reads what the transaction wrote, and a
// Commit writes within it, wholly or not at all. Nothing of it lasts before Commit of the Tx.
// Its Close does nothing.
func (t *Tx) Store() store.Store { return txStore{reader: sqlstore.NewReader(txQuerier{t.tx}), t: t} }

// Commit ends the transaction and makes everything last that was written in it. It answers
// ErrTxDone, ErrUnreachable if the connection was gone before it was asked to, and store.ErrUnknown if nobody can say whether it was
// committed.
func (t *Tx) Commit(ctx context.Context) error {
	err := t.tx.Commit(ctx)
	if errors.Is(err, pgx.ErrTxClosed) {
		return ErrTxDone
	}
	t.conn.Release()
	var said *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrTxCommitRollback):
		return store.ErrConflict
	case errors.As(err, &said) && !fatal(said), pgconn.SafeToRetry(err):
		return named(err)
	default:
		return store.ErrUnknown
	}
}

// Rollback ends the transaction and leaves nothing of it. After Commit, or a second time, it
// does nothing.
func (t *Tx) Rollback(ctx context.Context) error {
	err := t.tx.Rollback(ctx)
	if errors.Is(err, pgx.ErrTxClosed) {
		return nil
	}
	t.conn.Release()
	return named(err)
}

// write runs a part of the transaction that leaves nothing if it fails.
func (t *Tx) write(ctx context.Context, plan *sqlstore.Plan) error {
	part, err := t.tx.Begin(ctx)
	if err != nil {
		return done(err)
	}
	r := &runner{conn: t.tx.Conn().PgConn(), known: statementsOf(t.tx.Conn().PgConn())}
	if err := sqlstore.WriteWithin(ctx, r, plan); err != nil {
		return errors.Join(named(err), done(part.Rollback(ctx)))
	}
	return done(part.Commit(ctx))
}

func done(err error) error {
	if errors.Is(err, pgx.ErrTxClosed) {
		return ErrTxDone
	}
	return named(err)
}

// statementsOf is which statements are prepared on a connection of the pool.
func statementsOf(conn *pgconn.PgConn) map[string]bool {
	const kept = "seqr statements"
	known, _ := conn.CustomData()[kept].(map[string]bool)
	if known == nil {
		known = map[string]bool{}
		conn.CustomData()[kept] = known
	}
	return known
}

// txQuerier reads what the transaction sees.
type txQuerier struct{ tx pgx.Tx }

// Query implements [sqlstore.Querier].
func (q txQuerier) Query(ctx context.Context, each func(sqlstore.Row) error, text string, args ...any) error {
	return done(query(ctx, q.tx, each, text, args))
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
	return s.t.write(ctx, plan)
}

// Claim implements [store.Store], within the transaction.
func (s txStore) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) ([]store.Event, error) {
	return sqlstore.Claim(ctx, txQuerier{s.t.tx}, market, now, now.Add(lease), limit, skipLocked)
}

// Done implements [store.Store], within the transaction.
func (s txStore) Done(ctx context.Context, ids ...store.EventID) error {
	return s.t.write(ctx, sqlstore.NewDone(ids))
}

// Close does nothing: the store is its opener's to close.
func (txStore) Close() error { return nil }

package postgres

import (
	"context"
	"errors"
	"net"
	"sync"
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
	s    *Store
	conn *pgxpool.Conn
	tx   pgx.Tx
	wire net.Conn    // of conn
	stop func() bool // forgets the context

	mu   sync.Mutex // for who ends it
	over bool
}

// Begin starts a transaction at READ COMMITTED on a connection of its own. Others go on writing; what the transaction has written,
// and what its commits relied on, they wait for, so it should be short. If ctx ends first, it is rolled back, and its connection with it:
// what is forgotten after a request was cancelled keeps nobody waiting. It answers the context's error, ErrUnreachable and store.ErrClosed.
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
	t := &Tx{s: s, conn: conn, tx: tx, wire: conn.Conn().PgConn().Conn()}
	t.stop = context.AfterFunc(ctx, t.abandon)
	return t, nil
}

// abandon rolls back when the context of Begin has ended. The host may be using the driver at this moment, which is for one goroutine at
// a time: so nothing is said to the server on this connection. It is taken from the pool and cut, and a statement that still runs is cancelled.
func (t *Tx) abandon() {
	if !t.end() {
		return
	}
	conn := t.conn.Hijack().PgConn()
	_ = t.wire.Close() // the server rolls back when it sees that
	ctx, cancel := context.WithTimeout(context.Background(), cancelling)
	defer cancel()
	_ = conn.CancelRequest(ctx) // a statement that runs would see it at its end only
}

// cancelling is how long it may take to cancel a statement.
const cancelling = 5 * time.Second

// end says whether the transaction was open, and is the caller's to end.
func (t *Tx) end() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	open := !t.over
	t.over = true
	return open
}

// PGX is the transaction for the host's own statements. To end it, use Tx's methods.
func (t *Tx) PGX() pgx.Tx { return t.tx }

// Store is the store as the transaction sees it: it reads what the transaction wrote, and a
// Commit writes within it, wholly or not at all. Nothing of it lasts before Commit of the Tx.
// Its Close does nothing.
func (t *Tx) Store() store.Store { return txStore{reader: sqlstore.NewReader(txQuerier{t}), t: t} }

// Commit ends the transaction and makes everything last that was written in it. It answers
// ErrTxDone, also where the context of Begin has ended, ErrUnreachable if the connection was gone before it was asked to, and store.ErrUnknown if nobody can say whether it was
// committed.
func (t *Tx) Commit(ctx context.Context) error {
	if !t.end() {
		return ErrTxDone
	}
	t.stop()
	err := t.tx.Commit(ctx)
	t.conn.Release()
	var said *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrTxClosed): // by the host's own
		return ErrTxDone
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
	if !t.end() {
		return nil
	}
	t.stop()
	err := t.tx.Rollback(ctx)
	t.conn.Release()
	if errors.Is(err, pgx.ErrTxClosed) { // by the host's own
		return nil
	}
	return named(err)
}

// write runs a part of the transaction that leaves nothing if it fails.
func (t *Tx) write(ctx context.Context, plan *sqlstore.Plan) error {
	part, err := t.tx.Begin(ctx)
	if err != nil {
		return t.named(err)
	}
	if err := sqlstore.WriteWithin(ctx, t.runner(), plan); err != nil {
		return errors.Join(t.named(err), t.named(part.Rollback(ctx)))
	}
	return t.named(part.Commit(ctx))
}

func (t *Tx) runner() *runner {
	return newRunner(t.tx.Conn(), t.s.form)
}

// named is ErrTxDone for whatever fails after the end, and because of it.
func (t *Tx) named(err error) error {
	if err == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over || errors.Is(err, pgx.ErrTxClosed) {
		return ErrTxDone
	}
	return named(err)
}

// txQuerier reads what the transaction sees.
type txQuerier struct{ *Tx }

// Query implements [sqlstore.Querier].
func (q txQuerier) Query(ctx context.Context, each func(sqlstore.Row) error, text string, args sqlstore.Values) error {
	return q.named(query(ctx, q.tx, each, text, args))
}

// txStore is a store within a transaction.
type txStore struct {
	reader
	t *Tx
}

var _ store.Store = txStore{}

// Commit implements [store.Store], within the transaction.
func (s txStore) Commit(ctx context.Context, c store.Changes) error {
	plan, err := s.t.s.plan(c)
	if err != nil {
		return err
	}
	return s.t.write(ctx, plan)
}

// Claim implements [store.Store], within the transaction.
func (s txStore) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) ([]store.Event, error) {
	if s.t.s.form == apart {
		return sqlstore.ClaimApart(ctx, txQuerier{s.t}, s.t.leasing, market, now, now.Add(lease), limit)
	}
	return sqlstore.Claim(ctx, txQuerier{s.t}, market, now, now.Add(lease), limit, skipLocked)
}

// Done implements [store.Store], within the transaction.
func (s txStore) Done(ctx context.Context, ids ...store.EventID) error {
	return s.t.write(ctx, sqlstore.NewDone(ids))
}

// Close does nothing: the store is its opener's to close.
func (txStore) Close() error { return nil }

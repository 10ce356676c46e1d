package postgres

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// groupLimit is how many commits share a transaction at most.
const groupLimit = 256

// skipLocked has those who claim at once pass over what another is claiming.
const skipLocked = "FOR UPDATE SKIP LOCKED"

// reader is what all SQL stores share; under this name it is no field for others to set.
type reader = sqlstore.Reader

// Store is a [store.Store] in a database of PostgreSQL. Make one with [Open].
type Store struct {
	reader
	form  form
	pool  *pool
	w     *writer
	queue *sqlstore.Queue
}

var _ store.Store = (*Store)(nil)

func newStore(readers *pgxpool.Pool, writing *pgx.ConnConfig, f form) *Store {
	p, w := newPool(readers, f), &writer{config: writing, form: f, patience: patience, copies: manyRows}
	if f == apart {
		w.copies = math.MaxInt // each row finds its own way
	}
	return &Store{form: f, reader: sqlstore.NewReader(p), pool: p, w: w, queue: sqlstore.NewQueue(groupLimit, w.write)}
}

// Commit implements [store.Store]. Commits that arrive while another is written share one
// transaction.
func (s *Store) Commit(ctx context.Context, c store.Changes) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	plan, err := s.plan(c)
	if err != nil {
		return err
	}
	return s.queue.Do(ctx, plan)
}

func (s *Store) plan(c store.Changes) (*sqlstore.Plan, error) {
	plan, err := sqlstore.NewPlan(c)
	if err == nil && s.form == apart {
		plan.Apart()
	}
	return plan, err
}

// Claim implements [store.Store]. Several processes that claim at once get different events and do not wait for each other.
func (s *Store) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) ([]store.Event, error) {
	if s.pool.closed.Load() {
		return nil, store.ErrClosed
	}
	if s.form == apart {
		return sqlstore.ClaimApart(ctx, s.pool, s.leasing, market, now, now.Add(lease), limit)
	}
	return sqlstore.Claim(ctx, s.pool, market, now, now.Add(lease), limit, skipLocked)
}

// Done implements [store.Store].
func (s *Store) Done(ctx context.Context, ids ...store.EventID) error {
	return s.queue.Do(ctx, sqlstore.NewDone(ids))
}

// Close waits for what is being written, hosts' transactions too, and ends all connections. As with pgxpool, a transaction that was
// forgotten keeps it waiting: [Store.Begin] with a context that ends is the bound. A second time it does nothing.
func (s *Store) Close() error {
	release, err := s.queue.Hold(context.Background())
	if err != nil {
		return err
	}
	defer release()
	if s.w.closed {
		return nil
	}
	s.pool.closed.Store(true)
	s.pool.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.w.close(ctx); err != nil {
		return errors.Join(ErrUnreachable, err)
	}
	return nil
}

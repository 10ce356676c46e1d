package sqlite

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// groupLimit is how many commits share a transaction at most.
const groupLimit = 256

// reader is what all SQL stores share; under this name it is no field for others to set.
type reader = sqlstore.Reader

// Store is a [store.Store] in a file of SQLite. Make one with [Open].
type Store struct {
	reader
	readers *pool
	w       *writer
	queue   *sqlstore.Queue
}

var _ store.Store = (*Store)(nil)

func newStore(w *writer, readers *pool) *Store {
	return &Store{reader: sqlstore.NewReader(readers), readers: readers, w: w, queue: sqlstore.NewQueue(groupLimit, w.write)}
}

// Commit implements [store.Store]. Commits that arrive while another is written share one
// transaction.
func (s *Store) Commit(ctx context.Context, c store.Changes) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	plan, err := sqlstore.NewPlan(c)
	if err != nil {
		return err
	}
	return s.queue.Do(ctx, plan)
}

// Claim implements [store.Store].
func (s *Store) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) (claimed []store.Event, err error) {
	release, err := s.queue.Hold(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	err = s.w.claim(func(q sqlstore.Querier) (err error) {
		claimed, err = sqlstore.Claim(ctx, q, market, now, now.Add(lease), limit, "")
		return err
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// Done implements [store.Store].
func (s *Store) Done(ctx context.Context, ids ...store.EventID) error {
	return s.queue.Do(ctx, sqlstore.NewDone(ids))
}

// Close waits for what is being written, a host's transaction too, and closes the file. A transaction
// that was forgotten keeps it waiting: [Store.Begin] with a context that ends is the bound. A
// second time it does nothing.
func (s *Store) Close() error {
	release, err := s.queue.Hold(context.Background())
	if err != nil {
		return err
	}
	defer release()
	if errors.Is(s.w.ended, store.ErrClosed) {
		return nil
	}
	s.w.ended = store.ErrClosed
	return errors.Join(s.readers.close(), s.w.close())
}

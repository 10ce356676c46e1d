package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// writer is the one connection that writes. Whoever uses it holds the queue's token.
type writer struct {
	db   *sql.DB
	conn *sql.Conn
	prepared
	ended error // why nothing more is written, once something went wrong or it was closed
}

var (
	_ sqlstore.Engine      = (*writer)(nil)
	_ sqlstore.Transaction = (*writer)(nil)
)

// Begin implements [sqlstore.Engine]: it takes SQLite's lock for writing.
func (w *writer) Begin(context.Context) (sqlstore.Transaction, error) {
	if w.ended != nil {
		return nil, w.ended
	}
	if _, err := w.exec("BEGIN IMMEDIATE", nil); err != nil {
		return nil, beginError(err)
	}
	return w, nil
}

func beginError(err error) error {
	if busy(err) {
		return ErrBusy
	}
	return named(err)
}

// Named implements [sqlstore.Engine]. After an error of the engine's about itself nobody knows what was written.
func (w *writer) Named(err error) error {
	if damaging(err) {
		return store.ErrUnknown
	}
	return named(err)
}

// Run implements [sqlstore.Runner].
func (w *writer) Run(_ context.Context, work ...*sqlstore.Work) error {
	for _, todo := range work {
		if err := w.do(todo); err != nil {
			return err
		}
	}
	return nil
}

// do runs a statement for each of its rows. What is there for engines with many writers, SQLite does not need.
func (w *writer) do(work *sqlstore.Work) error {
	if work.Row == "" {
		return nil
	}
	for place, args := range work.Rows {
		if !work.Answers {
			n, err := w.exec(work.Row, args)
			if err != nil {
				return err
			}
			work.Count += n
			continue
		}
		err := w.query(func(row sqlstore.Row) error {
			work.Count++
			if work.Each == nil {
				return nil
			}
			return work.Each(place, row)
		}, work.Row, args)
		if err != nil {
			return err
		}
	}
	return nil
}

// Refused implements [sqlstore.Runner].
func (w *writer) Refused(err error) bool { return refused(err) }

// Unfit implements [sqlstore.Runner].
func (w *writer) Unfit(err error) bool { return unfit(err) }

// Commit implements [sqlstore.Transaction]. Nobody is told success before COMMIT has synced.
func (w *writer) Commit(ctx context.Context, work ...*sqlstore.Work) error {
	if err := w.Run(ctx, work...); err != nil {
		w.Rollback(ctx)
		return err
	}
	if _, err := w.exec("COMMIT", nil); err != nil {
		w.fail()
		return store.ErrUnknown
	}
	return nil
}

// Rollback implements [sqlstore.Transaction].
func (w *writer) Rollback(context.Context) {
	if _, err := w.exec("ROLLBACK", nil); err != nil {
		w.fail()
	}
}

// write writes a group. After damage nothing more is written.
func (w *writer) write(group []*sqlstore.Job) {
	sqlstore.Write(context.Background(), w, group)
	for _, j := range group {
		if errors.Is(j.Err, store.ErrUnknown) && w.ended == nil {
			w.ended = ErrReopen
		}
	}
}

// claim leases events in a transaction of its own.
func (w *writer) claim(lease func(sqlstore.Querier) error) error {
	if _, err := w.Begin(context.Background()); err != nil {
		return err
	}
	if err := lease(w); err != nil {
		w.Rollback(context.Background())
		return w.Named(err)
	}
	return w.Commit(context.Background())
}

// Query implements [sqlstore.Querier].
func (w *writer) Query(_ context.Context, each func(sqlstore.Row) error, text string, args ...any) error {
	return w.query(each, text, args)
}

// alone runs one part of a host's transaction so that nothing is left of it if it fails, and nothing is lost of the others.
func (w *writer) alone(run func(*writer) error) error {
	if _, err := w.exec("SAVEPOINT member", nil); err != nil {
		return err
	}
	failed := run(w)
	if failed != nil && !damaging(failed) {
		if _, err := w.exec("ROLLBACK TO member", nil); err != nil {
			return err
		}
	}
	if _, err := w.exec("RELEASE member", nil); err != nil {
		return err
	}
	return failed
}

// fail ends writing until the file is opened again: its recovery decides what was committed.
func (w *writer) fail() {
	_, _ = w.exec("ROLLBACK", nil) // SQLite may have done so already
	w.ended = ErrReopen
}

// damaging says whether an error is the engine's, about itself rather than a row: after it
// nobody knows what a commit would do.
func damaging(err error) bool {
	if err == nil || refused(err) {
		return false
	}
	return codeOf(err) != 0 || errors.Is(err, sql.ErrConnDone)
}

func (w *writer) close() error {
	return errors.Join(w.prepared.close(), w.conn.Close(), w.db.Close())
}

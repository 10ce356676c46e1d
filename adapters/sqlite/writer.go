package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// writer is the connections that write. Whoever uses one holds the queue's token, so that it is one at a time.
type writer struct {
	session // writes groups
	host    *hosted
	db      *sql.DB // of host
	ended   error   // why nothing more is written, once something went wrong or it was closed
}

var (
	_ sqlstore.Engine      = (*writer)(nil)
	_ sqlstore.Transaction = (*writer)(nil)
)

// open opens the connection that writes groups.
func (w *writer) open(path string) error {
	c, err := openConn(path, slices.Concat(pragmas, writing)...)
	if err == nil {
		w.session = session{c}
	}
	return err
}

// Begin implements [sqlstore.Engine]: it takes SQLite's lock for writing.
func (w *writer) Begin(context.Context) (sqlstore.Transaction, error) {
	if w.ended != nil {
		return nil, w.ended
	}
	if _, err := w.exec("BEGIN IMMEDIATE", ""); err != nil {
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

// Commit implements [sqlstore.Transaction]. Nobody is told success before COMMIT has synced.
func (w *writer) Commit(ctx context.Context, work ...*sqlstore.Work) error {
	if err := w.Run(ctx, work...); err != nil {
		w.Rollback(ctx)
		return err
	}
	if _, err := w.exec("COMMIT", ""); err != nil {
		w.fail(w.engine)
		return store.ErrUnknown
	}
	return nil
}

// Rollback implements [sqlstore.Transaction].
func (w *writer) Rollback(context.Context) {
	if _, err := w.exec("ROLLBACK", ""); err != nil {
		w.fail(w.engine)
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

// fail ends writing until the file is opened again: its recovery decides what was committed.
func (w *writer) fail(in engine) {
	_, _ = in.exec("ROLLBACK", "") // SQLite may have done so already
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

func (w *writer) close() (err error) {
	if w.engine != nil {
		err = w.engine.close()
	}
	return errors.Join(err, w.host.close(), w.db.Close())
}

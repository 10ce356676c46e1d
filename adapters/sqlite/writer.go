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

var _ sqlstore.Runner = (*writer)(nil)

// Query implements [sqlstore.Runner].
func (w *writer) Query(_ context.Context, each func(sqlstore.Row) error, text string, args ...any) error {
	return w.query(each, text, args)
}

// Exec implements [sqlstore.Runner].
func (w *writer) Exec(_ context.Context, text string, args ...any) (int64, error) {
	return w.exec(text, args)
}

// Refused implements [sqlstore.Runner].
func (w *writer) Refused(err error) bool { return refused(err) }

// write does the jobs of a group in one transaction. Nobody is told success before COMMIT has
// synced, and an unknown end is unknown for everybody.
func (w *writer) write(group []*sqlstore.Job) {
	if err := w.begin(); err != nil {
		answer(group, err)
		return
	}
	answers, err := w.run(group)
	if err == nil {
		err = w.end(answers)
	}
	if err != nil {
		w.fail()
		answer(group, store.ErrUnknown)
		return
	}
	for i, j := range group {
		j.Err = answers[i]
	}
}

func answer(group []*sqlstore.Job, err error) {
	for _, j := range group {
		j.Err = err
	}
}

// begin takes SQLite's lock for writing. If it cannot be had, nothing is written.
func (w *writer) begin() error {
	if w.ended != nil {
		return w.ended
	}
	if _, err := w.exec("BEGIN IMMEDIATE", nil); err != nil {
		return beginError(err)
	}
	return nil
}

func beginError(err error) error {
	if busy(err) {
		return ErrBusy
	}
	return named(err)
}

// run runs each job and answers what its caller is told, or an error after which nothing is certain.
func (w *writer) run(group []*sqlstore.Job) ([]error, error) {
	answers := make([]error, len(group))
	for i, j := range group {
		err := w.alone(j.Run)
		if damaging(err) {
			return nil, err
		}
		answers[i] = named(err)
	}
	return answers, nil
}

// alone runs one member of a transaction so that nothing is left of it if it fails, and nothing
// is lost of the others.
func (w *writer) alone(run func(context.Context, sqlstore.Runner) error) error {
	if _, err := w.exec("SAVEPOINT member", nil); err != nil {
		return err
	}
	failed := run(context.Background(), w)
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

// end commits, or rolls back if there is nothing to commit.
func (w *writer) end(answers []error) error {
	for _, err := range answers {
		if err == nil {
			_, err := w.exec("COMMIT", nil)
			return err
		}
	}
	_, err := w.exec("ROLLBACK", nil)
	return err
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

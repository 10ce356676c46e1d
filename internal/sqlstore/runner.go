package sqlstore

import (
	"context"

	"github.com/seqrpay/seqr/store"
)

// Querier asks one engine, in a transaction or outside any. It keeps statements prepared by
// their text: there are about a hundred, and never more.
type Querier interface {
	// Query runs a statement and gives each row of its answer to each, in order. It ends at the
	// first error.
	Query(ctx context.Context, each func(Row) error, text string, args ...any) error
}

// Runner also writes, in a transaction.
type Runner interface {
	Querier
	// Exec runs a statement and answers how many rows it wrote.
	Exec(ctx context.Context, text string, args ...any) (int64, error)
	// Refused says whether err is the engine's word that a row would break a constraint or its
	// type, so that nothing was written by the statement and the transaction can go on.
	Refused(err error) bool
}

// Row is a row of an answer.
type Row interface {
	Scan(dest ...any) error
}

// statement is a statement that writes exactly one row, or answers why not.
type statement struct {
	text   string
	args   []any
	missed error // what it means if no row was written
}

func (s statement) run(ctx context.Context, r Runner) error {
	n, err := r.Exec(ctx, s.text, s.args...)
	if err == nil && n != 1 {
		err = s.missed
	}
	return err
}

// one reads the only row of an answer, or answers ErrNotFound.
func one[V any](ctx context.Context, r Querier, scan func(Row) (V, error), text string, args ...any) (V, error) {
	var found V
	err := store.ErrNotFound
	failed := r.Query(ctx, func(row Row) (scanned error) {
		found, scanned = scan(row)
		err = nil
		return scanned
	}, text, args...)
	if failed != nil {
		err = failed
	}
	return found, err
}

// many reads all rows of an answer; the last argument is the limit, and nothing is asked
// where it leaves nothing to answer.
func many[V any](ctx context.Context, r Querier, scan func(Row) (V, error), limit int, text string, args ...any) ([]V, error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	var found []V
	err := r.Query(ctx, func(row Row) error {
		v, err := scan(row)
		found = append(found, v)
		return err
	}, text, append(args, int64(limit))...)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// scanned reads a row of one value.
func scanned[V any](row Row) (v V, err error) {
	err = row.Scan(&v)
	return v, err
}

package sqlstore

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/seqrpay/seqr/store"
)

// Statement is one statement in two forms: an engine that is a library, or that keeps each row somewhere else, runs Row once for each row;
// one behind a network runs Set once for all rows. Both mean the same.
type Statement struct {
	Name string // unique; a name for the prepared statement
	Row  string // of one row, whose values are the arguments ?; empty for what only engines with many writers need
	Lock string // what Row ends with where there are many writers
	// Together is Row for RowsTogether rows at once, whose values are the arguments, row by row; empty where there is no such form. If it fails,
	// some of the rows may have been written: whoever runs it undoes all that it did.
	Together string
	Set      string   // of many rows: argument $1 is an array of the first value of each row, and so on
	Add      string   // Set, if that passes over rows that are taken, but failing there: the engine need not look first. Empty if there is no such form
	Types    []string // of the elements of these arrays, as PostgreSQL calls them
	// Into and Columns are where a statement does nothing but add rows, on which nothing depends that comes after it in the transaction: copying
	// them there at its end does the same, but fails where one is taken.
	Into    string
	Columns []string
	// Look finds which of the rows are there, by the first values of each, where that is no error and should be asked first; else it is nil.
	Look *Statement
	// Answers says that rows are answered. Those of Set begin with the place of the row that they answer to, from 1.
	Answers bool
}

// Work is a statement to be run for rows.
type Work struct {
	*Statement
	Rows []Values
	Each func(place int, answer Row) error // what to do with an answer to Rows[place]; nil to count them only

	Count int64 // how many rows were written or answered, when it is done
}

// Runner runs statements within a transaction.
type Runner interface {
	// Run does the work, in this order, in one round trip where there is a trip.
	Run(ctx context.Context, work ...*Work) error
	// Refused says whether err is the engine's word about a row or a competitor, so that nothing is written and another attempt may
	// do better; any other error is about the engine itself.
	Refused(err error) bool
	// Unfit says whether err, which is Refused's, is about a value that no attempt can make fit.
	Unfit(err error) bool
}

// Transaction is a Runner that decides about its end.
type Transaction interface {
	Runner
	// Commit does the work and ends the transaction. Unless the error is store.ErrUnknown, nothing was written.
	Commit(ctx context.Context, work ...*Work) error
	// Rollback ends it; nothing is left.
	Rollback(ctx context.Context)
}

// Querier asks one engine, in a transaction or outside any. It keeps statements prepared by
// their text: there are about a hundred, and never more.
type Querier interface {
	// Query runs a statement, whose arguments are ?, and gives each row of its answer to each, in order. It ends at the
	// first error.
	Query(ctx context.Context, each func(Row) error, text string, args Values) error
}

// Row is a row of an answer, whose values are had one by one, by their place from 0. They last until the next row.
type Row interface {
	Cell(place int) Cell
}

// one reads the only row of an answer, or answers ErrNotFound.
func one[V any](ctx context.Context, r Querier, scan func(Row) (V, error), text string, args Values) (V, error) {
	var found V
	err := store.ErrNotFound
	failed := r.Query(ctx, func(row Row) (scanned error) {
		found, scanned = scan(row)
		err = nil
		return scanned
	}, text, args)
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
	given, err := ValuesOf(append(args, int64(limit))...)
	if err != nil {
		return nil, err
	}
	var found []V
	err = r.Query(ctx, func(row Row) error {
		v, err := scan(row)
		found = append(found, v)
		return err
	}, text, given)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// qualified is the columns of the table t.
func qualified(columns []string) string { return strings.Join(names("t.%", columns), ", ") }

// names writes a list of names in one form, such as "a = ?".
func names(format string, of []string) []string {
	list := make([]string, len(of))
	for i, name := range of {
		list[i] = strings.ReplaceAll(format, "%", name)
	}
	return list
}

// each is the rows of a set's arguments as what a SELECT answers, under these names if there are any. The server makes them one
// after the other; those of a function in FROM it stores first, which takes twice as long.
func each(types []string, names ...string) string {
	list := make([]string, len(types))
	for i, t := range types {
		list[i] = "unnest($" + strconv.Itoa(i+1) + "::" + t + "[])"
		if len(names) > 0 {
			list[i] += " AS " + names[i]
		}
	}
	return strings.Join(list, ", ")
}

// fromGiven is the rows of a set's arguments under these names, each with its place, from 1.
func fromGiven(types []string, names ...string) string {
	return " FROM (SELECT " + each(types, names...) + ", generate_subscripts($1::" + types[0] + "[], 1) AS place) AS given"
}

// forEach joins the rows t of a table that meet conditions to given ones, one after the other and by an index, whatever the server believes of
// the table: of one that was empty when it last counted, it would read all rows and compare each with all that are given. Locked are
// those rows only, in the order in which they are given; without a lock it is told by OFFSET not to rearrange this.
func forEach(table, lock string, conditions ...string) string {
	return " CROSS JOIN LATERAL (SELECT * FROM " + table + " t WHERE " + strings.Join(conditions, " AND ") + cmp.Or(lock, " OFFSET 0") + ") t"
}

// places is as many ? as there are arguments.
func places(n int) string { return times(n, "?") }

func times(n int, what string) string { return strings.TrimPrefix(strings.Repeat(", "+what, n), ", ") }

// RowsTogether is how many rows the form Together takes. With fewer, more of SQLite's time goes into beginning and ending; with more, none is gained.
const RowsTogether = 8

// adding gives a statement whose Row adds one row of values the form Together. After FAIL SQLite leaves the rows before the one that it
// refused; by default it keeps account of each, to undo them.
func adding(s *Statement) *Statement {
	insert, rest, _ := strings.Cut(s.Row, " VALUES ")
	values, conflict, _ := strings.Cut(rest, ")")
	s.Together = strings.Replace(insert, "INSERT", "INSERT OR FAIL", 1) + " VALUES " + times(RowsTogether, values+")") + conflict
	return s
}

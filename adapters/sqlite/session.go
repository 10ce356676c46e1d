package sqlite

import (
	"context"
	"strings"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// engine runs statements of one connection: by SQLite's own interface, or by database/sql where a host writes too.
type engine interface {
	// query runs a statement to its end, and gives each row to each, which must not use the connection.
	query(each func(sqlstore.Row) error, text string, args sqlstore.Values) error
	// exec answers how many rows were written.
	exec(text string, args sqlstore.Values) (int64, error)
	// close gives the statements back.
	close() error
}

// session is what the shared part of the SQL stores asks of an engine.
type session struct{ engine }

var (
	_ sqlstore.Runner  = session{}
	_ sqlstore.Querier = session{}
)

// Run implements [sqlstore.Runner].
func (s session) Run(_ context.Context, work ...*sqlstore.Work) error {
	for _, todo := range work {
		if err := s.do(todo); err != nil {
			return err
		}
	}
	return nil
}

// do does what a statement says of each of its rows. What is there for engines with many writers, SQLite does not need.
func (s session) do(work *sqlstore.Work) error {
	switch {
	case work.Row == "":
		return nil
	case work.Answers:
		return s.ask(work)
	}
	rows := work.Rows
	if work.Together != "" {
		for ; len(rows) >= sqlstore.RowsTogether; rows = rows[sqlstore.RowsTogether:] {
			if err := s.change(work, work.Together, joined(rows[:sqlstore.RowsTogether])); err != nil {
				return err
			}
		}
	}
	for _, args := range rows {
		if err := s.change(work, work.Row, args); err != nil {
			return err
		}
	}
	return nil
}

// joined is the arguments of a statement for all of the rows.
func joined(rows []sqlstore.Values) sqlstore.Values {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(string(row))
	}
	return sqlstore.Values(b.String())
}

func (s session) change(work *sqlstore.Work, text string, args sqlstore.Values) error {
	n, err := s.exec(text, args)
	work.Count += n
	return err
}

// ask runs a statement for each of its rows, and hears the answers.
func (s session) ask(work *sqlstore.Work) error {
	place := 0
	each := func(row sqlstore.Row) error {
		work.Count++
		if work.Each == nil {
			return nil
		}
		return work.Each(place, row)
	}
	for ; place < len(work.Rows); place++ {
		if err := s.query(each, work.Row, work.Rows[place]); err != nil {
			return err
		}
	}
	return nil
}

// Refused implements [sqlstore.Runner].
func (s session) Refused(err error) bool { return refused(err) }

// Unfit implements [sqlstore.Runner].
func (s session) Unfit(err error) bool { return unfit(err) }

// Query implements [sqlstore.Querier].
func (s session) Query(_ context.Context, each func(sqlstore.Row) error, text string, args sqlstore.Values) error {
	return s.query(each, text, args)
}

// alone runs one part of a host's transaction so that nothing is left of it if it fails, and nothing is lost of the others.
func (s session) alone(run func(session) error) error {
	if _, err := s.exec("SAVEPOINT member", ""); err != nil {
		return err
	}
	failed := run(s)
	if failed != nil && !damaging(failed) {
		if _, err := s.exec("ROLLBACK TO member", ""); err != nil {
			return err
		}
	}
	if _, err := s.exec("RELEASE member", ""); err != nil {
		return err
	}
	return failed
}

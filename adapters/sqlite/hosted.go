package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// hosted is a connection by database/sql, on which a host runs statements of its own too. One goroutine uses it at a time.
type hosted struct {
	*sql.Conn
	prepared map[string]*sql.Stmt
}

func (h *hosted) statement(text string) (*sql.Stmt, error) {
	if st := h.prepared[text]; st != nil {
		return st, nil
	}
	st, err := h.PrepareContext(context.Background(), text)
	if err == nil {
		h.prepared[text] = st
	}
	return st, err
}

// query implements [engine].
func (h *hosted) query(each func(sqlstore.Row) error, text string, args sqlstore.Values) error {
	st, err := h.statement(text)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(context.Background(), encode(args)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	answer := newHostedRow(len(columns))
	for rows.Next() {
		if err := rows.Scan(answer.places...); err != nil {
			return err
		}
		if err := each(answer); err != nil {
			return err
		}
	}
	return rows.Err()
}

// exec implements [engine].
func (h *hosted) exec(text string, args sqlstore.Values) (int64, error) {
	st, err := h.statement(text)
	if err != nil {
		return 0, err
	}
	result, err := st.ExecContext(context.Background(), encode(args)...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// close implements [engine].
func (h *hosted) close() (err error) {
	for _, st := range h.prepared {
		err = errors.Join(err, st.Close())
	}
	return errors.Join(err, h.Close())
}

// hostedRow is a row of an answer by database/sql.
type hostedRow struct {
	values []any
	places []any // where the values are
}

func newHostedRow(columns int) *hostedRow {
	r := &hostedRow{make([]any, columns), make([]any, columns)}
	for i := range r.values {
		r.places[i] = &r.values[i]
	}
	return r
}

var _ sqlstore.Row = (*hostedRow)(nil)

// Cell implements [sqlstore.Row].
func (r *hostedRow) Cell(place int) sqlstore.Cell {
	switch v := r.values[place].(type) {
	case nil:
		return sqlstore.Cell{Kind: sqlstore.Null}
	case int64:
		return sqlstore.Cell{Kind: sqlstore.Number, Number: v}
	case string:
		return sqlstore.Cell{Kind: sqlstore.Octets, Octets: []byte(v)}
	case []byte:
		return sqlstore.Cell{Kind: sqlstore.Octets, Octets: v}
	default:
		return sqlstore.Cell{Kind: sqlstore.Other}
	}
}

// encode makes of the arguments what SQLite keeps: of a UUID its bytes, of a time microseconds.
func encode(args sqlstore.Values) (encoded []any) {
	for args != "" {
		var v sqlstore.Value
		v, args = args.Next()
		switch v.Kind {
		case sqlstore.Null:
			encoded = append(encoded, nil)
		case sqlstore.Text:
			encoded = append(encoded, v.Bytes())
		case sqlstore.Octets, sqlstore.UUID:
			encoded = append(encoded, []byte(v.Bytes()))
		default:
			encoded = append(encoded, v.Int())
		}
	}
	return encoded
}

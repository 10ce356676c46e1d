package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

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
func (h *hosted) query(each func(sqlstore.Row) error, text string, args []any) error {
	st, err := h.statement(text)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(context.Background(), encode(args)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// exec implements [engine].
func (h *hosted) exec(text string, args []any) (int64, error) {
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

// encode makes of the arguments what SQLite keeps: of a UUID its bytes, of a time microseconds.
func encode(args []any) []any {
	encoded := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case uuid.UUID:
			encoded[i] = v[:]
		case time.Time:
			encoded[i] = v.UnixMicro()
		default:
			encoded[i] = a
		}
	}
	return encoded
}

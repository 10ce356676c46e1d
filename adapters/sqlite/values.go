package sqlite

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// bind gives a statement its arguments: of a UUID its bytes, of a time microseconds. They last until the next
// statement is bound, which is after this one was run and reset.
func (c *conn) bind(st *statement, args []any) error {
	if len(args) != st.params {
		return fmt.Errorf("sqlite: %d arguments for %d places", len(args), st.params)
	}
	size := 0
	for _, a := range args {
		size += sizeOf(a)
	}
	if size > longest {
		return &failure{sqlite3.SQLITE_TOOBIG, "row too long"}
	}
	free, err := c.memory.room(max(size, 1)) // an address even for what is empty: no address is NULL
	if err != nil {
		return err
	}
	for i, a := range args {
		rc, err := c.bindOne(st.handle, int32(i+1), a, free)
		if err != nil {
			return err
		}
		if rc != sqlite3.SQLITE_OK {
			return c.failure(rc)
		}
		free += uintptr(sizeOf(a))
	}
	return nil
}

// longest is how long SQLite lets a row be.
const longest = 1_000_000_000

// sizeOf is how many bytes an argument takes of the memory.
func sizeOf(arg any) int {
	switch v := arg.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	case uuid.UUID:
		return len(v)
	default:
		return 0
	}
}

func (c *conn) bindOne(st uintptr, place int32, arg any, free uintptr) (int32, error) {
	const static = 0           // SQLite need not copy it
	size := int32(sizeOf(arg)) //nolint:gosec // at most longest
	switch v := arg.(type) {
	case nil:
		return sqlite3.Xsqlite3_bind_null(c.tls, st, place), nil
	case int64:
		return sqlite3.Xsqlite3_bind_int64(c.tls, st, place, v), nil
	case bool:
		n := int64(0)
		if v {
			n = 1
		}
		return sqlite3.Xsqlite3_bind_int64(c.tls, st, place, n), nil
	case time.Time:
		return sqlite3.Xsqlite3_bind_int64(c.tls, st, place, v.UnixMicro()), nil
	case string:
		copy(octets(free, len(v)), v)
		return sqlite3.Xsqlite3_bind_text(c.tls, st, place, free, size, static), nil
	case uuid.UUID:
		copy(octets(free, len(v)), v[:])
		return sqlite3.Xsqlite3_bind_blob(c.tls, st, place, free, size, static), nil
	case []byte:
		if v == nil {
			return sqlite3.Xsqlite3_bind_null(c.tls, st, place), nil
		}
		copy(octets(free, len(v)), v)
		return sqlite3.Xsqlite3_bind_blob(c.tls, st, place, free, size, static), nil
	default:
		return 0, fmt.Errorf("sqlite: no place for a %T", arg)
	}
}

// row is the row that a statement answers now.
type row struct {
	tls     *libc.TLS
	st      uintptr
	columns int
}

var _ sqlstore.Cells = (*row)(nil)

// Scan implements [sqlstore.Row].
func (r *row) Scan(dest ...any) error {
	if len(dest) != r.columns {
		return fmt.Errorf("sqlite: %d places for %d columns", len(dest), r.columns)
	}
	for i, d := range dest {
		v := r.Cell(i)
		switch d := d.(type) {
		case sql.Scanner:
			if err := d.Scan(v); err != nil {
				return err
			}
		case *int64:
			n, ok := v.(int64)
			if !ok {
				return fmt.Errorf("sqlite: column %d holds a %T", i, v)
			}
			*d = n
		default:
			return fmt.Errorf("sqlite: no way to scan into a %T", d)
		}
	}
	return nil
}

// Cell implements [sqlstore.Cells]: a text is bytes too.
func (r *row) Cell(place int) any {
	i := int32(place) //nolint:gosec // a row has few columns
	switch sqlite3.Xsqlite3_column_type(r.tls, r.st, i) {
	case sqlite3.SQLITE_NULL:
		return nil
	case sqlite3.SQLITE_INTEGER:
		return sqlite3.Xsqlite3_column_int64(r.tls, r.st, i)
	default: // as a blob, a text needs no end mark
		at := sqlite3.Xsqlite3_column_blob(r.tls, r.st, i)
		return octets(at, int(sqlite3.Xsqlite3_column_bytes(r.tls, r.st, i)))
	}
}

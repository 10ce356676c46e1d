package sqlite

import (
	"fmt"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// bind gives a statement its arguments: of a UUID its bytes, of a time microseconds. They last until the next
// statement is bound, which is after this one was run and reset.
func (c *conn) bind(st *statement, args sqlstore.Values) error {
	if len(args) > longest {
		return &failure{sqlite3.SQLITE_TOOBIG, "row too long"}
	}
	free, err := c.memory.room(max(len(args), 1)) // an address even for what is empty: no address is NULL
	if err != nil {
		return err
	}
	place := 0
	for args != "" && place < st.params {
		var v sqlstore.Value
		v, args = args.Next()
		place++
		if rc := c.bindOne(st.handle, int32(place), v, free); rc != sqlite3.SQLITE_OK {
			return c.failure(rc)
		}
		free += uintptr(len(v.Sized()))
	}
	if args != "" || place < st.params {
		return fmt.Errorf("sqlite: %d places, and other arguments", st.params)
	}
	return nil
}

// longest is how long SQLite lets a row be.
const longest = 1_000_000_000

func (c *conn) bindOne(st uintptr, place int32, v sqlstore.Value, free uintptr) int32 {
	const static = 0 // SQLite need not copy it
	switch v.Kind {
	case sqlstore.Null:
		return sqlite3.Xsqlite3_bind_null(c.tls, st, place)
	case sqlstore.Text:
		size := copy(octets(free, len(v.Bytes())), v.Bytes())
		return sqlite3.Xsqlite3_bind_text(c.tls, st, place, free, int32(size), static) //nolint:gosec // at most longest
	case sqlstore.Octets, sqlstore.UUID:
		size := copy(octets(free, len(v.Bytes())), v.Bytes())
		return sqlite3.Xsqlite3_bind_blob(c.tls, st, place, free, int32(size), static) //nolint:gosec // at most longest
	default:
		return sqlite3.Xsqlite3_bind_int64(c.tls, st, place, v.Int())
	}
}

// row is the row that a statement answers now.
type row struct {
	tls *libc.TLS
	st  uintptr
}

var _ sqlstore.Row = (*row)(nil)

// Cell implements [sqlstore.Row].
func (r *row) Cell(place int) sqlstore.Cell {
	i := int32(place) //nolint:gosec // a row has few columns
	switch sqlite3.Xsqlite3_column_type(r.tls, r.st, i) {
	case sqlite3.SQLITE_NULL:
		return sqlstore.Cell{Kind: sqlstore.Null}
	case sqlite3.SQLITE_INTEGER:
		return sqlstore.Cell{Kind: sqlstore.Number, Number: sqlite3.Xsqlite3_column_int64(r.tls, r.st, i)}
	default: // as a blob, a text needs no end mark
		at := sqlite3.Xsqlite3_column_blob(r.tls, r.st, i)
		return sqlstore.Cell{Kind: sqlstore.Octets, Octets: octets(at, int(sqlite3.Xsqlite3_column_bytes(r.tls, r.st, i)))}
	}
}

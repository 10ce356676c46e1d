package sqlite

import (
	"errors"
	"fmt"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// conn is a connection by SQLite's own interface. database/sql does the same at twice the price: it looks for
// each value by name, allocates it apart, and locks at every step. One goroutine uses it at a time.
type conn struct {
	tls      *libc.TLS
	db       uintptr
	prepared map[string]*statement
	memory   memory // of what is bound to the statement that runs
}

// statement is a prepared statement.
type statement struct {
	handle uintptr
	params int
	answer row // where it stands
}

// openConn opens a connection to a file that is there, and sets it.
func openConn(path string, pragmas ...string) (*conn, error) {
	c := &conn{tls: libc.NewTLS(), prepared: map[string]*statement{}}
	c.memory.tls = c.tls
	err := c.open(path)
	for _, p := range pragmas {
		if err == nil {
			err = c.query(func(sqlstore.Row) error { return nil }, "PRAGMA "+p, "")
		}
	}
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// open asks for no locks within the connection, which it has no use for, and for plans that depend on no bound value: else
// SQLite prepares a statement anew whenever its LIMIT is bound.
func (c *conn) open(path string) error {
	name, err := libc.CString(path)
	if err != nil {
		return err
	}
	defer libc.Xfree(c.tls, name)
	out, err := c.memory.room(outSize)
	if err != nil {
		return err
	}
	const flags = sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_NOMUTEX | sqlite3.SQLITE_OPEN_EXRESCODE
	rc := sqlite3.Xsqlite3_open_v2(c.tls, name, out, flags, 0)
	c.db = *(*uintptr)(pointer(out)) // to be closed even if it was not opened
	if rc != sqlite3.SQLITE_OK {
		return c.failure(rc)
	}
	if rc = sqlite3.Xsqlite3_db_config(c.tls, c.db, sqlite3.SQLITE_DBCONFIG_ENABLE_QPSG, libc.VaList(out, int32(1), uintptr(0))); rc != sqlite3.SQLITE_OK {
		return c.failure(rc)
	}
	return nil
}

// outSize is room for what SQLite answers through pointers, or takes as a list of arguments.
const outSize = 16

// statement prepares a statement, once.
func (c *conn) statement(text string) (*statement, error) {
	if st := c.prepared[text]; st != nil {
		return st, nil
	}
	chars, err := libc.CString(text)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, chars)
	out, err := c.memory.room(outSize)
	if err != nil {
		return nil, err
	}
	if rc := sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, chars, -1, sqlite3.SQLITE_PREPARE_PERSISTENT, out, 0); rc != sqlite3.SQLITE_OK {
		return nil, c.failure(rc)
	}
	st := &statement{handle: *(*uintptr)(pointer(out))}
	st.params = int(sqlite3.Xsqlite3_bind_parameter_count(c.tls, st.handle))
	st.answer = row{c.tls, st.handle}
	c.prepared[text] = st
	return st, nil
}

// exec implements [engine].
func (c *conn) exec(text string, args sqlstore.Values) (int64, error) {
	err := c.query(nil, text, args)
	if err != nil {
		return 0, err
	}
	return int64(sqlite3.Xsqlite3_changes(c.tls, c.db)), nil
}

// query implements [engine]. It does not stop midway when a caller loses patience: an answer is a page at most, and to
// interrupt would cost more than to finish.
func (c *conn) query(each func(sqlstore.Row) error, text string, args sqlstore.Values) error {
	st, err := c.statement(text)
	if err != nil {
		return err
	}
	if err = c.bind(st, args); err != nil {
		return err
	}
	defer sqlite3.Xsqlite3_reset(c.tls, st.handle)
	for {
		switch rc := sqlite3.Xsqlite3_step(c.tls, st.handle); rc {
		case sqlite3.SQLITE_DONE:
			return nil
		case sqlite3.SQLITE_ROW:
			if each == nil {
				continue
			}
			if err := each(&st.answer); err != nil {
				return err
			}
		default:
			return c.failure(rc)
		}
	}
}

// close gives back all that the library holds for the connection.
func (c *conn) close() error {
	for _, st := range c.prepared {
		sqlite3.Xsqlite3_finalize(c.tls, st.handle)
	}
	var err error
	if rc := sqlite3.Xsqlite3_close(c.tls, c.db); rc != sqlite3.SQLITE_OK {
		err = c.failure(rc)
	}
	c.memory.free()
	c.tls.Close()
	return err
}

// failure is SQLite's error with its code.
func (c *conn) failure(rc int32) error {
	code, text := libc.GoString(sqlite3.Xsqlite3_errstr(c.tls, rc)), ""
	if c.db != 0 {
		text = libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))
	}
	if text == "" || text == code {
		return &failure{int(rc), fmt.Sprintf("%s (%d)", code, rc)}
	}
	return &failure{int(rc), fmt.Sprintf("%s: %s (%d)", code, text, rc)}
}

// failure is an error of SQLite's.
type failure struct {
	code int
	text string
}

func (f *failure) Error() string { return f.text }

// memory is a piece of memory outside of Go's, where SQLite finds what is bound: it may keep addresses there, which
// Go's garbage collector does not follow.
type memory struct {
	tls  *libc.TLS
	at   uintptr
	size int
}

// room makes sure that there is memory for so many bytes, and answers where. What was there before is no longer.
func (m *memory) room(size int) (uintptr, error) {
	if size <= m.size {
		return m.at, nil
	}
	m.free()
	roomy := max(2*size, 4096)
	m.at = sqlite3.Xsqlite3_malloc64(m.tls, uint64(roomy))
	if m.at == 0 {
		return 0, &failure{sqlite3.SQLITE_NOMEM, "out of memory"}
	}
	m.size = roomy
	return m.at, nil
}

func (m *memory) free() {
	sqlite3.Xsqlite3_free(m.tls, m.at)
	m.at, m.size = 0, 0
}

// octets are a piece of the library's memory. They are not Go's: they last as long as the library says.
func octets(at uintptr, size int) []byte {
	return unsafe.Slice((*byte)(pointer(at)), size) //nolint:gosec // SQLite answers the size too, or room has made it
}

// pointer is an address in the library's memory.
func pointer(at uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&at)) //nolint:gosec // no Go pointer comes here, nor is one made
}

package sqlite

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

func ask(t testing.TB, c *conn, text string, args ...any) (got []any) {
	t.Helper()
	require.NoError(t, c.query(func(row sqlstore.Row) error {
		for place := range int(sqlite3.Xsqlite3_column_count(c.tls, c.prepared[text].handle)) {
			got = append(got, plain(row.Cell(place)))
		}
		return nil
	}, text, values(t, args...)))
	return got
}

func values(t testing.TB, args ...any) sqlstore.Values {
	t.Helper()
	v, err := sqlstore.ValuesOf(args...)
	require.NoError(t, err)
	return v
}

// Whatever is bound comes back as it was, also what is empty, long, or no text at all.
func TestValuesComeBack(t *testing.T) {
	_, path := openFile(t)
	c, err := openConn(path, pragmas...)
	require.NoError(t, err)
	defer c.close()
	id, at := uuid.New(), time.UnixMicro(1)
	long := strings.Repeat("ü\x00", 100_000)
	args := []any{nil, int64(-1), true, false, "", "a\x00b", long, []byte(nil), []byte{}, []byte{0, 1}, id, at}
	require.Equal(t,
		[]any{nil, int64(-1), int64(1), int64(0), "", "a\x00b", long, nil, "", "\x00\x01", string(id[:]), int64(1)},
		ask(t, c, "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", args...))
	require.Equal(t, []any{"null", "integer", "text", "blob", "text", "blob"},
		ask(t, c, "SELECT typeof(?), typeof(?), typeof(?), typeof(?), typeof(?), typeof(?)", nil, int64(1), "", []byte{}, "x", id))
	require.Equal(t, []any{"short"}, ask(t, c, "SELECT ?", "short"), "after a long one")
}

// What cannot be done is an error, after which the connection goes on.
func TestConnectionRefuses(t *testing.T) {
	_, path := openFile(t)
	c, err := openConn(path, pragmas...)
	require.NoError(t, err)
	defer c.close()
	for name, failed := range map[string]error{
		"syntax":  c.query(nil, "SELEC", ""),
		"no text": c.query(nil, "SELECT \x00", ""),
		"few":     c.query(nil, "SELECT ?", ""),
		"many":    c.query(nil, "SELECT ?", values(t, "one", "more")),
	} {
		require.Error(t, failed, name)
	}
	_, err = c.exec("INSERT INTO claim VALUES (?, ?, NULL)", values(t, "kind", "value"))
	require.True(t, refused(err), "%v", err)
	require.ErrorContains(t, err, "claim.owner")
	written, err := c.exec("INSERT INTO claim VALUES (?, ?, ?)", values(t, "kind", "value", uuid.New()))
	require.NoError(t, err)
	require.EqualValues(t, 1, written)
}

func TestOpenConnRefuses(t *testing.T) {
	_, err := openConn(t.TempDir())
	require.Equal(t, sqlite3.SQLITE_CANTOPEN, codeOf(err))
	_, path := openFile(t)
	_, err = openConn(path, "no such")
	require.Error(t, err)
}

// A statement with a limit is not prepared anew for each limit.
func TestLimitsKeepThePlan(t *testing.T) {
	_, path := openFile(t)
	c, err := openConn(path, pragmas...)
	require.NoError(t, err)
	defer c.close()
	const text = "SELECT kind FROM claim WHERE kind > ? ORDER BY kind LIMIT ?"
	for limit := range int64(3) {
		ask(t, c, text, "", limit)
	}
	require.Zero(t, sqlite3.Xsqlite3_stmt_status(c.tls, c.prepared[text].handle, sqlite3.SQLITE_STMTSTATUS_REPREPARE, 0))
}

// Who waits for a connection that reads leaves when the context ends; Close waits for those who read.
func TestPool(t *testing.T) {
	_, path := openFile(t)
	p := newPool(path, 1)
	c, err := p.take(ctx)
	require.NoError(t, err)
	ended, cancel := context.WithCancel(ctx)
	waiting := make(chan error)
	go func() {
		_, err := p.take(ended)
		waiting <- err
	}()
	cancel()
	require.ErrorIs(t, <-waiting, context.Canceled)
	closed := make(chan error)
	go func() { closed <- p.close() }()
	select {
	case <-closed:
		assert.Fail(t, "closed while somebody reads")
	default:
	}
	p.give(c)
	require.NoError(t, <-closed)
	_, err = p.take(ctx)
	require.ErrorIs(t, err, store.ErrClosed)

	gone := newPool(t.TempDir(), 1)
	for range 2 {
		_, err = gone.take(ctx)
		require.Error(t, err, "and gives the place back")
	}
	require.NoError(t, gone.close())
}

package postgres

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// Hold keeps the commits of the store waiting until release is called.
func Hold(t testing.TB, s *Store) (release func()) {
	t.Helper()
	release, err := s.queue.Hold(context.Background())
	require.NoError(t, err)
	return release
}

// Waiting is how many commits wait for the next group.
func Waiting(s *Store) int { return s.queue.Waiting() }

// Migrate brings the schema up to date, on a connection with whatever settings.
func Migrate(ctx context.Context, conn *pgx.Conn) error { return migrate(ctx, conn, together) }

// Migrating is the statement by which everybody else is kept from changing the schema.
const Migrating = migrating

// WriterPID is the server's process of the connection that writes.
func WriterPID(t testing.TB, s *Store) uint32 {
	t.Helper()
	defer Hold(t, s)()
	require.NotNil(t, s.w.conn, "nothing was written yet")
	return s.w.conn.PgConn().PID()
}

// SetPatience sets how long a group may take.
func SetPatience(t testing.TB, s *Store, d time.Duration) {
	t.Helper()
	defer Hold(t, s)()
	s.w.patience = d
}

// SetCopies sets from how many rows on a group copies them.
func SetCopies(t testing.TB, s *Store, rows int) {
	t.Helper()
	defer Hold(t, s)()
	s.w.copies = rows
}

// SetLockTimeout sets how long a load waits for a lock.
func SetLockTimeout(t testing.TB, s *Store, d string) {
	t.Helper()
	defer Hold(t, s)()
	s.w.config.RuntimeParams["lock_timeout"] = d
}

// Complaints is the codes of the errors that the server tells from now on to the store's connection that writes.
func Complaints(t testing.TB, s *Store) func() []string {
	t.Helper()
	defer Hold(t, s)()
	var codes []string
	s.w.conn = nil
	s.w.config.OnPgError = func(_ *pgconn.PgConn, said *pgconn.PgError) bool {
		codes = append(codes, said.Code)
		return !fatal(said)
	}
	return func() []string {
		defer Hold(t, s)()
		return slices.Clone(codes)
	}
}

// HoldFetches keeps single rows from being read until release is called once or more.
func HoldFetches(s *Store) (release func()) {
	for range fetchers {
		s.pool.fetching.free <- struct{}{}
	}
	return sync.OnceFunc(func() {
		for range fetchers {
			<-s.pool.fetching.free
		}
	})
}

// Asking is how many single rows wait to be read.
func Asking(s *Store) int {
	s.pool.fetching.mu.Lock()
	defer s.pool.fetching.mu.Unlock()
	return len(s.pool.fetching.waiting)
}

// FetchLimit is how many rows are read in a trip at most.
const FetchLimit = fetchLimit

// Statements is the texts of what is prepared on the connections of the store that are at rest.
func Statements(t testing.TB, s *Store) (texts []string) {
	t.Helper()
	defer Hold(t, s)()
	ctx := context.Background()
	of := func(conn *pgx.Conn) {
		rows, err := conn.Query(ctx, "SELECT statement FROM pg_prepared_statements", pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		texts = append(texts, found...)
	}
	if s.w.conn != nil && !s.w.conn.IsClosed() {
		of(s.w.conn)
	}
	for _, conn := range s.pool.AcquireAllIdle(ctx) {
		of(conn.Conn())
		conn.Release()
	}
	return texts
}

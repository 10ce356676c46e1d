package sqlite

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

var ctx = context.Background()

func openFile(t testing.TB) (*Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seqr.db")
	s, err := Open(ctx, path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s, path
}

func account1() store.Changes {
	return store.Changes{Accounts: []account.Account{{ID: account.ID{UUID: uuid.New()}}}}
}

// watched calls commits before each COMMIT of the writer; if it answers false the COMMIT fails.
type watched struct {
	engine
	commits func() bool
}

func (w watched) exec(text string, args sqlstore.Values) (int64, error) {
	if text == "COMMIT" && !w.commits() {
		return 0, &failure{code: sqlite3.SQLITE_IOERR}
	}
	return w.engine.exec(text, args)
}

// onCommit has f called before each COMMIT of a group.
func (s *Store) onCommit(f func() bool) { s.w.engine = watched{s.w.engine, f} }

// failHostCommits has each COMMIT of a host's transaction fail.
func (s *Store) failHostCommits(t testing.TB) {
	t.Helper()
	require.NoError(t, s.w.host.Raw(func(c any) error {
		c.(driver.HookRegisterer).RegisterCommitHook(func() int32 { return 1 })
		return nil
	}))
}

// Commits that arrive while another is written share a transaction.
func TestConcurrentCommitsShareTransactions(t *testing.T) {
	s, _ := openFile(t)
	var commits atomic.Int64
	s.onCommit(func() bool { commits.Add(1); return true })
	release, err := s.queue.Hold(ctx) // so that all of them wait
	require.NoError(t, err)
	const n = 100
	var callers sync.WaitGroup
	for range n {
		callers.Go(func() { assert.NoError(t, s.Commit(ctx, account1())) })
	}
	for s.queue.Waiting() < n {
		runtime.Gosched()
	}
	release()
	callers.Wait()
	require.EqualValues(t, 1, commits.Load())
	accounts, err := s.AccountList(ctx, account.ID{}, 2*n)
	require.NoError(t, err)
	require.Len(t, accounts, n)
}

// A group in which everybody is refused costs the disk nothing.
func TestRefusedGroupIsNotCommitted(t *testing.T) {
	s, _ := openFile(t)
	var commits atomic.Int64
	s.onCommit(func() bool { commits.Add(1); return true })
	stale := account1()
	stale.Accounts[0].Version = 1
	require.ErrorIs(t, s.Commit(ctx, stale), store.ErrConflict)
	require.Zero(t, commits.Load())
}

// If COMMIT fails nobody knows: everybody is told so, nothing more is written, and opening the
// file again makes it certain.
func TestFailedCommitIsUnknownToAll(t *testing.T) {
	s, path := openFile(t)
	before := account1()
	require.NoError(t, s.Commit(ctx, before))
	s.onCommit(func() bool { return false })
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			err := s.Commit(ctx, account1())
			assert.True(t, err == store.ErrUnknown || err == ErrReopen, "%v", err)
		})
	}
	callers.Wait()
	require.ErrorIs(t, s.Commit(ctx, account1()), ErrReopen)
	_, err := s.Claim(ctx, "US", time.Unix(1, 0), time.Minute, 1)
	require.ErrorIs(t, err, ErrReopen)
	_, err = s.Begin(ctx)
	require.ErrorIs(t, err, ErrReopen)
	_, err = s.Account(ctx, before.Accounts[0].ID)
	require.NoError(t, err, "what was committed can be read")
	require.NoError(t, s.Close())
	again, err := Open(ctx, path)
	require.NoError(t, err)
	defer again.Close()
	accounts, err := again.AccountList(ctx, account.ID{}, 10)
	require.NoError(t, err)
	require.Len(t, accounts, 1)
	require.NoError(t, again.Commit(ctx, account1()))
}

func TestFailedHostCommitIsUnknown(t *testing.T) {
	s, _ := openFile(t)
	s.failHostCommits(t)
	tx, err := s.Begin(ctx)
	require.NoError(t, err)
	require.NoError(t, tx.Store().Commit(ctx, account1()))
	require.ErrorIs(t, tx.Commit(), store.ErrUnknown)
	require.ErrorIs(t, s.Commit(ctx, account1()), ErrReopen)
}

// A full disk in the middle of a group ends writing, for all members alike.
func TestFullDiskIsUnknownToAll(t *testing.T) {
	s, path := openFile(t)
	_, err := s.w.exec("PRAGMA max_page_count = 1", "") // SQLite makes it what is in use
	require.NoError(t, err)
	big := account1()
	big.Accounts[0].Personal = make([]byte, 1<<20)
	require.ErrorIs(t, s.Commit(ctx, big), store.ErrUnknown)
	require.ErrorIs(t, s.Commit(ctx, account1()), ErrReopen)
	require.NoError(t, s.Close())
	again, err := Open(ctx, path)
	require.NoError(t, err)
	defer again.Close()
	accounts, err := again.AccountList(ctx, account.ID{}, 10)
	require.NoError(t, err)
	require.Empty(t, accounts)
	require.NoError(t, again.Commit(ctx, big))
}

// While another process writes for too long, nothing is written and nothing is broken.
func TestBusyFile(t *testing.T) {
	s, path := openFile(t)
	other, err := Open(ctx, path)
	require.NoError(t, err)
	defer other.Close()
	for _, e := range []engine{s.w.engine, s.w.host} {
		_, err = e.exec("PRAGMA busy_timeout = 1", "")
		require.NoError(t, err)
	}
	tx, err := other.Begin(ctx)
	require.NoError(t, err)
	require.ErrorIs(t, s.Commit(ctx, account1()), ErrBusy)
	_, err = s.Begin(ctx)
	require.ErrorIs(t, err, ErrBusy)
	require.NoError(t, tx.Rollback())
	require.NoError(t, s.Commit(ctx, account1()))
}

// Two handles on one file, as two processes have, lose no update and see each other's commits.
func TestTwoHandlesOnOneFile(t *testing.T) {
	one, path := openFile(t)
	two, err := Open(ctx, path)
	require.NoError(t, err)
	defer two.Close()
	c := account1()
	require.NoError(t, one.Commit(ctx, c))
	const each = 20
	var callers sync.WaitGroup
	for _, s := range []*Store{one, two} {
		callers.Go(func() {
			for done := 0; done < each; {
				a, err := s.Account(ctx, c.Accounts[0].ID)
				assert.NoError(t, err)
				a.Debts++
				if err = s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}); err == nil {
					done++
				} else if !assert.ErrorIs(t, err, store.ErrConflict) {
					return
				}
			}
		})
	}
	callers.Wait()
	a, err := two.Account(ctx, c.Accounts[0].ID)
	require.NoError(t, err)
	require.Equal(t, 2*each, a.Debts)
}

// What makes a commit durable is in force on the connections that write.
func TestSettings(t *testing.T) {
	s, _ := openFile(t)
	for pragma, want := range map[string]any{
		"journal_mode": "wal", "synchronous": int64(2), "foreign_keys": int64(1), "secure_delete": int64(1), "busy_timeout": int64(5000),
	} {
		for _, e := range []engine{s.w.engine, s.w.host} {
			require.NoError(t, e.query(func(row sqlstore.Row) error {
				require.Equal(t, want, plain(row.Cell(0)), pragma)
				return nil
			}, "PRAGMA "+pragma, ""))
		}
	}
	c, err := s.readers.take(ctx)
	require.NoError(t, err)
	defer s.readers.give(c)
	_, err = c.exec("DELETE FROM account", "")
	require.Error(t, err, "readers do not write")
}

// plain is a value of an answer as Go has it.
func plain(c sqlstore.Cell) any {
	switch c.Kind {
	case sqlstore.Null:
		return nil
	case sqlstore.Number:
		return c.Number
	default:
		return string(c.Octets)
	}
}

func TestMigrationsAreNumbered(t *testing.T) {
	steps, err := sqlstore.Migrations(migrations, "migrations")
	require.NoError(t, err)
	require.NotEmpty(t, steps)
	for i, m := range steps {
		require.Equal(t, i+1, m.Version)
		require.Regexp(t, `^\d{5}_[a-z_]+$`, m.Name)
		require.Contains(t, m.Text, "-- +goose Up\n")
		require.NotContains(t, m.Text, "-- +goose Down", "migrations only go forward")
	}
}

// The same within a host's transaction.
func TestFullDiskInHostTransaction(t *testing.T) {
	s, _ := openFile(t)
	_, err := s.w.host.exec("PRAGMA max_page_count = 1", "")
	require.NoError(t, err)
	tx, err := s.Begin(ctx)
	require.NoError(t, err)
	big := account1()
	big.Accounts[0].Personal = make([]byte, 1<<20)
	require.ErrorIs(t, tx.Store().Commit(ctx, big), store.ErrUnknown)
	require.Error(t, tx.Commit())
	require.ErrorIs(t, s.Commit(ctx, account1()), ErrReopen)
}

// An engine's error is told as this package's, and names no value.
func TestEngineErrorsAreNamed(t *testing.T) {
	s, _ := openFile(t)
	_, err := s.w.exec("ALTER TABLE account RENAME COLUMN personal TO secret", "")
	require.NoError(t, err)
	c := account1()
	_, err = s.Account(ctx, c.Accounts[0].ID)
	require.ErrorContains(t, err, "sqlite: ")
	require.NotContains(t, err.Error(), c.Accounts[0].ID.String())
}

package sqlite_test

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/store"
)

var ctx = context.Background()

func newAccount() account.Account { return account.Account{ID: account.ID{UUID: uuid.New()}} }

// raw opens the file past the store.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestOpenTakesAnyFileName(t *testing.T) {
	for _, name := range []string{"plain", "a b?c=d&e#f%41+g;'\"ü☃", ":memory:x"} {
		path := filepath.Join(t.TempDir(), name)
		s := open(t, path)
		require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{newAccount()}}), name)
		_, err := os.Stat(path)
		require.NoError(t, err, name)
	}
}

func TestOpenTakesRelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	s := open(t, "seqr.db")
	a := newAccount()
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	require.NoError(t, s.Close())
	_, err := open(t, "./seqr.db").Account(ctx, a.ID)
	require.NoError(t, err)
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	for _, path := range []string{"", ":memory:"} {
		_, err := sqlite.Open(ctx, path)
		require.ErrorIs(t, err, sqlite.ErrPath, path)
	}
	_, err := sqlite.Open(ctx, t.TempDir())
	require.Error(t, err, "a directory")
	_, err = sqlite.Open(ctx, filepath.Join(t.TempDir(), "missing", "seqr.db"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestOpenRefusesOtherFormat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	letter := []byte("Dear Sirs, this is not a database, however long it gets to be. " + string(make([]byte, 4096)))
	require.NoError(t, os.WriteFile(path, letter, 0o600))
	_, err := sqlite.Open(ctx, path)
	require.Error(t, err)
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, letter, kept)
}

func TestOpenWithEndedContext(t *testing.T) {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err := sqlite.Open(ended, filepath.Join(t.TempDir(), "seqr.db"))
	require.ErrorIs(t, err, context.Canceled)
}

// Nobody but its owner may read the file, or what SQLite keeps beside it.
func TestFilesArePrivate(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "seqr.db"))
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{newAccount()}}))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 3, "database, log and its index")
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), f.Name())
	}
}

func TestOpenAgainChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seqr.db")
	schema := func() (text string, migrated string) {
		require.NoError(t, open(t, path).Close())
		db := raw(t, path)
		require.NoError(t, db.QueryRow("SELECT group_concat(sql, ';') FROM sqlite_schema").Scan(&text))
		require.NoError(t, db.QueryRow("SELECT group_concat(version || name || applied_at) FROM seqr_migration").Scan(&migrated))
		return text, migrated
	}
	text, migrated := schema()
	again, migratedAgain := schema()
	require.Equal(t, text, again)
	require.Equal(t, migrated, migratedAgain)
}

func TestOpenRefusesNewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seqr.db")
	require.NoError(t, open(t, path).Close())
	db := raw(t, path)
	_, err := db.Exec("INSERT INTO seqr_migration VALUES (1000, '01000_later', '')")
	require.NoError(t, err)
	_, err = sqlite.Open(ctx, path)
	require.ErrorIs(t, err, sqlite.ErrNewerSchema)
	var newer *sqlite.NewerSchemaError
	require.ErrorAs(t, err, &newer)
	require.Equal(t, 1000, newer.Found)
	require.Less(t, newer.Known, 1000)
}

func TestTwoProcessesOpenNewFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seqr.db")
	opened := make(chan *sqlite.Store, 4)
	failed := make(chan error, 4)
	for range 4 {
		go func() {
			s, err := sqlite.Open(ctx, path)
			opened <- s
			failed <- err
		}()
	}
	for range 4 {
		require.NoError(t, <-failed)
		s := <-opened
		require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{newAccount()}}))
		defer s.Close()
	}
}

// The schema itself keeps the floor, even from a statement that forgot it.
func TestSchemaKeepsTheFloor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seqr.db")
	open(t, path)
	db := raw(t, path)
	insert := func(columns, values string) error {
		_, err := db.Exec("INSERT INTO ledger_account (id, owner, code, currency, floored, floor, " + columns + ") VALUES (randomblob(16), x'', '', '', 1, -100, " + values + ")")
		return err
	}
	require.NoError(t, insert("balance, held, owed, entries", "-100, 0, 0, 0"))
	require.NoError(t, insert("balance, held, owed, entries", "-150, 50, 100, 0"))
	for _, beyond := range []string{"-101, 0, 0, 0", "-100, 1, 0, 0", "-201, 0, 100, 0", "0, -1, 0, 0", "0, 0, -1, 0", "'much', 0, 0, 0", "1e30, 0, 0, 0"} {
		require.Error(t, insert("balance, held, owed, entries", beyond), beyond)
	}
}

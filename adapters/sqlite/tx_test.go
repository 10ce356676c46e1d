package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

func TestStoreInTransaction(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "seqr.db"))
	tx := begin(t, s)
	a := newAccount()
	in := tx.Store()
	require.NoError(t, in.Commit(ctx, store.Changes{Accounts: []account.Account{a}, Events: []store.Event{{Market: "US", ID: store.EventID{UUID: uuid.New()}}}}))
	require.ErrorIs(t, in.Commit(ctx, store.Changes{Accounts: []account.Account{newAccount(), a}}), store.ErrConflict)
	list, err := in.AccountList(ctx, account.ID{}, 10)
	require.NoError(t, err)
	require.Len(t, list, 1, "the refused commit left nothing")
	claimed, err := in.Claim(ctx, "US", time.Now(), time.Minute, 10)
	require.NoError(t, err)
	require.Len(t, claimed, 1)
	require.NoError(t, in.Done(ctx, claimed[0].ID))
	require.NoError(t, in.Close())
	_, err = in.Account(ctx, a.ID)
	require.NoError(t, err, "Close does nothing")

	_, err = s.Account(ctx, a.ID)
	require.ErrorIs(t, err, store.ErrNotFound, "not committed yet")
	require.NoError(t, tx.Commit())
	_, err = s.Account(ctx, a.ID)
	require.NoError(t, err)
	pending, err := s.Pending(ctx, store.EventID{}, 10)
	require.NoError(t, err)
	require.Empty(t, pending)
	require.ErrorIs(t, tx.Commit(), sqlite.ErrTxDone)
	require.NoError(t, tx.Rollback())
	require.ErrorIs(t, in.Commit(ctx, store.Changes{}), sqlite.ErrTxDone)
	_, err = in.Account(ctx, a.ID)
	require.ErrorIs(t, err, sqlite.ErrTxDone)
}

// Many new rows of a table are written by one statement, all of them or none.
func TestManyRowsOfATable(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "seqr.db"))
	tx := begin(t, s)
	for _, in := range []store.Store{tx.Store(), s} {
		many := make([]account.Account, 2*sqlstore.RowsTogether+1)
		for i := range many {
			many[i] = newAccount()
		}
		require.NoError(t, in.Commit(ctx, store.Changes{Accounts: many}))
		again := []account.Account{many[0]}
		for range 2 * sqlstore.RowsTogether {
			again = append(again, newAccount())
		}
		require.ErrorIs(t, in.Commit(ctx, store.Changes{Accounts: again}), store.ErrConflict)
		list, err := in.AccountList(ctx, account.ID{}, 100)
		require.NoError(t, err)
		require.Len(t, list, len(many))
		require.NoError(t, tx.Rollback())
	}
}

// ending is a context that ends as soon as somebody has asked whether it has.
type ending struct {
	context.Context
	end context.CancelFunc
}

func (c ending) Err() error {
	err := c.Context.Err()
	c.end()
	return err
}

// A context that ends while a transaction begins rolls it back, and nobody waits for it.
func TestContextEndsWhileATransactionBegins(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "seqr.db"))
	for begun := 0; begun < 20; {
		inner, cancel := context.WithCancel(ctx)
		if _, err := s.Begin(ending{inner, cancel}); err == nil {
			begun++
		}
		require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{newAccount()}}))
	}
}

func begin(t testing.TB, s *sqlite.Store) *sqlite.Tx {
	t.Helper()
	tx, err := s.Begin(ctx)
	require.NoError(t, err)
	return tx
}

func TestHostWritesItsRowsTogetherWithOurs(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "seqr.db"))
	tx := begin(t, s)
	_, err := tx.SQL().Exec("CREATE TABLE parcel (number TEXT PRIMARY KEY)")
	require.NoError(t, err)
	require.NoError(t, tx.Commit())
	parcels := func() (n int) {
		tx := begin(t, s)
		defer tx.Rollback()
		require.NoError(t, tx.SQL().QueryRow("SELECT count(*) FROM parcel").Scan(&n))
		return n
	}
	ship := func(end func(*sqlite.Tx) error) account.ID {
		tx := begin(t, s)
		a := newAccount()
		_, err := tx.SQL().Exec("INSERT INTO parcel VALUES (?)", a.ID.String())
		require.NoError(t, err)
		require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
		require.NoError(t, end(tx))
		return a.ID
	}
	gone := ship((*sqlite.Tx).Rollback)
	_, err = s.Account(ctx, gone)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.Zero(t, parcels())
	kept := ship((*sqlite.Tx).Commit)
	_, err = s.Account(ctx, kept)
	require.NoError(t, err)
	require.Equal(t, 1, parcels())
}

func TestCommitsWaitForAHostTransaction(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "seqr.db"))
	tx := begin(t, s)
	impatient, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.Commit(impatient, store.Changes{}), context.DeadlineExceeded)
	_, err := s.Begin(impatient)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	waiting := make(chan error)
	go func() { waiting <- s.Commit(ctx, store.Changes{Accounts: []account.Account{newAccount()}}) }()
	select {
	case <-waiting:
		t.Fatal("committed beside an open transaction")
	case <-time.After(10 * time.Millisecond):
	}
	require.NoError(t, tx.Rollback())
	require.NoError(t, <-waiting)
}

func TestHostTransactionEndsWithItsContext(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "seqr.db"))
	short, cancel := context.WithCancel(ctx)
	tx, err := s.Begin(short)
	require.NoError(t, err)
	a := newAccount()
	require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	cancel()
	require.NoError(t, s.Commit(ctx, store.Changes{}), "the writer is free again")
	require.ErrorIs(t, tx.Commit(), sqlite.ErrTxDone)
	_, err = s.Account(ctx, a.ID)
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = s.Begin(short)
	require.ErrorIs(t, err, context.Canceled)
}

// Close leaves a host time to end what it began; what is forgotten ends with the context of Begin.
func TestCloseWaitsForHostTransactions(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "seqr.db"))
	request, cancel := context.WithCancel(ctx)
	defer cancel()
	_, err := s.Begin(request)
	require.NoError(t, err)
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	select {
	case <-closed:
		t.Fatal("closed beside an open transaction")
	case <-time.After(10 * time.Millisecond):
	}
	cancel()
	require.NoError(t, <-closed)
}

func TestBeginOnClosedStore(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "seqr.db"))
	require.NoError(t, s.Close())
	_, err := s.Begin(ctx)
	require.ErrorIs(t, err, store.ErrClosed)
}

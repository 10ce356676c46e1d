package postgres_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/store"
)

func begin(t testing.TB, s *postgres.Store) *postgres.Tx {
	t.Helper()
	tx, err := s.Begin(ctx)
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback(ctx) }) // after a failed test the store, being closed, would wait for it
	return tx
}

func TestStoreInTransaction(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t))
	tx := begin(t, s)
	a := newAccount()
	in := tx.Store()
	require.NoError(t, in.Commit(ctx, store.Changes{Accounts: []account.Account{a}, Events: []store.Event{{ID: store.EventID{UUID: uuid.New()}}}}))
	require.ErrorIs(t, in.Commit(ctx, store.Changes{Accounts: []account.Account{newAccount(), a}}), store.ErrConflict)
	list, err := in.AccountList(ctx, account.ID{}, 10)
	require.NoError(t, err)
	require.Len(t, list, 1, "the refused commit left nothing")
	claimed, err := in.Claim(ctx, "", time.Unix(1, 0), time.Minute, 10)
	require.NoError(t, err)
	require.Len(t, claimed, 1)
	require.NoError(t, in.Done(ctx, claimed[0].ID))
	require.NoError(t, in.Close())
	_, err = in.Account(ctx, a.ID)
	require.NoError(t, err, "Close does nothing")

	_, err = s.Account(ctx, a.ID)
	require.ErrorIs(t, err, store.ErrNotFound, "not committed yet")
	require.NoError(t, tx.Commit(ctx))
	_, err = s.Account(ctx, a.ID)
	require.NoError(t, err)
	pending, err := s.Pending(ctx, store.EventID{}, 10)
	require.NoError(t, err)
	require.Empty(t, pending)
	require.ErrorIs(t, tx.Commit(ctx), postgres.ErrTxDone)
	require.NoError(t, tx.Rollback(ctx))
	require.ErrorIs(t, in.Commit(ctx, store.Changes{}), postgres.ErrTxDone)
	_, err = in.Account(ctx, a.ID)
	require.ErrorIs(t, err, postgres.ErrTxDone)
}

// A part that the server itself refuses leaves nothing either, and the transaction goes on.
func TestRefusedPartOfATransaction(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t))
	tx := begin(t, s)
	bad, before, after := account1(), account1(), account1()
	bad.Accounts[0].Market = "U\x00S"
	require.NoError(t, tx.Store().Commit(ctx, before))
	var said *postgres.EngineError
	require.ErrorAs(t, tx.Store().Commit(ctx, bad), &said)
	require.NoError(t, tx.Store().Commit(ctx, after))
	require.NoError(t, tx.Commit(ctx))
	list, err := s.AccountList(ctx, account.ID{}, 10)
	require.NoError(t, err)
	require.Len(t, list, 2)
}

func TestHostWritesItsRowsTogetherWithOurs(t *testing.T) {
	t.Parallel()
	dsn := server.Schema(t)
	s, conn := open(t, dsn), raw(t, dsn)
	_, err := conn.Exec(ctx, "CREATE TABLE parcel (number text PRIMARY KEY)")
	require.NoError(t, err)
	parcels := func() (n int) {
		require.NoError(t, conn.QueryRow(ctx, "SELECT count(*) FROM parcel").Scan(&n))
		return n
	}
	ship := func(end func(*postgres.Tx, context.Context) error) account.ID {
		tx := begin(t, s)
		a := newAccount()
		_, err := tx.PGX().Exec(ctx, "INSERT INTO parcel VALUES ($1)", a.ID.String())
		require.NoError(t, err)
		require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
		require.NoError(t, end(tx, ctx))
		return a.ID
	}
	gone := ship((*postgres.Tx).Rollback)
	_, err = s.Account(ctx, gone)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.Zero(t, parcels())
	kept := ship((*postgres.Tx).Commit)
	_, err = s.Account(ctx, kept)
	require.NoError(t, err)
	require.Equal(t, 1, parcels())
}

// Whoever commits what an open transaction has written waits for its end; all others do not.
func TestCommitsBesideAHostTransaction(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t))
	a := newAccount()
	tx := begin(t, s)
	require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	other := open(t, server.Emptied(t))
	require.NoError(t, other.Commit(ctx, account1()))
	waiting := make(chan error)
	go func() { waiting <- s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}) }()
	require.NoError(t, tx.Commit(ctx))
	require.ErrorIs(t, <-waiting, store.ErrConflict)
}

// An ended context ends the statement, and with it the connection and all that was written on it.
func TestHostTransactionWithEndedContext(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t))
	tx := begin(t, s)
	a := newAccount()
	require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	ended, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, tx.Store().Commit(ended, account1()), context.Canceled)
	_, err := s.Begin(ended)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, tx.Rollback(ctx))
	require.NoError(t, s.Commit(ctx, account1()), "others go on")
	_, err = s.Account(ctx, a.ID)
	require.ErrorIs(t, err, store.ErrNotFound)
}

// When the context of Begin ends, nothing is left of the transaction: neither its writes, nor its locks, nor its place in the pool.
func TestForgottenHostTransaction(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn+"&pool_max_conns=1")
	a := newAccount()
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	a.Version = 1
	request, cancel := context.WithCancel(ctx)
	tx, err := s.Begin(request)
	require.NoError(t, err)
	require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	cancel()

	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}), "the row is free, as it was")
	next := begin(t, s)
	_, err = next.Store().Account(ctx, a.ID)
	require.NoError(t, err)
	require.NoError(t, next.Rollback(ctx))

	require.ErrorIs(t, tx.Store().Commit(ctx, account1()), postgres.ErrTxDone)
	_, err = tx.Store().Account(ctx, a.ID)
	require.ErrorIs(t, err, postgres.ErrTxDone)
	require.ErrorIs(t, tx.Commit(ctx), postgres.ErrTxDone)
	require.NoError(t, tx.Rollback(ctx))
}

// A statement that runs when the context of Begin ends is cancelled on the server, whatever context it has itself.
func TestHostStatementIsCancelled(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s, conn := open(t, dsn), raw(t, dsn)
	request, cancel := context.WithCancel(ctx)
	tx, err := s.Begin(request)
	require.NoError(t, err)
	pid := int64(tx.PGX().Conn().PgConn().PID())
	sleeping := func(where string) (is bool) {
		require.NoError(t, conn.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_stat_activity WHERE pid = $1"+where, pid).Scan(&is))
		return is
	}
	failed := make(chan error, 1)
	go func() {
		_, err := tx.PGX().Exec(ctx, "SELECT pg_sleep(600)")
		failed <- err
	}()
	for !sleeping(" AND wait_event = 'PgSleep'") {
		runtime.Gosched()
	}
	cancel()
	require.Error(t, <-failed)
	for sleeping("") {
		runtime.Gosched()
	}
	require.ErrorIs(t, tx.Commit(ctx), postgres.ErrTxDone)
}

// A commit beside the end of the context is told as it was.
func TestHostCommitsWhileItsContextEnds(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t))
	for range 20 {
		a := newAccount()
		request, cancel := context.WithCancel(ctx)
		tx, err := s.Begin(request)
		require.NoError(t, err)
		require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
		go cancel()
		told := tx.Commit(ctx)
		<-request.Done()
		_, err = s.Account(ctx, a.ID)
		if told == nil {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, told, postgres.ErrTxDone)
		require.ErrorIs(t, err, store.ErrNotFound)
	}
}

// If the connection is gone before the end was asked for, nothing was written, and that is certain.
func TestHostTransactionLosesItsConnection(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn)
	tx := begin(t, s)
	a := newAccount()
	require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	_, err := raw(t, dsn).Exec(ctx, "SELECT pg_terminate_backend($1, 5000)", int64(tx.PGX().Conn().PgConn().PID()))
	require.NoError(t, err)
	require.ErrorIs(t, tx.Store().Commit(ctx, account1()), postgres.ErrUnreachable)
	err = tx.Commit(ctx)
	require.ErrorIs(t, err, postgres.ErrUnreachable)
	require.NoError(t, tx.Rollback(ctx))
	_, err = s.Account(ctx, a.ID)
	require.ErrorIs(t, err, store.ErrNotFound)
}

// Close leaves a host time to end what it began; what is forgotten ends with the context of Begin.
func TestCloseWaitsForHostTransactions(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn)
	request, cancel := context.WithCancel(ctx)
	_, err := s.Begin(request)
	require.NoError(t, err)
	tx, a := begin(t, s), newAccount()
	require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	for err = nil; err == nil; {
		_, err = s.Account(ctx, newAccount().ID)
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
	}
	require.ErrorIs(t, err, store.ErrClosed)
	require.NoError(t, tx.Commit(ctx))
	require.Empty(t, closed)
	cancel()
	require.NoError(t, <-closed)
	_, err = open(t, dsn).Account(ctx, a.ID)
	require.NoError(t, err)
}

func TestClosedStore(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t))
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	_, err := s.Begin(ctx)
	require.ErrorIs(t, err, store.ErrClosed)
	require.ErrorIs(t, s.Commit(ctx, account1()), store.ErrClosed)
	_, err = s.Claim(ctx, "", time.Unix(1, 0), time.Minute, 1)
	require.ErrorIs(t, err, store.ErrClosed)
}

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// asked has the store read all in one trip, and answers what each caller was told. Meanwhile is done when all wait.
func asked(s *postgres.Store, meanwhile func(), all ...func() error) []error {
	release := postgres.HoldFetches(s)
	errs := make([]error, len(all))
	var callers sync.WaitGroup
	for i, ask := range all {
		callers.Go(func() { errs[i] = ask() })
	}
	waiting(s, len(all))
	if meanwhile != nil {
		meanwhile()
	}
	release()
	callers.Wait()
	return errs
}

func waiting(s *postgres.Store, n int) {
	for postgres.Asking(s) != n {
		runtime.Gosched()
	}
}

// asking reads an account, which must be the one that was asked for.
func asking(s *postgres.Store, id account.ID) func() error {
	return func() error {
		a, err := s.Account(ctx, id)
		if err == nil && a.ID != id {
			return fmt.Errorf("asked for %s and got %s", id, a.ID)
		}
		return err
	}
}

func kept(t *testing.T, s *postgres.Store, n int) (ids []account.ID) {
	t.Helper()
	var c store.Changes
	for range n {
		c.Accounts = append(c.Accounts, newAccount())
		ids = append(ids, c.Accounts[len(ids)].ID)
	}
	require.NoError(t, s.Commit(ctx, c))
	return ids
}

// However many ask at once, each gets its own row, and no trip carries more than its bound.
func TestTripsAreBounded(t *testing.T) {
	t.Parallel()
	p := between(t, server.Emptied(t))
	s := open(t, p.dsn)
	ids := kept(t, s, postgres.FetchLimit+1)
	p.cutAfter(toServer, 1<<30)
	var all []func() error
	for _, id := range ids {
		all = append(all, asking(s, id))
	}
	for _, err := range asked(s, nil, all...) {
		require.NoError(t, err)
	}
	bound := p.heard("fetch_account") - 2*p.heard("generate_subscripts") // a connection that does not know it is told its name twice and its text
	require.Equal(t, 2, bound, "trips")
}

// A question that the server refuses, and a row that cannot be read, are told to those who asked for them; all others are answered.
func TestNeighboursOfAFailingQuestion(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn)
	ids := kept(t, s, 21)
	require.NoError(t, s.Commit(ctx, store.Changes{Activations: []identity.Activation{{Phone: "known"}}}))
	_, err := raw(t, dsn).Exec(ctx, "UPDATE account SET blocks = 'no JSON' WHERE id = $1", [16]byte(ids[3].UUID))
	require.NoError(t, err)
	activation := func(phone account.Tag) func() error {
		return func() error {
			_, err := s.Activation(ctx, phone)
			return err
		}
	}
	all := []func() error{activation("known"), activation("with a \x00"), activation("unknown")}
	for _, id := range ids {
		all = append(all, asking(s, id))
	}
	for i, err := range asked(s, nil, all...) {
		switch i {
		case 1:
			var said *postgres.EngineError
			require.ErrorAs(t, err, &said)
			require.Equal(t, seqr.Invalid, seqr.KindOf(err))
		case 2:
			require.ErrorIs(t, err, store.ErrNotFound)
		case 6:
			require.Error(t, err)
			require.NotErrorIs(t, err, store.ErrNotFound)
		default:
			require.NoError(t, err)
		}
	}
}

// Whoever leaves does so at once, while waiting and while the server is slow to answer, and whoever leads the others too; those
// who stay are answered.
func TestCallersLeaveATrip(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn)
	ids := kept(t, s, 4)
	lock, err := raw(t, dsn).Begin(ctx)
	require.NoError(t, err)
	defer lock.Rollback(ctx)
	_, err = lock.Exec(ctx, "LOCK TABLE account")
	require.NoError(t, err)

	leave := make([]context.CancelFunc, len(ids))
	told := make([]chan error, len(ids))
	release := postgres.HoldFetches(s)
	for i, id := range ids {
		staying, left := context.WithCancel(ctx)
		defer left()
		leave[i], told[i] = left, make(chan error, 1)
		go func() {
			a, err := s.Account(staying, id)
			if err == nil && a.ID != id {
				err = errors.New("another's row")
			}
			told[i] <- err
		}()
		waiting(s, i+1)
	}
	leave[0]() // leads, and waits
	require.ErrorIs(t, <-told[0], context.Canceled)
	release()
	waiting(s, 0)
	leave[1]() // has led, and the server does not answer
	require.ErrorIs(t, <-told[1], context.Canceled)
	leave[2]()
	require.ErrorIs(t, <-told[2], context.Canceled)
	require.NoError(t, lock.Commit(ctx))
	require.NoError(t, <-told[3])
}

// Closing waits for a trip that is under way and lets its callers have their rows; those who come later are told that it is closed.
func TestStoreIsClosedDuringATrip(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s, conn := open(t, dsn), raw(t, dsn)
	ids := kept(t, s, 2)
	lock, err := conn.Begin(ctx)
	require.NoError(t, err)
	defer lock.Rollback(ctx)
	_, err = lock.Exec(ctx, "LOCK TABLE account")
	require.NoError(t, err)
	told, closed := make(chan error, 1), make(chan error, 1)
	go func() { told <- asking(s, ids[0])() }()
	for blocked := false; !blocked; {
		require.NoError(t, lock.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'account'::regclass AND NOT granted").Scan(&blocked))
	}
	go func() { closed <- s.Close() }()
	for err = nil; !errors.Is(err, store.ErrClosed); {
		_, err = s.Claim(ctx, "", time.Unix(1, 0), time.Minute, 0)
	}
	require.ErrorIs(t, asking(s, ids[1])(), store.ErrClosed)
	require.NoError(t, lock.Commit(ctx))
	require.NoError(t, <-told)
	require.NoError(t, <-closed)

	another := open(t, dsn)
	for _, err := range asked(another, func() { require.NoError(t, another.Close()) }, asking(another, ids[0]), asking(another, ids[1])) {
		require.ErrorIs(t, err, store.ErrClosed, "closed before the trip began")
	}
}

// Wherever the connection is cut, everybody has the row or is told that the server cannot be reached, and nobody waits for ever.
func TestConnectionIsCutDuringATrip(t *testing.T) {
	t.Parallel()
	p := between(t, server.Emptied(t))
	s := open(t, p.dsn)
	ids := kept(t, s, 3)
	cuts := 0
	for _, w := range []way{fromServer, toServer} {
		for n := 0; ; n += 3 * *stride {
			for _, err := range asked(s, nil, asking(s, ids[0])) { // a connection that works, and knows the statement
				require.NoError(t, err)
			}
			p.cutAfter(w, n)
			errs := asked(s, nil, asking(s, ids[0]), asking(s, ids[1]), asking(s, ids[2]))
			if p.disarm() {
				require.NoError(t, errors.Join(errs...))
				break
			}
			cuts++
			for _, err := range errs {
				require.ErrorIs(t, err, postgres.ErrUnreachable)
			}
		}
	}
	require.GreaterOrEqual(t, cuts, 4)
}

// Lists are read in one trip too, each whole, in its order and once, also where the trip is made again without a question.
func TestListsOfATrip(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t))
	q := civil.Quarter{Year: 2026, Number: 3}
	months := q.Months()
	var c store.Changes
	var all []func() error
	for n := range int64(6) {
		payer := account.ID{UUID: uuid.New()}
		for _, m := range months[:n/2+1] {
			c.Tallies = append(c.Tallies, cashback.Increment{Payer: payer, Month: m, Count: n, Total: money.FromMinor(n, money.USD), Market: "US"})
		}
		all = append(all, func() error {
			got, err := s.Tallies(ctx, payer, q)
			read := make([]civil.Month, len(got))
			for i, t := range got {
				read[i] = t.Month
			}
			if !slices.Equal(read, months[:n/2+1]) {
				return fmt.Errorf("%d months: %v", n/2+1, read)
			}
			return err
		})
	}
	require.NoError(t, s.Commit(ctx, c))
	unfit := func() error {
		_, err := s.Activation(ctx, "\xff")
		return err
	}
	errs := asked(s, nil, append(all, unfit)...)
	for _, err := range errs[:len(all)] {
		require.NoError(t, err)
	}
	require.Error(t, errs[len(all)])
}

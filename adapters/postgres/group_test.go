package postgres_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/store"
)

// atOnce has the store commit all in one group, and answers what each was told.
func atOnce(t *testing.T, s *postgres.Store, all ...store.Changes) []error {
	t.Helper()
	release := postgres.Hold(t, s) // so that all of them wait
	errs := make([]error, len(all))
	var callers sync.WaitGroup
	for i, c := range all {
		callers.Go(func() { errs[i] = s.Commit(ctx, c) })
	}
	for postgres.Waiting(s) < len(all) {
		runtime.Gosched()
	}
	release()
	callers.Wait()
	return errs
}

func transactions(t *testing.T, conn *pgx.Conn) (n int) {
	t.Helper()
	require.NoError(t, conn.QueryRow(ctx, "SELECT count(DISTINCT xmin::text) FROM account").Scan(&n))
	return n
}

// Commits that arrive while another is written share a transaction.
func TestConcurrentCommitsShareTransactions(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn)
	var all []store.Changes
	for range 100 {
		all = append(all, account1())
	}
	for _, err := range atOnce(t, s, all...) {
		require.NoError(t, err)
	}
	require.Equal(t, 1, transactions(t, raw(t, dsn)))
	accounts, err := s.AccountList(ctx, account.ID{}, 1000)
	require.NoError(t, err)
	require.Len(t, accounts, 100)
}

// A group in which everybody is refused costs the disk nothing.
func TestRefusedGroupIsNotCommitted(t *testing.T) {
	t.Parallel()
	p := between(t, server.Emptied(t))
	s := open(t, p.dsn)
	stale := account1()
	stale.Accounts[0].Version = 1
	p.cutAfter(toServer, 1<<30)
	for _, err := range atOnce(t, s, stale, stale, stale) {
		require.ErrorIs(t, err, store.ErrConflict)
	}
	require.Zero(t, p.heard("COMMIT"))
	require.NoError(t, s.Commit(ctx, account1()))
	require.Equal(t, 1, p.heard("COMMIT"))
}

// What the server cannot hold is refused alone: neighbours are written, together. What is told is what comes first in the contract.
func TestTextWithNULIsRefusedAlone(t *testing.T) {
	t.Parallel()
	p := between(t, server.Emptied(t))
	s, conn := open(t, p.dsn), raw(t, p.dsn)
	taken := account1()
	require.NoError(t, s.Commit(ctx, taken))
	all := make([]store.Changes, 32)
	for i := range all {
		all[i] = account1()
	}
	all[7].Accounts[0].Market = "U\x00S"
	all[20].Accounts[0].Market = "U\x00S"
	all[20].Accounts[0].ID = taken.Accounts[0].ID
	p.cutAfter(toServer, 1<<30)
	for i, err := range atOnce(t, s, all...) {
		switch i {
		case 7:
			var said *postgres.EngineError
			require.ErrorAs(t, err, &said)
			require.Equal(t, seqr.Invalid, seqr.KindOf(err))
			require.NotContains(t, err.Error(), "U")
		case 20:
			require.ErrorIs(t, err, store.ErrConflict)
		default:
			require.NoError(t, err)
		}
	}
	// 32 are halved five times, and so many groups are whole.
	require.LessOrEqual(t, p.heard("BEGIN"), 24)
	require.LessOrEqual(t, transactions(t, conn), 10)
	accounts, err := s.AccountList(ctx, account.ID{}, 100)
	require.NoError(t, err)
	require.Len(t, accounts, 31)
}

// A group does not look first whether its new rows are there, and finds one that is all the same.
func TestTakenRowIsRefusedAlone(t *testing.T) {
	t.Parallel()
	p := between(t, server.Emptied(t))
	s, conn := open(t, p.dsn), raw(t, p.dsn)
	taken := account1()
	taken.Claims = []store.Claim{{Kind: store.ClaimPhone, Value: "taken", Owner: uuid.New()}}
	require.NoError(t, s.Commit(ctx, taken))
	all := make([]store.Changes, 64)
	for i := range all {
		all[i] = account1()
		all[i].Claims = []store.Claim{{Kind: store.ClaimPhone, Value: strconv.Itoa(i), Owner: uuid.New()}}
	}
	all[3].Accounts[0].ID = taken.Accounts[0].ID
	all[40].Claims[0].Value = "taken"
	p.cutAfter(toServer, 1<<30)
	for i, err := range atOnce(t, s, all...) {
		switch i {
		case 3:
			require.ErrorIs(t, err, store.ErrConflict)
		case 40:
			require.ErrorIs(t, err, store.ErrExists)
		default:
			require.NoError(t, err)
		}
	}
	require.Equal(t, 2, transactions(t, conn))
}

// A key that is too long for the server's index is a value like that.
func TestKeyBeyondTheIndexIsRefusedAlone(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t))
	var long strings.Builder // that does not compress
	for i := range 100 {
		fmt.Fprintf(&long, "%x", sha256.Sum256([]byte{byte(i)}))
	}
	all := []store.Changes{account1(), account1(), account1()}
	all[1].Claims = []store.Claim{{Kind: store.ClaimPhone, Value: long.String(), Owner: uuid.New()}}
	told := atOnce(t, s, all...)
	require.NoError(t, errors.Join(told[0], told[2]))
	var said *postgres.EngineError
	require.ErrorAs(t, told[1], &said)
	require.Equal(t, "54000", said.Code)
	require.Equal(t, seqr.Invalid, seqr.KindOf(told[1]))
}

// A request that is repeated, and a value that is claimed, are nothing that the server's log should tell.
func TestRepeatedKeysAreNoErrorsOfTheServers(t *testing.T) {
	t.Parallel()
	for name, copies := range map[string]int{"inserting": math.MaxInt, "copying": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, server.Emptied(t))
			postgres.SetCopies(t, s, copies)
			complaints := postgres.Complaints(t, s)
			before := keyed("once", "taken")
			require.NoError(t, s.Commit(ctx, before))
			all := make([]store.Changes, 12)
			for i := range all {
				all[i] = keyed(strconv.Itoa(i), strconv.Itoa(i))
			}
			all[3].Command, all[7].Claims = before.Command, before.Claims
			for i, err := range atOnce(t, s, all...) {
				if i == 3 || i == 7 {
					require.ErrorIs(t, err, store.ErrExists)
				} else {
					require.NoError(t, err)
				}
			}
			require.Empty(t, complaints())
		})
	}
}

// keyed is a new account under a command's key and a claimed value.
func keyed(key, value string) store.Changes {
	c := account1()
	c.Command = &store.Command{Scope: "test", Key: key, At: time.Unix(1_700_000_000, 0)}
	c.Claims = []store.Claim{{Kind: store.ClaimPhone, Value: value, Owner: uuid.New()}}
	return c
}

// Whoever relies on the absence of a row waits for those who insert into its table, but not for those of another schema.
func TestSchemasOfADatabaseDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	absent := store.Changes{Relied: []store.Ref{{Kind: store.KindAccount, ID: newAccount().ID.String()}}, Accounts: account1().Accounts}
	dsn := server.Emptied(t)
	s, other, conn := open(t, dsn), open(t, server.Emptied(t)), raw(t, dsn)
	require.NoError(t, s.Commit(ctx, account1()))
	writer := int64(postgres.WriterPID(t, s))
	tx := begin(t, s)
	require.NoError(t, tx.Store().Commit(ctx, absent))
	require.NoError(t, other.Commit(ctx, absent))
	require.NoError(t, other.Commit(ctx, account1()))

	waited := make(chan error, 1)
	go func() { waited <- s.Commit(ctx, account1()) }()
	for blocked := false; !blocked; {
		require.NoError(t, conn.QueryRow(ctx, "SELECT cardinality(pg_blocking_pids($1::int)) > 0", writer).Scan(&blocked))
	}
	require.NoError(t, tx.Rollback(ctx))
	require.NoError(t, <-waited)
}

// Where two wait for each other the server ends one of them: it begins again, and its callers do not notice.
func TestDeadlockIsTriedAgain(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s, conn := open(t, dsn), raw(t, dsn)
	low, high := newAccount(), newAccount()
	low.ID.UUID[0], high.ID.UUID[0] = 0, 255
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{low, high}}))
	low.Version, high.Version = 1, 1
	writer := int64(postgres.WriterPID(t, s))

	locked := func(tx *postgres.Tx, id account.ID) error {
		_, err := tx.PGX().Exec(ctx, "SELECT FROM account WHERE id = $1 FOR UPDATE", [16]byte(id.UUID))
		return err
	}
	done := make(chan error, 1)
	for tx := begin(t, s); ; tx = begin(t, s) {
		_, err := tx.PGX().Exec(ctx, "SET LOCAL deadlock_timeout = '10s'") // it is the other that the server ends
		require.NoError(t, err)
		require.NoError(t, locked(tx, high.ID))
		go func() { done <- s.Commit(ctx, store.Changes{Accounts: []account.Account{high, low}}) }() // in order: low, then high
		for blocked := false; !blocked; {
			require.NoError(t, conn.QueryRow(ctx, "SELECT cardinality(pg_blocking_pids($1::int)) > 0", writer).Scan(&blocked))
		}
		victim := locked(tx, low.ID)
		require.NoError(t, tx.Rollback(ctx))
		require.NoError(t, <-done)
		if victim == nil {
			break
		}
		low.Version, high.Version = low.Version+1, high.Version+1
		t.Log("the writer looked for a deadlock before there was one: once more")
	}
	a, err := s.Account(ctx, low.ID)
	require.NoError(t, err)
	require.Equal(t, low.Version+1, a.Version)
}

// What the server asks to be done again is done again, a bounded number of times.
func TestSerializationErrorIsTriedAgain(t *testing.T) {
	t.Parallel()
	for failures, told := range map[int]error{1: nil, 5: nil, 1000: &postgres.EngineError{Code: "40001"}} {
		dsn := server.Schema(t)
		s, conn := open(t, dsn), raw(t, dsn)
		for _, text := range []string{
			"CREATE SEQUENCE tried",
			"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('tried') > TG_ARGV[0]::bigint THEN RETURN NEW; END IF; " +
				"RAISE EXCEPTION 'again' USING ERRCODE = 'serialization_failure'; END $$",
			"CREATE TRIGGER refuse BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION refuse(" + strconv.Itoa(failures) + ")",
		} {
			_, err := conn.Exec(ctx, text)
			require.NoError(t, err)
		}
		err := s.Commit(ctx, account1())
		if told == nil {
			require.NoError(t, err)
			continue
		}
		require.Equal(t, told, err)
		require.Equal(t, seqr.Unavailable, seqr.KindOf(err))
	}
}

// A caller who leaves while its commit is written is told that nobody knows; the others are told the truth.
func TestCallersLeaveAGroup(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn)
	a := newAccount()
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	a.Version = 1
	tx := begin(t, s)
	require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	impatient, cancel := context.WithCancel(ctx)
	release := postgres.Hold(t, s)
	leading, leaving := make(chan error, 1), make(chan error, 1)
	patient := account1()
	go func() { leading <- s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}) }()
	for postgres.Waiting(s) < 1 {
		runtime.Gosched()
	}
	go func() { leaving <- s.Commit(impatient, patient) }()
	for postgres.Waiting(s) < 2 {
		runtime.Gosched()
	}
	release()
	for postgres.Waiting(s) > 0 {
		runtime.Gosched()
	}
	cancel()
	require.ErrorIs(t, <-leaving, store.ErrUnknown)
	require.NoError(t, tx.Commit(ctx))
	require.ErrorIs(t, <-leading, store.ErrConflict)
	require.NoError(t, s.Commit(ctx, account1()), "after the group")
	_, err := s.Account(ctx, patient.Accounts[0].ID)
	require.NoError(t, err, "it was written all the same")
}

// A group whose connection the server ends is told so; the next one has another connection.
func TestWriterIsTerminated(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s, conn := open(t, dsn), raw(t, dsn)
	for range 3 {
		require.NoError(t, s.Commit(ctx, account1()))
		_, err := conn.Exec(ctx, "SELECT pg_terminate_backend($1, 5000)", int64(postgres.WriterPID(t, s)))
		require.NoError(t, err)
		err = s.Commit(ctx, account1())
		assert.ErrorIs(t, err, postgres.ErrUnreachable)
		assert.Equal(t, seqr.Unavailable, seqr.KindOf(err))
	}
	accounts, err := s.AccountList(ctx, account.ID{}, 10)
	require.NoError(t, err)
	require.Len(t, accounts, 3)
	_, err = s.Claim(ctx, "", time.Unix(1, 0), time.Minute, 1)
	require.NoError(t, err)
}

// What the server does not do in time is given up: nothing is written, and whoever asks again may succeed.
func TestPatienceEnds(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t))
	a := newAccount()
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	a.Version, a.Debts = 1, 1
	tx := begin(t, s)
	require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	postgres.SetPatience(t, s, 50*time.Millisecond)
	err := s.Commit(ctx, store.Changes{Accounts: []account.Account{a}})
	require.ErrorIs(t, err, postgres.ErrUnreachable)
	require.Equal(t, seqr.Unavailable, seqr.KindOf(err))
	require.NoError(t, tx.Rollback(ctx))
	postgres.SetPatience(t, s, time.Minute)
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
}

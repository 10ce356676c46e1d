package postgres_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

func TestLoad(t *testing.T) { // GEN-4
	t.Parallel()
	storetest.Load(t, open(t, server.Emptied(t)), memory.New())
}

// archive is a payer's and a merchant's account of the book, and purchases between them.
func archive(floor int64, purchases int) store.Changes {
	c := store.Changes{Ledger: []ledger.Account{
		{ID: ledger.AccountID{UUID: uuid.Must(uuid.NewV7())}, Code: ledger.CodePayerDebit, Currency: money.USD, Floored: true, Floor: floor},
		{ID: ledger.AccountID{UUID: uuid.Must(uuid.NewV7())}, Code: ledger.CodeMerchantPayable, Currency: money.USD},
	}}
	for range purchases {
		c.Transfers = append(c.Transfers, purchase(c.Ledger[0].ID, c.Ledger[1].ID))
	}
	return c
}

// purchase is one of a dollar.
func purchase(from, to ledger.AccountID) ledger.Transfer {
	return ledger.Transfer{
		ID: ledger.TransferID{UUID: uuid.Must(uuid.NewV7())}, Kind: ledger.Move, Purpose: ledger.Purchase, Debit: from, Credit: to,
		Amount: money.FromMinor(100, money.USD), At: time.Date(2026, time.March, 14, 9, 26, 53, 0, time.UTC),
	}
}

func paid() payment.Payment {
	return payment.Payment{ID: payment.PaymentID{UUID: uuid.Must(uuid.NewV7())}, CountsIn: civil.Month{Year: 2026, Month: 3}}
}

func TestLoadRefuses(t *testing.T) { // GEN-4
	t.Parallel()
	s := open(t, server.Emptied(t))
	held := store.Claim{Kind: store.ClaimPhone, Value: "held", Owner: uuid.Must(uuid.NewV7())}
	there := archive(-1000, 3)
	there.Claims, there.Payments = []store.Claim{held}, []payment.Payment{paid()}
	there.Command = &store.Command{Scope: "scope", Key: "key"}
	require.NoError(t, s.Load(ctx, there))
	poor, unknown, twice := archive(-250, 3), archive(-1000, 1), archive(-1000, 1)
	unknown.Ledger = unknown.Ledger[:1]
	twice.Transfers = append(twice.Transfers, twice.Transfers...)
	later := paid()
	later.Version = 1
	huge := cashback.Increment{Payer: account.ID{UUID: uuid.Must(uuid.NewV7())}, Count: 1, Total: money.FromMinor(math.MaxInt64, money.USD)}
	p := paid()
	for name, c := range map[string]struct {
		store.Changes
		reason error
	}{
		"a claim that is held":      {store.Changes{Claims: []store.Claim{held}}, store.ErrConflict},
		"a record that is there":    {store.Changes{Payments: there.Payments}, store.ErrConflict},
		"a command that is done":    {store.Changes{Command: there.Command}, store.ErrConflict},
		"an account that is open":   {store.Changes{Ledger: there.Ledger[:1]}, store.ErrConflict},
		"a transfer that was made":  {store.Changes{Transfers: there.Transfers[:1]}, store.ErrConflict},
		"a record twice":            {store.Changes{Payments: []payment.Payment{p, p}}, store.ErrConflict},
		"a transfer twice":          {twice, store.ErrConflict},
		"too little to spend":       {poor, ledger.ErrInsufficient},
		"an account that is not":    {unknown, ledger.ErrUnknownAccount},
		"a transfer that is none":   {store.Changes{Transfers: []ledger.Transfer{{}}}, ledger.ErrMalformed},
		"an account that is none":   {store.Changes{Ledger: []ledger.Account{{}}}, ledger.ErrMalformed},
		"a post of no hold":         {store.Changes{Transfers: []ledger.Transfer{resolved(there.Transfers[0])}}, ledger.ErrUnknownHold},
		"a month beyond all bounds": {store.Changes{Tallies: []cashback.Increment{huge, huge}}, money.ErrOverflow},
		"a reference to nothing":    {store.Changes{Relied: []store.Ref{{}}}, store.ErrRef},
		"a change of what is there": {store.Changes{Payments: []payment.Payment{later}}, postgres.ErrHistory},
		"what is relied on":         {store.Changes{Relied: []store.Ref{store.RelyOnPayment(p)}}, postgres.ErrHistory},
		"a release":                 {store.Changes{Releases: []store.Claim{held}}, postgres.ErrHistory},
		"a new floor":               {store.Changes{Floors: []ledger.Floor{{Account: there.Ledger[0].ID}}}, postgres.ErrHistory},
	} {
		fresh := paid()
		c.Payments = append(c.Payments, fresh)
		require.ErrorIs(t, s.Load(ctx, c.Changes), c.reason, name)
		_, err := s.Payment(ctx, fresh.ID)
		require.ErrorIs(t, err, store.ErrNotFound, name)
	}
	p.Title = "no\x00text"
	var said *postgres.EngineError
	require.ErrorAs(t, s.Load(ctx, store.Changes{Payments: []payment.Payment{p}}), &said)
	a, err := s.LedgerAccount(ctx, there.Ledger[0].ID)
	require.NoError(t, err)
	require.EqualValues(t, -300, a.Balance)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, s.Load(ended, there), context.Canceled)
	require.NoError(t, s.Close())
	require.ErrorIs(t, s.Load(ctx, there), store.ErrClosed)
}

// resolved posts what is no hold.
func resolved(t ledger.Transfer) ledger.Transfer {
	t.ID, t.Kind, t.Hold = ledger.TransferID{UUID: uuid.Must(uuid.NewV7())}, ledger.Post, t.ID
	return t
}

// Several load at once, and people pay meanwhile, on accounts that all share: nothing is lost.
func TestLoadBeside(t *testing.T) { // GEN-4
	t.Parallel()
	s := open(t, server.Emptied(t))
	shared := archive(math.MinInt64/4, 0)
	require.NoError(t, s.Commit(ctx, shared))
	from, to := shared.Ledger[0].ID, shared.Ledger[1].ID
	const each, batch = 4, 50
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for range each {
				c := archive(0, 0)
				for range batch {
					c.Transfers = append(c.Transfers, purchase(from, to))
				}
				if err := s.Load(ctx, c); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range each {
				if err := s.Commit(ctx, store.Changes{Transfers: []ledger.Transfer{purchase(from, to)}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, id := range []ledger.AccountID{from, to} {
		entries, err := s.Statement(ctx, id, ledger.TransferID{}, 10_000)
		require.NoError(t, err)
		require.Len(t, entries, 3*each*(batch+1))
		a, err := s.LedgerAccount(ctx, id)
		require.NoError(t, err)
		require.NoError(t, a.Audit(entries))
	}
}

// Whoever is ended by the server for the sake of another has found nothing that was taken: it is loaded all the same.
func TestLoadAfterADeadlock(t *testing.T) { // GEN-4
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn)
	shared := archive(-1000, 0)
	require.NoError(t, s.Commit(ctx, shared))
	lock := func(conn *pgx.Conn, text string) pgx.Tx {
		tx, err := conn.Begin(ctx)
		require.NoError(t, err)
		_, err = tx.Exec(ctx, text)
		require.NoError(t, err)
		return tx
	}
	watching := raw(t, dsn)
	blocked := func(by *pgx.Conn) {
		for is := false; !is; {
			require.NoError(t, watching.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND $1::int = ANY (pg_blocking_pids(pid))", int64(by.PgConn().PID())).Scan(&is))
		}
	}
	first, second := raw(t, dsn), raw(t, dsn)
	before := lock(first, "LOCK TABLE account IN SHARE MODE")
	last := lock(second, "LOCK TABLE payment IN SHARE MODE")

	c := archive(0, 0)
	c.Accounts, c.Payments = []account.Account{newAccount()}, []payment.Payment{paid()}
	c.Transfers = []ledger.Transfer{purchase(shared.Ledger[0].ID, shared.Ledger[1].ID)}
	loaded := make(chan error, 1)
	go func() { loaded <- s.Load(ctx, c) }()
	blocked(first) // Load, with accounts of the book locked
	ended := make(chan error, 1)
	go func() {
		_, err := last.Exec(ctx, "SELECT FROM ledger_account FOR UPDATE")
		ended <- errors.Join(err, last.Rollback(ctx))
	}()
	_, err := watching.Exec(ctx, "SELECT pg_sleep(1.5 * extract(epoch FROM current_setting('deadlock_timeout')::interval))") // it looks once only
	require.NoError(t, err)
	require.NoError(t, before.Rollback(ctx))
	require.NoError(t, <-ended)
	require.NoError(t, <-loaded)
	_, err = s.Payment(ctx, c.Payments[0].ID)
	require.NoError(t, err)
}

// A lock that is kept for too long is no reason to believe that something is there already.
func TestLoadWaitsInVain(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn)
	shared := archive(-1000, 0)
	require.NoError(t, s.Commit(ctx, shared))
	postgres.SetLockTimeout(t, s, "20ms")
	tx, err := raw(t, dsn).Begin(ctx)
	require.NoError(t, err)
	_, err = tx.Exec(ctx, "SELECT FROM ledger_account FOR UPDATE")
	require.NoError(t, err)
	c := store.Changes{Transfers: []ledger.Transfer{purchase(shared.Ledger[0].ID, shared.Ledger[1].ID)}}
	var said *postgres.EngineError
	require.ErrorAs(t, s.Load(ctx, c), &said)
	require.Equal(t, "55P03", said.Code)
	require.Equal(t, seqr.Unavailable, seqr.KindOf(said))
	require.NoError(t, tx.Rollback(ctx))
	require.NoError(t, s.Load(ctx, c))
}

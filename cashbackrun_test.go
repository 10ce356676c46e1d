package seqr_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// crowd is a person with many copies, each a payer with a bank account of its own.
type crowd struct {
	*world
	payers []account.ID // in the order of their IDs
}

// openKeys seal for nobody in particular, so that copies of a person can be told what the person is told.
type openKeys struct{ *identity.Keyring }

func (k openKeys) Seal(p identity.Purpose, plain, _ []byte) ([]byte, error) {
	return k.Keyring.Seal(p, plain, nil)
}

func (k openKeys) Open(p identity.Purpose, sealed, _ []byte) ([]byte, error) {
	return k.Keyring.Open(p, sealed, nil)
}

func newCrowd(t *testing.T, n int, tune ...func(*seqr.Config)) *crowd {
	t.Helper()
	keys := func(c *seqr.Config) { c.Keys = openKeys{identity.DevelopmentKeyring()} }
	c := &crowd{world: quickOn(t, memory.New(), append(tune, keys)...)}
	pat := c.join("Pat Example", "+18015550101")
	a, err := c.store.Account(c.ctx, pat.id)
	require.NoError(t, err)
	bank, err := c.store.BankAccount(c.ctx, ach.BankAccountID{UUID: a.Accounts[0].Bank})
	require.NoError(t, err)
	mandate, err := c.store.Mandate(c.ctx, bank.ID)
	require.NoError(t, err)
	var ch store.Changes
	for range n {
		a.ID.UUID, a.Version, a.Accounts = uuid.New(), 0, slices.Clone(a.Accounts)
		bank.ID.UUID, bank.Version, bank.Owner = uuid.New(), 0, a.ID
		mandate.ID.UUID, mandate.Version, mandate.Owner, mandate.Bank = uuid.New(), 0, a.ID, bank.ID
		a.Accounts[0].Bank = bank.ID.UUID
		ch.Accounts, ch.BankAccounts, ch.Mandates = append(ch.Accounts, a), append(ch.BankAccounts, bank), append(ch.Mandates, mandate)
		c.payers = append(c.payers, a.ID)
	}
	require.NoError(t, c.store.Commit(c.ctx, ch))
	slices.SortFunc(c.payers, func(x, y account.ID) int { return bytes.Compare(x.UUID[:], y.UUID[:]) })
	return c
}

// earns has each payer buy for so much in a quarter, and waits for its payday.
func (c *crowd) earns(q civil.Quarter, total money.Amount) {
	c.t.Helper()
	var ch store.Changes
	for _, p := range c.payers {
		ch.Tallies = append(ch.Tallies, cashback.Increment{Payer: p, Month: q.First(), Count: 1, Total: total, Market: "US"})
	}
	require.NoError(c.t, c.store.Commit(c.ctx, ch))
	due := q.Next().First().First().AddDays(20)
	c.clock.Set(due.Time(newYork).Add(12 * time.Hour))
}

// finish does the background work over a store until a quarter is paid.
func (c *crowd) finish(sys *seqr.System, q civil.Quarter) error {
	for range 100 {
		if _, err := sys.Step(c.ctx); err != nil {
			return err
		}
		if run, err := c.store.CashbackRun(c.ctx, "US", q); err == nil && run.Done {
			return nil
		}
	}
	return fmt.Errorf("%s is never paid", q)
}

// eachPaidOnce checks that everybody was paid once for each of so many quarters: in the programme's words, in those of the
// orders for the bank, and in the book.
func (c *crowd) eachPaidOnce(quarters int, amount string) {
	c.t.Helper()
	var sum int64
	for _, p := range c.payers {
		decided, err := c.store.CashbackPayouts(c.ctx, p, civil.Quarter{}, 100)
		require.NoError(c.t, err)
		require.Equal(c.t, quarters, len(decided)) //nolint:testifylint // a list of them says nothing
		orders, err := c.store.PayoutsOf(c.ctx, p, ach.PayoutID{}, 100)
		require.NoError(c.t, err)
		require.Equal(c.t, quarters, len(orders)) //nolint:testifylint // the same
		for i, d := range decided {
			require.Equal(c.t, cashback.Paid, d.State)
			require.Equal(c.t, amount, d.Amount.Format())
			require.True(c.t, slices.ContainsFunc(orders, func(o ach.Payout) bool { return o.ID.UUID == d.Order }), "%d", i)
			sum += d.Amount.Minor()
		}
	}
	require.Equal(c.t, -sum, c.house(ledger.CodeCashbackExpense))
}

// doomed is a store whose process dies at a commit of the payout: before it is written, or before that is known.
type doomed struct {
	store.Store
	lives   atomic.Int64
	written bool // the last commit is
}

func (m *doomed) Commit(ctx context.Context, c store.Changes) error {
	if len(c.Cashback)+len(c.Runs) == 0 && m.lives.Load() >= 0 {
		return m.Store.Commit(ctx, c)
	}
	left := m.lives.Add(-1)
	if left == -1 && m.written {
		if err := m.Store.Commit(ctx, c); err != nil {
			return err
		}
	}
	if left < 0 {
		return store.ErrUnknown
	}
	return m.Store.Commit(ctx, c)
}

// Whenever a process dies while it pays a quarter, the next one goes on: nobody is skipped, and nobody is paid twice [CB-17].
func TestKilledWhileAQuarterIsPaid(t *testing.T) {
	t.Parallel()
	for workers, written := range map[int]bool{1: false, 4: true} {
		t.Run(fmt.Sprintf("written %v", written), func(t *testing.T) {
			t.Parallel()
			c := newCrowd(t, 300)
			dying := &doomed{Store: c.store, written: written}
			cfg := c.configOn(dying)
			cfg.Keys, cfg.Workers = openKeys{identity.DevelopmentKeyring()}, workers
			q, paid, died := civil.Quarter{Year: 2026, Number: 3}, 0, true
			for ; died && paid < 10; q = q.Next() {
				c.earns(q, usd("100.00"))
				dying.lives.Store(int64(paid))
				died = c.finish(newSystem(t, cfg), q) != nil
				require.NoError(t, c.finish(c.sys, q))
				paid++
				c.eachPaidOnce(paid, "1.00")
			}
			require.Equal(t, 6, paid, "it died at the beginning, at each of three parts of the page and at its end, and then not at all")
		})
	}
}

// meddler is a store in which something happens before each of the first few payouts is written.
type meddler struct {
	store.Store
	left    int
	happens func(store.Changes)
	paid    int // commits that were tried
}

func (m *meddler) Commit(ctx context.Context, c store.Changes) error {
	if len(c.Cashback) > 0 {
		m.paid++
		if m.left--; m.left >= 0 {
			m.happens(c)
		}
	}
	return m.Store.Commit(ctx, c)
}

// Who does something at the moment of the payout does not keep the others of a page from being paid, and is paid by what is
// true afterwards: here whose account is blocked then is not.
func TestChangedWhileAQuarterIsPaid(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 70)
	unlucky := c.payers[5]
	m := &meddler{Store: c.store, left: 3}
	m.happens = func(store.Changes) {
		a, err := c.store.Account(c.ctx, unlucky)
		require.NoError(t, err)
		a, _ = a.Block(account.LostPhone, c.clock.Now())
		require.NoError(t, c.store.Commit(c.ctx, store.Changes{Accounts: []account.Account{a}}))
	}
	cfg := c.configOn(m)
	cfg.Keys = openKeys{identity.DevelopmentKeyring()}
	q := civil.Quarter{Year: 2026, Number: 3}
	c.earns(q, usd("100.00"))
	require.NoError(t, c.finish(newSystem(t, cfg), q))
	p, err := c.store.CashbackPayout(c.ctx, unlucky, q)
	require.NoError(t, err)
	require.Equal(t, cashback.Held, p.State)
	require.Less(t, m.paid, 10)
	c.payers = slices.Delete(c.payers, 5, 6)
	c.eachPaidOnce(1, "1.00")
}

// Two accounts of one person in a page are decided about one after the other: what the first leaves is brought into the second.
func TestTwoAccountsOfOnePersonInAPage(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 3, frugal)
	old, err := c.store.Account(c.ctx, c.payers[0])
	require.NoError(t, err)
	next, err := c.store.Account(c.ctx, c.payers[1])
	require.NoError(t, err)
	old.Successor, next.Former = next.ID, []account.ID{old.ID}
	require.NoError(t, c.store.Commit(c.ctx, store.Changes{Accounts: []account.Account{old, next}}))
	q := civil.Quarter{Year: 2026, Number: 3}
	c.earns(q, usd("60.00"))
	require.NoError(t, c.finish(c.sys, q))
	for i, want := range []string{"carried 0.00", "paid 1.20", "carried 0.00"} {
		p, err := c.store.CashbackPayout(c.ctx, c.payers[i], q)
		require.NoError(t, err)
		require.Equal(t, want, string(p.State)+" "+p.Amount.Format())
	}
}

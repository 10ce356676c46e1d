package seqr_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// damaged is a store that has lost something of some accounts' holders.
type damaged struct {
	store.Store
	banks    map[account.ID]bool // the bank account cannot be read
	accounts map[account.ID]bool // cashback cannot be credited: the account of the book is not there
}

func (d *damaged) BankAccount(ctx context.Context, id ach.BankAccountID) (ach.BankAccount, error) {
	b, err := d.Store.BankAccount(ctx, id)
	if d.banks[b.Owner] {
		return ach.BankAccount{}, store.ErrNotFound
	}
	return b, err
}

func (d *damaged) Commit(ctx context.Context, c store.Changes) error {
	if slices.ContainsFunc(c.Cashback, func(p cashback.Payout) bool { return d.accounts[p.Payer] }) {
		return ledger.ErrUnknownAccount
	}
	return d.Store.Commit(ctx, c)
}

// Who cannot be decided about does not keep others from being paid, is seen by the operator and the auditor, and is paid when what is
// missing is there again.
func TestLeftAsideWhenAQuarterIsPaid(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	pat.buys(shop, "100.00")
	sam.buys(shop, "100.00")
	w.local(2026, time.October, 14, 12)
	store := &damaged{Store: w.store, banks: map[account.ID]bool{pat.id: true}}
	healthy := w.sys
	w.sys = newSystem(t, w.configOn(store))
	w.clock.Advance(24 * time.Hour)
	p, err := w.sys.Step(w.ctx)
	require.NoError(t, err)
	require.Equal(t, 1, p.Payouts)
	require.Equal(t, 1, p.Failed)
	require.Empty(t, pat.payouts())
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, sam.payouts())
	report, err := w.sys.Audit(w.ctx)
	require.NoError(t, err)
	require.Len(t, report.Findings, 1)
	require.Equal(t, "cashback: cashback of "+pat.id.String()+" 2026-Q3: not decided, though the quarter is paid to everybody", report.Findings[0].String())

	tried := 0
	for range 3 {
		w.clock.Advance(2 * time.Minute)
		p, err := w.sys.Step(w.ctx)
		require.NoError(t, err)
		tried += p.Failed
	}
	require.Equal(t, 3, tried, "it comes again and again")
	require.Empty(t, pat.payouts())

	w.sys = healthy
	require.ErrorIs(t, pat.correct("1.00"), cashback.ErrUndecided)
	w.clock.Advance(2 * time.Minute)
	w.settle()
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
	w.clock.Advance(2 * time.Minute)
	w.settle()
	require.Len(t, w.credits(), 2)
	w.audit()
}

// One whom the store refuses is found among those who are written together, and the others are paid.
func TestRefusedWhenAQuarterIsPaid(t *testing.T) {
	t.Parallel()
	for _, workers := range []int{1, 4} {
		t.Run(fmt.Sprintf("%d workers", workers), func(t *testing.T) {
			t.Parallel()
			c := newCrowd(t, 150)
			refused := c.payers[77]
			store := &damaged{Store: c.store, accounts: map[account.ID]bool{refused: true}}
			cfg := c.configOn(store)
			cfg.Keys, cfg.Workers = openKeys{identity.DevelopmentKeyring()}, workers
			sys := newSystem(t, cfg)
			q := civil.Quarter{Year: 2026, Number: 3}
			c.earns(q, usd("100.00"))
			require.NoError(t, c.finish(sys, q))
			all := c.payers
			c.payers = slices.Delete(slices.Clone(all), 77, 78)
			c.eachPaidOnce(1, "1.00")
			delete(store.accounts, refused)
			c.clock.Advance(2 * time.Minute)
			_, err := sys.Step(c.ctx)
			require.NoError(t, err)
			c.payers = all
			c.eachPaidOnce(1, "1.00")
		})
	}
}

// Where very many cannot be decided about, it is not for something of theirs: nobody is left aside, and the quarter waits.
func TestTooManyToLeaveAside(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 100)
	store := &damaged{Store: c.store, banks: map[account.ID]bool{}}
	for _, p := range c.payers {
		store.banks[p] = true
	}
	cfg := c.configOn(store)
	cfg.Keys = openKeys{identity.DevelopmentKeyring()}
	sys := newSystem(t, cfg)
	q := civil.Quarter{Year: 2026, Number: 3}
	c.earns(q, usd("100.00"))
	require.Error(t, c.finish(sys, q))
	clear(store.banks)
	require.NoError(t, c.finish(sys, q))
	c.eachPaidOnce(1, "1.00")
}

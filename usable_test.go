package seqr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// changesBank gives a person another bank account.
func (p *person) changesBank() {
	p.w.t.Helper()
	_, err := p.w.sys.Support.RemoveBankAccount(p.w.ctx, p.w.help(p.id))
	require.NoError(p.w.t, err)
	p.addsBank()
}

func (p *person) addsBank() {
	p.w.t.Helper()
	r := bankRequest(p.w, p.id)
	r.Number = "87654321"
	_, err := p.w.sys.Accounts.AddBankAccount(p.w.ctx, r)
	require.NoError(p.w.t, err)
}

// Cashback that the bank brought back is paid by itself once there is another bank account, from where it lies, once [CB-16].
func TestNewBankAccountReceivesWhatCameBack(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, helpful)
		pat := w.bounced()
		pat.changesBank()
		require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())
		w.settle()
		require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
		_, err := pat.release()
		require.ErrorIs(t, err, cashback.ErrNotHeld)
		w.pass(5)
		require.Len(t, w.bank.Statement("076401251", "87654321"), 1)
		require.Zero(t, w.house(ledger.CodeSuspense))
		require.Equal(t, int64(-1_00), w.house(ledger.CodeCashbackExpense), "the programme spent it once")
		w.audit()
	})
}

// While the person is blocked it waits on; unblocking pays it to the new bank account.
func TestNewBankAccountOfABlockedPerson(t *testing.T) {
	t.Parallel()
	w := quick(t, helpful)
	pat := w.bounced()
	pat.block(account.Other)
	pat.changesBank()
	w.settle()
	require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())
	_, err := w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.Other)
	require.NoError(t, err)
	w.settle()
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
	w.audit()
}

// A reward that has nowhere to go, and one that came back, are paid when there is a bank account that can receive [OFF-6].
func TestRewardsWaitForABankAccount(t *testing.T) {
	t.Parallel()
	w := quick(t, helpful)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.publish(shop.promise())
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R23", 1)
	pat.paysFor(shop, item(cola, "5.00"))
	w.settle()
	w.pass(7)
	require.Equal(t, cashback.RewardHeld, pat.rewards()[0].State, "the bank brought it back")
	pat.paysFor(shop, item(cola, "5.00"))
	_, err := w.sys.Support.RemoveBankAccount(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	w.settle()
	require.Equal(t, cashback.RewardHeld, pat.rewards()[1].State, "nowhere to go")
	w.audit()
	pat.addsBank()
	w.settle()
	for _, r := range pat.rewards() {
		require.Equal(t, cashback.RewardPaid, r.State)
	}
	w.pass(5)
	require.Len(t, w.bank.Statement("076401251", "87654321"), 2)
	w.audit()
}

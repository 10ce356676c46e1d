package seqr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// bounced is somebody whose cashback of 1.00 the bank brought back.
func (w *world) bounced() *person {
	w.t.Helper()
	pat := w.join("Pat Example", "+18015550101")
	pat.buys(w.till("Corner Grocery"), "100.00")
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R23", 1)
	w.payday()
	w.pass(7)
	require.Equal(w.t, []string{"2026-Q3 held 1.00"}, pat.payouts())
	require.Equal(w.t, int64(1_00), w.house(ledger.CodeSuspense))
	return pat
}

// house is the balance of one of the operator's accounts in the book.
func (w *world) house(code ledger.Code) int64 {
	w.t.Helper()
	for _, a := range w.dump().Ledger {
		if a.Code == code {
			return a.Balance
		}
	}
	return 0
}

func (p *person) release() (string, error) {
	paid, err := p.w.sys.Support.ReleaseCashback(p.w.ctx, p.w.help(p.id))
	return paid.Format(), err
}

// What the bank brought back is paid once more, from where it lies, after customer service has seen to the account [CB-16].
func TestReturnedCashbackIsReleased(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, helpful)
		pat := w.bounced()
		pat.block(account.Other)
		_, err := pat.release()
		require.ErrorIs(t, err, account.ErrBlocked)
		_, err = w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.Other)
		require.NoError(t, err)
		_, err = w.sys.Support.RemoveBankAccount(w.ctx, w.help(pat.id))
		require.NoError(t, err)
		_, err = pat.release()
		require.ErrorIs(t, err, payment.ErrNoReceivingAccount, "not lost: it stays held")
		require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())

		r := bankRequest(w, pat.id)
		r.Number = "87654321"
		_, err = w.sys.Accounts.AddBankAccount(w.ctx, r)
		require.NoError(t, err)
		paid, err := pat.release()
		require.NoError(t, err)
		require.Equal(t, "1.00", paid)
		_, err = pat.release()
		require.ErrorIs(t, err, cashback.ErrNotHeld, "once")
		w.pass(5)
		require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
		require.Equal(t, []string{"1.00", "1.00"}, w.credits())
		lines := w.bank.Statement("076401251", "87654321")
		require.Len(t, lines, 1)
		require.Equal(t, "1.00", lines[0].Amount.Format())
		require.Zero(t, w.house(ledger.CodeSuspense))
		require.Equal(t, int64(-1_00), w.house(ledger.CodeCashbackExpense), "the programme spent it once")
		require.Equal(t, "release cashback", w.verbs(pat.id)[3])
		w.audit()
	})
}

// Agents who release at the same moment pay once; what comes back again is held again [CB-16, CB-17].
func TestReleasedCashbackIsPaidOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		pat := w.bounced()
		w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R23", 1)
		var racers []func() error
		for range 6 {
			r := w.help(pat.id)
			racers = append(racers, func() error {
				_, err := w.sys.Support.ReleaseCashback(w.ctx, r)
				return err
			})
		}
		errs := race(racers)
		require.Equal(t, 1, count(errs, nil))
		require.Equal(t, len(racers)-1, count(errs, cashback.ErrNotHeld))
		w.pass(7)
		require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())
		require.Equal(t, int64(1_00), w.house(ledger.CodeSuspense))
		w.audit()
		_, err := pat.release()
		require.NoError(t, err)
		w.pass(7)
		require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
		require.Zero(t, w.house(ledger.CodeSuspense))
		w.audit()
	})
}

// Whoever closed the account and has no other loses it: the operator has its money back, and nothing is open [CB-16, CB-18].
func TestReturnedCashbackOfAClosedAccount(t *testing.T) {
	t.Parallel()
	w := quick(t, keptFor(0))
	pat := w.bounced()
	pat.leave()
	require.ErrorIs(t, pat.erase(), seqr.ErrOpenMatters)
	paid, err := pat.release()
	require.NoError(t, err)
	require.Equal(t, "0.00", paid)
	require.Equal(t, []string{"2026-Q3 forfeited 0.00"}, pat.payouts())
	require.Zero(t, w.house(ledger.CodeSuspense))
	require.Zero(t, w.house(ledger.CodeCashbackExpense))
	require.NoError(t, pat.erase())
	w.audit()
}

// A person's next account receives what was brought back from the one before, without a call [CB-16, CB-20].
func TestReturnedCashbackFollowsThePerson(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.bounced()
	pat.leave()
	again := w.join("Pat Example", "+18015550102")
	w.pass(5)
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, again.payouts())
	w.audit()
}

// What comes back after the account that earned it is erased was the next one's by then, and is paid to that once more [CB-16, CB-20].
func TestCashbackThatComesBackAfterErasure(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, keptFor(0))
		pat := w.bounced()
		pat.leave()
		again := w.join("Pat Example", "+18015550102")
		w.pass(5)
		require.Equal(t, []string{"2026-Q3 paid 1.00"}, again.payouts())
		require.True(t, pat.erased())
		orders := w.bank.Orders()
		require.NoError(t, w.bank.Return(orders[len(orders)-1].ID, "R23"))
		w.pass(1)
		require.Equal(t, []string{"2026-Q3 held 1.00"}, again.payouts())
		w.audit()
		paid, err := again.release()
		require.NoError(t, err)
		require.Equal(t, "1.00", paid)
		w.pass(5)
		require.Equal(t, []string{"2026-Q3 paid 1.00"}, again.payouts())
		require.Zero(t, w.house(ledger.CodeSuspense))
		w.audit()
	})
}

// The auditor finds cashback that was paid again in a way that it must not be.
func TestAuditOfReleasedCashback(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.bounced()
	_, err := pat.release()
	require.NoError(t, err)
	w.pass(7)
	w.audit()
	second := func(p ach.Payout) bool { return p.State == ach.PayoutSettled }
	for what, m := range map[string]mutated{
		"paid, and all of it came back": {payout: once(second, func(p *ach.Payout) { p.State = ach.PayoutReturned })},
		"paid twice":                    {payout: func(p *ach.Payout) { p.State = ach.PayoutSettled }},
		"held, and on its way":          {cashback: func(p *cashback.Payout) { p.State = cashback.Held }},
		"paid to somebody else":         {payout: once(second, func(p *ach.Payout) { p.Owner = account.ID{UUID: newUUID()} })},
		"paid for no quarter":           {payout: once(second, func(p *ach.Payout) { p.Subject = newUUID() })},
		"spent twice": {posting: func(p *ledger.Posting) {
			if p.Transfer.Purpose == ledger.CashbackPayout {
				p.Transfer.Debit = expense(t, w)
			}
		}},
	} {
		t.Run(what, func(t *testing.T) {
			m.Reader = w.store
			report, err := audit.Run(w.ctx, m, w.programmes())
			require.NoError(t, err)
			require.Contains(t, ruleNames(report), "cashback")
		})
	}
}

func ruleNames(r audit.Report) []string {
	names := make([]string, len(r.Findings))
	for i, f := range r.Findings {
		names[i] = f.Rule
	}
	return names
}

// expense is the programme's account in the book.
func expense(t *testing.T, w *world) ledger.AccountID {
	t.Helper()
	accounts, err := w.store.LedgerAccounts(w.ctx, ledger.AccountID{}, 1000)
	require.NoError(t, err)
	for _, a := range accounts {
		if a.Code == ledger.CodeCashbackExpense {
			return a.ID
		}
	}
	t.Fatal("no such account")
	return ledger.AccountID{}
}

func badReleaseCashback(c *cast) []bad {
	release := func(r seqr.SupportRequest) error {
		_, err := c.sys.Support.ReleaseCashback(c.ctx, r)
		return err
	}
	return append(unsigned(c, c.pat, release),
		refused("nothing brought back", func() error { return release(c.help(c.pat.id)) }, cashback.ErrNotHeld, seqr.State),
		refused("nothing earned yet", func() error { return release(c.help(c.lee.id)) }, cashback.ErrNotHeld, seqr.State),
	)
}

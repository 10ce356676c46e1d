package seqr_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
)

// Whoever leaves for good loses a reward that the bank brought back; the operator has its money again, and nothing is open [OFF-6].
func TestReturnedRewardOfAClosedAccount(t *testing.T) {
	t.Parallel()
	w := quick(t, keptFor(0))
	pat := w.unrewarded()
	pat.leave()
	require.ErrorIs(t, pat.erase(), seqr.ErrOpenMatters)
	_, err := w.sys.Support.ReleaseRewards(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	require.Equal(t, cashback.RewardForfeited, pat.rewards()[0].State)
	require.Zero(t, w.house(ledger.CodeSuspense))
	require.Zero(t, w.house(ledger.CodeOfferExpense))
	w.audit()
	require.NoError(t, pat.erase())
}

// unrewarded is somebody whose reward of 2.00 the bank brought back.
func (w *world) unrewarded() *person {
	w.t.Helper()
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.publish(shop.promise())
	w.bank.ReturnNext(sandbox.Match{Amount: usd("2.00")}, "R23", 1)
	pat.paysFor(shop, item(cola, "5.00"))
	w.settle()
	w.pass(7)
	require.Equal(w.t, cashback.RewardHeld, pat.rewards()[0].State)
	w.audit()
	return pat
}

// The auditor finds a reward that cost the operator more than once, or less.
func TestAuditOfWhatRewardsCost(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.unrewarded()
	_, err := w.sys.Support.ReleaseRewards(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	w.pass(5)
	w.audit()
	offers, suspense := w.houseID(ledger.CodeOfferExpense), w.houseID(ledger.CodeSuspense)
	for what, m := range map[string]mutated{
		"spent twice": {posting: func(p *ledger.Posting) {
			if p.Transfer.Debit == suspense {
				p.Transfer.Debit = offers
			}
		}},
		"paid from suspense alone": {posting: func(p *ledger.Posting) {
			if p.Transfer.Debit == offers {
				p.Transfer.Debit = suspense
			}
		}},
		"spent on nothing": {posting: func(p *ledger.Posting) {
			if p.Transfer.Debit == offers {
				p.Transfer.Subject, p.Transfer.Purpose = uuid.UUID{1}, ledger.Fee
			}
		}},
		"forfeited and not kept": {reward: func(r *cashback.Reward) { r.State = cashback.RewardForfeited }},
	} {
		t.Run(what, func(t *testing.T) {
			m.Reader = w.store
			report, err := audit.Run(w.ctx, m, w.programmes())
			require.NoError(t, err)
			require.Contains(t, ruleNames(report), "reward")
		})
	}
}

// houseID is one of the operator's accounts in the book.
func (w *world) houseID(code ledger.Code) ledger.AccountID {
	w.t.Helper()
	for _, a := range w.dump().Ledger {
		if a.Code == code {
			return a.ID
		}
	}
	w.t.Fatal("no such account")
	return ledger.AccountID{}
}

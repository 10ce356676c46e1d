package seqr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// A credit that a closed or unknown account cannot take comes back, its owner is told, and nothing more goes there: later credits wait until
// there is another bank account, and go to that, once [MND-8].
func TestCreditsWaitForAnotherAccount(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"R02", "R03", "R04"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			onLocalStores(t, func(t *testing.T, st store.Store) {
				w := quickOn(t, st, helpful)
				shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
				first, second := pat.mustPay(shop, "20.00"), pat.mustPay(shop, "10.00")
				w.pass(7)
				w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, code, 1)
				shop.refund(first, "2.00")
				w.pass(3)
				require.Equal(t, int64(2_00), w.house(ledger.CodeSuspense), "booked back, for customer service")
				sms, ok := w.phone.Last(pat.number)
				require.True(t, ok)
				require.Contains(t, sms.Text, "ends in 5678")
				_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.ask("1.00").Code})
				require.ErrorIs(t, err, account.ErrUnusable)
				w.audit()

				orders := len(w.bank.Orders())
				shop.refund(second, "3.00")
				w.pass(5)
				require.Len(t, w.bank.Orders(), orders, "it waits")
				w.audit()
				pat.changesBank()
				w.settle()
				require.Len(t, w.bank.Orders(), orders+1)
				sent := w.bank.Orders()[orders]
				require.Equal(t, "87654321 3.00", sent.Number+" "+sent.Amount.Format())
				w.pass(7)
				require.Len(t, w.bank.Orders(), orders+1, "once")
				pat.mustPay(shop, "1.00")
				w.pass(7)
				w.audit()
			})
		})
	}
}

// A withdrawal to a closed account comes back to where it was taken from, and the next one is refused before anything moves.
func TestWithdrawalToAClosedAccount(t *testing.T) {
	t.Parallel()
	w, pat, _ := duo(t, withPrepaid)
	_, err := pat.topUp("30.00")
	require.NoError(t, err)
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R02", 1)
	_, err = pat.withdraw("30.00")
	require.NoError(t, err)
	w.pass(7)
	require.Equal(t, "30.00", pat.balance())
	_, err = pat.withdraw("30.00")
	require.ErrorIs(t, err, payment.ErrNoReceivingAccount)
	w.audit()
}

// What only the receiver refused, or our own file was wrong about, says nothing of the account.
func TestRefusedCreditOfAnotherReason(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"R23", "R17", "R24", "R99"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			sale := pat.mustPay(shop, "20.00")
			w.pass(7)
			w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, code, 1)
			shop.refund(sale, "2.00")
			w.pass(3)
			require.Equal(t, int64(2_00), w.house(ledger.CodeSuspense))
			shop.refund(sale, "1.00")
			w.pass(3)
			require.Equal(t, []string{"2.00", "1.00"}, w.credits())
			pat.mustPay(shop, "1.00")
			w.audit()
		})
	}
}

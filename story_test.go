package seqr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/payment"
)

// The main job: 23.45 of 100.00 are spent, refused above the limit, collected, and available again.
func TestPurchaseIsCollected(t *testing.T) {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	pat := w.register("Pat Example", "+18015550123")
	require.Equal(t, "100.00", pat.available())

	st := pat.mustPay(shop, "23.45")
	require.NotNil(t, st.Receipt)
	require.Equal(t, "76.55", pat.available())

	_, err := pat.pay(shop, "76.56")
	var limit *seqr.LimitError
	require.ErrorAs(t, err, &limit)
	require.Equal(t, "76.55", limit.Available.Format())
	require.Equal(t, "76.55", pat.available())

	w.pass(7)
	require.Equal(t, "100.00", pat.available())
	lines := w.bank.Statement("076401251", "12345678")
	require.Len(t, lines, 1)
	require.Equal(t, "Corner Grocery", lines[0].Company)
	w.audit()
}

// A first return for insufficient funds blocks; the re-presentment is collected and lifts the block.
func TestReturnedCollectionIsPresentedOnceMore(t *testing.T) {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	pat := w.register("Pat Example", "+18015550123")
	w.bank.ReturnNext(sandbox.Match{Company: "Corner Grocery"}, "R01", 1)
	pat.mustPay(shop, "30.00")
	w.pass(3)
	require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
	shop.ask("1.00")
	_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
	require.ErrorIs(t, err, account.ErrBlocked)
	require.Equal(t, "70.00", pat.available())
	w.audit()
	w.pass(14)
	require.Empty(t, pat.reasons())
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// Owed 62.50 and a fee of 25.00: 87.49 keeps the block, one cent more lifts it [COL-8].
func TestManualPayment(t *testing.T) {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	pat := w.register("Pat Example", "+18015550123")
	w.bank.ReturnEvery(sandbox.Match{Company: "Corner Grocery"}, "R01", 1)
	pat.mustPay(shop, "62.50")
	w.pass(20)
	owed, err := w.sys.Support.Owed(w.ctx, pat.id)
	require.NoError(t, err)
	require.Len(t, owed, 1)
	require.Equal(t, "87.50", owed[0].Left.Format())
	require.Equal(t, "37.50", pat.available())
	w.audit()

	part := seqr.ManualPaymentRequest{
		SupportRequest: seqr.SupportRequest{Key: w.key(), Agent: "agent 7", Why: "bank transfer arrived", Account: pat.id},
		Collection:     owed[0].Collection, Amount: "87.49",
	}
	left, err := w.sys.Support.ManualPayment(w.ctx, part)
	require.NoError(t, err)
	require.Equal(t, "0.01", left.Left.Format())
	require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
	w.audit()
	part.Key, part.Amount = w.key(), "0.01"
	_, err = w.sys.Support.ManualPayment(w.ctx, part)
	require.NoError(t, err)
	require.Empty(t, pat.reasons())
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// The quarter's example: 1, 12 and 22 payments of 100, 200 and 300 dollars earn 1.00 + 4.00 + 9.00 [CB-3].
func TestQuarterOfPurchasesEarnsCashback(t *testing.T) {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	pat := w.register("Pat Example", "+18015550123")
	buy := func(n int, amount string) {
		for range n {
			pat.mustPay(shop, amount)
			if amount != "0.01" {
				w.pass(7)
			}
		}
	}
	buy(1, "100.00")
	for pat.view(); civilMonth(w) < 8; {
		w.pass(1)
	}
	buy(2, "99.95")
	buy(10, "0.01")
	for civilMonth(w) < 9 {
		w.pass(1)
	}
	buy(3, "99.00")
	for range 18 {
		pat.mustPay(shop, "0.15")
	}
	pat.mustPay(shop, "0.30")
	for civilMonth(w) < 10 || w.clock.Now().Day() < 17 {
		w.pass(1)
	}
	v, err := w.sys.Cashback.View(w.ctx, pat.id)
	require.NoError(t, err)
	require.Len(t, v.Payouts, 1)
	require.Equal(t, "14.00", v.Payouts[0].Amount.Format())
	w.audit()
}

func civilMonth(w *world) int { return int(w.clock.Now().Month()) }

func TestStatusTellsNothingAboutThePayer(t *testing.T) {
	w := newWorld(t)
	shop := w.till("Corner Grocery")
	pat := w.register("Pat Example", "+18015550123")
	st := pat.mustPay(shop, "5.00")
	require.Equal(t, payment.Paid, st.State)
	require.Equal(t, "5.00", st.Receipt.Amount.Format())
}

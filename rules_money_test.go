package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// balanced checks that every transfer takes from one account what it gives another, and that the book sums to zero in each currency.
func (w *world) balanced() everything {
	w.t.Helper()
	d := w.dump()
	sums := map[money.Currency]int64{}
	for _, a := range d.Ledger {
		sums[a.Currency] += a.Balance
	}
	for currency, sum := range sums {
		require.Zero(w.t, sum, currency)
	}
	for _, p := range d.Transfers {
		require.NotEqual(w.t, p.Transfer.Debit, p.Transfer.Credit)
		require.True(w.t, p.Transfer.Amount.IsPositive())
	}
	return d
}

// The book sums to zero after every kind of movement: payment, collection, return, fee, debt paid, refund, cashback paid and forfeited [GEN-2].
func TestBookSumsToZero(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	sale := pat.mustPay(shop, "100.00")
	w.balanced()
	w.pass(7)
	w.balanced()
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: pat.mustPay(shop, "50.00").Invoice, Amount: "10.00"})
	require.NoError(t, err)
	w.balanced()
	w.pass(7)
	require.NoError(t, w.bank.Return(w.collection(sale.Invoice).OrderID(), "R01"))
	w.settle()
	w.balanced()
	w.bank.ReturnNext(sandbox.Match{Amount: usd("99.00")}, "R02", 0)
	sam.mustPay(shop, "1.00")
	debt := sam.mustPay(shop, "99.00")
	w.pass(7)
	w.balanced()
	sam.repay(debt)
	w.payday()
	require.Equal(t, []string{"2026-Q3 forfeited 0.00"}, sam.payouts())
	require.Equal(t, []string{"2026-Q3 paid 1.40"}, pat.payouts())
	w.pass(7)
	seen := map[ledger.Purpose]bool{}
	for _, p := range w.balanced().Transfers {
		seen[p.Transfer.Purpose] = true
	}
	for _, p := range []ledger.Purpose{
		ledger.Purchase, ledger.Collected, ledger.CollectionReturned, ledger.DebtCollected, ledger.Fee, ledger.FeePaid, ledger.Refund, ledger.CashbackPayout,
	} {
		require.True(t, seen[p], p)
	}
	w.audit()
}

// Everything that is written bears the time of the injected clock, and nothing becomes due while it stands still [GEN-5].
func TestOnlyTheClockTellsTheTime(t *testing.T) {
	t.Parallel()
	w := quick(t)
	then := time.Date(2031, time.May, 6, 7, 8, 9, 123456000, time.UTC)
	w.clock.Set(then)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.mustPay(shop, "5.00")
	w.settle()
	d := w.dump()
	for _, p := range d.Transfers {
		require.Equal(t, then, p.Transfer.At)
	}
	require.Equal(t, then, d.Payments[0].At)
	require.Equal(t, then, d.Accounts[0].OpenedAt)
	require.Equal(t, then, d.Invoices[0].EndedAt)
	require.Equal(t, ach.Sent, d.Collections[0].State)
	for range 3 {
		w.settle()
	}
	require.Equal(t, ach.Sent, w.dump().Collections[0].State, "tomorrow has not come")
	w.audit()
}

// Using it costs a payer nothing: purchases, refunds, collections and cashback book no fee; the one fee there is follows a failed collection [PAY-11, COL-7].
func TestUseIsFree(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	fees := func() (list []string) {
		for _, p := range w.dump().Transfers {
			if p.Transfer.Purpose == ledger.Fee {
				list = append(list, p.Transfer.Amount.Format())
			}
		}
		return list
	}
	sale := pat.buys(shop, "100.00", "50.00")
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "1.00"})
	require.NoError(t, err)
	w.payday()
	w.pass(7)
	require.Equal(t, []string{"2026-Q3 paid 1.49"}, pat.payouts())
	require.Empty(t, fees())
	require.Equal(t, []string{"100.00", "50.00"}, w.debits())
	w.bank.ReturnEvery(sandbox.Match{}, "R01", 0)
	sam.mustPay(shop, "10.00")
	w.pass(20)
	require.Equal(t, []string{"25.00"}, fees(), "once, after the second return")
	w.audit()
}

// On a fresh account 100.01 is refused and 100.00 passes, and then not a cent more [LIM-2].
func TestLimitByACent(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	_, err := pat.pay(shop, "100.01")
	require.ErrorIs(t, err, seqr.ErrLimit)
	pat.mustPay(shop, "100.00")
	require.Equal(t, "0.00", pat.available())
	_, err = pat.pay(shop, "0.01")
	require.ErrorIs(t, err, seqr.ErrLimit)
	require.True(t, pat.view().Active, "what is spent does not deactivate [REG-13]")
	w.audit()
}

// No order of collections, refunds and repeated messages lifts what is available above the maximum, and no request of a user's asks for more [LIM-4].
func TestNothingLiftsTheLimit(t *testing.T) {
	t.Parallel()
	for name, acts := range map[string][]string{
		"refund, collect, told again": {"refund", "collect", "again", "refund"},
		"collect, refund, told again": {"collect", "refund", "again"},
		"sent, refund, collect twice": {"send", "refund", "refund", "collect", "again", "again"},
		"late return, paid, refund":   {"collect", "late", "collect", "refund", "again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			sale := pat.mustPay(shop, "60.00")
			order := ""
			do := map[string]func(){
				"send":    w.settle,
				"collect": func() { w.settle(); order = w.collection(sale.Invoice).OrderID(); w.pass(14) },
				"late":    func() { require.NoError(t, w.bank.Return(order, "R01")); w.settle() },
				"again": func() {
					_, _ = w.sys.Banking.Report(w.ctx, ach.Report{ID: string(w.key()), Order: order, Kind: ach.ReportSettled, On: w.collection(sale.Invoice).SettledOn, Amount: usd("60.00")})
				},
				"refund": func() {
					_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "20.00"})
					require.NoError(t, err)
				},
			}
			for _, act := range acts {
				do[act]()
				require.LessOrEqual(t, usd(pat.available()).Minor(), int64(100_00), act)
				w.audit()
			}
			w.pass(14)
			require.Equal(t, "100.00", pat.available())
			require.Equal(t, "100.00", pat.view().Accounts[0].Maximum.Format())
			w.audit()
		})
	}
}

// A re-presentment that counted as collected comes back after all: there is no third attempt, amount and fee are owed, and the limit falls again [COL-12, COL-6].
func TestSecondReturnAfterCollected(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R01", 0)
	sale := pat.mustPay(shop, "62.50")
	w.pass(20)
	require.Equal(t, ach.Collected, w.state(sale))
	require.Empty(t, pat.reasons())
	require.Equal(t, "100.00", pat.available())
	require.NoError(t, w.bank.Return(w.collection(sale.Invoice).OrderID(), "R01"))
	w.settle()
	require.Equal(t, ach.Owed, w.state(sale))
	require.Equal(t, "87.50", w.collection(sale.Invoice).Owes().Format())
	require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
	require.Equal(t, "37.50", pat.available())
	w.audit()
	w.pass(20)
	require.Len(t, w.debits(), 2)
	pat.repay(sale)
	require.Empty(t, pat.reasons())
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// A SEPA debit counts as collected when five banking days have ended without a return: settled on a Tuesday, on the Wednesday of the week after [COL-11].
func TestCollectedAfterFiveBankingDays(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop, uli := w.till("Backhaus"), w.join("Uli Muster", "+4915123456789")
	at := func(day, hour int) {
		w.clock.Set(time.Date(2026, time.July, day, hour, 0, 0, 0, w.sys.Market().Zone))
		w.settle()
	}
	sale := uli.mustPay(shop, "5.00")
	for day := 13; w.state(sale) != ach.Settled; day++ {
		at(day, 12)
	}
	require.Equal(t, time.Tuesday, w.collection(sale.Invoice).SettledOn.Weekday())
	tuesday := w.collection(sale.Invoice).SettledOn.Day
	at(tuesday+7, 23)
	require.Equal(t, ach.Settled, w.state(sale))
	require.Equal(t, "70.00", uli.available())
	at(tuesday+8, 0)
	require.Equal(t, ach.Collected, w.state(sale))
	require.Equal(t, "75.00", uli.available())
	w.audit()
}

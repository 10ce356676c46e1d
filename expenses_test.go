package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// A summary and a statement, both equal to the book to the cent [RCP-1].
func TestExpensesAndStatement(t *testing.T) {
	w := newWorld(t)
	shop, kiosk := w.till("Corner Grocery"), w.till("Kiosk")
	pat, kim := w.register("Pat Example", "+18015550123"), w.register("Kim Example", "+18015550124")
	inv := pat.mustPay(shop, "20.00")
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: inv.Invoice, Amount: "5.00"})
	require.NoError(t, err)
	pat.mustPay(kiosk, "30.01")
	kim.mustPay(kiosk, "1.00")
	w.pass(7)

	july := seqr.ExpensesRequest{Account: pat.id, From: civil.Date{Year: 2026, Month: time.July, Day: 1}, To: civil.Date{Year: 2026, Month: time.July, Day: 31}}
	e, err := w.sys.Payments.Expenses(w.ctx, july)
	require.NoError(t, err)
	require.Equal(t, usd("50.01"), e.Total.Amount)
	require.Equal(t, usd("45.01"), e.Total.Net)
	require.Equal(t, "Kiosk", e.ByMerchant[0].Name)
	august := july
	august.From, august.To = civil.Date{Year: 2026, Month: time.August, Day: 1}, civil.Date{Year: 2026, Month: time.August, Day: 31}
	e, err = w.sys.Payments.Expenses(w.ctx, august)
	require.NoError(t, err)
	require.Zero(t, e.Total.Payments)
	august.To = july.From
	_, err = w.sys.Payments.Expenses(w.ctx, august)
	require.ErrorIs(t, err, seqr.ErrRequest)

	from := pat.view().Accounts[0].ID
	lines, err := w.sys.Payments.Statement(w.ctx, pat.id, from, ledger.TransferID{}, 100)
	require.NoError(t, err)
	sum, kinds := usd("0.00"), map[ledger.Purpose]int{}
	for _, l := range lines {
		kinds[l.Kind]++
		sum, err = sum.Add(l.Change)
		require.NoError(t, err)
		require.Equal(t, sum, l.Balance)
	}
	require.True(t, sum.IsZero(), "all is collected")
	require.Equal(t, map[ledger.Purpose]int{ledger.Purchase: 2, ledger.Refund: 1, ledger.Collected: 2}, kinds)
	_, err = w.sys.Payments.Statement(w.ctx, kim.id, from, ledger.TransferID{}, 100)
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)
	w.audit()
}

// Reservations have no receipt; they do not make a page shorter, so that whoever reads page by page reads all [RCP-1].
func TestPagesOfReceipts(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	for range 3 {
		pat.reserve(shop, payment.Draft{Mode: payment.ReservationRequired, Total: usd("1.00")})
	}
	pat.mustPay(shop, "2.00")
	pat.mustPay(shop, "3.00")
	var after payment.PaymentID
	for _, want := range []string{"2.00", "3.00"} {
		part, err := w.sys.Payments.Receipts(w.ctx, pat.id, after, 1)
		require.NoError(t, err)
		require.Len(t, part, 1)
		require.Equal(t, want, part[0].Amount.Format())
		after = part[0].Payment
	}
	rest, err := w.sys.Payments.Receipts(w.ctx, pat.id, after, 1)
	require.NoError(t, err)
	require.Empty(t, rest)
	w.audit()
}

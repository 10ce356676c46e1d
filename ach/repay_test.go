package ach_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// PAY-16: a refund before the debit was sent lowers it, and in full drops it.
func TestLowerBeforeItIsSent(t *testing.T) {
	b := purchase()
	o := b.lower(t, 20_00)
	require.Equal(t, ach.Outcome{
		Bookings: []ach.Booking{{ledger.CodeMerchantPayable, ledger.CodePayerDebit, ledger.Refund, usd(20_00)}},
		Credit:   usd(20_00),
	}, o)
	require.Equal(t, usd(42_50), b.collection.Amount)
	require.EqualValues(t, 57_50, b.available())

	_, _, err := b.collection.Lower(usd(42_51), at)
	require.ErrorIs(t, err, ach.ErrTooMuch)
	b.lower(t, 42_50)
	require.Equal(t, ach.Dropped, b.collection.State)
	require.Equal(t, at, b.collection.EndedAt)
	require.EqualValues(t, 100_00, b.available())
	_, err = b.collection.Send(b.collection.DueOn)
	require.ErrorIs(t, err, ach.ErrState)
}

// While a re-presentment waits its amount may not change (COL-4); in full it is dropped, and the block ends.
func TestLowerBeforeTheRepresentment(t *testing.T) {
	b := purchase()
	b.settle(t)
	b.comeBack(t, "R01")
	_, _, err := b.collection.Lower(usd(20_00), at)
	require.ErrorIs(t, err, ach.ErrSent)
	o := b.lower(t, 62_50)
	require.True(t, o.Unblock)
	require.Equal(t, ach.Dropped, b.collection.State)
}

// The same after a late return: the refund settles debt, by way of the fees account.
func TestLowerLate(t *testing.T) {
	b := purchase()
	b.settle(t)
	b.confirm(t)
	b.comeBack(t, "R01")
	o := b.lower(t, 62_50)
	require.Equal(t, []ach.Booking{
		{ledger.CodeMerchantPayable, ledger.CodePayerFees, ledger.Refund, usd(62_50)},
		{ledger.CodePayerFees, ledger.CodePayerDebit, ledger.DebtCollected, usd(62_50)},
	}, o.Bookings)
	require.True(t, o.Debt && o.Unblock)
	require.EqualValues(t, 0, b.owed)
}

// PAY-16: while it is owed a refund lowers the debt; the fee stays owed.
func TestLowerDebt(t *testing.T) {
	b := purchase()
	b.send(t)
	b.comeBack(t, "R02")
	b.lower(t, 22_50)
	require.Equal(t, usd(65_00), b.collection.Owes())
	b.lower(t, 40_00)
	require.Equal(t, ach.Owed, b.collection.State)
	require.Equal(t, usd(25_00), b.collection.Owes())
	require.EqualValues(t, 100_00, b.available())
	require.True(t, b.collection.Blocking)
	o := b.pay(t, 25_00)
	require.True(t, o.Unblock)
	require.Zero(t, o.Credit.Minor(), "the refund has raised the limit already")
	require.Equal(t, ach.Repaid, b.collection.State)
}

// A refund that pays the rest of the debt ends it, with what was paid by hand before.
func TestLowerEndsDebt(t *testing.T) {
	b := purchase()
	b.send(t)
	b.comeBack(t, "R02")
	b.pay(t, 67_50)
	o := b.lower(t, 20_00)
	require.Equal(t, []ach.Booking{
		{ledger.CodeMerchantPayable, ledger.CodePayerDebit, ledger.Refund, usd(20_00)},
		{ledger.CodePayerFees, ledger.CodePayerDebit, ledger.Collected, usd(42_50)},
	}, o.Bookings)
	require.Equal(t, usd(62_50), o.Credit)
	require.True(t, o.Unblock)
	require.Zero(t, o.Surplus)
	require.Equal(t, ach.Repaid, b.collection.State)
}

// A refund of what was paid by hand before goes back to the payer.
func TestLowerBelowWhatWasPaid(t *testing.T) {
	b := purchase()
	b.send(t)
	b.comeBack(t, "R02")
	b.pay(t, 70_00)
	o := b.lower(t, 62_50)
	require.Equal(t, usd(45_00), o.Surplus)
	require.Equal(t, usd(25_00), b.collection.Paid, "what is left is the fee")
	require.Equal(t, ach.Repaid, b.collection.State)
	require.EqualValues(t, 45_00, b.paidOut)
	require.EqualValues(t, 100_00, b.available())
	require.EqualValues(t, 0, b.balance[ledger.CodeMerchantPayable], "the seller has given back all")
}

func TestAmountsThatMakeNoSense(t *testing.T) {
	b := purchase()
	for _, bad := range []money.Amount{usd(0), usd(-1), {}, money.FromMinor(1, "EUR")} {
		_, _, err := b.collection.Lower(bad, at)
		require.ErrorIs(t, err, ach.ErrAmount)
	}
	b.send(t)
	b.comeBack(t, "R02")
	for _, bad := range []money.Amount{usd(0), usd(-1), {}, money.FromMinor(1, "EUR")} {
		_, _, err := b.collection.PayManually(bad, at)
		require.ErrorIs(t, err, ach.ErrAmount)
		_, _, err = b.collection.Lower(bad, at)
		require.ErrorIs(t, err, ach.ErrAmount)
	}
}

package ach_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
)

func TestCollected(t *testing.T) {
	b := purchase()
	require.EqualValues(t, 37_50, b.available())
	b.settle(t)
	require.EqualValues(t, 37_50, b.available(), "LIM-3: settled is not collected")
	c, o, err := b.collection.Confirm(b.collection.ConfirmOn(us()), us())
	require.NoError(t, err)
	require.Equal(t, ach.Outcome{
		Bookings:       []ach.Booking{{ledger.CodeBankClearing, ledger.CodePayerDebit, ledger.Collected, usd(62_50)}},
		Credit:         usd(62_50),
		CountCollected: true,
	}, o)
	b.take(t, c, o)
	require.EqualValues(t, 100_00, b.available())
	again, o, err := c.Confirm(date(t, "2026-12-31"), us())
	require.NoError(t, err)
	require.Equal(t, c, again)
	require.Zero(t, o)
}

// COL-3, COL-4: the first return blocks, and the same amount is presented once more.
func TestFirstReturn(t *testing.T) {
	b := purchase()
	b.settle(t)
	c, o, err := b.collection.Return(" r01 ", date(t, "2026-01-06"), us())
	require.NoError(t, err)
	require.Equal(t, ach.Outcome{Block: true}, o)
	b.take(t, c, o)
	require.Equal(t, ach.Due, c.State)
	require.Equal(t, 1, c.Attempt)
	require.Equal(t, "R01", c.ReturnCode)
	require.Equal(t, date(t, "2026-01-09"), c.DueOn, "three banking days later")
	require.Zero(t, c.SettledOn)
	require.EqualValues(t, 37_50, b.available(), "the limit is not restored")

	friday, _, err := b.settled(t).Return("R09", date(t, "2026-01-15"), us())
	require.NoError(t, err)
	require.Equal(t, date(t, "2026-01-21"), friday.DueOn, "over a weekend and a holiday")
}

// settled is a fresh collection that settled.
func (b *book) settled(t *testing.T) ach.Collection {
	fresh := purchase()
	fresh.settle(t)
	return fresh.collection
}

// COL-5: the re-presentment succeeds.
func TestRepresentmentCollected(t *testing.T) {
	b := purchase()
	b.settle(t)
	first := b.collection.OrderID()
	b.comeBack(t, "R01")
	b.settle(t)
	require.Equal(t, 2, b.collection.Attempt)
	require.NotEqual(t, first, b.collection.OrderID())
	c, o, err := b.collection.Confirm(b.collection.ConfirmOn(us()), us())
	require.NoError(t, err)
	require.True(t, o.Unblock)
	require.Zero(t, o.Fee, "no fee")
	b.take(t, c, o)
	require.EqualValues(t, 100_00, b.available())
	require.Zero(t, b.failed)
}

// COL-6 to COL-8: it fails too. Owed 62.50 and a fee of 25.00; 87.49 keeps the block, 87.50 lifts it.
func TestManualPayment(t *testing.T) {
	b := purchase()
	b.settle(t)
	b.comeBack(t, "R01")
	b.settle(t)
	o := b.comeBack(t, "R01")
	require.Equal(t, ach.Outcome{
		Bookings:     []ach.Booking{{ledger.CodePayerFees, ledger.CodeFeeIncome, ledger.Fee, usd(25_00)}},
		Fee:          usd(25_00),
		ContactPayer: true,
	}, o)
	require.False(t, b.mandateGone, "insufficient funds leave the mandate")
	require.Equal(t, ach.Owed, b.collection.State)
	require.Equal(t, usd(87_50), b.collection.Owes())

	_, _, err := b.collection.PayManually(usd(87_51), at)
	require.ErrorIs(t, err, ach.ErrOverpaid)
	b.pay(t, 87_49)
	require.True(t, b.collection.Blocking)
	require.Equal(t, usd(1), b.collection.Owes())
	require.EqualValues(t, 37_50, b.available(), "parts lie on the fees account until all is paid")
	_, _, err = b.collection.PayManually(usd(2), at)
	require.ErrorIs(t, err, ach.ErrOverpaid)

	o = b.pay(t, 1)
	require.Equal(t, ach.Outcome{
		Bookings: []ach.Booking{
			{ledger.CodeBankClearing, ledger.CodePayerFees, ledger.FeePaid, usd(1)},
			{ledger.CodePayerFees, ledger.CodePayerDebit, ledger.Collected, usd(62_50)},
		},
		Credit:  usd(62_50),
		Unblock: true,
	}, o)
	require.Equal(t, ach.Repaid, b.collection.State)
	require.Equal(t, at, b.collection.EndedAt)
	require.EqualValues(t, 100_00, b.available(), "the limit rises by 62.50")
	require.EqualValues(t, 25_00, b.balance[ledger.CodeFeeIncome])
	require.EqualValues(t, -87_50, b.balance[ledger.CodeBankClearing])
}

// A market may state a fee of 0.00 (COL-7).
func TestManualPaymentWithoutFee(t *testing.T) {
	free := us()
	free.Fee = usd(0)
	b := purchase()
	b.send(t)
	c, o, err := b.collection.Return("R02", date(t, "2026-01-06"), free)
	require.NoError(t, err)
	require.Empty(t, o.Bookings)
	require.Equal(t, usd(62_50), c.Owes())
	b.take(t, c, o)
	b.pay(t, 62_50)
	require.Equal(t, ach.Repaid, b.collection.State)
}

// COL-9: every other reason that lies with the payer, and every unknown one.
func TestReturnForAnotherReason(t *testing.T) {
	for _, code := range []string{"R02", "R07", "R08", "R10", "R16", "R23", "R99", "AM04", "", "💥"} {
		b := purchase()
		b.settle(t)
		o := b.comeBack(t, code)
		require.True(t, o.Block && o.InvalidateMandate && o.ContactPayer, code)
		require.Equal(t, ach.Owed, b.collection.State, code)
		require.Equal(t, usd(87_50), b.collection.Owes(), code)
		b.pay(t, 87_50)
		require.Zero(t, b.failed, "full payment ends the block")
	}
}

// COL-9: a fault of ours blocks nobody, uses the limit, and is corrected and sent again once.
func TestReturnForAFaultOfOurs(t *testing.T) {
	for _, code := range []string{"R06", "R18", "R24", "R26"} {
		b := purchase()
		b.settle(t)
		first := b.collection.OrderID()
		require.Equal(t, ach.Outcome{}, b.comeBack(t, code), code)
		require.Equal(t, ach.Suspense, b.collection.State)
		require.EqualValues(t, 37_50, b.available())

		c, err := b.collection.Correct(date(t, "2026-01-17"), us())
		require.NoError(t, err)
		require.Equal(t, date(t, "2026-01-20"), c.DueOn)
		b.take(t, c, ach.Outcome{})
		b.settle(t)
		require.Equal(t, 1, b.collection.Attempt, "the attempt that failed is not counted")
		require.NotEqual(t, first, b.collection.OrderID(), "but its order is another")

		b.comeBack(t, code)
		_, err = b.collection.Correct(date(t, "2026-02-02"), us())
		require.ErrorIs(t, err, ach.ErrCorrected)
	}
}

// A fault of ours in the re-presentment leaves the block of the first return.
func TestFaultOfOursInTheRepresentment(t *testing.T) {
	b := purchase()
	b.settle(t)
	b.comeBack(t, "R01")
	b.settle(t)
	b.comeBack(t, "R18")
	require.True(t, b.collection.Blocking)
	c, err := b.collection.Correct(date(t, "2026-02-02"), us())
	require.NoError(t, err)
	b.take(t, c, ach.Outcome{})
	b.settle(t)
	require.Equal(t, 2, b.collection.Attempt)
	b.comeBack(t, "R01")
	require.Equal(t, ach.Owed, b.collection.State, "no third attempt")
}

// COL-12, LIM-6: a return after it was collected, first and second.
func TestLateReturn(t *testing.T) {
	b := purchase()
	b.settle(t)
	b.confirm(t)
	o := b.comeBack(t, "R01")
	require.Equal(t, ach.Outcome{
		Bookings:         []ach.Booking{{ledger.CodePayerDebit, ledger.CodeBankClearing, ledger.CollectionReturned, usd(62_50)}},
		ReverseCollected: true,
		Block:            true,
	}, o)
	require.True(t, b.collection.Late)
	require.Equal(t, ach.Due, b.collection.State)
	b.settle(t)
	c, o, err := b.collection.Confirm(b.collection.ConfirmOn(us()), us())
	require.NoError(t, err)
	require.True(t, o.Debt)
	require.Equal(t, ledger.DebtCollected, o.Bookings[0].Purpose)
	b.take(t, c, o)
	b.comeBack(t, "R01")
	require.Equal(t, ach.Owed, b.collection.State)
	b.pay(t, 87_50)
	require.EqualValues(t, 0, b.owed)
	require.EqualValues(t, 100_00, b.available())
}

// A late return takes the limit below its floor if the payer has spent it again: it is a debt.
func TestLateReturnBeyondTheFloor(t *testing.T) {
	b := purchase()
	b.settle(t)
	b.confirm(t)
	o := b.comeBack(t, "R10")
	require.True(t, o.ReverseCollected && o.InvalidateMandate && o.Block && o.ContactPayer)
	require.Equal(t, []ach.Booking{
		{ledger.CodePayerDebit, ledger.CodeBankClearing, ledger.CollectionReturned, usd(62_50)},
		{ledger.CodePayerFees, ledger.CodeFeeIncome, ledger.Fee, usd(25_00)},
	}, o.Bookings)
	require.EqualValues(t, 62_50, b.owed)
}

// A debit that its mandate does not cover any more is owed without a fee.
func TestWithhold(t *testing.T) {
	b := purchase()
	c, o, err := b.collection.Withhold()
	require.NoError(t, err)
	require.Equal(t, ach.Outcome{Block: true, ContactPayer: true}, o)
	b.take(t, c, o)
	require.Equal(t, usd(62_50), b.collection.Owes())
	b.pay(t, 62_50)
	require.Zero(t, b.failed)
}

// Whatever happens, in whatever order: the limit is used by exactly what is not collected, a
// block stands exactly while something is unpaid, one fee at most, two attempts at most (LIM-4).
func TestCollectionProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := purchase()
		p := us()
		sent := map[string]bool{}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			c, o, err := randomVerb(rt, b.collection, p)
			if err != nil {
				require.Equal(rt, b.collection, c)
				require.Zero(rt, o)
				continue
			}
			b.take(rt, c, o)
			if c.State == ach.Sent {
				sent[c.OrderID()] = true
			}
			require.LessOrEqual(rt, c.Attempt, 2)
		}
		require.LessOrEqual(rt, len(sent), 3, "two attempts, one of them corrected")
	})
}

func randomVerb(t *rapid.T, c ach.Collection, p ach.Policy) (ach.Collection, ach.Outcome, error) {
	day := c.DueOn.AddDays(rapid.IntRange(-1, 9).Draw(t, "day"))
	amount := usd(rapid.SampledFrom([]int64{-1, 0, 1, 12_50, 25_00, 50_00, 62_49, 62_50, 87_49, 87_50, 87_51}).Draw(t, "amount"))
	code := rapid.SampledFrom([]string{"R01", "R01", "R09", "R02", "R10", "R24", "R06", "?"}).Draw(t, "code")
	switch rapid.SampledFrom([]string{"send", "send", "settle", "confirm", "confirm", "return", "lower", "pay", "pay", "withhold", "correct"}).Draw(t, "verb") {
	case "send":
		c, err := c.Send(day)
		return c, ach.Outcome{}, err
	case "settle":
		c, err := c.Settle(day)
		return c, ach.Outcome{}, err
	case "confirm":
		return c.Confirm(day, p)
	case "return":
		return c.Return(code, day, p)
	case "lower":
		return c.Lower(amount, at)
	case "pay":
		return c.PayManually(amount, at)
	case "withhold":
		return c.Withhold()
	default:
		c, err := c.Correct(day, p)
		return c, ach.Outcome{}, err
	}
}

package cashback_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
)

// tally is a month of the first quarter of 2026.
func tally(t testing.TB, m string, count, total int64) cashback.Tally {
	return cashback.Tally{Payer: ada, Month: month(t, m), Count: count, Total: usd(total)}
}

func TestQuarter(t *testing.T) { // CB-8
	p, q := us(t), quarter(t, "2026-Q1")
	for name, c := range map[string]struct {
		months []cashback.Tally
		exact  string
		payout int64
		reason string
	}{
		"the programme's example (CB-3)": {
			[]cashback.Tally{tally(t, "2026-01", 1, 100_00), tally(t, "2026-02", 12, 200_00), tally(t, "2026-03", 22, 300_00)},
			"14", 14_00, cashback.ReasonPaid,
		},
		"minimum on the exact sum (CB-12)": {
			[]cashback.Tally{tally(t, "2026-01", 1, 33_33), tally(t, "2026-02", 1, 33_33), tally(t, "2026-03", 1, 33_33)},
			"0.9999", 0, cashback.ReasonBelowMinimum,
		},
		"0.99":               {[]cashback.Tally{tally(t, "2026-02", 1, 99_00)}, "0.99", 0, cashback.ReasonBelowMinimum},
		"0.9999":             {[]cashback.Tally{tally(t, "2026-02", 1, 99_99)}, "0.9999", 0, cashback.ReasonBelowMinimum},
		"1.00":               {[]cashback.Tally{tally(t, "2026-02", 1, 100_00)}, "1", 1_00, cashback.ReasonPaid},
		"1.005 up (CB-14)":   {[]cashback.Tally{tally(t, "2026-02", 1, 100_50)}, "1.005", 1_01, cashback.ReasonPaid},
		"1.0049 down":        {[]cashback.Tally{tally(t, "2026-02", 1, 100_49)}, "1.0049", 1_00, cashback.ReasonPaid},
		"rounded only once":  {[]cashback.Tally{tally(t, "2026-01", 1, 100_40), tally(t, "2026-02", 1, 100_40)}, "2.008", 2_01, cashback.ReasonPaid},
		"nothing":            {nil, "0", 0, cashback.ReasonNothing},
		"all refunded":       {[]cashback.Tally{tally(t, "2026-01", 0, 0)}, "0", 0, cashback.ReasonNothing},
		"months independent": {[]cashback.Tally{tally(t, "2026-01", 10, 100_00), tally(t, "2026-02", 10, 100_00)}, "2", 2_00, cashback.ReasonPaid},
		"20 × 0.01":          {[]cashback.Tally{tally(t, "2026-01", 20, 20)}, "0.006", 0, cashback.ReasonBelowMinimum},
		"out of order":       {[]cashback.Tally{tally(t, "2026-03", 1, 1_00), tally(t, "2026-01", 1, 100_00)}, "1.01", 1_01, cashback.ReasonPaid},
		"one refunded of 12": {[]cashback.Tally{tally(t, "2026-01", 11, 110_00)}, "1.1", 1_10, cashback.ReasonPaid}, // CB-19
		"as much as there is": {
			[]cashback.Tally{tally(t, "2026-01", 1, math.MaxInt64)},
			"922337203685477.5807", 92233720368547758, cashback.ReasonPaid,
		},
	} {
		r, err := p.Quarter(q, c.months)
		require.NoError(t, err, name)
		require.Equal(t, c.exact, r.Exact.String(), name)
		require.Equal(t, usd(c.payout), r.Payout, name)
		require.Equal(t, c.reason, r.Reason, name)
		require.Equal(t, c.reason == cashback.ReasonPaid, r.Pays, name)
		require.Len(t, r.Months, 3, name)
		for i, m := range q.Months() {
			require.Equal(t, m, r.Months[i].Month, name)
		}
	}
}

func TestQuarterRefusesWhatDoesNotFit(t *testing.T) {
	p, q := us(t), quarter(t, "2026-Q1")
	other := tally(t, "2026-02", 1, 1)
	other.Payer = account.ID{}
	euros := tally(t, "2026-01", 1, 1)
	euros.Total = money.FromMinor(1, money.EUR)
	for name, months := range map[string][]cashback.Tally{
		"month of another quarter": {tally(t, "2026-04", 1, 1)},
		"month of another year":    {tally(t, "2025-01", 1, 1)},
		"zero month":               {{Payer: ada}},
		"month twice":              {tally(t, "2026-01", 1, 1), tally(t, "2026-01", 1, 1)},
		"two payers":               {tally(t, "2026-01", 1, 1), other},
		"another currency":         {euros},
		"count below zero":         {tally(t, "2026-01", -1, 0)},
		"total below zero":         {tally(t, "2026-01", 1, -1)},
	} {
		_, err := p.Quarter(q, months)
		require.ErrorIs(t, err, cashback.ErrTally, name)
	}
	p.Tiers[0].Percent = decimal.New(100, 0)
	most := []cashback.Tally{tally(t, "2026-01", 1, math.MaxInt64), tally(t, "2026-02", 1, math.MaxInt64)}
	_, err := p.Quarter(q, most)
	require.ErrorIs(t, err, money.ErrOverflow)
}

// For any quarter: an independent computation in whole numbers agrees, and nobody gets more than
// the highest rate of what was paid, and half a cent (CB-14).
func TestQuarterAgainstWholeNumbers(t *testing.T) {
	p, q := us(t), quarter(t, "2026-Q1")
	rapid.Check(t, func(r *rapid.T) {
		var months []cashback.Tally
		sum, spent := new(big.Int), new(big.Int) // sum in ten-thousandths: cents times percent
		for _, m := range q.Months() {
			count := rapid.Int64Range(0, 40).Draw(r, "count")
			total := rapid.Int64Range(count, max(count, 1)*20_000).Draw(r, "total")
			if count == 0 {
				total = 0
			}
			rate := int64(0)
			for _, edge := range []int64{1, 12, 20} {
				if count >= edge {
					rate++
				}
			}
			sum.Add(sum, new(big.Int).Mul(big.NewInt(total), big.NewInt(rate)))
			spent.Add(spent, big.NewInt(total))
			months = append(months, cashback.Tally{Payer: ada, Month: m, Count: count, Total: usd(total)})
		}
		got, err := p.Quarter(q, months)
		require.NoError(r, err)
		want := int64(0)
		if sum.Int64() >= 100_00 {
			want = (sum.Int64() + 50) / 100
		}
		require.Equal(r, usd(want), got.Payout)
		require.Equal(r, decimal.New(sum.Int64(), -4).String(), got.Exact.String())
		require.LessOrEqual(r, 100*got.Payout.Minor(), 3*spent.Int64()+50)
	})
}

// Payments and refunds in any order come to the same as what is left of them.
func TestRefundsUndoPayments(t *testing.T) {
	january := month(t, "2026-01")
	rapid.Check(t, func(r *rapid.T) {
		var count, total, wantCount, wantTotal int64
		add := func(i cashback.Increment) {
			require.Equal(r, january, i.Month)
			count, total = count+i.Count, total+i.Total.Minor()
		}
		for range rapid.IntRange(0, 25).Draw(r, "payments") {
			paid := rapid.Int64Range(1, 100_00).Draw(r, "paid")
			add(cashback.Earn(ada, usd(paid), january))
			left := paid
			for left > 0 && rapid.Bool().Draw(r, "refund") {
				back := rapid.Int64Range(1, left).Draw(r, "back")
				left -= back
				add(cashback.Unearn(ada, usd(back), left == 0, january))
			}
			wantTotal += left
			if left > 0 {
				wantCount++
			}
		}
		require.Equal(r, wantCount, count)
		require.Equal(r, wantTotal, total)
	})
}

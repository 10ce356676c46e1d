package cashback_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// What a quarter that earns exact does with what is brought, without and with carrying over (CB-12, CB-13, CB-19).
func TestQuarterWithWhatIsBrought(t *testing.T) {
	q := quarter(t, "2026-Q1")
	for _, c := range []struct {
		total          int64 // earns 1 % of it
		brought        string
		payout         int64
		without, carry string // reasons
	}{
		{99_99, "0", 0, cashback.ReasonBelowMinimum, cashback.ReasonCarried}, // 0.9999
		{100_00, "0", 1_00, cashback.ReasonPaid, cashback.ReasonPaid},
		{99_99, "0.00005", 0, cashback.ReasonBelowMinimum, cashback.ReasonCarried},
		{99_99, "0.0001", 1_00, cashback.ReasonPaid, cashback.ReasonPaid},
		{100_00, "-0.0001", 0, cashback.ReasonBelowMinimum, cashback.ReasonCarried},
		{100_00, "-1", 0, cashback.ReasonCarried, cashback.ReasonCarried},      // all of it paid what was brought: a refund takes it back
		{100_00, "-1.0001", 0, cashback.ReasonCarried, cashback.ReasonCarried}, // never below zero; the rest goes on
		{200_00, "-1", 1_00, cashback.ReasonPaid, cashback.ReasonPaid},
		{0, "0", 0, cashback.ReasonNothing, cashback.ReasonNothing},
		{0, "0.5", 0, cashback.ReasonNothing, cashback.ReasonCarried},
		{0, "1", 1_00, cashback.ReasonPaid, cashback.ReasonPaid},
	} {
		var tallies []cashback.Tally
		if c.total > 0 {
			tallies = append(tallies, tally(t, "2026-02", 1, c.total))
		}
		for _, carry := range []bool{false, true} {
			p, want := us(t), c.without
			if p.CarryOver = carry; carry {
				want = c.carry
			}
			r, err := p.QuarterWith(dec(c.brought), q, tallies)
			require.NoError(t, err)
			require.Equal(t, want, r.Reason, "%+v", c)
			require.Equal(t, usd(c.payout), r.Payout, "%+v", c)
			require.Equal(t, want == cashback.ReasonPaid, r.Pays)
			require.Equal(t, want == cashback.ReasonCarried, r.Carries)

			d := cashback.Decide(ada, r, cashback.Facts{ReceivingAccount: true}, payday)
			require.Equal(t, r.Carries, d.State == cashback.Carried)
			over := decimal.Zero
			if r.Carries {
				over = r.Due()
			}
			require.True(t, d.Over.Equal(over), "%+v", c)
		}
	}
}

// The programme's mode rounds, once (CB-14).
func TestQuarterRoundsByItsMode(t *testing.T) {
	p, q := us(t), quarter(t, "2026-Q1")
	for r, want := range map[money.Rounding]int64{money.HalfUp: 2_01, money.HalfEven: 2_00, money.Down: 2_00, money.Up: 2_01} {
		p.Rounding = r
		got, err := p.Quarter(q, []cashback.Tally{tally(t, "2026-01", 1, 100_20), tally(t, "2026-02", 1, 100_30)}) // 1.002 + 1.003
		require.NoError(t, err)
		require.Equal(t, want, got.Payout.Minor(), r)
	}
}

// 0.40, 0.35 and 0.2501 over three quarters are 1.0001: paid in the third, once.
func TestCarriedOverThreeQuarters(t *testing.T) {
	p := us(t)
	p.CarryOver = true
	var payouts []cashback.Payout
	q := quarter(t, "2026-Q1")
	for _, total := range []int64{40_00, 35_00, 25_01, 40_00} {
		brought, emptied := cashback.Bring(payouts)
		for _, e := range emptied {
			for i := range payouts {
				if payouts[i].Quarter == e.Quarter {
					payouts[i] = e
				}
			}
		}
		r, err := p.QuarterWith(brought, q, []cashback.Tally{{Payer: ada, Month: q.First(), Count: 1, Total: usd(total)}})
		require.NoError(t, err)
		payouts = append(payouts, cashback.Decide(ada, r, cashback.Facts{ReceivingAccount: true}, payday))
		q = q.Next()
	}
	var said []string
	for _, p := range payouts {
		said = append(said, string(p.State)+" "+p.Brought.String()+" "+p.Amount.Format()+" "+p.Over.String())
	}
	require.Equal(t, []string{"carried 0 0.00 0", "carried 0.4 0.00 0", "paid 0.75 1.00 0", "carried 0 0.00 0.4"}, said)
}

// What is earned in a quarter that only pays off what was paid too much before is taken back when its payment is refunded (CB-19).
func TestRefundOfWhatPaidOffAnExcess(t *testing.T) {
	p, q := us(t), quarter(t, "2026-Q1")
	r, err := p.QuarterWith(dec("-1"), q, []cashback.Tally{tally(t, "2026-02", 1, 100_00)})
	require.NoError(t, err)
	d, err := cashback.Decide(ada, r, cashback.Facts{ReceivingAccount: true}, payday).Reclaim(dec("0.4"))
	require.NoError(t, err)
	brought, _ := cashback.Bring([]cashback.Payout{d})
	require.Equal(t, "-0.4", brought.String())
}

// With the last of 12 payments the rate of the other 11 goes, too (CB-19).
func TestLost(t *testing.T) {
	p, m := us(t), tally(t, "2026-01", 12, 120_00)
	for _, c := range []struct {
		back int64
		full bool
		want string
	}{{10_00, false, "0.2"}, {10_00, true, "1.3"}, {0, false, "0"}, {120_00, true, "2.4"}} {
		lost, err := p.Lost(m, cashback.Unearn(ada, usd(c.back), c.full, m.Month))
		require.NoError(t, err)
		require.Equal(t, c.want, lost.String(), "%+v", c)
	}
	_, err := p.Lost(m, cashback.Unearn(ada, money.FromMinor(1, money.EUR), false, m.Month))
	require.ErrorIs(t, err, money.ErrCurrencyMismatch)
}

// Every state × taking back: only of what was paid, waits to be, or was carried; and what is forfeited in the end owes nothing.
func TestReclaim(t *testing.T) {
	for _, state := range payoutStates {
		p := cashback.Payout{Payer: ada, State: state, Amount: usd(14_00), Exact: dec("14")}
		after, err := p.Reclaim(dec("1.3"))
		if state == cashback.BelowMinimum || state == cashback.Forfeited {
			require.ErrorIs(t, err, cashback.ErrNotReclaimed, state)
			require.Equal(t, p, after)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, "1.3 -1.3", after.Reclaimed.String()+" "+after.Over.String())
		require.Equal(t, []any{state, p.Amount, p.Exact}, []any{after.State, after.Amount, after.Exact}, "what was decided stays")
		brought, emptied := cashback.Bring([]cashback.Payout{after, p})
		require.Equal(t, "-1.3", brought.String())
		require.Len(t, emptied, 1)
		require.True(t, emptied[0].Over.IsZero())
		if state != cashback.Held {
			continue
		}
		lost, err := emptied[0].Resume(cashback.Facts{}, payday)
		require.NoError(t, err)
		require.Equal(t, "1.3", lost.Over.String(), "it was taken of nothing, and is given back")
		lost, err = after.Resume(cashback.Facts{}, payday)
		require.NoError(t, err)
		require.True(t, lost.Over.IsZero())
	}
}

// Over any quarters and refunds, what was paid is what is earned in the end, but for rounding and for what still waits.
func TestNothingIsLostBetweenQuarters(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p, q := us(t), quarter(t, "2026-Q1")
		p.CarryOver, p.ClawBack = true, true
		var payouts []cashback.Payout
		earned, paid := decimal.Zero, decimal.Zero
		for range rapid.IntRange(1, 8).Draw(r, "quarters") {
			brought, emptied := cashback.Bring(payouts)
			for _, e := range emptied {
				payouts[(e.Quarter.Year-2026)*4+e.Quarter.Number-1] = e
			}
			count, total := rapid.Int64Range(1, 25).Draw(r, "count"), rapid.Int64Range(25, 300_00).Draw(r, "total")
			month := cashback.Tally{Payer: ada, Month: q.First(), Count: count, Total: usd(total)}
			result, err := p.QuarterWith(brought, q, []cashback.Tally{month})
			require.NoError(r, err)
			d := cashback.Decide(ada, result, cashback.Facts{ReceivingAccount: true}, payday)
			lost, err := p.Lost(month, cashback.Unearn(ada, usd(rapid.Int64Range(0, total).Draw(r, "back")), rapid.Bool().Draw(r, "full"), month.Month))
			require.NoError(r, err)
			d, err = d.Reclaim(lost)
			require.NoError(r, err)
			require.False(r, d.Amount.IsNegative())
			payouts = append(payouts, d)
			earned, paid = earned.Add(result.Exact).Sub(lost), paid.Add(d.Amount.Decimal())
			q = q.Next()
		}
		waits, _ := cashback.Bring(payouts)
		rounded := decimal.New(int64(len(payouts)), -2)
		require.True(r, earned.Sub(paid).Sub(waits).Abs().LessThan(rounded), "earned %s, paid %s, waits %s", earned, paid, waits)
	})
}

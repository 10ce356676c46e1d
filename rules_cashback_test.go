package seqr_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/payment"
)

// The 12th and the 20th payment lift the rate of the whole month, the 11th and the 19th do not [CB-1, CB-2].
func TestTiersAtTheirEdges(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	for n := 1; n <= 21; n++ {
		pat.mustPay(shop, "4.00")
		want, ok := map[int]string{1: "1 0.04 11", 11: "1 0.44 1", 12: "2 0.96 8", 19: "2 1.52 1", 20: "3 2.4 0", 21: "3 2.52 0"}[n]
		if !ok {
			continue
		}
		v := pat.cashback()
		require.Equal(t, int64(n), v.Month.Count)
		require.Equal(t, want, fmt.Sprint(v.Month.Percent, " ", v.Month.Exact, " ", v.ToNextTier), "%d payments", n)
	}
	w.audit()
}

// The last microsecond of a month or quarter in New York is old, the next is new: over the end of a quarter, of a year, on
// 29 February and in the night in which clocks change [CB-9, CB-10].
func TestLastMicrosecond(t *testing.T) {
	t.Parallel()
	for name, edge := range map[string]struct {
		next           time.Time // the first instant of a month
		before, after  string    // months
		paidOn, thenOn string    // payout days of what was paid before, and from then on
	}{
		"end of a quarter":     {time.Date(2026, time.October, 1, 0, 0, 0, 0, newYork), "2026-09", "2026-10", "2026-10-15", "2027-01-15"},
		"end of the year":      {time.Date(2027, time.January, 1, 0, 0, 0, 0, newYork), "2026-12", "2027-01", "2027-01-15", "2027-04-15"},
		"31 March":             {time.Date(2027, time.April, 1, 0, 0, 0, 0, newYork), "2027-03", "2027-04", "2027-04-15", "2027-07-15"},
		"29 February":          {time.Date(2028, time.March, 1, 0, 0, 0, 0, newYork), "2028-02", "2028-03", "2028-04-17", "2028-04-17"},
		"28 February":          {time.Date(2027, time.March, 1, 0, 0, 0, 0, newYork), "2027-02", "2027-03", "2027-04-15", "2027-04-15"},
		"clocks go back later": {time.Date(2026, time.November, 1, 0, 0, 0, 0, newYork), "2026-10", "2026-11", "2027-01-15", "2027-01-15"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			w.clock.Set(edge.next.Add(-24 * time.Hour))
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			w.clock.Set(edge.next.Add(-time.Microsecond))
			require.Equal(t, edge.before, pat.mustCount(shop))
			require.Equal(t, edge.paidOn, pat.cashback().PayoutOn.String())
			w.clock.Set(edge.next)
			require.Zero(t, pat.cashback().Month.Count)
			require.Equal(t, edge.after, pat.mustCount(shop))
			require.Equal(t, edge.thenOn, pat.cashback().PayoutOn.String())
			w.audit()
		})
	}
}

// mustCount pays, and tells the month in which alone it counts.
func (p *person) mustCount(t *till) string {
	p.w.t.Helper()
	p.mustPay(t, "1.00")
	v := p.cashback()
	require.Equal(p.w.t, int64(1), v.Month.Count)
	return v.Month.Month.String()
}

// On days on which the clocks change every hour is of that day, also the one that comes twice [CB-9].
func TestHourThatComesTwice(t *testing.T) {
	t.Parallel()
	w := quick(t)
	w.clock.Set(time.Date(2026, time.October, 30, 12, 0, 0, 0, newYork))
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	first := time.Date(2026, time.November, 1, 5, 30, 0, 0, time.UTC) // 01:30, and an hour later 01:30 again
	for n, at := range []time.Time{first, first.Add(time.Hour)} {
		require.Equal(t, "01:30", at.In(newYork).Format("15:04"))
		w.clock.Set(at)
		pat.mustPay(shop, "1.00")
		v := pat.cashback()
		require.Equal(t, "2026-11", v.Month.Month.String())
		require.Equal(t, int64(n+1), v.Month.Count)
	}
	w.clock.Set(time.Date(2027, time.March, 14, 7, 0, 0, 0, time.UTC)) // 03:00, a moment after 01:59
	require.Equal(t, "2027-03", pat.mustCount(shop))
	w.audit()
}

// A quarter that earns 0.9999 pays nothing; one more cent of shopping, 1.00 [CB-12, CB-13].
func TestCentThatMakesTheMinimum(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	pat.mustPay(shop, "99.99")
	sam.mustPay(shop, "99.99")
	sam.mustPay(shop, "0.01")
	require.Equal(t, "0.9999", pat.cashback().Quarter.Exact.String())
	w.pass(7)
	w.payday()
	require.Equal(t, []string{"2026-Q3 below_minimum 0.00"}, pat.payouts())
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, sam.payouts())
	require.Equal(t, []string{"1.00"}, w.credits())
	w.audit()
}

// What a merchant takes off the price before the approval does not count: the base is what was approved; cashback comes on top of it [CB-7].
func TestCashbackOfADiscountedPrice(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	sale := shop.ask("50.00")
	_, err := w.sys.Merchants.Update(w.ctx, seqr.UpdateRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Draft: payment.Draft{
		Total: usd("45.00"), Rows: []payment.Row{{Description: "Boots", Total: usd("50.00")}, {Description: "Discount", Total: usd("-5.00")}},
	}})
	require.NoError(t, err)
	require.NoError(t, pat.approve(pat.look(shop.code())))
	require.Equal(t, "45.00", pat.cashback().Month.Total.Format())
	require.Equal(t, "0.45", pat.cashback().Quarter.Exact.String())
	require.Equal(t, "55.00", pat.available(), "nothing is taken off the payment itself")
	w.audit()
}

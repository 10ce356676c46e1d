package seqr_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// frugal is a market that carries over what is below the minimum and claws back what a refund unearns.
func frugal(c *seqr.Config) { c.Market.Cashback.CarryOver, c.Market.Cashback.ClawBack = true, true }

// claws is a market that claws back, and forfeits what is below the minimum.
func claws(c *seqr.Config) { c.Market.Cashback.ClawBack = true }

// quarterly buys for an amount in each of the quarters from the present one on, or for nothing, and runs until each is paid.
func (p *person) quarterly(t *till, amounts ...string) {
	p.w.t.Helper()
	for _, a := range amounts {
		if a != "" {
			p.buys(t, a)
		}
		p.w.nextPayday()
	}
}

// nextPayday is a day on which the present quarter is paid, whichever weekday the 15th is.
func (w *world) nextPayday() {
	w.t.Helper()
	now := w.clock.Now().In(newYork)
	next := now.AddDate(0, 3-int(now.Month()-1)%3, 0)
	w.local(next.Year(), next.Month(), 19, 12)
}

// 0.40, 0.35 and 0.2501 of three quarters are 1.0001: the first two are carried over, exactly, and the third pays [CB-13].
func TestCarriedOverThreeQuarters(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, frugal)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		pat.quarterly(shop, "40.00", "35.00")
		require.Equal(t, []string{"2026-Q3 carried 0.00", "2026-Q4 carried 0.00"}, pat.payouts())
		v := pat.cashback()
		require.Equal(t, "0.75", v.Quarter.Brought.String(), "seen before it is used")
		require.Equal(t, []string{"0", "0.75"}, []string{v.Payouts[0].Over.String(), v.Payouts[1].Over.String()})
		w.audit()
		pat.quarterly(shop, "25.01")
		require.Equal(t, []string{"2026-Q3 carried 0.00", "2026-Q4 carried 0.00", "2027-Q1 paid 1.00"}, pat.payouts())
		require.Equal(t, "1.0001", pat.cashback().Payouts[2].Exact.Add(pat.cashback().Payouts[2].Brought).String())
		pat.quarterly(shop, "", "100.00")
		require.Equal(t, "2027-Q3 paid 1.00", pat.payouts()[3], "nothing is brought twice")
		w.audit()
	})
}

// One cent of shopping decides whether 0.9999 is carried or 1.00 paid; and how it is rounded is the market's choice [CB-13, CB-14].
func TestCarriedOrPaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount string
		mode   money.Rounding
		want   string
	}{
		{"99.99", money.Up, "2026-Q3 carried 0.00"},
		{"100.00", money.HalfUp, "2026-Q3 paid 1.00"},
		{"100.50", money.HalfUp, "2026-Q3 paid 1.01"},
		{"100.50", money.HalfEven, "2026-Q3 paid 1.00"},
		{"101.50", money.HalfEven, "2026-Q3 paid 1.02"},
		{"100.99", money.Down, "2026-Q3 paid 1.00"},
		{"100.01", money.Up, "2026-Q3 paid 1.01"},
	} {
		t.Run(c.amount+" "+c.mode.String(), func(t *testing.T) {
			t.Parallel()
			w := quick(t, frugal, func(cfg *seqr.Config) { cfg.Market.Cashback.Rounding = c.mode })
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			rest, err := usd(c.amount).Sub(usd("50.00"))
			require.NoError(t, err)
			pat.buys(shop, "50.00", rest.Format())
			w.payday()
			require.Equal(t, []string{c.want}, pat.payouts())
			w.audit()
		})
	}
}

// A market without a rounding is none.
func TestRoundingIsChecked(t *testing.T) {
	t.Parallel()
	m := seqr.UnitedStates()
	m.Cashback.Rounding = 0
	require.ErrorIs(t, m.Validate(), cashback.ErrProgramme)
}

// What is carried over follows the person to the next account; who closes the account and has no other loses it [CB-18, CB-20].
func TestCarriedOverAndClosed(t *testing.T) {
	t.Parallel()
	w := quick(t, frugal)
	shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	pat.mustPay(shop, "60.00")
	sam.mustPay(shop, "60.00")
	w.pass(7)
	w.payday()
	pat.leave()
	sam.leave()
	w.clock.Advance(24 * time.Hour)
	again := w.join("Pat Example", "+18015550103")
	require.Equal(t, "0.6", again.cashback().Quarter.Brought.String())
	again.buys(shop, "50.00")
	w.nextPayday()
	require.Equal(t, []string{"2026-Q3 carried 0.00", "2026-Q4 paid 1.10"}, again.payouts())
	require.Equal(t, []string{"1.10"}, w.credits())
	w.audit()
}

// A refund after the payout is taken from the next quarters, never below nothing, and never from the payer [CB-19].
func TestClawBackAcrossTwoQuarters(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, claws)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		sale := pat.buys(shop, "100.00")
		w.payday()
		w.pass(4)
		require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
		shop.refund(sale, "40.00")
		shop.refund(sale, "60.00")
		for _, r := range w.dump().Refunds {
			require.Equal(t, []bool{false, true}, []bool{r.Unearned, r.Reclaimed})
		}
		require.Equal(t, "-1", pat.cashback().Quarter.Brought.String())
		w.audit()
		pat.quarterly(shop, "50.00")
		require.Equal(t, "2026-Q4 carried 0.00", pat.payouts()[1], "0.50 less 1.00")
		w.audit()
		pat.quarterly(shop, "90.00")
		require.Equal(t, "2027-Q1 below_minimum 0.00", pat.payouts()[2], "0.90 less 0.50, and 0.40 is not carried in this market")
		pat.quarterly(shop, "100.00")
		require.Equal(t, "2027-Q2 paid 1.00", pat.payouts()[3])
		require.Equal(t, []string{"1.00", "40.00", "60.00", "1.00"}, w.credits(), "none was ever taken back by a debit")
		w.audit()
	})
}

// The tier goes with the payment that made it: 12 of 8.00 at 2 % are 1.92; without one of them 11 at 1 % are 0.88 [CB-19].
func TestClawBackOfATier(t *testing.T) {
	t.Parallel()
	w := quick(t, claws)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	var last seqr.InvoiceStatus
	for range 12 {
		last = pat.mustPay(shop, "8.00")
	}
	w.pass(7)
	w.payday()
	require.Equal(t, []string{"2026-Q3 paid 1.92"}, pat.payouts())
	shop.refund(last, "8.00")
	require.Equal(t, "-1.04", pat.cashback().Quarter.Brought.String())
	w.audit()
}

// Of a quarter that paid nothing, nothing is taken; before the payout a refund lowers it as ever [CB-19].
func TestNoClawBackOfWhatWasNotPaid(t *testing.T) {
	t.Parallel()
	w := quick(t, claws)
	shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	little, much := pat.mustPay(shop, "50.00"), sam.mustPay(shop, "100.00")
	w.pass(7)
	shop.refund(much, "0.01")
	w.payday()
	shop.refund(little, "50.00")
	shop.refund(much, "99.99")
	for _, p := range []*person{pat, sam} {
		require.Equal(t, []string{"2026-Q3 below_minimum 0.00"}, p.payouts())
		require.True(t, p.cashback().Quarter.Brought.IsZero())
	}
	w.audit()
}

// What a refund took of cashback that was held is given back where it is forfeited in the end [CB-18, CB-19].
func TestClawBackOfHeldCashback(t *testing.T) {
	t.Parallel()
	w := quick(t, claws, helpful)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	sale := pat.buys(shop, "100.00")
	pat.block(account.Other)
	w.payday()
	shop.refund(sale, "50.00")
	require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())
	require.Equal(t, "-0.5", pat.cashback().Quarter.Brought.String())
	w.audit()
	_, err := w.sys.Support.RemoveBankAccount(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	_, err = w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.Other)
	require.NoError(t, err)
	w.settle()
	require.Equal(t, []string{"2026-Q3 forfeited 0.00"}, pat.payouts())
	require.True(t, pat.cashback().Quarter.Brought.IsZero())
	w.audit()
}

// Refunds and the decision about the next quarter at the same moment: each is taken once [CB-17, CB-19].
func TestClawBackAtPayday(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, frugal)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		sale := pat.buys(shop, "100.00")
		w.payday()
		pat.buys(shop, "100.00", "100.00")
		w.pass(7)
		w.clock.Set(time.Date(2027, time.January, 15, 0, 0, 0, 0, newYork))
		racers := []func() error{func() error { _, err := w.sys.Step(w.ctx); return err }}
		for range 4 {
			r := seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "25.00"}
			racers = append(racers, func() error { _, err := w.sys.Merchants.Refund(w.ctx, r); return err })
		}
		require.Equal(t, len(racers), count(race(racers), nil))
		w.settle()
		w.audit()
		v := pat.cashback()
		require.Equal(t, "1", v.Payouts[0].Reclaimed.String())
		taken := v.Payouts[1].Brought.Add(v.Quarter.Brought)
		require.Equal(t, "-1", taken.String(), "from the quarter that was paid, or from the next")
	})
}

// The auditor finds cashback that was carried or taken back otherwise than quarters and refunds make it.
func TestAuditOfCarriedCashback(t *testing.T) {
	t.Parallel()
	w := quick(t, frugal)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.quarterly(shop, "60.00", "70.00")
	sale := pat.buys(shop, "100.00")
	w.nextPayday()
	shop.refund(sale, "50.00")
	require.Equal(t, []string{"2026-Q3 carried 0.00", "2026-Q4 paid 1.30", "2027-Q1 paid 1.00"}, pat.payouts())
	w.audit()
	in := func(q string) func(cashback.Payout) bool {
		return func(p cashback.Payout) bool { return p.Quarter.String() == q }
	}
	cent := decimal.New(1, -2)
	for what, c := range map[string]struct {
		rule string
		m    mutated
	}{
		"brought twice":                {"carried", mutated{cashback: once(in("2026-Q3"), func(p *cashback.Payout) { p.Over = p.Exact })}},
		"brought from nowhere":         {"carried", mutated{cashback: once(in("2026-Q4"), func(p *cashback.Payout) { p.Brought = p.Brought.Add(cent) })}},
		"carried and called lost":      {"cashback", mutated{cashback: once(in("2026-Q3"), func(p *cashback.Payout) { p.State = cashback.BelowMinimum })}},
		"paid and called carried":      {"cashback", mutated{cashback: once(in("2026-Q4"), func(p *cashback.Payout) { p.State = cashback.Carried })}},
		"more taken back than earned":  {"cashback", mutated{cashback: once(in("2027-Q1"), func(p *cashback.Payout) { p.Reclaimed = p.Reclaimed.Add(cent) })}},
		"taken back and not kept":      {"carried", mutated{cashback: once(in("2027-Q1"), func(p *cashback.Payout) { p.Over = decimal.Zero })}},
		"a refund that took twice":     {"reclaimed", mutated{refund: func(r *payment.Refund) { r.Unearned = true }}},
		"a refund that took too early": {"reclaimed", mutated{refund: func(r *payment.Refund) { r.At = r.At.AddDate(-1, 0, 0) }}},
		"a refund that took nothing":   {"tally", mutated{refund: func(r *payment.Refund) { r.Reclaimed = false }}},
	} {
		t.Run(what, func(t *testing.T) {
			c.m.Reader = w.store
			report, err := audit.Run(w.ctx, c.m, w.programmes())
			require.NoError(t, err)
			require.Contains(t, ruleNames(report), c.rule)
		})
	}
}

// A payment that was given back in two parts, the first before the market clawed back: that part counts on, and so does the payment [CB-19].
func TestClawBackThatBeganBetweenTwoRefunds(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		var last seqr.InvoiceStatus
		for range 12 {
			last = pat.mustPay(shop, "8.00")
		}
		w.pass(7)
		w.payday()
		require.Equal(t, []string{"2026-Q3 paid 1.92"}, pat.payouts())
		shop.refund(last, "3.00")
		cfg := w.config(w.sys.Market())
		claws(&cfg)
		w.sys = newSystem(t, cfg)
		shop.refund(last, "5.00")
		require.Equal(t, "-0.1", pat.cashback().Quarter.Brought.String(), "2 % of 5.00, and not what 12 payments earn more than 11")
		w.audit()
	})
}

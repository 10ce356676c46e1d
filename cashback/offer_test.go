package cashback_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var (
	opens  = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	closes = opens.Add(time.Hour)
	seller = payment.Merchant{ID: payment.MerchantID{UUID: uuid.UUID{1}}, Name: "Corner Grocery", Currency: money.USD, Active: true}
)

func dollars(cents int64) money.Amount { return money.FromMinor(cents, money.USD) }

func percent(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func written() cashback.Offer {
	return cashback.Offer{Title: " Cola ", Codes: []string{"b", " a", "b"}, Benefit: cashback.Benefit{Amount: dollars(200)}, Starts: opens, Ends: closes}
}

func published(t *testing.T, change func(*cashback.Offer)) cashback.Offer {
	t.Helper()
	o := written()
	change(&o)
	o, err := cashback.NewOffer(cashback.OfferID{UUID: uuid.UUID{2}}, seller, o, opens.Add(-time.Hour))
	require.NoError(t, err)
	return o
}

func paidFor(at time.Time, rows ...payment.Row) payment.Payment {
	amount := dollars(0)
	for _, r := range rows {
		amount, _ = amount.Add(r.Total)
	}
	return payment.Payment{ID: payment.PaymentID{UUID: uuid.UUID{3}}, Payer: account.ID{UUID: uuid.UUID{4}}, Merchant: seller.ID, Rows: rows, Amount: amount, Refunded: dollars(0), At: at, Final: true}
}

func TestNewOfferIsCleanAndNeverBackdated(t *testing.T) {
	o := published(t, func(o *cashback.Offer) { o.Stock = 7 })
	require.Equal(t, "Cola", o.Title)
	require.Equal(t, []string{"a", "b"}, o.Codes)
	require.Equal(t, int64(7), o.Left)
	late, err := cashback.NewOffer(o.ID, seller, written(), opens.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, opens.Add(time.Minute), late.Starts, "what was paid before it was published is not rewarded")
	_, err = cashback.NewOffer(o.ID, seller, written(), closes)
	require.ErrorIs(t, err, cashback.ErrOffer)
	_, err = cashback.NewOffer(cashback.OfferID{}, seller, written(), opens)
	require.ErrorIs(t, err, cashback.ErrOffer)
}

// OFF-3, OFF-7: what is rewarded.
func TestEarned(t *testing.T) {
	item := func(code string, cents int64) payment.Row { return payment.Row{EAN: code, Total: dollars(cents)} }
	tenth := func(o *cashback.Offer) {
		o.Benefit = cashback.Benefit{Percent: percent("10")}
	}
	same := func(*cashback.Offer) {}
	for name, c := range map[string]struct {
		change func(*cashback.Offer)
		p      payment.Payment
		want   int64 // 0: nothing
	}{
		"at the first instant":      {same, paidFor(opens, item("a", 300)), 200},
		"a microsecond before":      {same, paidFor(opens.Add(-time.Microsecond), item("a", 300)), 0},
		"at the last microsecond":   {same, paidFor(closes.Add(-time.Microsecond), item("b", 300)), 200},
		"at the end":                {same, paidFor(closes, item("a", 300)), 0},
		"another code":              {same, paidFor(opens, item("A", 300)), 0},
		"by SKU":                    {same, paidFor(opens, payment.Row{SKU: "a", Total: dollars(300)}), 200},
		"an item taken back":        {same, paidFor(opens, item("a", -100), item("c", 500)), 0},
		"never more than the price": {same, paidFor(opens, item("a", 199)), 199},
		"the dearest row":           {tenth, paidFor(opens, item("a", 100), item("b", 300)), 30},
		"half a cent up":            {tenth, paidFor(opens, item("a", 105)), 11},
		"less than half a cent":     {tenth, paidFor(opens, item("a", 4)), 0},
		"another place":             {func(o *cashback.Offer) { o.Location = payment.LocationID{UUID: uuid.UUID{9}} }, paidFor(opens, item("a", 300)), 0},
		"only reserved":             {same, func() payment.Payment { p := paidFor(opens, item("a", 300)); p.Final = false; return p }(), 0},
		"taken in part":             {same, func() payment.Payment { p := paidFor(opens, item("a", 300)); p.Amount = dollars(299); return p }(), 0},
		"given back":                {same, func() payment.Payment { p := paidFor(opens, item("a", 300)); p.Refunded = p.Amount; return p }(), 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := published(t, c.change).Earned(c.p)
			require.Equal(t, c.want != 0, ok)
			if ok {
				require.Equal(t, dollars(c.want), got)
			}
		})
	}
}

func TestARewardNeverExceedsThePrice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price := dollars(rapid.Int64Range(1, 1_000_000).Draw(t, "price"))
		b := cashback.Benefit{Percent: decimal.New(rapid.Int64Range(1, 100_000_000).Draw(t, "percent"), -6)}
		if rapid.Bool().Draw(t, "fixed") {
			b = cashback.Benefit{Amount: dollars(rapid.Int64Range(1, 2_000_000).Draw(t, "amount"))}
		}
		got, err := b.Of(price)
		require.NoError(t, err)
		require.LessOrEqual(t, got.Minor(), price.Minor())
		require.False(t, got.IsNegative())
	})
}

func TestStockAndWithdrawal(t *testing.T) {
	o := published(t, func(o *cashback.Offer) { o.Stock = 1 })
	o, err := o.Take()
	require.NoError(t, err)
	require.True(t, o.SoldOut())
	_, err = o.Take()
	require.ErrorIs(t, err, cashback.ErrNoneLeft)
	endless := published(t, func(*cashback.Offer) {})
	same, err := endless.Take()
	require.NoError(t, err)
	require.Equal(t, endless, same)

	early, err := endless.Withdraw(opens.Add(-time.Minute))
	require.NoError(t, err)
	require.False(t, early.Runs(opens.Add(-time.Minute)), "it never runs")
	now, err := endless.Withdraw(opens.Add(time.Minute))
	require.NoError(t, err)
	require.True(t, now.Runs(opens.Add(time.Minute-time.Microsecond)))
	require.False(t, now.Runs(opens.Add(time.Minute)))
	_, err = now.Withdraw(opens.Add(time.Minute))
	require.ErrorIs(t, err, cashback.ErrWithdrawn)
}

// Every state of a reward and every fact.
func TestRewardsAreDecided(t *testing.T) {
	o, p := published(t, func(*cashback.Offer) {}), paidFor(opens, payment.Row{EAN: "a", Total: dollars(300)})
	for _, c := range []struct {
		facts cashback.Facts
		want  cashback.RewardState
	}{
		{cashback.Facts{ReceivingAccount: true}, cashback.RewardPaid},
		{cashback.Facts{}, cashback.RewardHeld},
		{cashback.Facts{Blocked: true, ReceivingAccount: true}, cashback.RewardHeld},
		{cashback.Facts{Closed: true, ReceivingAccount: true}, cashback.RewardForfeited},
		{cashback.Facts{Closed: true, Blocked: true}, cashback.RewardForfeited},
	} {
		r, err := cashback.NewReward(cashback.RewardID{UUID: uuid.UUID{5}}, o, p, dollars(200), false, c.facts, opens)
		require.NoError(t, err)
		require.Equal(t, c.want, r.State)
		_, err = r.Resume(cashback.Facts{ReceivingAccount: true}, closes)
		require.Equal(t, c.want == cashback.RewardHeld, err == nil)
		back, err := r.Return(closes)
		require.Equal(t, c.want == cashback.RewardPaid, err == nil)
		if err == nil {
			require.Equal(t, cashback.RewardHeld, back.State)
		}
		require.Equal(t, c.want == cashback.RewardForfeited, r.Confirmation(o, "X") == "")
	}
	_, err := cashback.NewReward(cashback.RewardID{}, o, p, dollars(200), false, cashback.Facts{}, opens)
	require.ErrorIs(t, err, cashback.ErrOffer)
}

func FuzzParsePercent(f *testing.F) {
	for _, s := range []string{"15", "12.5", "0", "100", "100.1", "1e9", "-1", "", "0.0000001", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := cashback.ParsePercent(s)
		if err != nil {
			require.ErrorIs(t, err, cashback.ErrBenefit)
			return
		}
		require.True(t, d.IsPositive() && d.LessThanOrEqual(decimal.New(100, 0)))
		again, err := cashback.ParsePercent(d.String())
		require.NoError(t, err)
		require.True(t, d.Equal(again))
	})
}

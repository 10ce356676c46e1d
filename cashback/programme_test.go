package cashback_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var ada = account.ID{UUID: uuid.UUID{15: 1}}

func newYork(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	return z
}

func us(t testing.TB) cashback.Programme { return cashback.Standard(money.USD, newYork(t)) }

func usd(minor int64) money.Amount { return money.FromMinor(minor, money.USD) }

func month(t testing.TB, s string) civil.Month {
	t.Helper()
	m, err := civil.ParseMonth(s)
	require.NoError(t, err)
	return m
}

func quarter(t testing.TB, s string) civil.Quarter {
	t.Helper()
	q, err := civil.ParseQuarter(s)
	require.NoError(t, err)
	return q
}

func TestRate(t *testing.T) {
	p := us(t)
	for count, want := range map[int64]string{
		-1: "0", 0: "0", 1: "1", 2: "1", 11: "1", 12: "2", 13: "2", 19: "2", 20: "3", 21: "3", 100: "3", 1 << 62: "3",
	} {
		require.Equal(t, want, p.Rate(count).String(), "CB-1: %d payments", count)
	}
}

func TestToNextTier(t *testing.T) { // CB-21
	p := us(t)
	for _, c := range []struct{ count, missing, from int64 }{
		{-3, 1, 1}, {0, 1, 1}, {1, 11, 12}, {11, 1, 12}, {12, 8, 20}, {19, 1, 20}, {20, 0, 0}, {100, 0, 0},
	} {
		missing, next, ok := p.ToNextTier(c.count)
		require.Equal(t, c.missing, missing, "%d payments", c.count)
		require.Equal(t, c.from, next.From)
		require.Equal(t, c.from != 0, ok)
		if ok {
			require.True(t, p.Rate(max(c.count, 0)+missing).Equal(next.Percent))
			require.True(t, p.Rate(max(c.count, 0)+missing-1).LessThan(next.Percent))
		}
	}
}

func TestMonthPaysOnAllOfItsTotal(t *testing.T) {
	p := us(t)
	for _, c := range []struct {
		count, total int64
		want         string
	}{
		{11, 110_00, "1.1"},
		{12, 120_00, "2.4"},
		{19, 190_00, "3.8"},
		{20, 200_00, "6"}, // CB-2
		{20, 20, "0.006"}, // CB-8: count and amount are independent
		{10, 100_00, "1"},
		{1, 99_99, "0.9999"},
		{0, 0, "0"},
	} {
		m := p.Month(cashback.Tally{Month: month(t, "2026-01"), Count: c.count, Total: usd(c.total)})
		require.Equal(t, c.want, m.Exact.String(), "%d payments of %d", c.count, c.total)
		require.Equal(t, c.count, m.Count)
		require.Equal(t, usd(c.total), m.Total)
	}
	none := p.Month(cashback.Tally{Month: month(t, "2026-01")})
	require.Equal(t, usd(0), none.Total, "an amount of the programme's currency, not of none")
	require.True(t, p.Month(cashback.Tally{Count: 1, Total: usd(-1)}).Exact.IsZero())
}

func TestQualifies(t *testing.T) {
	p := us(t)
	for channel, want := range map[payment.Channel]bool{
		payment.InStore: true, payment.Online: true, payment.ShopOnTheSpot: true, // CB-4
		"": false, "p2p": false, "topup": false, // CB-5
	} {
		require.Equal(t, want, p.Qualifies(channel, false), channel)
		require.False(t, p.Qualifies(channel, true), "DON-2: a donation over %q", channel)
	}
}

// The month is that of the approval in the market's zone, to the microsecond, on leap days and
// days on which clocks change (CB-9).
func TestEarnInTheMonthOfTheZone(t *testing.T) {
	p := us(t)
	for _, c := range []struct{ at, month string }{
		{"2026-01-31T23:59:59.999999-05:00", "2026-01"},
		{"2026-02-01T00:00:00-05:00", "2026-02"},
		{"2026-02-01T04:59:59.999999Z", "2026-01"},
		{"2028-02-29T23:59:59.999999-05:00", "2028-02"},
		{"2028-03-01T00:00:00-05:00", "2028-03"},
		{"2026-03-31T23:59:59.999999-04:00", "2026-03"}, // daylight saving time
		{"2026-04-01T00:00:00-04:00", "2026-04"},
		{"2026-04-01T03:59:59.999999Z", "2026-03"},
		{"2026-11-01T01:30:00-04:00", "2026-11"}, // that half hour comes twice
		{"2026-11-01T01:30:00-05:00", "2026-11"},
		{"2026-12-31T23:59:59.999999-05:00", "2026-12"},
		{"2027-01-01T00:00:00-05:00", "2027-01"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		want := cashback.Increment{Payer: ada, Month: month(t, c.month), Count: 1, Total: usd(12_34)}
		in := civil.MonthOf(at, p.Zone)
		require.Equal(t, want, cashback.Earn(ada, usd(12_34), in), c.at)

		want.Count, want.Total = 0, usd(-2_34)
		require.Equal(t, want, cashback.Unearn(ada, usd(2_34), false, in), "CB-19: a part")
		want.Count = -1
		require.Equal(t, want, cashback.Unearn(ada, usd(2_34), true, in), "CB-19: the rest")
	}
}

func TestValidate(t *testing.T) {
	require.NoError(t, us(t).Validate())
	require.NoError(t, cashback.Standard(money.JPY, time.UTC).Validate())
	require.Equal(t, money.FromMinor(1, money.JPY), cashback.Standard(money.JPY, time.UTC).Minimum, "1 of the currency, whatever its decimals")
	err := cashback.Programme{}.Validate()
	require.ErrorIs(t, err, cashback.ErrProgramme)
	require.Equal(t, "cashback: programme unset or inconsistent: Currency unset, Zone unset, Minimum unset, "+
		"Destination unset, PayoutDay not within 1 to 28, Rounding unset, Tiers unset", err.Error())
	require.ErrorContains(t, cashback.Standard("XXX", time.UTC).Validate(), "Currency unset")

	for want, spoil := range map[string]func(*cashback.Programme){
		"Minimum unset":                       func(p *cashback.Programme) { p.Minimum = money.FromMinor(100, money.EUR) },
		"PayoutDay not within":                func(p *cashback.Programme) { p.PayoutDay = 29 },
		"Rounding unset":                      func(p *cashback.Programme) { p.Rounding = money.Up + 1 },
		"Tiers[0].From not rising":            func(p *cashback.Programme) { p.Tiers[0].From = 0 },
		"Tiers[2].From not rising":            func(p *cashback.Programme) { p.Tiers[2].From = 12 },
		"Tiers[1].Percent not within 0 to 10": func(p *cashback.Programme) { p.Tiers[1].Percent = decimal.RequireFromString("100.01") },
		"Tiers[1].Percent not within":         func(p *cashback.Programme) { p.Tiers[1].Percent = decimal.Zero },
		"Percent not within 0 to 100 with":    func(p *cashback.Programme) { p.Tiers[1].Percent = decimal.New(1, -7) },
	} {
		p := us(t)
		spoil(&p)
		require.ErrorContains(t, p.Validate(), want)
	}
}

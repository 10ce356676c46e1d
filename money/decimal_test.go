package money_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/money"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func TestFromDecimal(t *testing.T) {
	for _, c := range []struct {
		d        string
		currency money.Currency
		minor    int64
		err      error
	}{
		{"12.34", "USD", 1234, nil},
		{"12.3400000", "USD", 1234, nil},
		{"-0.01", "USD", -1, nil},
		{"1e3", "USD", 100000, nil},
		{"0", "USD", 0, nil},
		{"0.000", "JPY", 0, nil},
		{"5.0", "JPY", 5, nil},
		{"92233720368547758.07", "USD", high, nil},
		{"-92233720368547758.08", "USD", low, nil},
		{"9223372036854775807", "JPY", high, nil},
		{"0.001", "USD", 0, money.ErrTooPrecise},
		{"-12.345", "USD", 0, money.ErrTooPrecise},
		{"0.5", "JPY", 0, money.ErrTooPrecise},
		{"1e-30", "USD", 0, money.ErrTooPrecise},
		{"92233720368547758.08", "USD", 0, money.ErrOverflow},
		{"-92233720368547758.09", "USD", 0, money.ErrOverflow},
		{"9223372036854775808", "JPY", 0, money.ErrOverflow},
		{"1e17", "USD", 0, money.ErrOverflow},
		{"1", "XXX", 0, money.ErrUnknownCurrency},
		{"1", "", 0, money.ErrUnknownCurrency},
	} {
		a, err := money.FromDecimal(dec(c.d), c.currency)
		if c.err != nil {
			require.ErrorIs(t, err, c.err, c.d)
			require.Zero(t, a)
			continue
		}
		require.NoError(t, err, c.d)
		require.Equal(t, money.FromMinor(c.minor, c.currency), a, c.d)
	}
}

func TestRoundHalfUp(t *testing.T) {
	for _, c := range []struct {
		d        string
		currency money.Currency
		minor    int64
	}{
		{"0.004", "USD", 0},
		{"0.005", "USD", 1},
		{"0.0049999999999999999999", "USD", 0},
		{"0.015", "USD", 2},
		{"0.025", "USD", 3},
		{"1.4949", "USD", 149},
		{"1.495", "USD", 150},
		{"-0.004", "USD", 0},
		{"-0.005", "USD", -1},
		{"-0.015", "USD", -2},
		{"-0.025", "USD", -3},
		{"0.5", "JPY", 1},
		{"0.49", "JPY", 0},
		{"-0.5", "JPY", -1},
		{"1.5", "JPY", 2},
		{"0.0005", "KWD", 1},
		{"0.00005", "CLF", 1},
		{"12.34", "USD", 1234},
		{"1e2", "USD", 10000},
		{"0.05", "JPY", 0},
		{"0.09", "JPY", 0},
		{"0.0009", "USD", 0},
		{"92233720368547758.0749", "USD", high},
		{"-92233720368547758.0849", "USD", low},
	} {
		a, err := money.Round(dec(c.d), c.currency, money.HalfUp)
		require.NoError(t, err, c.d)
		require.Equal(t, money.FromMinor(c.minor, c.currency), a, c.d)
	}
}

func TestRoundRefuses(t *testing.T) {
	for _, c := range []struct {
		d        string
		currency money.Currency
		mode     money.Rounding
		err      error
	}{
		{"92233720368547758.075", "USD", money.HalfUp, money.ErrOverflow},
		{"-92233720368547758.085", "USD", money.HalfUp, money.ErrOverflow},
		{"1e20", "JPY", money.HalfUp, money.ErrOverflow},
		{"1", "XTS", money.HalfUp, money.ErrUnknownCurrency},
		{"1", "USD", 0, money.ErrRounding},
		{"1", "USD", money.Up + 1, money.ErrRounding},
	} {
		a, err := money.Round(dec(c.d), c.currency, c.mode)
		require.ErrorIs(t, err, c.err, c.d)
		require.Zero(t, a)
	}
}

// Written out, these numbers would have a billion digits; a test that computed one would not end.
func TestHugeExponentsCostNothing(t *testing.T) {
	for _, exponent := range []int32{1_000_000_000, math.MaxInt32, math.MaxInt32 - 2} {
		for _, coefficient := range []int64{1, -1, high, low} {
			d := decimal.New(coefficient, exponent)
			_, err := money.FromDecimal(d, money.USD)
			require.ErrorIs(t, err, money.ErrOverflow)
			_, err = money.Round(d, money.USD, money.HalfUp)
			require.ErrorIs(t, err, money.ErrOverflow)
		}
		zero, err := money.FromDecimal(decimal.New(0, exponent), money.USD)
		require.NoError(t, err)
		require.Equal(t, usd(0), zero)
	}
	for _, exponent := range []int32{-1_000_000_000, math.MinInt32, math.MinInt32 + 2} {
		for _, coefficient := range []int64{1, -1, high, low} {
			d := decimal.New(coefficient, exponent)
			_, err := money.FromDecimal(d, money.USD)
			require.ErrorIs(t, err, money.ErrTooPrecise)
			a, err := money.Round(d, money.USD, money.HalfUp)
			require.NoError(t, err)
			require.Equal(t, usd(0), a)
		}
		zero, err := money.FromDecimal(decimal.New(0, exponent), money.USD)
		require.NoError(t, err)
		require.Equal(t, usd(0), zero)
	}
	require.True(t, usd(100).Percent(decimal.New(1, 1_000_000_000)).Equal(decimal.New(1, 999_999_998)))
}

func TestPercentIsExact(t *testing.T) { // GEN-1
	for _, c := range []struct {
		a    money.Amount
		p    string
		want string
	}{
		{usd(10000), "1.5", "1.5"},
		{usd(10000), "100", "100"},
		{usd(1), "1", "0.0001"},
		{usd(-1999), "3", "-0.5997"},
		{usd(1999), "-3", "-0.5997"},
		{usd(12345), "0", "0"},
		{money.FromMinor(7, "JPY"), "0.5", "0.035"},
		{money.FromMinor(1, "KWD"), "0.1", "0.000001"},
		{usd(high), "12.5", "11529215046068469.75875"},
	} {
		got := c.a.Percent(dec(c.p))
		require.True(t, dec(c.want).Equal(got), "%s %% of %s is %s", c.p, c.a, got)
	}
}

func TestRoundAgainstFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coefficient := minor().Draw(t, "coefficient")
		exponent := rapid.Int32Range(-30, 25).Draw(t, "exponent")
		c := rapid.SampledFrom([]money.Currency{"USD", "JPY", "KWD", "CLF"}).Draw(t, "currency")
		d := decimal.New(coefficient, exponent)

		scaled := new(big.Rat).Mul(d.Rat(), decimal.New(1, int32(c.Exponent())).Rat())
		want := nearest(scaled)

		rounded, err := money.Round(d, c, money.HalfUp)
		if !want.IsInt64() {
			require.ErrorIs(t, err, money.ErrOverflow)
			return
		}
		require.NoError(t, err)
		require.Equal(t, money.FromMinor(want.Int64(), c), rounded)

		same, err := money.FromDecimal(d, c)
		if scaled.IsInt() {
			require.NoError(t, err)
			require.Equal(t, rounded, same)
		} else {
			require.ErrorIs(t, err, money.ErrTooPrecise)
		}
	})
}

// nearest is the integer nearest to r, of two the one farther from zero: |r| + ½, cut.
func nearest(r *big.Rat) *big.Int {
	shifted := new(big.Rat).Add(new(big.Rat).Abs(r), big.NewRat(1, 2))
	n := new(big.Int).Quo(shifted.Num(), shifted.Denom())
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return n
}

func TestOppositesRoundToOpposites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "coefficient"), rapid.Int32Range(-8, 2).Draw(t, "exponent"))
		a, err := money.Round(d, money.USD, money.HalfUp)
		require.NoError(t, err)
		b, err := money.Round(d.Neg(), money.USD, money.HalfUp)
		require.NoError(t, err)
		require.Equal(t, a.Minor(), -b.Minor())
	})
}

func TestDecimalRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := amount().Draw(t, "a")
		back, err := money.FromDecimal(a.Decimal(), a.Currency())
		require.NoError(t, err)
		require.Equal(t, a, back)
		whole, err := money.FromDecimal(a.Percent(decimal.NewFromInt(100)), a.Currency())
		require.NoError(t, err)
		require.Equal(t, a, whole)
	})
}

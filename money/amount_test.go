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

const (
	low  = math.MinInt64
	high = math.MaxInt64
)

// minor draws minor units, often at the ends of the range.
func minor() *rapid.Generator[int64] {
	return rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000), rapid.SampledFrom([]int64{low, low + 1, -1, 0, 1, high - 1, high}))
}

// amount draws an amount of a currency of any exponent.
func amount() *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		c := rapid.SampledFrom([]money.Currency{"USD", "SEK", "JPY", "KWD", "CLF"}).Draw(t, "currency")
		return money.FromMinor(minor().Draw(t, "minor"), c)
	})
}

func usd(minor int64) money.Amount { return money.FromMinor(minor, money.USD) }

func TestArithmeticAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		name    string
		a, b    int64
		sum     int64
		sumErr  error
		diff    int64
		diffErr error
	}{
		{"plain", 1234, 66, 1300, nil, 1168, nil},
		{"zero", 5, 0, 5, nil, 5, nil},
		{"through zero", 5, -7, -2, nil, 12, nil},
		{"top", high, 1, 0, money.ErrOverflow, high - 1, nil},
		{"bottom", low, 1, low + 1, nil, 0, money.ErrOverflow},
		{"bottom less one", low, -1, 0, money.ErrOverflow, low + 1, nil},
		{"opposite ends", high, low, -1, nil, 0, money.ErrOverflow},
		{"zero less bottom", 0, low, low, nil, 0, money.ErrOverflow},
		{"minus one less bottom", -1, low, 0, money.ErrOverflow, high, nil},
		{"bottom and bottom", low, low, 0, money.ErrOverflow, 0, nil},
		{"top and top", high, high, 0, money.ErrOverflow, 0, nil},
		{"top and zero", high, 0, high, nil, high, nil},
		{"bottom and zero", low, 0, low, nil, low, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			expect(t, c.sum, c.sumErr)(usd(c.a).Add(usd(c.b)))
			expect(t, c.sum, c.sumErr)(usd(c.b).Add(usd(c.a)))
			expect(t, c.diff, c.diffErr)(usd(c.a).Sub(usd(c.b)))
			expect(t, c.sum, c.sumErr)(money.Sum(money.USD, usd(c.a), usd(c.b)))
		})
	}
}

func expect(t require.TestingT, minor int64, wantErr error) func(money.Amount, error) {
	return func(got money.Amount, err error) {
		if wantErr != nil {
			require.ErrorIs(t, err, wantErr)
			require.Zero(t, got)
			return
		}
		require.NoError(t, err)
		require.Equal(t, usd(minor), got)
	}
}

func TestNeg(t *testing.T) {
	expect(t, -5, nil)(usd(5).Neg())
	expect(t, 5, nil)(usd(-5).Neg())
	expect(t, 0, nil)(usd(0).Neg())
	expect(t, -high, nil)(usd(high).Neg())
	expect(t, 0, money.ErrOverflow)(usd(low).Neg())
}

func TestCurrenciesNeverMix(t *testing.T) { // GEN-1
	sek, none := money.FromMinor(1, money.SEK), money.Amount{}
	for _, other := range []money.Amount{sek, none} {
		_, err := usd(1).Add(other)
		require.ErrorIs(t, err, money.ErrCurrencyMismatch)
		_, err = usd(1).Sub(other)
		require.ErrorIs(t, err, money.ErrCurrencyMismatch)
		_, err = usd(1).Cmp(other)
		require.ErrorIs(t, err, money.ErrCurrencyMismatch)
		_, err = money.Sum(money.USD, usd(1), other)
		require.ErrorIs(t, err, money.ErrCurrencyMismatch)
		require.NotEqual(t, usd(1), other)
	}
	require.NotEqual(t, usd(0), none, "zero dollars is an amount")
}

func TestCmpAndSigns(t *testing.T) {
	for _, c := range []struct {
		a, b int64
		want int
	}{{1, 2, -1}, {2, 2, 0}, {3, 2, 1}, {low, high, -1}, {high, low, 1}, {-1, 0, -1}} {
		got, err := usd(c.a).Cmp(usd(c.b))
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	for _, minor := range []int64{low, -1, 0, 1, high} {
		a := usd(minor)
		require.Equal(t, minor == 0, a.IsZero())
		require.Equal(t, minor > 0, a.IsPositive())
		require.Equal(t, minor < 0, a.IsNegative())
		require.Equal(t, minor, a.Minor())
		require.Equal(t, money.USD, a.Currency())
	}
}

func TestSumDependsOnTheSumOnly(t *testing.T) {
	expect(t, 0, nil)(money.Sum(money.USD))
	expect(t, high, nil)(money.Sum(money.USD, usd(high), usd(high), usd(-high)))
	expect(t, low, nil)(money.Sum(money.USD, usd(low), usd(low), usd(high), usd(1)))
	expect(t, 0, money.ErrOverflow)(money.Sum(money.USD, usd(high), usd(high), usd(-high+1)))
}

func TestArithmeticAgainstBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minors := rapid.SliceOfN(minor(), 0, 8).Draw(t, "minors")
		sum, as := new(big.Int), make([]money.Amount, len(minors))
		for i, m := range minors {
			sum.Add(sum, big.NewInt(m))
			as[i] = usd(m)
		}
		expectBig(t, sum)(money.Sum(money.USD, as...))

		a, b := minor().Draw(t, "a"), minor().Draw(t, "b")
		x, y := big.NewInt(a), big.NewInt(b)
		expectBig(t, new(big.Int).Add(x, y))(usd(a).Add(usd(b)))
		expectBig(t, new(big.Int).Sub(x, y))(usd(a).Sub(usd(b)))
		expectBig(t, new(big.Int).Neg(x))(usd(a).Neg())
		order, err := usd(a).Cmp(usd(b))
		require.NoError(t, err)
		require.Equal(t, x.Cmp(y), order)
	})
}

func expectBig(t require.TestingT, want *big.Int) func(money.Amount, error) {
	if !want.IsInt64() {
		return expect(t, 0, money.ErrOverflow)
	}
	return expect(t, want.Int64(), nil)
}

func TestDecimalOfAmounts(t *testing.T) {
	for want, a := range map[string]money.Amount{
		"12.34":                 usd(1234),
		"-0.01":                 usd(-1),
		"500":                   money.FromMinor(500, "JPY"),
		"0.001":                 money.FromMinor(1, "KWD"),
		"-92233720368547758.08": usd(low),
	} {
		require.True(t, decimal.RequireFromString(want).Equal(a.Decimal()), want)
	}
}

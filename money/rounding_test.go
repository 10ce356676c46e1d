package money_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/money"
)

// roundings are all that are named, in the order of the columns below.
var roundings = []money.Rounding{money.HalfUp, money.HalfEven, money.Down, money.Up}

func TestRoundings(t *testing.T) {
	for d, want := range map[string][4]int64{
		"1": {100, 100, 100, 100}, "1.0000": {100, 100, 100, 100}, "0": {0, 0, 0, 0},
		"1.004999": {100, 100, 100, 101}, "1.005": {101, 100, 100, 101}, "1.0050001": {101, 101, 100, 101},
		"1.015": {102, 102, 101, 102}, "1.009999": {101, 101, 100, 101}, "0.0000001": {0, 0, 0, 1}, "1e-400": {0, 0, 0, 1},
	} {
		for i, r := range roundings {
			got, err := money.Round(decimal.RequireFromString(d), money.USD, r)
			require.NoError(t, err)
			require.Equal(t, want[i], got.Minor(), "%s %s", d, r)
			got, err = money.Round(decimal.RequireFromString(d).Neg(), money.USD, r)
			require.NoError(t, err)
			require.Equal(t, -want[i], got.Minor(), "-%s %s", d, r)
		}
	}
}

func TestRoundingNames(t *testing.T) {
	names := map[string]bool{}
	for r := range money.Rounding(255) {
		if !r.Valid() {
			require.Empty(t, r.String())
			_, err := money.Round(decimal.Zero, money.USD, r)
			require.ErrorIs(t, err, money.ErrRounding)
			continue
		}
		names[r.String()] = true
	}
	require.Len(t, names, len(roundings))
}

// Each rounding is less than a minor unit away, and the two halves lie between down and up.
func TestRoundingsAreNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64Range(-1e12, 1e12).Draw(t, "number"), -5)
		var minor [4]decimal.Decimal
		for i, r := range roundings {
			a, err := money.Round(d, money.USD, r)
			require.NoError(t, err)
			minor[i] = a.Decimal()
			require.True(t, minor[i].Sub(d).Abs().LessThan(decimal.New(1, -2)))
		}
		for _, nearest := range minor[:2] {
			require.False(t, nearest.Abs().LessThan(minor[2].Abs()) || nearest.Abs().GreaterThan(minor[3].Abs()))
		}
	})
}

func ExampleRounding() {
	for _, r := range []money.Rounding{money.HalfUp, money.HalfEven, money.Down, money.Up} {
		a, err := money.Round(decimal.RequireFromString("1.005"), money.USD, r)
		fmt.Println(r, a, err)
	}
	// Output:
	// half up 1.01 USD <nil>
	// half even 1.00 USD <nil>
	// down 1.00 USD <nil>
	// up 1.01 USD <nil>
}

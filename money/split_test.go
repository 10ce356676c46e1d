package money_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/money"
)

func minors(parts []money.Amount) []int64 {
	out := make([]int64, len(parts))
	for i, p := range parts {
		out[i] = p.Minor()
	}
	return out
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		minor int64
		n     int
		want  []int64
	}{
		{100, 3, []int64{34, 33, 33}},
		{101, 3, []int64{34, 34, 33}},
		{-100, 3, []int64{-34, -33, -33}},
		{2, 4, []int64{1, 1, 0, 0}},
		{-2, 4, []int64{-1, -1, 0, 0}},
		{0, 2, []int64{0, 0}},
		{99, 1, []int64{99}},
		{low, 1, []int64{low}},
		{low, 2, []int64{low / 2, low / 2}},
		{high, 2, []int64{high/2 + 1, high / 2}},
	} {
		parts, err := usd(c.minor).Split(c.n)
		require.NoError(t, err)
		require.Equal(t, c.want, minors(parts))
	}
	for _, n := range []int{0, -1, low, high, 1_000_001} {
		_, err := usd(100).Split(n)
		require.ErrorIs(t, err, money.ErrParts, n)
	}
	parts, err := usd(1).Split(1_000_000)
	require.NoError(t, err)
	require.Len(t, parts, 1_000_000)
}

func TestAllocate(t *testing.T) {
	for _, c := range []struct {
		minor   int64
		weights []int64
		want    []int64
	}{
		{100, []int64{1, 1, 1}, []int64{34, 33, 33}},
		{100, []int64{70, 20, 10}, []int64{70, 20, 10}},
		{5, []int64{3, 7}, []int64{2, 3}},
		{-5, []int64{3, 7}, []int64{-2, -3}},
		{1, []int64{0, 1, 1}, []int64{0, 1, 0}},
		{3, []int64{0, 1, 0, 1}, []int64{0, 2, 0, 1}},
		{0, []int64{5, 5}, []int64{0, 0}},
		{7, []int64{1}, []int64{7}},
		{high, []int64{high, high}, []int64{high/2 + 1, high / 2}},
		{low, []int64{high, 1}, []int64{low + 1, -1}},
		{low, []int64{1}, []int64{low}},
		{low, []int64{0, high}, []int64{0, low}},
	} {
		parts, err := usd(c.minor).Allocate(c.weights...)
		require.NoError(t, err)
		require.Equal(t, c.want, minors(parts), "%d by %v", c.minor, c.weights)
	}
}

func TestAllocateRefuses(t *testing.T) {
	for _, weights := range [][]int64{nil, {}, {0}, {0, 0}, {-1}, {5, -1}, {low}} {
		_, err := usd(100).Allocate(weights...)
		require.ErrorIs(t, err, money.ErrParts, weights)
	}
	_, err := usd(100).Allocate(high, high, high)
	require.ErrorIs(t, err, money.ErrOverflow)
}

func TestPartsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := amount().Draw(t, "a")
		n := rapid.IntRange(1, 40).Draw(t, "n")
		parts, err := a.Split(n)
		require.NoError(t, err)
		requireWhole(t, a, parts)
		for i, p := range parts[1:] {
			require.LessOrEqual(t, p.Minor()*sign(a), parts[i].Minor()*sign(a), "the first parts get what is left over")
			require.LessOrEqual(t, parts[0].Minor()*sign(a)-p.Minor()*sign(a), int64(1))
		}
	})
}

func sign(a money.Amount) int64 {
	if a.IsNegative() {
		return -1
	}
	return 1
}

func TestAllocationsLoseNothing(t *testing.T) {
	weight := rapid.OneOf(rapid.Int64Range(0, 10), rapid.Int64Range(0, high/8))
	rapid.Check(t, func(t *rapid.T) {
		a := amount().Draw(t, "a")
		weights := append(rapid.SliceOfN(weight, 0, 7).Draw(t, "weights"), 1)
		parts, err := a.Allocate(weights...)
		require.NoError(t, err)
		requireWhole(t, a, parts)
		total := new(big.Int)
		for _, w := range weights {
			total.Add(total, big.NewInt(w))
		}
		for i, w := range weights { // |part − a × w ÷ total| ≤ 1
			share := new(big.Int).Mul(big.NewInt(a.Minor()), big.NewInt(w))
			off := share.Sub(new(big.Int).Mul(big.NewInt(parts[i].Minor()), total), share)
			require.LessOrEqual(t, off.CmpAbs(total), 0, "part %d", i)
			require.False(t, w == 0 && !parts[i].IsZero(), "no weight, no part")
		}
	})
}

func requireWhole(t require.TestingT, a money.Amount, parts []money.Amount) {
	sum, err := money.Sum(a.Currency(), parts...)
	require.NoError(t, err)
	require.Equal(t, a, sum)
}

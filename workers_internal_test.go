package seqr

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTogether(t *testing.T) {
	items := make([]int, 100)
	for i := range items {
		items[i] = i
	}
	var order []int
	require.NoError(t, together(1, items, func(i int) error { order = append(order, i); return nil }))
	require.Equal(t, items, order, "one at a time, in order")
	for _, n := range []int{2, 7, 100, 1000} {
		var at, most, sum atomic.Int64
		require.NoError(t, together(n, items, func(i int) error {
			if now := at.Add(1); now > most.Load() {
				most.Store(now)
			}
			sum.Add(int64(i))
			at.Add(-1)
			return nil
		}))
		require.LessOrEqual(t, most.Load(), int64(n))
		require.EqualValues(t, 99*100/2, sum.Load(), "each once")
	}
	bad := errors.New("bad")
	fail := func(i int) error {
		if i == 5 {
			return bad
		}
		return nil
	}
	require.ErrorIs(t, together(4, items, fail), bad)
	var last int
	require.ErrorIs(t, together(1, items, func(i int) error { last = i; return fail(i) }), bad)
	require.Equal(t, 5, last, "no more are begun")
	require.NoError(t, together(4, nil, func(int) error { return bad }))
}

package ledger

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

type item uint64

func (i item) key() (k uuid.UUID) {
	binary.BigEndian.PutUint64(k[8:], uint64(i))
	return k
}

// requireSame compares the list with a plain slice, read as pages of several sizes.
func requireSame(t *testing.T, want []item, s *sorted[item]) {
	for _, limit := range []int{1000, blockSize, blockSize + 1, math.MaxInt} {
		var got []item
		after := uuid.Nil
		for {
			page := s.after(after, limit)
			require.LessOrEqual(t, len(page), limit)
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			after = page[len(page)-1].key()
		}
		require.Equal(t, want, got)
	}
	for _, block := range s.blocks {
		require.NotEmpty(t, block)
		require.LessOrEqual(t, len(block), blockSize)
	}
}

func TestSortedInAnyOrder(t *testing.T) {
	const n = 5000
	upwards := make([]item, n)
	for i := range upwards {
		upwards[i] = item(i + 1)
	}
	downwards := slices.Clone(upwards)
	slices.Reverse(downwards)
	shuffled, late := slices.Clone(upwards), slices.Clone(upwards)
	for i := range shuffled { // 3697 and n have no common factor, so each comes once
		shuffled[i] = upwards[(i*3697+11)%n]
	}
	for i := 0; i+7 < n; i += 10 { // mostly in order, as IDs of several machines are
		late[i], late[i+7] = late[i+7], late[i]
	}
	for name, order := range map[string][]item{"up": upwards, "down": downwards, "shuffled": shuffled, "late": late} {
		t.Run(name, func(t *testing.T) {
			var s sorted[item]
			for _, i := range order {
				s.insert(i)
			}
			requireSame(t, upwards, &s)

			left := slices.Clone(upwards)
			for _, i := range shuffled[:n/2] {
				s.remove(i.key())
				s.remove(i.key()) // it is gone, and that is all
				at, _ := slices.BinarySearch(left, i)
				left = slices.Delete(left, at, at+1)
			}
			requireSame(t, left, &s)
			for _, i := range shuffled[n/2:] {
				s.remove(i.key())
			}
			require.Empty(t, s.blocks)
			require.Empty(t, s.after(uuid.Nil, 10))
		})
	}
}

func TestSortedInOrderFillsItsBlocks(t *testing.T) {
	var s sorted[item]
	for i := range item(10 * blockSize) {
		s.insert(i + 1)
	}
	require.Len(t, s.blocks, 10)
}

func TestSortedStartsStrictlyAfter(t *testing.T) {
	var s sorted[item]
	for i := item(10); i <= 30; i += 10 {
		s.insert(i)
	}
	for after, want := range map[item][]item{0: {10, 20, 30}, 9: {10, 20, 30}, 10: {20, 30}, 11: {20, 30}, 29: {30}, 30: nil, 31: nil} {
		require.Equal(t, want, s.after(after.key(), 9), after)
	}
	require.Equal(t, []item{10, 20}, s.after(uuid.Nil, 2))
	require.Empty(t, s.after(uuid.Nil, 0))
	require.Empty(t, s.after(uuid.Nil, -1))
}

func TestPagesAreCopies(t *testing.T) {
	var s sorted[item]
	s.insert(1)
	s.insert(2)
	s.after(uuid.Nil, 2)[0] = 99
	require.Equal(t, []item{1, 2}, s.after(uuid.Nil, 2))
}

package memory

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func collect(visit func(func(int) bool)) []int {
	got := []int{}
	visit(func(k int) bool { got = append(got, k); return true })
	return got
}

func TestOrderedIsASortedSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := ordered[int]{compare: cmp.Compare[int]}
		model := map[int]bool{}
		key := rapid.IntRange(0, 3*blockSize)
		from := rapid.IntRange(0, 3*blockSize).Draw(t, "from")
		for i := range rapid.IntRange(0, 3*blockSize).Draw(t, "run") { // blocks get full
			list.insert(from + i)
			model[from+i] = true
		}
		for range rapid.IntRange(0, 50).Draw(t, "steps") {
			k := key.Draw(t, "key")
			if rapid.Bool().Draw(t, "insert") {
				list.insert(k)
				model[k] = true
			} else {
				list.remove(k)
				delete(model, k)
			}
		}
		want := []int{}
		for k := range model {
			want = append(want, k)
		}
		slices.Sort(want)
		require.Equal(t, want, collect(list.all))
		k := key.Draw(t, "after")
		place, found := slices.BinarySearch(want, k)
		latest, ok := list.latest(k)
		if found {
			require.Equal(t, k, latest)
			place++
		} else if place > 0 {
			require.Equal(t, want[place-1], latest)
		}
		require.Equal(t, place > 0, ok)
		require.Equal(t, want[place:], collect(func(visit func(int) bool) { list.after(k, visit) }))
	})
}

func TestOrderedStopsWhereTold(t *testing.T) {
	list := ordered[int]{compare: cmp.Compare[int]}
	for _, k := range rand.New(rand.NewPCG(1, 2)).Perm(3 * blockSize) {
		list.insert(k)
		list.insert(k)
	}
	seen := 0
	list.after(blockSize, func(k int) bool { seen++; return k < 2*blockSize })
	require.Equal(t, blockSize, seen)
	for k := range 3 * blockSize {
		list.remove(k)
		list.remove(k)
	}
	require.Empty(t, list.blocks, "no block stays empty")
}

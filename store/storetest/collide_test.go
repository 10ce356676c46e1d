package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/store"
)

// spoiled says whether a check finds fault with a store.
func spoiled(t *testing.T, check func(testing.TB)) bool {
	c := testCase{run: func(t *trial) { check(t.TB) }}
	return c.fails(t, Opened{})
}

func TestCollideCatches(t *testing.T) {
	for _, name := range []string{
		"version not checked", "relied-upon row not checked", "relied-upon absence unchecked", "claim missing", "claim not released",
		"lost increment", "half a commit",
	} {
		require.True(t, spoiled(t, func(tb testing.TB) { Collide(tb, 1, saboteurs[name](memory.New())) }), name)
	}
}

func TestCollideTakesTheHonest(t *testing.T) {
	for seed := range uint64(4) {
		Collide(t, seed, memory.New())
	}
}

func TestLimitsCatches(t *testing.T) {
	for _, name := range []string{"floor read before the write", "no floor", "a cent too much"} {
		require.True(t, spoiled(t, func(tb testing.TB) {
			s := saboteurs[name](memory.New())
			limits(&trial{TB: tb, ctx: t.Context(), store: s}, 3, 16, []store.Store{s})
		}), name)
	}
}

func TestLimitsTakesTheHonest(t *testing.T) {
	Limits(t, 5, func(*testing.T) []store.Store { return []store.Store{memory.New()} })
}

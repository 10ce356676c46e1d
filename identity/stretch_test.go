package identity_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

// quickly is a stretch for tests that are not about how slow it is.
var quickly = identity.Stretch{Salt: salt, Cost: identity.StretchCost{Passes: 1, MemoryKiB: 8, Threads: 1}}

func TestStretchCostCheck(t *testing.T) {
	for _, c := range []struct {
		cost identity.StretchCost
		ok   bool
	}{
		{identity.DefaultStretchCost(), true},
		{identity.StretchCost{Passes: 1, MemoryKiB: 8, Threads: 1}, true},
		{identity.StretchCost{Passes: 64, MemoryKiB: 1 << 20, Threads: 16}, true},
		{identity.StretchCost{}, false},
		{identity.StretchCost{Passes: 0, MemoryKiB: 8, Threads: 1}, false},
		{identity.StretchCost{Passes: 65, MemoryKiB: 8, Threads: 1}, false},
		{identity.StretchCost{Passes: 1, MemoryKiB: 7, Threads: 1}, false},
		{identity.StretchCost{Passes: 1, MemoryKiB: 15, Threads: 2}, false},
		{identity.StretchCost{Passes: 1, MemoryKiB: 1<<20 + 1, Threads: 1}, false},
		{identity.StretchCost{Passes: 1, MemoryKiB: 8, Threads: 0}, false},
		{identity.StretchCost{Passes: 1, MemoryKiB: 1 << 10, Threads: 17}, false},
		{identity.StretchCost{Passes: -1, MemoryKiB: -8, Threads: -1}, false},
		{identity.StretchCost{Passes: math.MaxInt, MemoryKiB: math.MaxInt, Threads: math.MaxInt}, false},
	} {
		if c.ok {
			require.NoError(t, c.cost.Check(), c.cost)
			continue
		}
		require.ErrorIs(t, c.cost.Check(), identity.ErrPolicy, c.cost)
		require.ErrorIs(t, identity.Stretch{Salt: salt, Cost: c.cost}.Check(), identity.ErrPolicy)
		require.ErrorIs(t, identity.PINPolicy{MinDigits: 4, MaxDigits: 6, Cost: c.cost}.Check(), identity.ErrPolicy)
	}
	require.ErrorIs(t, identity.Stretch{Salt: salt[1:], Cost: quickly.Cost}.Check(), identity.ErrPINStretched)
}

// Everything that a stretch says, and the PIN, make a difference.
func TestStretchesDiffer(t *testing.T) {
	seen := map[string]string{}
	for name, by := range map[string]identity.Stretch{
		"quickly":        quickly,
		"another salt":   {Salt: []byte("another 16 bytes"), Cost: quickly.Cost},
		"another pass":   {Salt: salt, Cost: identity.StretchCost{Passes: 2, MemoryKiB: 8, Threads: 1}},
		"more memory":    {Salt: salt, Cost: identity.StretchCost{Passes: 1, MemoryKiB: 16, Threads: 1}},
		"another thread": {Salt: salt, Cost: identity.StretchCost{Passes: 1, MemoryKiB: 16, Threads: 2}},
	} {
		require.Equal(t, name == "quickly", quickly.Equal(by), name)
		for _, digits := range []string{"739164", "739165"} {
			out := string(identity.StretchPIN(pin(t, digits), by))
			require.Empty(t, seen[out], name)
			seen[out] = name
		}
	}
}

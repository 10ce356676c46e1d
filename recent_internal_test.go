package seqr

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

func TestKeptIsBoundedAndYoung(t *testing.T) {
	k := kept[int, string]{lasts: recentFor}
	start := time.Unix(1_800_000_000, 0)
	for i := range 10 * recentEntries {
		k.put(i, &keptValue[string]{value: new("value"), version: 1, at: start})
	}
	require.LessOrEqual(t, len(k.young)+len(k.old), 2*recentEntries)
	_, known := k.get(0, start)
	require.False(t, known, "what was not asked for since is gone")
	last := 10*recentEntries - 1
	for at, want := range map[time.Duration]bool{0: true, recentFor: true, recentFor + 1: false, -1: false} {
		_, known := k.get(last, start.Add(at))
		require.Equal(t, want, known, at)
	}
	k.put(last, &keptValue[string]{value: new("older"), at: start})
	v, _ := k.get(last, start)
	require.Equal(t, "value", v, "an older version does not replace a later one")
	k.drop(last)
	_, known = k.get(last, start)
	require.False(t, known)
}

// Only a context that allows it is answered from memory; a commit through the same store is remembered at once.
func TestRecentStore(t *testing.T) {
	ctx, now := context.Background(), time.Unix(1_800_000_000, 0)
	inner := memory.New()
	s := newRecentStore(inner, func() time.Time { return now })
	m := payment.Merchant{ID: payment.MerchantID{UUID: uuid.New()}, Name: "one"}
	require.NoError(t, s.Commit(ctx, store.Changes{Merchants: []payment.Merchant{m}}))
	m.Version, m.Name = 1, "two"
	require.NoError(t, inner.Commit(ctx, store.Changes{Merchants: []payment.Merchant{m}}), "another process")
	name := func(ctx context.Context) string {
		got, err := s.Merchant(ctx, m.ID)
		require.NoError(t, err)
		return got.Name
	}
	require.Equal(t, "one", name(recently(ctx)))
	require.Equal(t, "one", name(recently(ctx)))
	stale := store.Changes{Relied: []store.Ref{{Kind: store.KindMerchant, ID: m.ID.String(), Version: 1}}}
	require.ErrorIs(t, s.Commit(ctx, stale), store.ErrConflict)
	require.Equal(t, "two", name(recently(ctx)), "forgotten after the conflict")
	m.Version, m.Name = 2, "three"
	require.NoError(t, inner.Commit(ctx, store.Changes{Merchants: []payment.Merchant{m}}))
	require.Equal(t, "two", name(recently(ctx)))
	require.Equal(t, "three", name(exactly(recently(ctx))))
	require.Equal(t, "three", name(recently(ctx)), "what was read exactly is remembered")
	now = now.Add(2 * steadyFor)
	require.Equal(t, "three", name(recently(ctx)))
	m.Version, m.Name = 3, "four"
	require.NoError(t, inner.Commit(ctx, store.Changes{Merchants: []payment.Merchant{m}}))
	require.Equal(t, "four", name(passing(recently(ctx))))
	require.Equal(t, "three", name(recently(ctx)), "what was read in passing is not remembered")
}

package storetest

import (
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/store"
)

var versionCases = []testCase{
	{"2: a commit raises a version by one", versionRises},
	{"2: a stale version is refused", staleVersion},
	{"2: a version of what does not exist is refused", absentVersion},
	{"2: version 0 of what exists is refused", presentVersionZero},
	{"2: one aggregate twice in a commit is refused", twiceInOneCommit},
	{"2: what is written once is never written again", writtenOnce},
	{"2: a payment has one collection", oneCollection},
}

var reliedCases = []testCase{
	{"2: what is relied on must be at its version, and is not raised", reliedPresent},
	{"2: what is relied on as absent must be absent", reliedAbsent},
	{"2: a tally can be relied on", reliedTally},
	{"2: an aggregate may be relied on and changed at once", reliedAndChanged},
	{"2: a reference that nothing can have is refused", impossibleReference},
}

func versionRises(t *trial) {
	for _, k := range versioned() {
		v := k.fresh()
		for n := range int64(3) {
			require.Equal(t, n, k.version(v))
			require.NoError(t, t.store.Commit(t.ctx, k.changes(v)), k.name)
			got, err := k.get(t.ctx, t.store, v)
			require.NoError(t, err, k.name)
			require.Equal(t, k.at(v, n+1), got, k.name)
			v = k.edit(got)
		}
	}
}

func staleVersion(t *trial) {
	for _, k := range versioned() {
		first := k.fresh()
		t.commit(k.changes(first))
		second := k.edit(k.at(first, 1))
		t.commit(k.changes(second))
		for _, stale := range []int64{0, 1, 3, -1} {
			require.ErrorIs(t, t.store.Commit(t.ctx, k.changes(k.at(first, stale))), store.ErrConflict, "%s at %d", k.name, stale)
		}
		got, err := k.get(t.ctx, t.store, first)
		require.NoError(t, err)
		require.Equal(t, k.at(second, 2), got, k.name)
	}
}

func absentVersion(t *trial) {
	for _, k := range versioned() {
		v := k.fresh()
		require.ErrorIs(t, t.store.Commit(t.ctx, k.changes(k.at(v, 1))), store.ErrConflict, k.name)
		_, err := k.get(t.ctx, t.store, v)
		require.ErrorIs(t, err, store.ErrNotFound, k.name)
	}
}

func presentVersionZero(t *trial) {
	for _, k := range versioned() {
		v := k.fresh()
		t.commit(k.changes(v))
		require.ErrorIs(t, t.store.Commit(t.ctx, k.changes(v)), store.ErrConflict, k.name)
	}
}

func twiceInOneCommit(t *trial) {
	for _, k := range versioned() {
		v := k.fresh()
		c := k.changes(v)
		k.put(&c, v)
		require.ErrorIs(t, t.store.Commit(t.ctx, c), store.ErrConflict, k.name)
		t.commit(k.changes(v))
		c = k.changes(k.at(v, 1))
		k.put(&c, k.at(v, 1))
		require.ErrorIs(t, t.store.Commit(t.ctx, c), store.ErrConflict, k.name)
		c = k.changes(k.at(v, 1))
		k.put(&c, k.at(v, 2)) // as if the first had been written already
		require.ErrorIs(t, t.store.Commit(t.ctx, c), store.ErrConflict, k.name)
		got, err := k.get(t.ctx, t.store, v)
		require.NoError(t, err)
		require.Equal(t, k.at(v, 1), got, k.name)
	}
}

func writtenOnce(t *trial) {
	for _, k := range kinds() {
		if k.version != nil {
			continue
		}
		v := k.fresh()
		twice := k.changes(v)
		k.put(&twice, v)
		require.ErrorIs(t, t.store.Commit(t.ctx, twice), store.ErrExists, k.name)
		t.commit(k.changes(v))
		require.ErrorIs(t, t.store.Commit(t.ctx, k.changes(v)), store.ErrExists, k.name)
	}
}

func oneCollection(t *trial) {
	first, second := filled[ach.Collection](), filled[ach.Collection]()
	first.Version, second.Version = 0, 0
	second.Payment = first.Payment
	t.refuse(store.ErrConflict, store.Changes{Collections: []ach.Collection{first, second}})
	t.commit(store.Changes{Collections: []ach.Collection{first}})
	t.refuse(store.ErrConflict, store.Changes{Collections: []ach.Collection{second}})
	got, err := t.store.CollectionOf(t.ctx, first.Payment)
	require.NoError(t, err)
	require.Equal(t, first.ID, got.ID)
}

func reliedPresent(t *trial) {
	for _, k := range versioned() {
		v := k.fresh()
		t.commit(k.changes(v))
		t.commit(store.Changes{Relied: []store.Ref{k.ref(k.at(v, 1))}})
		got, err := k.get(t.ctx, t.store, v)
		require.NoError(t, err)
		require.Equal(t, k.at(v, 1), got, "%s: relied on only", k.name)
		t.commit(k.changes(k.edit(got)))
		for _, stale := range []int64{0, 1, 3} {
			err := t.store.Commit(t.ctx, store.Changes{Relied: []store.Ref{k.ref(k.at(v, stale))}})
			require.ErrorIs(t, err, store.ErrConflict, "%s at %d", k.name, stale)
		}
	}
}

func reliedAbsent(t *trial) {
	for _, k := range versioned() {
		v := k.fresh()
		absent := store.Changes{Relied: []store.Ref{k.ref(v)}}
		require.NoError(t, t.store.Commit(t.ctx, absent), k.name)
		require.ErrorIs(t, t.store.Commit(t.ctx, store.Changes{Relied: []store.Ref{k.ref(k.at(v, 1))}}), store.ErrConflict, k.name)
		t.commit(k.changes(v))
		require.ErrorIs(t, t.store.Commit(t.ctx, absent), store.ErrConflict, k.name)
	}
}

func reliedTally(t *trial) {
	payer := account.ID{UUID: newID()}
	none := cashback.Tally{Payer: payer, Month: civil.Month{Year: 2026, Month: 3}}
	t.commit(store.Changes{Relied: []store.Ref{store.RelyOnTally(none)}})
	t.commit(store.Changes{Tallies: []cashback.Increment{increment(payer, 100)}})
	t.refuse(store.ErrConflict, store.Changes{Relied: []store.Ref{store.RelyOnTally(none)}})
	tallies, err := t.store.Tallies(t.ctx, payer, none.Month.Quarter())
	require.NoError(t, err)
	require.Len(t, tallies, 1)
	t.commit(store.Changes{Relied: []store.Ref{store.RelyOnTally(tallies[0])}})
	t.commit(store.Changes{Relied: []store.Ref{store.RelyOnTally(tallies[0])}, Tallies: []cashback.Increment{increment(payer, 100)}})
	t.refuse(store.ErrConflict, store.Changes{Relied: []store.Ref{store.RelyOnTally(tallies[0])}})
}

func reliedAndChanged(t *trial) {
	for _, k := range versioned() {
		v := k.fresh()
		for n := range int64(2) {
			c := k.changes(k.at(v, n))
			c.Relied = []store.Ref{k.ref(k.at(v, n)), k.ref(k.at(v, n))}
			require.NoError(t, t.store.Commit(t.ctx, c), k.name)
		}
	}
}

func impossibleReference(t *trial) {
	id := newID().String()
	for _, r := range []store.Ref{
		{Kind: "unheard of", ID: id},
		{Kind: "", ID: id},
		{Kind: store.KindAccount, ID: "no UUID"},
		{Kind: store.KindRun, ID: "2026"},
		{Kind: store.KindRun, ID: "US/2026"},
		{Kind: store.KindRun, ID: "2026-Q1"},
		{Kind: store.KindTally, ID: id},
		{Kind: store.KindTally, ID: "nobody/2026-03"},
		{Kind: store.KindCashback, ID: id + "/2026-03"},
	} {
		err := t.store.Commit(t.ctx, store.Changes{Relied: []store.Ref{r}})
		require.ErrorIs(t, err, store.ErrRef, r)
	}
}

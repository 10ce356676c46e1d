package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// Loader is a store that also takes history in bulk.
type Loader interface {
	store.Store
	Load(ctx context.Context, c store.Changes) error
}

// Load loads a history in three parts into an empty store, commits the same to another, piece by piece, and wants the same
// contents of both, and the same answers to commits that follow.
func Load(t testing.TB, loaded Loader, committed store.Store) {
	t.Helper()
	one := &trial{TB: t, ctx: context.Background(), store: loaded}
	other := &trial{TB: t, ctx: context.Background(), store: committed}
	var all store.Changes
	for _, part := range parts() {
		var whole store.Changes
		for _, c := range part {
			other.commit(c)
			whole = joined(whole, c)
		}
		require.NoError(t, loaded.Load(one.ctx, whole))
		all = joined(all, whole)
	}
	require.Equal(t, other.sight(all), one.sight(all))
	for _, a := range all.Ledger {
		one.audited(a)
	}
	next := everything()
	next.Transfers = append(next.Transfers, move(all.Ledger[0], all.Ledger[1], 1))
	next.Tallies = append(next.Tallies, all.Tallies...)
	for _, t := range []*trial{one, other} {
		t.commit(next)
		t.refuse(store.ErrConflict, store.Changes{Payments: all.Payments[:1]})
		t.refuse(store.ErrExists, store.Changes{Claims: all.Claims[:1]})
	}
	all = joined(all, next)
	require.Equal(t, other.sight(all), one.sight(all))
	for step := range 3 {
		require.Equal(t, other.outbox(step), one.outbox(step))
	}
}

// parts are a history as commits: what is new in all of them, and accounts of the book, holds and months that later ones go on with.
func parts() [3][]store.Changes {
	payers, merchant := []ledger.Account{limited(10000), limited(500)}, payable()
	months := []account.ID{{UUID: newID()}, {UUID: newID()}}
	posted, voided, open := held(payers[0], merchant, 300), held(payers[1], merchant, 200), held(payers[0], merchant, 100)
	var parts [3][]store.Changes
	for i := range parts {
		for range 3 {
			c := everything()
			c.Floors = nil
			if i > 0 {
				c.Command = nil
			}
			c.Tallies = append(c.Tallies, increment(months[0], 125), increment(months[i%2], -25), increment(months[0], 1))
			c.Transfers = append(c.Transfers, move(payers[0], merchant, 250), move(merchant, payers[0], 150), move(payers[0], merchant, 1))
			parts[i] = append(parts[i], c)
		}
		parts[i][1].Command, parts[i][2].Command = nil, nil
	}
	parts[0][0].Ledger = append([]ledger.Account{payers[0], merchant, payers[1]}, parts[0][0].Ledger...)
	parts[0][1].Transfers = append(parts[0][1].Transfers, posted, voided, open)
	parts[0][2].Transfers = append(parts[0][2].Transfers, resolving(ledger.Post, posted, 250))
	parts[1][0].Transfers = append(parts[1][0].Transfers, resolving(ledger.Void, voided, 200))
	return parts
}

// joined is the changes of two commits in one.
func joined(a, b store.Changes) store.Changes {
	for _, k := range kinds() {
		for _, v := range k.in(b) {
			k.put(&a, v)
		}
	}
	if b.Command != nil {
		a.Command = b.Command
	}
	a.Ledger = append(slices.Clip(a.Ledger), b.Ledger...)
	a.Transfers = append(slices.Clip(a.Transfers), b.Transfers...)
	a.Tallies = append(slices.Clip(a.Tallies), b.Tallies...)
	a.Events = append(slices.Clip(a.Events), b.Events...)
	a.Claims = append(slices.Clip(a.Claims), b.Claims...)
	return a
}

package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/store"
)

// Opened is an empty store, opened for one case.
type Opened struct {
	// Store is what is tested. Whoever opened it closes it after the case; a case may have done
	// so before.
	Store store.Store
	// Reopen closes the store and opens it again, as the next process would. Required, but of a
	// store that is Volatile.
	Reopen func() (store.Store, error)
	// Volatile is why nothing can be found again after Close, for a store that keeps nothing.
	Volatile string
}

// Run runs every case against a store of its own.
func Run(t *testing.T, open func(t *testing.T) Opened) {
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) { c.check(t, open(t)) })
	}
}

// testCase holds a store to one promise.
type testCase struct {
	name string
	run  func(t *trial)
}

func cases() []testCase {
	return slices.Concat(
		commitCases, durabilityCases, versionCases, reliedCases, claimCases, commandCases,
		floorCases, bookCases, tallyCases, unknownCases, eventCases, marketCases, valueCases, listCases, raceCases,
	)
}

// check runs the case.
func (c testCase) check(tb testing.TB, o Opened) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c.run(&trial{TB: tb, ctx: ctx, store: o.Store, opened: o})
}

// trial is one case at work.
type trial struct {
	testing.TB
	ctx    context.Context
	store  store.Store
	opened Opened
}

// commit commits what must be taken.
func (t *trial) commit(c store.Changes) {
	t.Helper()
	require.NoError(t, t.store.Commit(t.ctx, c))
}

// refuse commits what must be refused for a reason.
func (t *trial) refuse(reason error, c store.Changes) {
	t.Helper()
	require.ErrorIs(t, t.store.Commit(t.ctx, c), reason)
}

// must is the value that must have been found.
func must[V any](t *trial, v V, err error) V {
	t.Helper()
	require.NoError(t, err)
	return v
}

// oneOf says whether err is one of the reasons, or nil if that is one of them.
func oneOf(err error, reasons ...error) bool {
	return slices.ContainsFunc(reasons, func(r error) bool { return errors.Is(err, r) })
}

package seqr_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/internal/pgtest"
	"github.com/seqrpay/seqr/store"
)

// shared is the server of all tests of this package, made when the first one wants it.
var shared = sync.OnceValues(func() (*pgtest.Server, error) {
	s, err := pgtest.Start("max_connections = 200")
	if err == nil {
		stopping.Store(s, true)
	}
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Skipped("payments on PostgreSQL")
	}
	return s, err
})

// stopping is the servers to be stopped when all tests have ended.
var stopping sync.Map

func stopServers() (err error) {
	for s := range stopping.Range {
		err = errors.Join(err, s.(*pgtest.Server).Stop())
	}
	return err
}

// emptied is a place on the shared server; empty if there is none, which was said loudly.
func emptied(t *testing.T) string {
	t.Helper()
	s, err := shared()
	if errors.Is(err, pgtest.ErrNone) {
		return ""
	}
	require.NoError(t, err)
	return s.Emptied(t)
}

func openServer(t *testing.T) store.Store {
	t.Helper()
	place := emptied(t)
	if place == "" {
		return nil
	}
	st, err := postgres.Open(t.Context(), place)
	require.NoError(t, err)
	return st
}

// Whenever the server is stopped as by a power cut, what it has answered is there when it is back, and what it has not is made certain
// by the key. The process goes on with new connections [GEN-3, GEN-4].
func TestStoppedServerLosesNoPayment(t *testing.T) {
	t.Parallel()
	server, err := pgtest.Private()
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Skipped(t.Name())
		return
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop()) })
	st, err := postgres.Open(t.Context(), server.DSN)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	c := newCrashing(t, st)
	desk := counter{c.sys, st}
	var cut atomic.Bool // the next answer is lost, as the power is
	ask := func(r request) (response, bool) {
		a := desk.serve(c.ctx, r)
		lost := r.Approve != nil && !a.Retry && cut.CompareAndSwap(true, false)
		return a, !lost
	}
	c.front.ask.Store(&ask)
	c.begin()
	random := rand.New(rand.NewPCG(2026, 12))
	for i := 0; c.more(i, max(1, *cycles*3/5)); i++ {
		c.await(1 + random.IntN(24))
		cut.Store(true)
		require.NoError(t, server.Kill())
		require.NoError(t, server.Restart())
	}
	c.await(1)
	c.finish()
	c.check(st)
}

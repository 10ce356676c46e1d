package seqr_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/store"
)

// stores are the stores on which what happens at once is tried. One that cannot be had here is nil, and was told of loudly.
var stores = map[string]func(*testing.T) store.Store{
	"memory":   func(*testing.T) store.Store { return memory.New() },
	"sqlite":   func(t *testing.T) store.Store { return openFile(t, filepath.Join(t.TempDir(), "seqr.db")) },
	"postgres": openServer,
}

func openFile(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	st, err := sqlite.Open(context.Background(), path)
	require.NoError(t, err)
	return st
}

// onEachStore runs a test on every store.
func onEachStore(t *testing.T, f func(*testing.T, store.Store)) {
	on(t, f, "memory", "sqlite", "postgres")
}

// onLocalStores runs a test on the stores that are no server. A story in which one thing comes after the other needs no third store:
// storetest has shown that they are alike, and the server would double the time of all tests.
func onLocalStores(t *testing.T, f func(*testing.T, store.Store)) { on(t, f, "memory", "sqlite") }

func on(t *testing.T, f func(*testing.T, store.Store), names ...string) {
	for _, name := range names {
		open := stores[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := open(t)
			if st == nil {
				return
			}
			t.Cleanup(func() { require.NoError(t, st.Close()) })
			f(t, st)
		})
	}
}

// race runs all at the same moment and answers their errors. Who is told to try again does so, with the same request.
func race(all []func() error) []error {
	errs, start, wait := make([]error, len(all)), make(chan struct{}), sync.WaitGroup{}
	for i, f := range all {
		wait.Go(func() {
			<-start
			for {
				errs[i] = f()
				if !errors.Is(errs[i], seqr.ErrBusy) {
					return
				}
			}
		})
	}
	close(start)
	wait.Wait()
	return errs
}

// count is how many of errs are want; nil counts what succeeded.
func count(errs []error, want error) int {
	n := 0
	for _, err := range errs {
		if want == nil && err == nil || want != nil && errors.Is(err, want) {
			n++
		}
	}
	return n
}

// approving is the approval of a sale of its own, shown and signed, for a race.
func (w *world) approving(p *person, t *till, amount, pin string) func() error {
	w.t.Helper()
	lane := &till{w: w, merchant: t.merchant, location: t.location, lane: t.addLane("Lane of its own")}
	lane.ask(amount)
	r := p.sign(p.look(lane.code()), pin)
	return func() error {
		_, err := w.sys.Payments.Approve(w.ctx, r)
		return err
	}
}

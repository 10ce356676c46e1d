package seqr_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/store"
)

// fragile is a store that dies at a commit: before it is written, or when it is and nobody was told.
type fragile struct {
	store.Store
	dies    int // commits until it does; 0: never
	written bool
	dead    bool
}

var errDead = fmt.Errorf("the process is gone: %w", store.ErrUnknown)

func (f *fragile) Commit(ctx context.Context, c store.Changes) error {
	if f.dead {
		return errDead
	}
	if f.dies--; f.dies != 0 {
		return f.Store.Commit(ctx, c)
	}
	f.dead = true
	if f.written {
		_ = f.Store.Commit(ctx, c) // whatever it said, nobody heard it
	}
	return errDead
}

// files counts the files.
var files atomic.Int64

// mortal is a world whose process may die at any commit. It is compared with a model.
type mortal struct {
	*world
	r       *rapid.T
	path    string // of the file; empty: in memory
	fragile *fragile
	cfg     seqr.Config
}

// newMortal opens a market, in memory or one time out of so many on a file.
func newMortal(t *testing.T, r *rapid.T, outOf int, market seqr.Market, tune ...func(*seqr.Config)) *mortal {
	c := &mortal{r: r}
	var st store.Store = memory.New()
	if rapid.IntRange(0, outOf-1).Draw(r, "on a file, if 0") == 0 {
		c.path = filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", files.Add(1)))
		st = openFile(t, c.path)
	}
	c.fragile = &fragile{Store: st}
	keep := func(cfg *seqr.Config) {
		cfg.Store = c.fragile
		c.cfg = *cfg
	}
	c.world = abroadOn(t, c.fragile, market, append(tune, keep)...)
	return c
}

// end asks the auditor.
func (c *mortal) end() {
	report, err := c.sys.Audit(c.ctx)
	require.NoError(c.r, err)
	require.NoError(c.r, report.Err())
	if c.path != "" {
		require.NoError(c.t, c.fragile.Close())
	}
}

// reopen is what happens after the process has died: another one opens the same store.
func (c *mortal) reopen() {
	st := c.fragile.Store
	if c.path != "" {
		require.NoError(c.t, st.Close())
		st = openFile(c.t, c.path)
	}
	c.fragile.Store, c.fragile.dead, c.fragile.dies = st, false, 0
	c.sys = newSystem(c.t, c.cfg)
}

// does carries out a command; if the process dies on the way, the caller asks the next one again, with the same key.
func (c *mortal) does(command func() error) error {
	err := command()
	for errors.Is(err, errDead) {
		c.reopen()
		err = command()
	}
	return err
}

// crash lets the process die at one of the next commits.
func (c *mortal) crash(r *rapid.T) {
	c.fragile.dies = rapid.IntRange(1, 3).Draw(r, "commits")
	c.fragile.written = rapid.Bool().Draw(r, "written")
}

// days lets time pass; a process that dies meanwhile is started again, and what it had begun comes again.
func (c *mortal) days(n int) {
	for range 2 * n {
		c.clock.Advance(12 * time.Hour)
		c.rest()
	}
}

func (c *mortal) rest() {
	for range 100 {
		p, err := c.sys.Step(c.ctx)
		if c.fragile.dead {
			c.reopen()
			c.clock.Advance(2 * time.Minute) // leases end
			continue
		}
		require.NoError(c.r, err)
		if p.Idle() {
			return
		}
	}
	c.r.Fatal("Step never became idle")
}

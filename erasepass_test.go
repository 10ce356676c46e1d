package seqr_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/store"
)

func (p *person) erased() bool {
	p.w.t.Helper()
	a, err := p.w.store.Account(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return !a.ErasedAt.IsZero()
}

// Whoever left is erased by the first pass of the day after the market's retention, once, and nobody else.
func TestErasureComesByItself(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, keptFor(30))
		shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
		pat.mustPay(shop, "20.00")
		pat.leave()
		over := dayAfter(w, w.clock.Now(), 30)
		w.pass(7)
		w.clock.Set(over.Add(-time.Microsecond))
		w.settle()
		require.False(t, pat.erased())
		w.audit()
		w.clock.Set(over)
		w.settle()
		require.True(t, pat.erased())
		a, err := w.store.Account(w.ctx, pat.id)
		require.NoError(t, err)
		require.Empty(t, a.Personal)
		w.pass(3)
		again, err := w.store.Account(w.ctx, pat.id)
		require.NoError(t, err)
		require.Equal(t, a, again, "once")
		require.False(t, sam.erased())
		w.audit()
	})
}

// What customer service erases at the same moment as the pass is erased once; both are content.
func TestErasureByHandAndByItself(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, keptFor(30))
		pat := w.join("Pat Example", "+18015550101")
		pat.leave()
		w.settle()
		w.clock.Set(dayAfter(w, w.clock.Now(), 30))
		help := w.help(pat.id)
		errs := race([]func() error{
			func() error { _, err := w.sys.Support.Erase(w.ctx, help); return err },
			func() error { _, err := w.sys.Step(w.ctx); return err },
		})
		require.NoError(t, errs[1])
		if errs[0] != nil {
			require.ErrorIs(t, errs[0], account.ErrErased)
		}
		w.clock.Advance(time.Minute)
		w.settle()
		require.True(t, pat.erased())
		w.audit()
	})
}

// A retention that was prolonged after the closing counts; a debt keeps the data until it is paid.
func TestErasureWaitsForItsReasons(t *testing.T) {
	t.Parallel()
	w := quick(t, keptFor(0))
	pat := w.join("Pat Example", "+18015550101")
	pat.leave()
	closedAt := w.clock.Now()
	w.settle()
	cfg := w.config(w.sys.Market().WithRetention(10))
	cfg.Verifier = unhurried{}
	w.sys = newSystem(t, cfg)
	w.pass(9)
	require.False(t, pat.erased())
	w.clock.Set(dayAfter(w, closedAt, 10))
	w.settle()
	require.True(t, pat.erased())
	w.audit()
}

// dead is a gateway that sends nothing to anybody while it is down.
type dead struct {
	sms interface {
		SendSMS(context.Context, account.Message) error
	}
	down *bool
}

func (d dead) SendSMS(ctx context.Context, m account.Message) error {
	if *d.down {
		return errDown
	}
	return d.sms.SendSMS(ctx, m)
}

// A message that was never sent goes with its receiver's data, out of the outbox and out of the files.
func TestUnsentMessagesAreErased(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "seqr.db")
	st, err := sqlite.Open(t.Context(), path)
	require.NoError(t, err)
	down := false
	w := quickOn(t, st, keptFor(0), func(c *seqr.Config) {
		c.Store, c.SMS = st, dead{c.SMS, &down}
	})
	pat, sam := w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	pat.leave()
	down = true
	for range 3 {
		w.clock.Advance(time.Hour)
		p, err := w.sys.Step(w.ctx)
		require.NoError(t, err)
		require.Positive(t, p.Failed)
	}
	sam.block(account.Other)
	stuck := func(p *person) (bodies [][]byte) {
		t.Helper()
		events, err := st.PendingAbout(w.ctx, p.id.UUID, store.EventID{}, 100)
		require.NoError(t, err)
		for _, e := range events {
			if len(e.Body) > 0 {
				bodies = append(bodies, e.Body)
			}
		}
		return bodies
	}
	lost := stuck(pat)
	require.NotEmpty(t, lost)
	require.True(t, inFiles(t, path, lost[0]))
	w.clock.Set(dayAfter(w, w.clock.Now(), 1))
	_, err = w.sys.Step(w.ctx)
	require.NoError(t, err)
	require.True(t, pat.erased())
	require.Empty(t, stuck(pat))
	require.NotEmpty(t, stuck(sam), "another's are still to be sent")
	for _, body := range lost {
		require.False(t, inFiles(t, path, body))
	}
	down = false
	w.clock.Advance(time.Hour)
	w.settle()
	require.Empty(t, stuck(sam))
	w.audit()
	require.NoError(t, st.Close())
}

// unwiped is a store that shows other events about everybody.
type unwiped struct {
	store.Reader
	events []store.Event
}

func (u unwiped) PendingAbout(_ context.Context, _ uuid.UUID, after store.EventID, _ int) ([]store.Event, error) {
	if after != (store.EventID{}) {
		return nil, nil
	}
	return u.events, nil
}

func TestAuditSeesWhoIsNotErased(t *testing.T) {
	t.Parallel()
	w := quick(t, keptFor(5))
	pat := w.join("Pat Example", "+18015550101")
	pat.leave()
	w.settle()
	w.audit()
	finds := func(what string, events ...store.Event) {
		t.Helper()
		report, err := audit.Run(w.ctx, unwiped{w.store, events}, w.programmes())
		require.NoError(t, err)
		require.Len(t, report.Findings, 1)
		require.Equal(t, "erasure", report.Findings[0].Rule)
		require.Contains(t, report.Findings[0].String(), what)
	}
	finds("nothing will erase it")
	w.pass(6)
	require.True(t, pat.erased())
	w.audit()
	finds("waits to be sent", store.Event{ID: store.EventID{UUID: newUUID()}, Kind: "sms.send", Body: []byte("sealed")})
}

package seqr_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

func twoScans(c *seqr.Config) { c.Market.Identity.Documents.MaxRefused = 2 }

func (p *person) capturesFront() error {
	_, err := p.w.sys.Identity.Capture(p.w.ctx, p.capture(identity.FrontSide, tiny()))
	return err
}

// By default a document may be scanned as often as it takes; where the market has a maximum, customer service allows more [IDV-4].
func TestMaximumOfScans(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		v := &verdicts{say: map[string]identity.Verdict{"Pat Example": {Problems: []identity.Problem{identity.Blur}}}}
		w := quickOn(t, st, twoScans, func(c *seqr.Config) { c.Verifier = v })
		pat := w.enrol("Pat Example", "+18015550101")
		for range 2 {
			require.False(t, pat.used())
			pat.prove()
			require.Equal(t, identity.Failed, pat.lastScan().State)
		}
		require.True(t, pat.lastScan().SupportOnly)
		err := pat.capturesFront()
		require.ErrorIs(t, err, identity.ErrTooManyScans)
		require.Equal(t, seqr.Exceeded, seqr.KindOf(err))
		help, ok := errors.AsType[*seqr.SupportError](err)
		require.True(t, ok)
		require.Equal(t, w.sys.Market().Account.Contact, help.Contact)

		_, err = w.sys.Support.AllowScans(w.ctx, w.help(pat.id))
		require.NoError(t, err)
		_, err = w.sys.Support.AllowScans(w.ctx, w.help(pat.id))
		require.ErrorIs(t, err, identity.ErrScansLeft)
		actions, err := w.sys.Support.Actions(w.ctx, pat.id, account.ActionID{}, 10)
		require.NoError(t, err)
		require.Len(t, actions, 1)
		require.Equal(t, "allow scans", actions[0].Verb)
		_, err = w.sys.Support.Verify(w.ctx, pat.id)
		require.NoError(t, err)
		pat.prove()
		v.about("Pat Example", documented("X1"))
		pat.prove()
		require.Equal(t, identity.Verified, pat.lastScan().State)
		require.Equal(t, "100.00", pat.available())
		w.audit()
	})
}

// used says whether no scan is left, also before the first.
func (p *person) used() bool {
	s, err := p.w.sys.Identity.Scan(p.w.ctx, p.id)
	return err == nil && s.SupportOnly
}

// Another document does not begin anew, and neither does a scan that was dropped.
func TestMaximumOfScansCountsAllDocuments(t *testing.T) {
	t.Parallel()
	v := &verdicts{say: map[string]identity.Verdict{"Pat Example": {Problems: []identity.Problem{identity.Glare}}}}
	w := quick(t, twoScans, func(c *seqr.Config) { c.Verifier = v })
	pat := w.enrol("Pat Example", "+18015550101")
	pat.prove()
	other := pat.capture(identity.FrontSide, tiny())
	other.Document = identity.Passport
	_, err := w.sys.Identity.Capture(w.ctx, other)
	require.NoError(t, err)
	pat.prove() // the passport is dropped
	other.Key = w.key()
	_, err = w.sys.Identity.Capture(w.ctx, other)
	require.ErrorIs(t, err, identity.ErrTooManyScans)
	w.audit()
}

// Who begins many scans at once has no more of them refused than the market takes.
func TestScansBegunAtOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		v := &verdicts{say: map[string]identity.Verdict{"Pat Example": {Problems: []identity.Problem{identity.Glare}}}}
		w := quickOn(t, st, twoScans, func(c *seqr.Config) { c.Verifier = v })
		pat := w.enrol("Pat Example", "+18015550101")
		pat.prove()
		begin := make([]func() error, 8)
		for i := range begin {
			r := pat.capture(identity.FrontSide, tiny())
			begin[i] = func() error { _, err := w.sys.Identity.Capture(w.ctx, r); return err }
		}
		for _, err := range race(begin) {
			require.NoError(t, err)
		}
		pat.prove()
		require.ErrorIs(t, pat.capturesFront(), identity.ErrTooManyScans)
		w.audit()
	})
}

package seqr_test

import (
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/store"
)

func badAdvise(c *cast) []bad {
	good := ach.Notice{ID: "notice-1", Kind: ach.NoticeUnmatched, On: civil.Date{Year: 2026, Month: 7, Day: 6}, Text: "a fee"}
	_, err := c.sys.Banking.Advise(c.ctx, good)
	require.NoError(c.t, err)
	with := func(change func(*ach.Notice)) func() error {
		n := good
		change(&n)
		return func() error {
			_, err := c.sys.Banking.Advise(c.ctx, n)
			return err
		}
	}
	return []bad{
		refused("no ID", with(func(n *ach.Notice) { n.ID = "" }), ach.ErrReport, seqr.Invalid),
		refused("of no kind", with(func(n *ach.Notice) { n.ID, n.Kind = "n2", "" }), ach.ErrReport, seqr.Invalid),
		refused("correction without a day", with(func(n *ach.Notice) { *n = ach.Notice{ID: "n3", Kind: ach.NoticeCorrection} }), ach.ErrReport, seqr.Invalid),
		refused("an ID that told something else", with(func(n *ach.Notice) { n.Text = "another fee" }), seqr.ErrKeyReused, seqr.Conflict),
	}
}

func badResolveAdvice(c *cast) []bad {
	for _, id := range []string{"r1", "r2"} {
		_, err := c.sys.Banking.Advise(c.ctx, ach.Notice{ID: id, Kind: ach.NoticeUnmatched, Text: "a fee"})
		require.NoError(c.t, err)
	}
	open, err := c.sys.Banking.Unmatched(c.ctx, ach.AdviceID{}, 10)
	require.NoError(c.t, err)
	resolve := func(r seqr.ResolveAdviceRequest) error {
		_, err := c.sys.Banking.Resolve(c.ctx, r)
		return err
	}
	good := func(id ach.AdviceID) seqr.ResolveAdviceRequest {
		return seqr.ResolveAdviceRequest{Key: c.key(), Agent: "agent 7", Why: "looked into", Advice: id}
	}
	done, waits := open[len(open)-2].ID, open[len(open)-1].ID
	require.NoError(c.t, resolve(good(done)))
	with := func(change func(*seqr.ResolveAdviceRequest)) func() error {
		r := good(waits)
		change(&r)
		return func() error { return resolve(r) }
	}
	cases := []bad{
		refused("resolved before", func() error { return resolve(good(done)) }, ach.ErrState, seqr.State),
		refused("nobody's", func() error { return resolve(good(ach.AdviceID{UUID: newUUID()})) }, store.ErrNotFound, seqr.NotFound),
		refused("none", func() error { return resolve(good(ach.AdviceID{})) }, account.ErrMalformed, seqr.Invalid),
		refused("no agent", with(func(r *seqr.ResolveAdviceRequest) { r.Agent = " " }), account.ErrAction, seqr.Invalid),
		refused("no reason", with(func(r *seqr.ResolveAdviceRequest) { r.Why = "" }), account.ErrAction, seqr.Invalid),
		refused("a long reason", with(func(r *seqr.ResolveAdviceRequest) { r.Why = strings.Repeat("x", 1001) }), account.ErrAction, seqr.Invalid),
	}
	return append(cases, shapes(func(k seqr.Key) error {
		r := good(waits)
		r.Key = k
		return resolve(r)
	})...)
}

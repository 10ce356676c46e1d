package ach_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/ach"
)

func (b *book) settlement(on string, t testing.TB) ach.Report {
	return ach.Report{ID: "S", Order: b.collection.OrderID(), Kind: ach.ReportSettled, On: date(t, on), Amount: b.collection.Amount}
}

func (b *book) returned(code, on string, t testing.TB) ach.Report {
	return ach.Report{ID: "R", Order: b.collection.OrderID(), Kind: ach.ReportReturned, Code: code, On: date(t, on), Amount: b.collection.Amount}
}

// A report is booked once, whatever comes again (GEN-3).
func TestReport(t *testing.T) {
	b := purchase()
	b.send(t)
	settled := b.settlement("2026-01-05", t)
	c, o, err := b.collection.Report(settled, us())
	require.NoError(t, err)
	require.Zero(t, o)
	require.Equal(t, ach.Settled, c.State)
	require.Equal(t, date(t, "2026-01-05"), c.SettledOn)
	b.take(t, c, o)
	b.stale(t, settled)

	back := b.returned("R01", "2026-01-06", t)
	c, o, err = b.collection.Report(back, us())
	require.NoError(t, err)
	require.True(t, o.Block)
	b.take(t, c, o)
	b.stale(t, settled)
	b.stale(t, back)

	b.send(t)
	b.stale(t, settled)
	b.stale(t, back)
	b.take(t, b.collection, ach.Outcome{})
	require.Equal(t, ach.Sent, b.collection.State, "the first attempt's reports do not touch the second")
}

func (b *book) stale(t *testing.T, r ach.Report) {
	t.Helper()
	c, o, err := b.collection.Report(r, us())
	require.ErrorIs(t, err, ach.ErrReportStale)
	require.Equal(t, b.collection, c)
	require.Zero(t, o)
}

// A return told again is stale also where a refund has lowered the debt in between.
func TestReportAfterRefund(t *testing.T) {
	b := purchase()
	b.send(t)
	back := b.returned("R02", "2026-01-06", t)
	c, o, err := b.collection.Report(back, us())
	require.NoError(t, err)
	b.take(t, c, o)
	b.lower(t, 20_00)
	b.stale(t, back)
}

// A return may overtake the settlement; the settlement is stale then.
func TestReportOutOfOrder(t *testing.T) {
	b := purchase()
	b.send(t)
	settled := b.settlement("2026-01-05", t)
	c, o, err := b.collection.Report(b.returned("R01", "2026-01-06", t), us())
	require.NoError(t, err)
	b.take(t, c, o)
	b.stale(t, settled)
}

// The bank may know of an order before we have noted that it was sent.
func TestReportBeforeTheNote(t *testing.T) {
	due := newCollection()
	sent, err := due.Send(due.DueOn)
	require.NoError(t, err)
	r := ach.Report{ID: "S", Order: sent.OrderID(), Kind: ach.ReportSettled, On: date(t, "2026-01-05"), Amount: usd(62_50)}
	c, _, err := due.Report(r, us())
	require.NoError(t, err)
	require.Equal(t, ach.Settled, c.State)
	require.Equal(t, 1, c.Attempt)

	r.Kind, r.Code = ach.ReportReturned, "R01"
	c, out, err := due.Report(r, us())
	require.NoError(t, err)
	require.True(t, out.Block)
	require.Equal(t, ach.Due, c.State)
	require.Equal(t, 1, c.Attempt)
}

func TestReportThatMakesNoSense(t *testing.T) {
	b := purchase()
	b.send(t)
	good := b.settlement("2026-01-05", t)
	for name, spoil := range map[string]func(*ach.Report){
		"another order": func(r *ach.Report) { r.Order = ach.OrderID(paymentID, 1) },
		"no order":      func(r *ach.Report) { r.Order = "" },
		"amount":        func(r *ach.Report) { r.Amount = usd(62_49) },
		"kind":          func(r *ach.Report) { r.Kind = "lost" },
	} {
		r := good
		spoil(&r)
		c, o, err := b.collection.Report(r, us())
		require.ErrorIs(t, err, ach.ErrReport, name)
		require.Equal(t, b.collection, c)
		require.Zero(t, o)
	}
}

// The state depends only on what the bank told, not on how often or in what order of days it
// was told: reports of one collection in any order, repeated, end alike once all have come.
func TestReportPermutations(t *testing.T) {
	b := purchase()
	b.send(t)
	settled, back := b.settlement("2026-01-05", t), b.returned("R02", "2026-01-06", t)
	want, _, err := b.collection.Return("R02", date(t, "2026-01-06"), us())
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		b := purchase()
		b.send(t)
		told := rapid.Permutation([]ach.Report{settled, settled, back, back, settled}).Draw(rt, "told")
		for _, r := range told {
			if c, o, err := b.collection.Report(r, us()); err == nil {
				b.take(rt, c, o)
			}
		}
		require.Equal(rt, want, b.collection)
	})
}

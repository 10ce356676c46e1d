package achtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

var callCases = []testCase{
	{"call/submit with a canceled context does nothing", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		require.ErrorIs(t, h.Bank.Submit(canceled(t), o), context.Canceled)
		h.Pass(t, h.SettleDays)
		require.Empty(t, h.reports(t))
		o.On = h.Today()
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		h.settledOnce(t, o)
	}},
	{"call/reports with a canceled context", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		none, err := h.Bank.Reports(canceled(t), 10)
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, none)
		h.settledOnce(t, o)
	}},
	{"call/acknowledge with a canceled context does nothing", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		require.ErrorIs(t, h.Bank.Acknowledge(canceled(t), h.about(t, o)[0].ID), context.Canceled)
		h.settledOnce(t, o)
	}},
}

func canceled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

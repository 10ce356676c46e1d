package achtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
)

var returnCases = []testCase{
	{"return/after the settlement, with its code", func(t *testing.T, h *harness) {
		h.ReturnNext(t, h.number, h.noFunds, 2)
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		h.settledOnce(t, o)
		h.Pass(t, 2)
		h.returnedOnce(t, o, h.noFunds)
	}},
	{"return/late, after the settlement was acknowledged", func(t *testing.T, h *harness) {
		h.ReturnNext(t, h.number, h.unauthorised, 20)
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		h.acknowledge(t, h.about(t, o)[0].ID)
		h.Pass(t, 19)
		require.Empty(t, h.reports(t))
		h.Pass(t, 1)
		told := h.about(t, o)
		require.Len(t, told, 1)
		require.Equal(t, h.unauthorised, told[0].Code)
		h.acknowledge(t, told[0].ID)
		require.Empty(t, h.reports(t))
	}},
	{"return/concerns one order only", func(t *testing.T, h *harness) {
		h.ReturnNext(t, h.number, h.closed, 1)
		before := h.debit(h.other, 1)
		bad := h.debit(h.number, 2)
		after := h.debit(h.number, 3)
		h.submit(t, before, bad, after)
		h.Pass(t, h.SettleDays+1)
		h.settledOnce(t, before)
		h.returnedOnce(t, bad, h.closed)
		h.settledOnce(t, after)
	}},
	{"return/of a credit", func(t *testing.T, h *harness) {
		h.ReturnNext(t, h.other, h.refused, 1)
		o := h.credit(h.other, 14_00)
		h.submit(t, o)
		h.Pass(t, h.SettleDays+1)
		h.returnedOnce(t, o, h.refused)
	}},
	{"return/of a re-presentment", func(t *testing.T, h *harness) {
		h.ReturnNext(t, h.number, h.noFunds, 1)
		first := h.debit(h.number, 62_50)
		h.submit(t, first)
		h.Pass(t, h.SettleDays+1)
		h.returnedOnce(t, first, h.noFunds)

		h.ReturnNext(t, h.number, h.noFundsYet, 1)
		second := first
		second.ID, second.Attempt, second.Description, second.On = ach.OrderID(first.Collection.UUID, 2), 2, "RETRY PYMT", h.Today()
		h.submit(t, second)
		h.Pass(t, h.SettleDays+1)
		h.returnedOnce(t, second, h.noFundsYet)
		h.returnedOnce(t, first, h.noFunds)
	}},
	{"return/resubmitting neither repeats nor undoes it", func(t *testing.T, h *harness) {
		h.ReturnNext(t, h.number, h.noFunds, 1)
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		h.Pass(t, h.SettleDays+1)
		h.submit(t, o)
		h.Pass(t, h.SettleDays+1)
		h.returnedOnce(t, o, h.noFunds)
	}},
}

// returnedOnce requires that an order settled first and came back once, with a code, for its amount.
func (h *harness) returnedOnce(t *testing.T, o ach.Order, code string) {
	t.Helper()
	told := h.about(t, o)
	require.Len(t, told, 2)
	settled, back := told[0], told[1]
	require.Equal(t, ach.ReportSettled, settled.Kind, "the settlement comes first")
	require.Empty(t, settled.Code)
	require.Equal(t, ach.Report{ID: back.ID, Order: o.ID, Kind: ach.ReportReturned, Code: code, On: back.On, Amount: o.Amount}, back)
	require.NotEmpty(t, back.ID)
	require.False(t, back.On.Before(settled.On))
	require.False(t, back.On.After(h.Today()))
	require.True(t, h.Calendar.IsBankingDay(back.On))
}

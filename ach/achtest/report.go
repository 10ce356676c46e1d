package achtest

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
)

var reportCases = []testCase{
	{"report/nothing before anything happened", func(t *testing.T, h *harness) {
		require.Empty(t, h.reports(t))
		h.acknowledge(t)
		h.Pass(t, 3)
		require.Empty(t, h.reports(t))
	}},
	{"report/comes again until it is acknowledged", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		first := h.about(t, o)
		require.Len(t, first, 1)
		require.Equal(t, first, h.about(t, o), "the same, with the same ID")
		h.Pass(t, 5)
		require.Equal(t, first, h.about(t, o), "and however late")
		h.acknowledge(t, first[0].ID)
		require.Empty(t, h.reports(t))
		h.Pass(t, 5)
		require.Empty(t, h.reports(t))
	}},
	{"report/acknowledged twice, unknown, or none", func(t *testing.T, h *harness) {
		first, second := h.debit(h.number, 1), h.debit(h.number, 2)
		h.submit(t, first, second)
		h.Pass(t, h.SettleDays)
		id := h.about(t, first)[0].ID
		h.acknowledge(t, id, id, "nobody's")
		h.acknowledge(t, id)
		h.acknowledge(t)
		require.Empty(t, h.about(t, first))
		h.settledOnce(t, second)
	}},
	{"report/resubmitting does not bring it back", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		h.acknowledge(t, h.about(t, o)[0].ID)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		require.Empty(t, h.reports(t))
	}},
	{"report/limit, oldest first", func(t *testing.T, h *harness) {
		orders := make([]ach.Order, 7)
		for i := range orders {
			orders[i] = h.debit(h.number, int64(i+1))
			orders[i].On = h.Today()
			h.submit(t, orders[i])
			h.Pass(t, 1)
		}
		h.Pass(t, h.SettleDays)
		var told []string
		for {
			page, err := h.Bank.Reports(t.Context(), 3)
			require.NoError(t, err)
			require.LessOrEqual(t, len(page), 3)
			if len(page) == 0 {
				break
			}
			for _, r := range page {
				told = append(told, r.Order)
				h.acknowledge(t, r.ID)
			}
			require.LessOrEqual(t, len(told), len(orders))
		}
		for i, o := range orders {
			require.Equal(t, o.ID, told[i])
		}
		require.Len(t, told, len(orders))
	}},
	{"report/oldest first, whatever was submitted first", func(t *testing.T, h *harness) {
		later, sooner := h.debit(h.number, 1), h.debit(h.number, 2)
		later.On = h.Calendar.Add(h.Today(), 1+h.SettleDays) // a bank may need that long for the other
		h.submit(t, later, sooner)
		h.Pass(t, 1+2*h.SettleDays)
		told := h.reports(t)
		require.Len(t, told, 2)
		require.Equal(t, sooner.ID, told[0].Order)
		require.Equal(t, later.ID, told[1].Order)
	}},
	{"report/limit of zero or less", func(t *testing.T, h *harness) {
		h.submit(t, h.debit(h.number, 1))
		h.Pass(t, h.SettleDays)
		for _, limit := range []int{0, -1} {
			none, err := h.Bank.Reports(t.Context(), limit)
			require.NoError(t, err)
			require.Empty(t, none)
		}
	}},
	{"report/IDs are unique", func(t *testing.T, h *harness) {
		h.ReturnNext(t, h.number, h.noFunds, 1)
		for i := range 10 {
			h.submit(t, h.debit(h.number, int64(i+1)), h.credit(h.other, int64(i+1)))
		}
		h.Pass(t, h.SettleDays+1)
		seen := map[string]bool{}
		for _, r := range h.reports(t) {
			require.False(t, seen[r.ID], r.ID)
			seen[r.ID] = true
		}
		require.Len(t, seen, 21)
	}},
	{"report/what was read belongs to the reader", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		all := h.reports(t)
		for i := range all {
			all[i] = ach.Report{}
		}
		h.settledOnce(t, o)
	}},
	{"report/concurrent readers lose nothing", func(t *testing.T, h *harness) {
		for i := range 20 {
			h.submit(t, h.debit(h.number, int64(i+1)))
		}
		h.Pass(t, h.SettleDays)
		var wg sync.WaitGroup
		var mu sync.Mutex
		seen := map[string]bool{}
		for range 4 {
			wg.Go(func() {
				for {
					page, err := h.Bank.Reports(t.Context(), 3)
					if err != nil || len(page) == 0 {
						return
					}
					for _, r := range page {
						mu.Lock()
						seen[r.Order] = true
						mu.Unlock()
						if h.Bank.Acknowledge(t.Context(), r.ID) != nil {
							return
						}
					}
				}
			})
		}
		wg.Wait()
		require.Len(t, seen, 20)
		require.Empty(t, h.reports(t))
	}},
}

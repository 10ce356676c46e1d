package achtest

import (
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

var submitCases = []testCase{
	{"submit/debit settles", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		h.settledOnce(t, o)
	}},
	{"submit/credit settles", func(t *testing.T, h *harness) {
		o := h.credit(h.other, 14_00)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		h.settledOnce(t, o)
	}},
	{"submit/same order again is done once", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		h.submit(t, o, o)
		h.Pass(t, h.SettleDays)
		h.submit(t, o)
		h.Pass(t, h.SettleDays)
		h.settledOnce(t, o)
	}},
	{"submit/same ID with other content is refused", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		h.submit(t, o)
		for name, change := range h.all(changes, h.changes) {
			again := o
			change(h, &again)
			require.ErrorIs(t, h.Bank.Submit(t.Context(), again), ach.ErrOrderReused, name)
		}
		h.Pass(t, h.SettleDays)
		h.settledOnce(t, o)
	}},
	{"submit/malformed order is refused", func(t *testing.T, h *harness) {
		for name, spoil := range h.all(malformed, h.malformed) {
			o := h.debit(h.number, 62_50)
			spoil(h, &o)
			require.ErrorIs(t, h.Bank.Submit(t.Context(), o), ach.ErrOrder, name)
		}
		h.Pass(t, h.SettleDays)
		require.Empty(t, h.reports(t), "nothing was done")
	}},
	{"submit/orders of equal content are different orders", func(t *testing.T, h *harness) {
		first, second := h.debit(h.number, 62_50), h.debit(h.number, 62_50)
		h.submit(t, first, second)
		h.Pass(t, h.SettleDays)
		h.settledOnce(t, first)
		h.settledOnce(t, second)
	}},
	{"submit/smallest and largest amount", func(t *testing.T, h *harness) {
		small, large := h.debit(h.number, 1), h.debit(h.number, ach.MaxAmount)
		h.submit(t, small, large)
		h.Pass(t, h.SettleDays)
		h.settledOnce(t, small)
		h.settledOnce(t, large)
	}},
	{"submit/re-presentment is an order of its own", func(t *testing.T, h *harness) {
		first := h.debit(h.number, 62_50)
		second := first
		second.ID, second.Attempt, second.Description = ach.OrderID(first.Collection.UUID, 2), 2, "RETRY PYMT"
		h.submit(t, first, second)
		h.Pass(t, h.SettleDays)
		h.settledOnce(t, first)
		h.settledOnce(t, second)
	}},
	{"submit/order for a later day waits for it", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 62_50)
		o.On = h.Calendar.Add(h.Today(), 3)
		h.submit(t, o)
		h.Pass(t, 2)
		require.Empty(t, h.about(t, o))
		h.Pass(t, 1+h.SettleDays)
		h.settledOnce(t, o)
	}},
	{"submit/concurrently, each order once", func(t *testing.T, h *harness) {
		orders := make([]ach.Order, 20)
		for i := range orders {
			orders[i] = h.debit(h.number, int64(i+1))
		}
		var wg sync.WaitGroup
		var failed atomic.Int64
		for range 4 {
			for _, o := range orders {
				wg.Go(func() {
					if h.Bank.Submit(t.Context(), o) != nil {
						failed.Add(1)
					}
				})
			}
		}
		wg.Wait()
		require.Zero(t, failed.Load())
		h.Pass(t, h.SettleDays)
		require.Len(t, h.reports(t), len(orders))
	}},
	{"submit/concurrently with other content, one wins", func(t *testing.T, h *harness) {
		o := h.debit(h.number, 1)
		var wg sync.WaitGroup
		var taken, reused atomic.Int64
		for i := range 16 {
			rival := o
			rival.Amount = money.FromMinor(int64(i+1), h.Currency)
			wg.Go(func() {
				switch err := h.Bank.Submit(t.Context(), rival); {
				case err == nil:
					taken.Add(1)
				case errors.Is(err, ach.ErrOrderReused):
					reused.Add(1)
				}
			})
		}
		wg.Wait()
		require.EqualValues(t, 1, taken.Load())
		require.EqualValues(t, 15, reused.Load())
		h.Pass(t, h.SettleDays)
		require.Len(t, h.reports(t), 1)
	}},
}

// changes make another order of an order, in one thing each.
var changes = map[string]func(*harness, *ach.Order){
	"amount":      func(h *harness, o *ach.Order) { o.Amount = money.FromMinor(o.Amount.Minor()+1, h.Currency) },
	"number":      func(h *harness, o *ach.Order) { o.Number = h.other },
	"mandate":     func(_ *harness, o *ach.Order) { o.Mandate += "X" },
	"signed":      func(_ *harness, o *ach.Order) { o.Signed = o.Signed.AddDays(1) },
	"company":     func(_ *harness, o *ach.Order) { o.Company = "Cara's Cafe" },
	"holder":      func(_ *harness, o *ach.Order) { o.Holder = "Dan Fox" },
	"description": func(_ *harness, o *ach.Order) { o.Description = "RETRY PYMT" },
	"attempt":     func(_ *harness, o *ach.Order) { o.Attempt = 2 },
	"day":         func(h *harness, o *ach.Order) { o.On = h.Calendar.Add(o.On, 1) },
	"direction": func(_ *harness, o *ach.Order) {
		o.Direction, o.Payout, o.Collection = ach.CreditOrder, ach.PayoutID{UUID: o.Collection.UUID}, ach.CollectionID{}
	},
}

// all are the ways to change an order in every scheme and in this one.
func (h *harness) all(shared map[string]func(*harness, *ach.Order), own map[string]func(*ach.Order)) map[string]func(*harness, *ach.Order) {
	ways := maps.Clone(shared)
	for name, change := range own {
		ways[name] = func(_ *harness, o *ach.Order) { change(o) }
	}
	return ways
}

// malformed make an order that no bank may take, each by one fault. An account number above
// all is never cut.
var malformed = map[string]func(*harness, *ach.Order){
	"no ID":           func(_ *harness, o *ach.Order) { o.ID = "" },
	"long ID":         func(_ *harness, o *ach.Order) { o.ID += "X" },
	"lower-case ID":   func(_ *harness, o *ach.Order) { o.ID = "abc" },
	"zero":            func(_ *harness, o *ach.Order) { o.Amount = money.FromMinor(0, o.Amount.Currency()) },
	"negative":        func(_ *harness, o *ach.Order) { o.Amount = money.FromMinor(-1, o.Amount.Currency()) },
	"too large":       func(_ *harness, o *ach.Order) { o.Amount = money.FromMinor(ach.MaxAmount+1, o.Amount.Currency()) },
	"no currency":     func(_ *harness, o *ach.Order) { o.Amount = money.FromMinor(1, "") },
	"long number":     func(_ *harness, o *ach.Order) { o.Number += "5" },
	"no number":       func(_ *harness, o *ach.Order) { o.Number = "" },
	"line break":      func(_ *harness, o *ach.Order) { o.Number = "1\n2" },
	"type":            func(_ *harness, o *ach.Order) { o.Type = "card" },
	"no holder":       func(_ *harness, o *ach.Order) { o.Holder = "" },
	"no company":      func(_ *harness, o *ach.Order) { o.Company = "" },
	"long entry name": func(_ *harness, o *ach.Order) { o.Description = "PURCHASES!!" },
	"third attempt":   func(_ *harness, o *ach.Order) { o.Attempt = 3 },
	"no day":          func(_ *harness, o *ach.Order) { o.On = civil.Date{} },
	"no direction":    func(_ *harness, o *ach.Order) { o.Direction = "" },
	"no subject":      func(_ *harness, o *ach.Order) { o.Collection = ach.CollectionID{} },
}

// settledOnce requires that an order settled, once, for its amount, on a banking day and not in the future.
func (h *harness) settledOnce(t *testing.T, o ach.Order) {
	t.Helper()
	told := h.about(t, o)
	require.Len(t, told, 1)
	r := told[0]
	require.NotEmpty(t, r.ID)
	require.Equal(t, ach.Report{ID: r.ID, Order: o.ID, Kind: ach.ReportSettled, On: r.On, Amount: o.Amount}, r)
	require.True(t, h.Calendar.IsBankingDay(r.On))
	require.False(t, r.On.Before(o.On))
	require.False(t, r.On.After(h.Today()))
}

package achtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Harness is a bank and what a test can do around it. Each case opens its own.
type Harness struct {
	// Bank under test, without orders.
	Bank ach.Bank
	// Calendar of its banking days.
	Calendar ach.Calendar
	// Scheme whose orders it takes: ach.ACH, which is the default, or ach.SEPA.
	Scheme ach.Scheme
	// Currency that it takes; that of the scheme if empty.
	Currency money.Currency
	// Today is the day at the bank, a banking day.
	Today func() civil.Date
	// Pass lets a number of banking days pass, with all that the bank and the network do on them.
	// An order settles within SettleDays of them.
	Pass func(t *testing.T, days int)
	// SettleDays is how many banking days an order for today needs to settle.
	SettleDays int
	// ReturnNext lets the next order for an account come back with a code of the scheme, a number of banking
	// days after its settlement.
	ReturnNext func(t *testing.T, number, code string, afterDays int)
}

// Exception leaves out one case.
type Exception struct{ Case, Reason string }

// Except leaves out the case of a name, because of a reason that is logged.
func Except(name, reason string) Exception { return Exception{Case: name, Reason: reason} }

// testCase is one promise of the contract.
type testCase struct {
	name string
	run  func(t *testing.T, h *harness)
}

// cases are all promises, by subject.
var cases = slices.Concat(submitCases, reportCases, returnCases, callCases)

// Cases names all cases, in the order in which they run.
func Cases() []string {
	names := make([]string, len(cases))
	for i, c := range cases {
		names[i] = c.name
	}
	return names
}

// Run runs all cases but the exceptions, each on a bank of its own.
func Run(t *testing.T, open func(t *testing.T) Harness, except ...Exception) {
	reasons, err := plan(except)
	require.NoError(t, err)
	for _, c := range cases {
		if reason, out := reasons[c.name]; out {
			t.Logf("%s is left out: %s", c.name, reason)
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			c.run(t, newHarness(t, open(t)))
		})
	}
}

// plan is the reason for each case that is left out; an exception that names no case or gives no reason is an error.
func plan(except []Exception) (map[string]string, error) {
	reasons := map[string]string{}
	for _, e := range except {
		if !slices.Contains(Cases(), e.Case) {
			return nil, fmt.Errorf("achtest: no case %q", e.Case)
		}
		if strings.TrimSpace(e.Reason) == "" {
			return nil, fmt.Errorf("achtest: case %q is left out without a reason", e.Case)
		}
		reasons[e.Case] = e.Reason
	}
	return reasons, nil
}

// harness adds to a Harness what the cases share.
type harness struct {
	Harness
	rail
	made int
}

func newHarness(t *testing.T, h Harness) *harness {
	if h.Scheme == "" {
		h.Scheme = ach.ACH
	}
	r, ok := rails[h.Scheme]
	require.True(t, ok, "achtest knows no accounts of the scheme %q", h.Scheme)
	if h.Currency == "" {
		h.Currency = r.currency
	}
	return &harness{Harness: h, rail: r}
}

// debit is a new order to take money from an account.
func (h *harness) debit(number string, minor int64) ach.Order {
	h.made++
	of := uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "achtest ", h.made))
	return ach.Order{
		ID: ach.OrderID(of, 1), Direction: ach.DebitOrder, Amount: money.FromMinor(minor, h.Currency), Scheme: h.Scheme, Routing: h.routing, Number: number,
		Type: ach.Checking, Holder: "Ann Lee", Company: "Ben's Bakery", Description: "PURCHASE", Attempt: 1, On: h.Today(),
		Mandate: fmt.Sprintf("MANDATE%d", h.made), Signed: signed, Collection: ach.CollectionID{UUID: of},
	}
}

// signed is when the mandates were.
var signed = civil.Date{Year: 2020, Month: time.February, Day: 29}

// credit is a new order to give money to an account.
func (h *harness) credit(number string, minor int64) ach.Order {
	o := h.debit(number, minor)
	o.Direction, o.Type, o.Description = ach.CreditOrder, h.saving, "CASHBACK"
	o.Mandate, o.Signed = "", civil.Date{}
	o.Payout, o.Collection = ach.PayoutID{UUID: o.Collection.UUID}, ach.CollectionID{}
	return o
}

// submit hands over an order that must be taken.
func (h *harness) submit(t *testing.T, orders ...ach.Order) {
	t.Helper()
	for _, o := range orders {
		require.NoError(t, h.Bank.Submit(t.Context(), o))
	}
}

// reports are all reports there are.
func (h *harness) reports(t *testing.T) []ach.Report {
	t.Helper()
	all, err := h.Bank.Reports(t.Context(), 1_000)
	require.NoError(t, err)
	return all
}

// about are the reports about an order, oldest first.
func (h *harness) about(t *testing.T, o ach.Order) []ach.Report {
	t.Helper()
	return slices.DeleteFunc(h.reports(t), func(r ach.Report) bool { return r.Order != o.ID })
}

func (h *harness) acknowledge(t *testing.T, ids ...string) {
	t.Helper()
	require.NoError(t, h.Bank.Acknowledge(t.Context(), ids...))
}

package cashback_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/internal/fault"
)

var payday = time.Date(2026, time.April, 15, 13, 0, 0, 0, time.UTC)

// every combination of facts, and what becomes of a quarter that pays (CB-16, CB-18).
var verdicts = map[cashback.Facts]cashback.PayoutState{
	{}:                                      cashback.Forfeited,
	{ReceivingAccount: true}:                cashback.Paid,
	{Blocked: true}:                         cashback.Held, // CB-16 is tested after unblocking
	{Blocked: true, ReceivingAccount: true}: cashback.Held,
	{Closed: true}:                          cashback.Forfeited,
	{Closed: true, ReceivingAccount: true}:  cashback.Forfeited,
	{Closed: true, Blocked: true}:           cashback.Forfeited,
	{Closed: true, Blocked: true, ReceivingAccount: true}: cashback.Forfeited,
}

func result(t *testing.T, total int64) cashback.QuarterResult {
	t.Helper()
	r, err := us(t).Quarter(quarter(t, "2026-Q1"), []cashback.Tally{tally(t, "2026-02", 1, total)})
	require.NoError(t, err)
	return r
}

func TestDecide(t *testing.T) {
	require.Len(t, verdicts, 8)
	for facts, want := range verdicts {
		p := cashback.Decide(ada, result(t, 100_50), facts, payday)
		amount := usd(1_01)
		if want == cashback.Forfeited {
			amount = usd(0)
		}
		require.Equal(t, cashback.Payout{
			Payer: ada, Quarter: quarter(t, "2026-Q1"), State: want, Exact: decimal.New(1005, -3), Amount: amount, At: payday, Changed: payday,
		}, normal(p), "%+v", facts)

		p = cashback.Decide(ada, result(t, 99_99), facts, payday)
		require.Equal(t, cashback.BelowMinimum, p.State, "%+v", facts)
		require.Equal(t, usd(0), p.Amount)
		require.Equal(t, "0.9999", p.Exact.String())
	}
}

// normal gives equal decimals one form.
func normal(p cashback.Payout) cashback.Payout {
	p.Exact = decimal.RequireFromString(p.Exact.String())
	return p
}

var payoutStates = []cashback.PayoutState{cashback.Paid, cashback.BelowMinimum, cashback.Carried, cashback.Forfeited, cashback.Held}

// Every state × every action (CB-18).
func TestPayoutStates(t *testing.T) {
	later := payday.Add(24 * time.Hour)
	order := uuid.UUID{1}
	for _, state := range payoutStates {
		p := cashback.Payout{Payer: ada, Quarter: quarter(t, "2026-Q1"), Version: 3, State: state, Amount: usd(14_00), Order: order, At: payday}
		for facts, want := range verdicts {
			after, err := p.Resume(facts, later)
			if state != cashback.Held {
				require.ErrorIs(t, err, cashback.ErrNotHeld, state)
				require.Equal(t, p, after)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, want, after.State)
			if after.State == cashback.Held {
				require.Equal(t, order, after.Order, "it still lies where that order came back to")
			} else {
				require.Zero(t, after.Order, "another attempt is another order")
			}
			require.Equal(t, []time.Time{payday, later}, []time.Time{after.At, after.Changed})
			require.Equal(t, p.Version, after.Version)
			require.Equal(t, want == cashback.Forfeited, after.Amount.IsZero())
		}
		after, err := p.Return(later)
		if state != cashback.Paid {
			require.ErrorIs(t, err, cashback.ErrNotPaid, state)
			require.Equal(t, p, after)
			continue
		}
		require.NoError(t, err)
		p.State, p.Changed = cashback.Held, later
		require.Equal(t, p, after, "the amount waits, and the order that failed is known")
	}
}

// workday is Monday to Friday, but for one Monday.
func workday(d civil.Date) bool {
	martinLutherKing := civil.Date{Year: 2023, Month: time.January, Day: 16}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && d != martinLutherKing
}

func TestPayoutDay(t *testing.T) {
	p := us(t)
	for q, want := range map[string]string{
		"2025-Q4": "2026-01-15", // CB-10: of the next year
		"2026-Q1": "2026-04-15",
		"2026-Q2": "2026-07-15",
		"2026-Q3": "2026-10-15",
		"2022-Q4": "2023-01-17", // a Sunday, and the Monday is Martin Luther King Day
		"2023-Q2": "2023-07-17", // a Saturday
		"2022-Q3": "2022-10-17",
	} {
		require.Equal(t, want, p.PayoutOn(quarter(t, q), workday).String(), q)
	}
	require.Equal(t, "2023-01-15", p.PayoutOn(quarter(t, "2022-Q4"), nil).String(), "without a calendar every day will do")
	never := func(civil.Date) bool { return false }
	require.Equal(t, "2023-01-15", p.PayoutOn(quarter(t, "2022-Q4"), never).String())
	p.PayoutDay = 1
	require.Equal(t, "2026-04-01", p.PayoutOn(quarter(t, "2026-Q1"), nil).String())
}

// A quarter is due from the first instant of its payout day in the market's zone, not before (CB-11).
func TestDue(t *testing.T) {
	p := us(t)
	for _, c := range []struct{ now, want string }{
		{"2026-03-31T23:59:59.999999-04:00", "2025-Q4"},
		{"2026-04-01T00:00:00-04:00", "2025-Q4"},
		{"2026-04-14T23:59:59.999999-04:00", "2025-Q4"},
		{"2026-04-15T03:59:59.999999Z", "2025-Q4"},
		{"2026-04-15T00:00:00-04:00", "2026-Q1"},
		{"2026-06-30T23:59:59.999999-04:00", "2026-Q1"},
		{"2026-07-15T00:00:00-04:00", "2026-Q2"},
		{"2023-01-16T23:59:59.999999-05:00", "2022-Q3"},
		{"2023-01-17T00:00:00-05:00", "2022-Q4"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		require.NoError(t, err)
		require.Equal(t, c.want, p.Due(now, workday).String(), c.now)
	}
}

func TestErrorClasses(t *testing.T) {
	for err, want := range map[error]fault.Kind{
		cashback.ErrProgramme: fault.Invalid, cashback.ErrTally: fault.Internal, cashback.ErrNotHeld: fault.State, cashback.ErrNotPaid: fault.State, cashback.ErrNotReclaimed: fault.State,
	} {
		require.Equal(t, want, fault.KindOf(err))
	}
}

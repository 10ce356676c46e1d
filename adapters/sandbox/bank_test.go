package sandbox_test

import (
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ach/achtest"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

var newYork = func() *time.Location {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return zone
}()

// noon is Monday, 5 January 2026 in New York.
var noon = time.Date(2026, 1, 5, 17, 0, 0, 0, time.UTC)

func TestBankConforms(t *testing.T) {
	achtest.Run(t, func(*testing.T) achtest.Harness {
		clock, fed := sandbox.NewClock(noon), ach.FedCalendar()
		bank := sandbox.NewBank(clock.Now, fed, newYork)
		today := func() civil.Date { return civil.DateOf(clock.Now(), newYork) }
		return achtest.Harness{
			Bank: bank, Calendar: fed, Today: today, SettleDays: 1,
			Pass: func(_ *testing.T, days int) { clock.Set(fed.Add(today(), days).Time(newYork).Add(12 * time.Hour)) },
			ReturnNext: func(_ *testing.T, number, code string, afterDays int) {
				bank.ReturnNext(sandbox.Match{Number: number}, code, afterDays)
			},
		}
	})
}

// A slow bank conforms as well.
func TestSlowBankConforms(t *testing.T) {
	achtest.Run(t, func(*testing.T) achtest.Harness {
		clock, fed := sandbox.NewClock(noon), ach.FedCalendar(civil.Date{Year: 2026, Month: 1, Day: 8})
		bank := sandbox.NewBank(clock.Now, fed, newYork)
		bank.SettleAfter(4)
		today := func() civil.Date { return civil.DateOf(clock.Now(), newYork) }
		return achtest.Harness{
			Bank: bank, Calendar: fed, Today: today, SettleDays: 4,
			Pass: func(_ *testing.T, days int) { clock.Set(fed.Add(today(), days).Time(newYork)) },
			ReturnNext: func(_ *testing.T, number, code string, afterDays int) {
				bank.ReturnNext(sandbox.Match{Number: number}, code, afterDays)
			},
		}
	})
}

func newBank() (*sandbox.Bank, *sandbox.Clock) {
	clock := sandbox.NewClock(noon)
	return sandbox.NewBank(clock.Now, ach.FedCalendar(), newYork), clock
}

func usd(minor int64) money.Amount { return money.FromMinor(minor, "USD") }

// order is the nth order of a test: 62.50 for Ben's Bakery, for today.
func order(n byte) ach.Order {
	of := uuid.UUID{15: n}
	return ach.Order{
		ID: ach.OrderID(of, 1), Direction: ach.DebitOrder, Amount: usd(62_50), Scheme: ach.ACH, Routing: "076401251", Number: "1234567", Type: ach.Checking,
		Holder: "Ann Lee", Company: "Ben's Bakery", Description: "PURCHASE", Attempt: 1, On: civil.Date{Year: 2026, Month: 1, Day: 5},
		Collection: ach.CollectionID{UUID: of},
	}
}

// told lists kind and day of all reports.
func told(t *testing.T, b *sandbox.Bank) []string {
	t.Helper()
	all, err := b.Reports(t.Context(), 100)
	require.NoError(t, err)
	var lines []string
	for _, r := range all {
		lines = append(lines, r.On.String()+" "+string(r.Kind)+r.Code)
	}
	return lines
}

func TestBankSettlesOnBankingDays(t *testing.T) {
	for name, tt := range map[string]struct {
		now, on string
		after   int
		want    string
	}{
		"the next banking day":   {"2026-01-05T12:00:00-05:00", "2026-01-05", 1, "2026-01-06"},
		"over a long weekend":    {"2026-01-16T23:59:59-05:00", "2026-01-16", 1, "2026-01-20"},
		"for a day that is past": {"2026-01-07T12:00:00-05:00", "2026-01-05", 1, "2026-01-08"},
		"for a day to come":      {"2026-01-05T12:00:00-05:00", "2026-01-08", 1, "2026-01-09"},
		"on the same day":        {"2026-01-05T12:00:00-05:00", "2026-01-05", 0, "2026-01-05"},
		"three days later":       {"2026-01-05T12:00:00-05:00", "2026-01-05", 3, "2026-01-08"},
		"by the day in its zone": {"2026-01-06T01:00:00Z", "2026-01-05", 1, "2026-01-06"},
	} {
		now, err := time.Parse(time.RFC3339, tt.now)
		require.NoError(t, err)
		clock := sandbox.NewClock(now)
		b := sandbox.NewBank(clock.Now, ach.FedCalendar(), newYork)
		b.SettleAfter(tt.after)
		o := order(1)
		o.On, err = civil.ParseDate(tt.on)
		require.NoError(t, err)
		require.NoError(t, b.Submit(t.Context(), o))
		want, err := civil.ParseDate(tt.want)
		require.NoError(t, err)
		clock.Set(want.Time(newYork).Add(-time.Nanosecond))
		if tt.after > 0 {
			require.Empty(t, told(t, b), name)
		}
		clock.Set(want.Time(newYork))
		require.Equal(t, []string{tt.want + " settled"}, told(t, b), name)
	}
}

func TestBankRules(t *testing.T) {
	b, clock := newBank()
	b.ReturnNext(sandbox.Match{Amount: usd(10_00), Company: "Ben's Bakery"}, "R01", 0)
	b.ReturnNext(sandbox.Match{Attempt: 2}, "R09", 2)
	b.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R23", 1)
	b.ReturnEvery(sandbox.Match{Number: "999"}, "R03", 1)

	plain, ten, retry, credit, gone, gone2 := order(1), order(2), order(3), order(4), order(5), order(6)
	ten.Amount = usd(10_00)
	retry.Attempt = 2
	credit.Direction, credit.Payout, credit.Collection = ach.CreditOrder, ach.PayoutID{UUID: credit.Collection.UUID}, ach.CollectionID{}
	gone.Number, gone2.Number = "999", "999"
	ten2 := ten
	ten2.ID = order(7).ID
	codes := map[string]string{}
	all := []ach.Order{plain, ten, retry, credit, gone, gone2, ten2}
	for _, o := range all {
		require.NoError(t, b.Submit(t.Context(), o))
	}
	require.Equal(t, all, b.Orders())
	clock.Advance(30 * 24 * time.Hour)
	reports, err := b.Reports(t.Context(), 100)
	require.NoError(t, err)
	for _, r := range reports {
		if r.Kind == ach.ReportReturned {
			codes[r.Order] = r.Code + " " + r.On.String()
		}
	}
	require.Equal(t, map[string]string{
		ten.ID: "R01 2026-01-06", retry.ID: "R09 2026-01-08", credit.ID: "R23 2026-01-07", gone.ID: "R03 2026-01-07", gone2.ID: "R03 2026-01-07",
	}, codes)
}

func TestBankReturnByHand(t *testing.T) {
	b, clock := newBank()
	o := order(1)
	require.ErrorIs(t, b.Return(o.ID, "R10"), sandbox.ErrUnknownOrder)
	require.NoError(t, b.Submit(t.Context(), o))
	clock.Advance(40 * 24 * time.Hour)
	require.NoError(t, b.Return(o.ID, "R10"))
	require.ErrorIs(t, b.Return(o.ID, "R10"), sandbox.ErrReturnedBefore)
	require.Equal(t, []string{"2026-01-06 settled", "2026-02-14 returnedR10"}, told(t, b))

	early := order(2)
	early.On = civil.Date{Year: 2026, Month: 3, Day: 2}
	require.NoError(t, b.Submit(t.Context(), early))
	require.NoError(t, b.Return(early.ID, "R08"))
	clock.Set(time.Date(2026, 3, 3, 12, 0, 0, 0, newYork))
	require.Equal(t, []string{"2026-01-06 settled", "2026-02-14 returnedR10", "2026-03-03 settled", "2026-03-03 returnedR08"}, told(t, b))
}

// What is to come cannot be acknowledged before it comes.
func TestBankAcknowledgeAhead(t *testing.T) {
	b, clock := newBank()
	require.NoError(t, b.Submit(t.Context(), order(1)))
	require.NoError(t, b.Acknowledge(t.Context(), "S"+order(1).ID))
	clock.Advance(24 * time.Hour)
	require.Len(t, told(t, b), 1)
}

func TestBankStatement(t *testing.T) {
	b, clock := newBank()
	b.ReturnNext(sandbox.Match{Company: "Cara's Cafe"}, "R01", 1)
	bakery, cafe, credit, stranger := order(1), order(2), order(3), order(4)
	cafe.Company = "Cara's Cafe"
	credit.Company, credit.Description = "SEQR Payments, Inc.", "CASHBACK"
	credit.Direction, credit.Payout, credit.Collection = ach.CreditOrder, ach.PayoutID{UUID: credit.Collection.UUID}, ach.CollectionID{}
	stranger.Number = "7654321"
	for _, o := range []ach.Order{bakery, cafe, credit, stranger} {
		require.NoError(t, b.Submit(t.Context(), o))
	}
	require.Empty(t, b.Statement("076401251", "1234567"))
	clock.Advance(24 * time.Hour)
	sixth, seventh := civil.Date{Year: 2026, Month: 1, Day: 6}, civil.Date{Year: 2026, Month: 1, Day: 7}
	lines := []sandbox.StatementLine{
		{On: sixth, Company: "Ben's Bakery", Description: "PURCHASE", Amount: usd(-62_50)},
		{On: sixth, Company: "Cara's Cafe", Description: "PURCHASE", Amount: usd(-62_50)},
		{On: sixth, Company: "SEQR Payments, Inc.", Description: "CASHBACK", Amount: usd(62_50)},
	}
	require.Equal(t, lines, b.Statement("076401251", "1234567"))
	clock.Advance(24 * time.Hour)
	lines = append(lines, sandbox.StatementLine{On: seventh, Company: "Cara's Cafe", Description: "PURCHASE", Amount: usd(62_50), Code: "R01"})
	require.Equal(t, lines, b.Statement("076401251", "1234567"))
	require.Empty(t, b.Statement("021000021", "1234567"))
}

func TestBankFails(t *testing.T) {
	b, clock := newBank()
	down, cut := errors.New("down"), errors.New("cut")
	b.Fail(2, down)
	for range 2 {
		require.ErrorIs(t, b.Submit(t.Context(), order(1)), down)
	}
	require.Empty(t, b.Orders())
	b.LoseAnswer(1, cut)
	require.ErrorIs(t, b.Submit(t.Context(), order(1)), cut)
	require.NoError(t, b.Submit(t.Context(), order(1)), "the same order again")
	require.Len(t, b.Orders(), 1)
	clock.Advance(24 * time.Hour)
	require.Len(t, told(t, b), 1)
}

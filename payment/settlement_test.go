package payment_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var settledDay = civil.Date{Year: 2026, Month: time.September, Day: 14}

func openSettlement(before payment.Settlement, day civil.Date) (payment.Settlement, error) {
	until := time.Date(day.Year, day.Month, day.Day, 22, 0, 0, 0, time.UTC)
	return payment.OpenSettlement(payment.SettlementID{UUID: newID(byte(40 + day.Day))}, merchant, before, day, until)
}

func booked(s payment.Settlement, n byte, purpose ledger.Purpose, minor int64) payment.SettlementLine {
	return payment.SettlementLine{
		Transfer: ledger.TransferID{UUID: newID(100 + n)}, Settlement: s.ID, Merchant: s.Merchant, Purpose: purpose,
		Reference: fmt.Sprintf("26730518264%06d", n), Amount: money.FromMinor(minor, money.USD), At: noon,
	}
}

// settlementIn is a settlement in a state.
func settlementIn(t *testing.T, state payment.SettlementState) payment.Settlement {
	t.Helper()
	s, err := openSettlement(payment.Settlement{}, settledDay)
	require.NoError(t, err)
	amount, payout := int64(500), newID(9)
	switch state {
	case payment.SettlementOpen:
		return s
	case payment.SettlementCarried:
		amount, payout = -500, uuid.Nil
	case payment.SettlementPaidOut, payment.SettlementReturned:
	}
	s, err = s.Take([]payment.SettlementLine{booked(s, 1, ledger.Purchase, amount)}, ledger.TransferID{UUID: newID(101)}, ledger.TransferID{UUID: newID(101)})
	require.NoError(t, err)
	s, err = s.Close(payout, noon)
	require.NoError(t, err)
	if state == payment.SettlementReturned {
		s, err = s.Return()
		require.NoError(t, err)
	}
	require.Equal(t, state, s.State)
	return s
}

// Every verb in every state: what it becomes, or that it is refused and left as it was.
func TestSettlementStates(t *testing.T) {
	take := func(s payment.Settlement) (payment.Settlement, error) {
		return s.Take([]payment.SettlementLine{booked(s, 2, ledger.Purchase, 100)}, s.Read, s.Sure)
	}
	closing := func(s payment.Settlement) (payment.Settlement, error) { return s.Close(uuid.Nil, noon) }
	next := func(s payment.Settlement) (payment.Settlement, error) {
		if after, err := openSettlement(s, settledDay.AddDays(1)); err != nil {
			return after, err
		}
		return s, nil
	}
	const refused = payment.SettlementState("")
	for state, want := range map[payment.SettlementState][4]payment.SettlementState{ // Take, Close, Return, the next one opens
		payment.SettlementOpen:     {payment.SettlementOpen, payment.SettlementCarried, refused, refused},
		payment.SettlementPaidOut:  {refused, refused, payment.SettlementReturned, payment.SettlementPaidOut},
		payment.SettlementCarried:  {refused, refused, refused, payment.SettlementCarried},
		payment.SettlementReturned: {refused, refused, refused, payment.SettlementReturned},
	} {
		for i, verb := range []func(payment.Settlement) (payment.Settlement, error){take, closing, payment.Settlement.Return, next} {
			s := settlementIn(t, state)
			after, err := verb(s)
			if want[i] == refused {
				require.ErrorIs(t, err, payment.ErrSettlement, "%s, verb %d", state, i)
				continue
			}
			require.NoError(t, err, "%s, verb %d", state, i)
			require.Equal(t, want[i], after.State, "%s, verb %d", state, i)
		}
	}
}

func TestSettlementAddsUp(t *testing.T) {
	s := settlementIn(t, payment.SettlementOpen)
	lines := []payment.SettlementLine{
		booked(s, 1, ledger.Purchase, 1000), booked(s, 2, ledger.Purchase, 250), booked(s, 3, ledger.Refund, -300), booked(s, 4, ledger.PayoutReturned, 50),
	}
	read, sure := lines[3].Transfer, lines[2].Transfer
	s, err := s.Take(lines, read, sure)
	require.NoError(t, err)
	usd := func(minor int64) money.Amount { return money.FromMinor(minor, money.USD) }
	require.Equal(t, payment.Sum{Count: 2, Total: usd(1250)}, s.Payments)
	require.Equal(t, payment.Sum{Count: 1, Total: usd(-300)}, s.Refunds)
	require.Equal(t, payment.Sum{Count: 1, Total: usd(50)}, s.Others)
	require.Equal(t, usd(1000), s.Amount())
	_, err = s.Close(uuid.Nil, noon)
	require.ErrorIs(t, err, payment.ErrID, "money to pay, and no credit")

	foreign := booked(s, 5, ledger.Purchase, 1)
	foreign.Merchant.UUID[0]++
	_, err = s.Take([]payment.SettlementLine{foreign}, read, sure)
	require.ErrorIs(t, err, payment.ErrForeign)
	_, err = s.Take([]payment.SettlementLine{booked(s, 5, ledger.Purchase, math.MaxInt64)}, read, sure)
	require.ErrorIs(t, err, money.ErrOverflow)
	carried := settlementIn(t, payment.SettlementOpen)
	_, err = carried.Close(newID(9), noon)
	require.ErrorIs(t, err, payment.ErrID, "a credit of nothing")
}

// Where each settlement looks: again at everything that the one before looked at.
func TestSettlementLooksTwice(t *testing.T) {
	at := func(n byte) ledger.TransferID { return ledger.TransferID{UUID: newID(n)} }
	var before payment.Settlement
	for i, want := range []struct{ from, sure byte }{{0, 110}, {0, 120}, {110, 130}, {120, 140}} {
		s, err := openSettlement(before, settledDay.AddDays(i))
		require.NoError(t, err)
		from := ledger.TransferID{}
		if want.from != 0 {
			from = at(want.from)
		}
		require.Equal(t, from, s.Read, i)
		require.Equal(t, from, s.Sure, i)
		s, err = s.Take(nil, at(want.sure+5), at(want.sure))
		require.NoError(t, err)
		before, err = s.Close(uuid.Nil, noon)
		require.NoError(t, err)
	}
	_, err := openSettlement(before, before.Day)
	require.ErrorIs(t, err, payment.ErrSettlement, "the same day")
	other := before
	other.Merchant.UUID[0]++
	_, err = openSettlement(other, settledDay.AddDays(9))
	require.ErrorIs(t, err, payment.ErrSettlement, "after another merchant's")
	_, err = payment.OpenSettlement(payment.SettlementID{}, merchant, payment.Settlement{}, settledDay, noon)
	require.ErrorIs(t, err, payment.ErrID)
}

func TestDayEnded(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	p := payment.DefaultPolicy()
	for _, c := range []struct {
		cutOff  time.Duration
		at      string // local
		day     string
		until   string // UTC
		nextOne string // UTC
	}{
		{24 * time.Hour, "2026-03-07 23:59:59", "2026-03-06", "2026-03-07T05:00:00Z", "2026-03-08T05:00:00Z"},
		{24 * time.Hour, "2026-03-08 00:00:00", "2026-03-07", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"},
		{22 * time.Hour, "2026-03-08 21:59:59", "2026-03-07", "2026-03-08T03:00:00Z", "2026-03-09T02:00:00Z"},
		{22 * time.Hour, "2026-03-08 22:00:00", "2026-03-08", "2026-03-09T02:00:00Z", "2026-03-10T02:00:00Z"},
		{22 * time.Hour, "2026-11-01 22:00:00", "2026-11-01", "2026-11-02T03:00:00Z", "2026-11-03T03:00:00Z"},
		{17*time.Hour + 30*time.Minute, "2028-02-29 17:30:00", "2028-02-29", "2028-02-29T22:30:00Z", "2028-03-01T22:30:00Z"},
	} {
		p.CutOff = c.cutOff
		at, err := time.ParseInLocation(time.DateTime, c.at, zone)
		require.NoError(t, err)
		day, until := p.DayEnded(at, zone)
		require.Equal(t, c.day, day.String(), c.at)
		require.Equal(t, c.until, until.Format(time.RFC3339), c.at)
		require.Equal(t, c.nextOne, p.NextCutOff(at, zone).Format(time.RFC3339), c.at)
	}
}

func TestSettlementCSVIsNoFormula(t *testing.T) {
	s := settlementIn(t, payment.SettlementOpen)
	s.Carried = money.FromMinor(-100, money.USD)
	l := booked(s, 1, ledger.Refund, -250)
	l.Reference = "=1+1"
	var file bytes.Buffer
	require.NoError(t, payment.SettlementReport{Settlement: s, Merchant: "@cmd", Lines: []payment.SettlementLine{l}}.WriteCSV(&file, time.UTC))
	lines := strings.Split(strings.TrimSpace(file.String()), "\n")
	require.Len(t, lines, 3)
	require.Contains(t, lines[1], ",'@cmd,2026-09-14,22:00:00,carried,,-1.00,USD,")
	require.Contains(t, lines[2], ",'@cmd,2026-09-14,16:00:00,refund,'=1+1,-2.50,USD,")
	require.Error(t, payment.SettlementReport{Settlement: s}.WriteCSV(broken{}, time.UTC))
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }

// A day of a merchant: two payments, a refund, and what is paid.
func ExampleSettlement() {
	s, err := openSettlement(payment.Settlement{}, settledDay)
	if err != nil {
		panic(err)
	}
	lines := []payment.SettlementLine{booked(s, 1, ledger.Purchase, 1250), booked(s, 2, ledger.Purchase, 800), booked(s, 3, ledger.Refund, -250)}
	if s, err = s.Take(lines, lines[2].Transfer, lines[2].Transfer); err != nil {
		panic(err)
	}
	if s, err = s.Close(newID(9), noon); err != nil {
		panic(err)
	}
	fmt.Println(s.Day, s.State, s.Amount())
	fmt.Println(s.Payments.Count, "payments", s.Payments.Total, "-", s.Refunds.Count, "refund", s.Refunds.Total)
	// Output:
	// 2026-09-14 paid_out 18.00 USD
	// 2 payments 20.50 USD - 1 refund -2.50 USD
}

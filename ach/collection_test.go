package ach_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// One debit for one payment, of its amount and under its seller's name (COL-1, COL-2).
func TestNewCollection(t *testing.T) {
	c, err := ach.NewCollection(collectionID, paymentID, ownerID, payFrom, "Ben's Bakery", usd(62_50), us(), at.In(newYork))
	require.NoError(t, err)
	require.Equal(t, ach.Collection{
		ID: collectionID, Payment: paymentID, Owner: ownerID, From: fromID, Ledger: limitID, Fees: feesID, Bank: bankID,
		Seller: "Ben's Bakery", Amount: usd(62_50), State: ach.Due, DueOn: date(t, "2026-01-02"), Fee: usd(0), Paid: usd(0), OpenedAt: at,
	}, c)
	require.Empty(t, c.OrderID())
	require.True(t, c.Open())
	require.Equal(t, usd(0), c.Owes())
}

// It is due on the day of approval in the market's zone, moved forward to a banking day.
func TestNewCollectionDueOn(t *testing.T) {
	for approved, want := range map[string]string{
		"2026-01-02T12:00:00-05:00":     "2026-01-02",
		"2026-01-02T23:59:59.999-05:00": "2026-01-02", // Saturday in UTC
		"2026-01-03T00:00:00-05:00":     "2026-01-05",
		"2026-01-17T10:00:00-05:00":     "2026-01-20", // Monday is a holiday
		"2026-11-26T01:00:00Z":          "2026-11-25", // still Wednesday in New York
	} {
		at, err := time.Parse(time.RFC3339Nano, approved)
		require.NoError(t, err)
		c, err := ach.NewCollection(collectionID, paymentID, ownerID, payFrom, "Ben's Bakery", usd(1), us(), at)
		require.NoError(t, err)
		require.Equal(t, date(t, want), c.DueOn, approved)
	}
	later := us()
	later.DueAfterDays = 7
	c, err := ach.NewCollection(collectionID, paymentID, ownerID, payFrom, "Ben's Bakery", usd(1), later, at.AddDate(0, 0, 1))
	require.NoError(t, err)
	require.Equal(t, date(t, "2026-01-12"), c.DueOn, "calendar days, and then to a banking day")
}

func TestNewCollectionRefuses(t *testing.T) {
	type input struct {
		id      ach.CollectionID
		payment uuid.UUID
		owner   account.ID
		from    account.PaymentAccount
		seller  string
		amount  money.Amount
		policy  ach.Policy
		at      time.Time
	}
	for name, tt := range map[string]struct {
		spoil func(*input)
		want  error
	}{
		"zero":          {func(i *input) { i.amount = usd(0) }, ach.ErrAmount},
		"negative":      {func(i *input) { i.amount = usd(-1) }, ach.ErrAmount},
		"no amount":     {func(i *input) { i.amount = money.Amount{} }, ach.ErrAmount},
		"currency":      {func(i *input) { i.amount = money.FromMinor(1, "EUR") }, ach.ErrAmount},
		"eleven digits": {func(i *input) { i.amount = usd(ach.MaxAmount + 1) }, ach.ErrAmount},
		"ID":            {func(i *input) { i.id = ach.CollectionID{} }, ach.ErrIncomplete},
		"payment":       {func(i *input) { i.payment = uuid.Nil }, ach.ErrIncomplete},
		"owner":         {func(i *input) { i.owner = account.ID{} }, ach.ErrIncomplete},
		"account":       {func(i *input) { i.from.ID = account.PaymentAccountID{} }, ach.ErrIncomplete},
		"prepaid":       {func(i *input) { i.from.Bank = uuid.Nil }, ach.ErrIncomplete},
		"ledger":        {func(i *input) { i.from.Ledger = ledger.AccountID{} }, ach.ErrIncomplete},
		"fees":          {func(i *input) { i.from.Fees = ledger.AccountID{} }, ach.ErrIncomplete},
		"seller":        {func(i *input) { i.seller = "" }, ach.ErrIncomplete},
		"time":          {func(i *input) { i.at = time.Time{} }, ach.ErrIncomplete},
		"policy":        {func(i *input) { i.policy.FeeSet = false }, ach.ErrPolicy},
	} {
		i := input{collectionID, paymentID, ownerID, payFrom, "Ben's Bakery", usd(ach.MaxAmount), us(), at}
		_, err := ach.NewCollection(i.id, i.payment, i.owner, i.from, i.seller, i.amount, i.policy, i.at)
		require.NoError(t, err)
		tt.spoil(&i)
		got, err := ach.NewCollection(i.id, i.payment, i.owner, i.from, i.seller, i.amount, i.policy, i.at)
		require.ErrorIs(t, err, tt.want, name)
		require.Zero(t, got, name)
	}
}

// A debit is collected from the day after the second banking day after its settlement (COL-11).
func TestConfirmOn(t *testing.T) {
	for settled, want := range map[string]string{
		"2026-01-05": "2026-01-08", // Monday: Tuesday and Wednesday must end
		"2026-01-08": "2026-01-13", // Thursday: Friday and Monday
		"2026-01-15": "2026-01-21", // Friday and Tuesday, for Monday is a holiday
		"2026-07-01": "2026-07-04", // Thursday and Friday: a Saturday holiday moves nothing
	} {
		c := ach.Collection{State: ach.Settled, SettledOn: date(t, settled), Amount: usd(1)}
		require.Equal(t, date(t, want), c.ConfirmOn(us()), settled)
		_, out, err := c.Confirm(date(t, want).AddDays(-1), us())
		require.ErrorIs(t, err, ach.ErrNotYet)
		require.Zero(t, out)
		got, _, err := c.Confirm(date(t, want), us())
		require.NoError(t, err)
		require.Equal(t, date(t, want).Time(newYork).UTC(), got.EndedAt)
	}
	require.Zero(t, ach.Collection{State: ach.Sent}.ConfirmOn(us()))
}

func TestSendOnItsDay(t *testing.T) {
	c := newCollection()
	_, err := c.Send(date(t, "2026-01-01"))
	require.ErrorIs(t, err, ach.ErrNotDue)
	sent, err := c.Send(date(t, "2026-01-05"))
	require.NoError(t, err)
	require.Equal(t, date(t, "2026-01-05"), sent.DueOn, "the day it was sent for, if later than it was due")
	require.Equal(t, 1, sent.Attempt)
	require.Equal(t, ach.Due, c.State, "the receiver is a value")
}

// The states of a collection, and one value in each.
func inEveryState(t *testing.T) map[ach.CollectionState]ach.Collection {
	t.Helper()
	all := map[ach.CollectionState]ach.Collection{}
	keep := func(b *book) { all[b.collection.State] = b.collection }
	b := purchase()
	keep(b)
	b.send(t)
	keep(b)
	b = purchase()
	b.settle(t)
	keep(b)
	b.confirm(t)
	keep(b)
	b.comeBack(t, "R02")
	keep(b)
	b.pay(t, 87_50)
	keep(b)
	b = purchase()
	b.send(t)
	b.comeBack(t, "R24")
	keep(b)
	b = purchase()
	b.lower(t, 62_50)
	keep(b)
	require.Len(t, all, len(states))
	return all
}

var states = []ach.CollectionState{ach.Due, ach.Sent, ach.Settled, ach.Collected, ach.Owed, ach.Repaid, ach.Suspense, ach.Dropped}

// Every state × every verb: what it becomes, or why not.
func TestCollectionMatrix(t *testing.T) {
	today := date(t, "2026-03-02")
	only := func(c ach.Collection, err error) (ach.Collection, ach.Outcome, error) { return c, ach.Outcome{}, err }
	verbs := map[string]func(ach.Collection) (ach.Collection, ach.Outcome, error){
		"send":      func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return only(c.Send(today)) },
		"settle":    func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return only(c.Settle(today)) },
		"confirm":   func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return c.Confirm(today, us()) },
		"return":    func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return c.Return("R01", today, us()) },
		"return R7": func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return c.Return("R07", today, us()) },
		"return R6": func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return c.Return("R06", today, us()) },
		"lower":     func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return c.Lower(usd(1), at) },
		"drop":      func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return c.Lower(usd(62_50), at) },
		"pay":       func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return c.PayManually(usd(1), at) },
		"pay all":   func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return c.PayManually(usd(87_50), at) },
		"withhold":  func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return c.Withhold() },
		"correct":   func(c ach.Collection) (ach.Collection, ach.Outcome, error) { return only(c.Correct(today, us())) },
		"order": func(c ach.Collection) (ach.Collection, ach.Outcome, error) {
			_, err := c.Order("Ann Lee", "1234567", newBank(), today)
			return c, ach.Outcome{}, err
		},
	}
	type cell = any // a state or an error
	matrix := map[string][]cell{
		//            Due          Sent          Settled       Collected     Owed         Repaid       Suspense     Dropped
		"send":      {ach.Sent, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState},
		"settle":    {ach.ErrReportStale, ach.Settled, ach.Settled, ach.Collected, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale},
		"confirm":   {ach.ErrState, ach.ErrState, ach.Collected, ach.Collected, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState},
		"return":    {ach.ErrReportStale, ach.Due, ach.Due, ach.Due, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale},
		"return R7": {ach.ErrReportStale, ach.Owed, ach.Owed, ach.Owed, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale},
		"return R6": {ach.ErrReportStale, ach.Suspense, ach.Suspense, ach.Suspense, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale},
		"lower":     {ach.Due, ach.ErrSent, ach.ErrSent, ach.ErrSent, ach.Owed, ach.ErrSent, ach.Suspense, ach.ErrTooMuch},
		"drop":      {ach.Dropped, ach.ErrSent, ach.ErrSent, ach.ErrSent, ach.Owed, ach.ErrSent, ach.Dropped, ach.ErrTooMuch},
		"pay":       {ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.Owed, ach.ErrState, ach.ErrState, ach.ErrState},
		"pay all":   {ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.Repaid, ach.ErrState, ach.ErrState, ach.ErrState},
		"withhold":  {ach.Owed, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState},
		"correct":   {ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.Due, ach.ErrState},
		"order":     {ach.Due, ach.Sent, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState},
	}
	require.Len(t, matrix, len(verbs))
	all := inEveryState(t)
	for verb, row := range matrix {
		require.Len(t, row, len(states), verb)
		for i, state := range states {
			before := all[state]
			after, out, err := verbs[verb](before)
			if want, refused := row[i].(error); refused {
				require.ErrorIs(t, err, want, "%s %s", state, verb)
				require.Equal(t, before, after, "%s %s: refused and unchanged", state, verb)
				require.Zero(t, out, "%s %s", state, verb)
				continue
			}
			require.NoError(t, err, "%s %s", state, verb)
			require.Equal(t, row[i], after.State, "%s %s", state, verb)
		}
	}
}

// An order goes to the bank some banking days before its day, where files take long; one presented again too.
func TestSendOn(t *testing.T) {
	p := us()
	c := ach.Collection{DueOn: date(t, "2026-01-20")} // Tuesday after Martin Luther King's day
	require.Equal(t, date(t, "2026-01-20"), c.SendOn(p))
	p.HandOver = 2
	require.Equal(t, date(t, "2026-01-15"), c.SendOn(p))
}

// A collection without a state can do nothing.
func TestCollectionWithoutState(t *testing.T) {
	var none ach.Collection
	day := civil.Date{Year: 2026, Month: 1, Day: 2}
	_, err := none.Send(day)
	require.ErrorIs(t, err, ach.ErrState)
	_, err = none.Settle(day)
	require.ErrorIs(t, err, ach.ErrReportStale)
	_, _, err = none.Confirm(day, us())
	require.ErrorIs(t, err, ach.ErrState)
	_, _, err = none.Lower(usd(1), at)
	require.ErrorIs(t, err, ach.ErrState)
	require.False(t, none.Open())
}

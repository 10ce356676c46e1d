package ach_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
)

var january = civil.Month{Year: 2026, Month: time.January}

func invoicing() ach.Policy {
	p := us()
	p.InvoiceDays = 14
	return p
}

func invoiceAccount() account.PaymentAccount {
	pa := payFrom
	pa.Kind, pa.Bank = account.Invoice, uuid.Nil
	return pa
}

// newInvoice is January's, over 62.50.
func newInvoice(t *testing.T) ach.Collection {
	t.Helper()
	c, err := ach.NewInvoice(ownerID, invoiceAccount(), january, "SEQR Demo", usd(62_50), invoicing(), at)
	require.NoError(t, err)
	return c
}

func billed(t *testing.T) ach.Collection {
	t.Helper()
	c, err := newInvoice(t).Issue(date(t, "2026-02-01"), invoicing())
	require.NoError(t, err)
	return c
}

func TestNewInvoice(t *testing.T) {
	c := newInvoice(t)
	require.Equal(t, ach.Gathering, c.State)
	require.Equal(t, date(t, "2026-02-01"), c.DueOn)
	require.Equal(t, ach.InvoiceOf(fromID, january), c.Payment)
	require.Equal(t, c.Payment, c.ID.UUID, "two first purchases open one invoice")
	require.NotEqual(t, c.Payment, ach.InvoiceOf(fromID, january.Next()))
	require.True(t, c.Open())
	require.True(t, c.Monthly())
	require.False(t, newCollection().Monthly())
	require.Equal(t, usd(0), c.Owes(), "nobody has been asked yet")
	require.Equal(t, january, c.Month(newYork))
}

// The owner is reminded some days before the last to pay: of an invoice that was issued and is not paid, where the market says so.
func TestRemindOn(t *testing.T) {
	p := invoicing()
	require.True(t, billed(t).RemindOn(p).IsZero(), "the market has no reminders")
	p.RemindBefore = 3
	require.Equal(t, billed(t).DueOn.AddDays(-3), billed(t).RemindOn(p))
	require.True(t, newInvoice(t).RemindOn(p).IsZero(), "nobody has been asked yet")
	owed, _, err := billed(t).Overdue(date(t, "2026-03-01"))
	require.NoError(t, err)
	require.True(t, owed.RemindOn(p).IsZero(), "it is too late")
}

func TestNewInvoiceRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*account.PaymentAccount, *ach.Policy)
		amount int64
		month  civil.Month
		want   error
	}{
		"zero":               {amount: 0, month: january, want: ach.ErrAmount},
		"too much":           {amount: ach.MaxAmount + 1, month: january, want: ach.ErrAmount},
		"no month":           {amount: 1, want: ach.ErrIncomplete},
		"a bank account":     {func(pa *account.PaymentAccount, _ *ach.Policy) { pa.Kind = account.ACHDebit }, 1, january, ach.ErrIncomplete},
		"no ledger":          {func(pa *account.PaymentAccount, _ *ach.Policy) { pa.Ledger = ledger.AccountID{} }, 1, january, ach.ErrIncomplete},
		"days to pay unset":  {func(_ *account.PaymentAccount, p *ach.Policy) { p.InvoiceDays = 0 }, 1, january, ach.ErrPolicy},
		"reminded too early": {func(_ *account.PaymentAccount, p *ach.Policy) { p.RemindBefore = 14 }, 1, january, ach.ErrPolicy},
		"reminded too late":  {func(_ *account.PaymentAccount, p *ach.Policy) { p.RemindBefore = -1 }, 1, january, ach.ErrPolicy},
		"no banking days":    {func(_ *account.PaymentAccount, p *ach.Policy) { p.Calendar = ach.Calendar{} }, 1, january, ach.ErrPolicy},
		"unknown scheme":     {func(_ *account.PaymentAccount, p *ach.Policy) { p.Receiving = "tube post" }, 1, january, ach.ErrPolicy},
	} {
		pa, p := invoiceAccount(), invoicing()
		if c.change != nil {
			c.change(&pa, &p)
		}
		got, err := ach.NewInvoice(ownerID, pa, c.month, "SEQR Demo", usd(c.amount), p, at)
		require.ErrorIs(t, err, c.want, name)
		require.Zero(t, got, name)
	}
}

// A month's invoice is issued on the first of the next and due after the policy's days, on a banking day (MND-10).
func TestIssue(t *testing.T) {
	c := newInvoice(t)
	_, err := c.Issue(date(t, "2026-01-31"), invoicing())
	require.ErrorIs(t, err, ach.ErrNotDue)
	c = billed(t)
	require.Equal(t, date(t, "2026-02-17"), c.DueOn, "the 15th is a Sunday, the 16th Presidents' Day")
	require.Equal(t, usd(62_50), c.Owes())
	_, _, err = c.Overdue(c.DueOn)
	require.ErrorIs(t, err, ach.ErrNotYet)
	owed, out, err := c.Overdue(c.DueOn.AddDays(1))
	require.NoError(t, err)
	require.Equal(t, ach.Owed, owed.State)
	require.True(t, out.Block && out.ContactPayer && owed.Blocking)
	require.Empty(t, out.Bookings, "no fee, no interest")
}

// Every state × every verb of an invoice, and the verbs of a debit: none of those leads anywhere.
func TestInvoiceMatrix(t *testing.T) {
	overdue, _, err := billed(t).Overdue(date(t, "2026-03-01"))
	require.NoError(t, err)
	repaid, _, err := billed(t).PayManually(usd(62_50), at)
	require.NoError(t, err)
	day := date(t, "2026-03-02")
	only := func(c ach.Collection, err error) (ach.Collection, error) { return c, err }
	with := func(c ach.Collection, _ ach.Outcome, err error) (ach.Collection, error) { return c, err }
	states := []ach.Collection{newInvoice(t), billed(t), overdue, repaid}
	for verb, row := range map[string]struct {
		do   func(ach.Collection) (ach.Collection, error)
		want [4]any // Gathering, Billed, Owed, Repaid
	}{
		"add":      {func(c ach.Collection) (ach.Collection, error) { return only(c.Add(usd(1))) }, [4]any{ach.Gathering, ach.ErrState, ach.ErrState, ach.ErrState}},
		"issue":    {func(c ach.Collection) (ach.Collection, error) { return only(c.Issue(day, invoicing())) }, [4]any{ach.Billed, ach.ErrState, ach.ErrState, ach.ErrState}},
		"overdue":  {func(c ach.Collection) (ach.Collection, error) { return with(c.Overdue(day)) }, [4]any{ach.ErrState, ach.Owed, ach.ErrState, ach.ErrState}},
		"pay":      {func(c ach.Collection) (ach.Collection, error) { return with(c.PayManually(usd(1), at)) }, [4]any{ach.ErrState, ach.Billed, ach.Owed, ach.ErrState}},
		"pay all":  {func(c ach.Collection) (ach.Collection, error) { return with(c.PayManually(usd(62_50), at)) }, [4]any{ach.ErrState, ach.Repaid, ach.Repaid, ach.ErrState}},
		"pay more": {func(c ach.Collection) (ach.Collection, error) { return with(c.PayManually(usd(62_51), at)) }, [4]any{ach.ErrState, ach.ErrOverpaid, ach.ErrOverpaid, ach.ErrState}},
		"lower":    {func(c ach.Collection) (ach.Collection, error) { return with(c.Lower(usd(1), at)) }, [4]any{ach.Gathering, ach.Billed, ach.Owed, ach.ErrSent}},
		"refund":   {func(c ach.Collection) (ach.Collection, error) { return with(c.Lower(usd(62_50), at)) }, [4]any{ach.Gathering, ach.Repaid, ach.Repaid, ach.ErrSent}},
		"send":     {func(c ach.Collection) (ach.Collection, error) { return only(c.Send(day)) }, [4]any{ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState}},
		"settle":   {func(c ach.Collection) (ach.Collection, error) { return only(c.Settle(day)) }, [4]any{ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale}},
		"confirm":  {func(c ach.Collection) (ach.Collection, error) { return with(c.Confirm(day, us())) }, [4]any{ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState}},
		"return":   {func(c ach.Collection) (ach.Collection, error) { return with(c.Return("R01", day, us())) }, [4]any{ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale, ach.ErrReportStale}},
		"withhold": {func(c ach.Collection) (ach.Collection, error) { return with(c.Withhold()) }, [4]any{ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState}},
		"correct":  {func(c ach.Collection) (ach.Collection, error) { return only(c.Correct(day, us())) }, [4]any{ach.ErrState, ach.ErrState, ach.ErrState, ach.ErrState}},
	} {
		for i, before := range states {
			after, err := row.do(before)
			if want, refused := row.want[i].(error); refused {
				require.ErrorIs(t, err, want, "%s %s", before.State, verb)
				require.Equal(t, before, after, "%s %s", before.State, verb)
				continue
			}
			require.NoError(t, err, "%s %s", before.State, verb)
			require.Equal(t, row.want[i], after.State, "%s %s", before.State, verb)
		}
	}
}

// An invoice of which nothing is left is not sent.
func TestIssueOfNothing(t *testing.T) {
	c, _, err := newInvoice(t).Lower(usd(62_50), at)
	require.NoError(t, err)
	c, err = c.Issue(date(t, "2026-02-01"), invoicing())
	require.NoError(t, err)
	require.Equal(t, ach.Dropped, c.State)
	require.False(t, c.Open())
}

func TestAddKeepsWithinTheLargestAmount(t *testing.T) {
	c, err := newInvoice(t).Add(usd(ach.MaxAmount - 62_50))
	require.NoError(t, err)
	_, err = c.Add(usd(1))
	require.ErrorIs(t, err, ach.ErrAmount)
	_, err = c.Add(usd(0))
	require.ErrorIs(t, err, ach.ErrAmount)
}

// A reference has check digits: no mistyped character passes.
func TestCheckReference(t *testing.T) {
	ref := newInvoice(t).Reference()
	require.Len(t, ref, 19)
	got, err := ach.CheckReference(" " + strings.ToLower(ref[:4]) + " " + ref[4:])
	require.NoError(t, err)
	require.Equal(t, ref, got)
	for i := 2; i < len(ref); i++ {
		other := "2"
		if ref[i] == '2' {
			other = "3"
		}
		_, err := ach.CheckReference(ref[:i] + other + ref[i+1:])
		require.ErrorIs(t, err, ach.ErrReference, i)
	}
	for _, wrong := range []string{"", "RF", ref[1:], ref + "A", "XX" + ref[2:], "RF" + strings.Repeat("É", 8) + "A"} {
		_, err := ach.CheckReference(wrong)
		require.ErrorIs(t, err, ach.ErrReference, wrong)
	}
}

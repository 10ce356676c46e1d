package ach

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// InvoiceOf is what the invoice of an invoice account for a month collects for, and its ID: the same on every host, so
// that of two first purchases at once one opens it (MND-10).
func InvoiceOf(pa account.PaymentAccountID, m civil.Month) uuid.UUID {
	return uuid.NewSHA1(pa.UUID, []byte("seqr monthly invoice "+m.String()))
}

// NewInvoice opens the invoice of a month with the first amount that stands on it (MND-10). It is Gathering until the
// first of the month after, when [Collection.Issue] asks its owner to pay. Issuer is who sends it. It answers ErrAmount,
// ErrPolicy, and ErrIncomplete where something is missing, or where pa is no invoice account.
func NewInvoice(owner account.ID, pa account.PaymentAccount, m civil.Month, issuer string, amount money.Amount, p Policy, at time.Time) (Collection, error) {
	if err := p.ValidateInvoices(); err != nil {
		return Collection{}, err
	}
	if amount.Minor() <= 0 || amount.Minor() > MaxAmount || amount.Currency() != pa.Maximum.Currency() {
		return Collection{}, ErrAmount
	}
	booked := pa.Kind == account.Invoice && pa.Bank == uuid.Nil && pa.Ledger.UUID != uuid.Nil && pa.Fees.UUID != uuid.Nil
	if owner.UUID == uuid.Nil || pa.ID.UUID == uuid.Nil || !booked || !m.Valid() || issuer == "" || at.IsZero() {
		return Collection{}, ErrIncomplete
	}
	id, zero := InvoiceOf(pa.ID, m), money.FromMinor(0, amount.Currency())
	return Collection{
		ID: CollectionID{id}, Payment: id, Owner: owner, From: pa.ID, Ledger: pa.Ledger, Fees: pa.Fees,
		Seller: issuer, Amount: amount, State: Gathering, DueOn: m.Next().First(), Fee: zero, Paid: zero, OpenedAt: at.UTC(),
	}, nil
}

// Monthly says whether it is an invoice over a month, which no bank is asked for (MND-10).
func (c Collection) Monthly() bool { return c.Bank.UUID == uuid.Nil && c.State != "" }

// Month is the month that an invoice is about: that of its first purchase in the market's zone.
func (c Collection) Month(zone *time.Location) civil.Month { return civil.MonthOf(c.OpenedAt, zone) }

// Add puts one more purchase on an invoice that is not issued yet. It answers ErrAmount, and ErrState once it is.
func (c Collection) Add(amount money.Amount) (Collection, error) {
	if c.State != Gathering {
		return c, ErrState
	}
	if amount.Minor() <= 0 || amount.Currency() != c.Amount.Currency() || amount.Minor() > MaxAmount-c.Amount.Minor() {
		return c, ErrAmount
	}
	c.Amount = plus(c.Amount, amount)
	return c, nil
}

// Issue asks for the payment of a month, from today on: it is Billed and due after the policy's days, moved forward to a
// banking day. One of which refunds have left nothing is Dropped. It answers ErrNotDue before the month is over, and
// ErrState unless it is Gathering.
func (c Collection) Issue(today civil.Date, p Policy) (Collection, error) {
	switch {
	case c.State != Gathering:
		return c, ErrState
	case today.Before(c.DueOn):
		return c, ErrNotDue
	case c.Amount.Minor() == 0:
		c.State, c.EndedAt = Dropped, today.Time(p.Zone).UTC()
		return c, nil
	}
	c.State, c.DueOn = Billed, p.Calendar.Next(today.AddDays(p.InvoiceDays))
	return c, nil
}

// RemindOn is the day on which the owner of an invoice that is Billed is reminded of it; zero where the policy has no reminders.
func (c Collection) RemindOn(p Policy) civil.Date {
	if c.State != Billed || !c.Monthly() || p.RemindBefore == 0 {
		return civil.Date{}
	}
	return c.DueOn.AddDays(-p.RemindBefore)
}

// Overdue is an invoice that nobody has paid in full by the end of its last day: it is Owed and blocks its owner until it
// is, without fee or interest (MND-10). It answers ErrNotYet up to that day, and ErrState unless it is Billed.
func (c Collection) Overdue(today civil.Date) (Collection, Outcome, error) {
	if c.State != Billed {
		return c, Outcome{}, ErrState
	}
	if !today.After(c.DueOn) {
		return c, Outcome{}, ErrNotYet
	}
	var out Outcome
	c.owe(&out)
	return c, out, nil
}

// Payable says whether it is paid by hand: an invoice that was issued, or what failed for good.
func (c Collection) Payable() bool { return c.State == Billed || c.State == Owed }

// Reference is what a payer writes on the bank transfer that pays by hand: a creditor reference as ISO 11649 has it, with
// check digits, of 19 characters.
func (c Collection) Reference() string {
	body := OrderID(c.ID.UUID, 0)
	return fmt.Sprintf("RF%02d%s", 98-mod97(body+"RF00"), body)
}

// CheckReference answers a reference as [Collection.Reference] makes it, from one as people write it: with blanks, in any
// case. Anything else, such as one with a mistyped character, is ErrReference.
func CheckReference(s string) (string, error) {
	clean := upperASCII(strings.ReplaceAll(s, " ", ""))
	foreign := strings.Trim(clean, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != ""
	if len(clean) != referenceLength || foreign || !strings.HasPrefix(clean, "RF") || mod97(clean[4:]+clean[:4]) != 1 {
		return "", ErrReference
	}
	return clean, nil
}

// referenceLength is RF, two check digits, and an order's ID.
const referenceLength = 4 + maxOrderID

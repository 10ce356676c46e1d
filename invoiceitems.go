package seqr

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// MonthlyInvoice is what an owner sees of the invoice of a month.
type MonthlyInvoice struct {
	Month     civil.Month         `json:"month"`
	State     ach.CollectionState `json:"state"`     // ach.Gathering, ach.Billed, ach.Owed, ach.Repaid, or ach.Dropped with nothing on it
	Amount    money.Amount        `json:"amount"`    // less what was refunded before it was paid
	Paid      money.Amount        `json:"paid"`      // so far
	Left      money.Amount        `json:"left"`      // to be paid now; zero before it is issued
	DueOn     civil.Date          `json:"due_on"`    // the last day to pay; the day of issue while it is gathering
	Reference string              `json:"reference"` // to be written on the bank transfer
}

// Invoices lists the monthly invoices of an account, the latest first [MND-10].
func (s *Accounts) Invoices(ctx context.Context, of account.ID) ([]MonthlyInvoice, error) {
	cols, err := s.c.collectionsOf(ctx, of)
	if err != nil {
		return nil, err
	}
	var list []MonthlyInvoice
	for _, v := range cols {
		if v.Monthly() {
			list = append(list, MonthlyInvoice{v.Month(s.c.Market.Zone), v.State, v.Amount, v.Paid, v.Owes(), v.DueOn, v.Reference()})
		}
	}
	slices.SortStableFunc(list, func(x, y MonthlyInvoice) int { return y.Month.Compare(x.Month) })
	return list, nil
}

// InvoiceItem is one thing that stands on a monthly invoice.
type InvoiceItem struct {
	ID        uuid.UUID            `json:"id"`             // of the payment or the transfer
	Kind      payment.TransferKind `json:"kind,omitempty"` // of a transfer; empty for a payment
	Name      string               `json:"name,omitempty"` // the shop, or the number that money was sent to
	Reference string               `json:"reference"`
	Amount    money.Amount         `json:"amount"` // charged
	Back      money.Amount         `json:"back"`   // given back of it since; after the invoice was paid, to the Seqr Account
	At        time.Time            `json:"at"`     // of approval, UTC
}

// InvoiceItems lists what stands on one of an owner's monthly invoices, in the order of approval [MND-10]. The amounts, less what was given
// back before the invoice was paid, add up to the invoice's. The invoice is named by its reference, as people write it:
// ach.ErrReference for what is none, ErrNotFound for another's.
func (s *Accounts) InvoiceItems(ctx context.Context, of account.ID, reference string) ([]InvoiceItem, error) {
	c := s.c
	ref, err := ach.CheckReference(reference)
	if err != nil {
		return nil, err
	}
	cols, err := c.collectionsOf(ctx, of)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(cols, func(v ach.Collection) bool { return v.Monthly() && v.Reference() == ref })
	if at < 0 {
		return nil, ErrNotFound
	}
	a, err := c.store.Account(ctx, of)
	if err != nil {
		return nil, err
	}
	payers, err := c.lineage(ctx, a) // an invoice that was taken over has the purchases of the account before
	if err != nil {
		return nil, err
	}
	var items []InvoiceItem
	for _, id := range payers {
		more, err := c.itemsOf(ctx, id, cols[at])
		if err != nil {
			return nil, err
		}
		items = append(items, more...)
	}
	slices.SortStableFunc(items, func(x, y InvoiceItem) int { return x.At.Compare(y.At) })
	return items, nil
}

// itemsOf lists what one account has put on an invoice.
func (c *core) itemsOf(ctx context.Context, payer account.ID, inv ach.Collection) ([]InvoiceItem, error) {
	on := func(charged charge) bool { return !charged.month.IsZero() && charged.collectedBy() == inv.Payment }
	var items []InvoiceItem
	for p, err := range every(ctx, c.store.PaymentsOf, payer, paymentID) {
		if err != nil {
			return nil, err
		}
		if on(chargeOf(p)) {
			items = append(items, InvoiceItem{ID: p.ID.UUID, Name: p.Seller, Reference: p.Reference, Amount: p.Amount, Back: p.Refunded, At: p.At})
		}
	}
	for t, err := range every(ctx, c.store.TransfersFrom, payer, transferID) {
		if err != nil {
			return nil, err
		}
		if !on(c.chargeOfTransfer(t)) {
			continue
		}
		form, err := c.openTransfer(t)
		if err != nil {
			return nil, err
		}
		back := money.FromMinor(0, t.Amount.Currency())
		if t.CameBack() {
			back = t.Amount
		}
		items = append(items, InvoiceItem{t.ID.UUID, t.Kind, form.To, t.Reference, t.Amount, back, t.At})
	}
	return items, nil
}

package seqr

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// completed adds what follows when a payment's money has moved: the collection of a limit account,
// scheduled for its due date [COL-1], and the increment of the payer's cashback month [CB-1].
func (c *core) completed(ch *store.Changes, p payment.Payment, payer account.Account, from account.PaymentAccount, collection, event uuid.UUID, at time.Time) error {
	if p.Qualifies {
		ch.Tallies = append(ch.Tallies, c.Market.Cashback.Earn(payer.ID, p.Amount, p.At))
	}
	if from.Kind == account.Prepaid {
		return nil
	}
	col, err := ach.NewCollection(ach.CollectionID{UUID: collection}, p.ID.UUID, payer.ID, from, p.Seller, p.Amount, c.Market.Collection, at)
	if err != nil {
		return err
	}
	ch.Collections = append(ch.Collections, col)
	ch.Events = append(ch.Events, store.Event{ID: store.EventID{UUID: event}, Kind: eventCollect, Subject: collection, At: at, Due: c.dueAt(col, at)})
	return nil
}

// dueAt is the instant at which a collection's next attempt is sent: the start of its day, or now if that has begun.
func (c *core) dueAt(col ach.Collection, now time.Time) time.Time {
	if due := col.DueOn.Time(c.Market.Zone).UTC(); due.After(now) {
		return due
	}
	return now
}

// CommitRequest turns a reservation into a payment.
type CommitRequest struct {
	InvoiceAction
	Amount string // at most what is reserved, such as "12.34"; empty: all of it
}

// Commit takes all or part of what a payer reserved; the rest is released.
// It answers payment.ErrNotReserved, and payment.ErrAmount above what is reserved.
func (s *Merchants) Commit(ctx context.Context, r CommitRequest) (InvoiceStatus, error) {
	c := s.c
	amount, err := c.amount(r.Amount)
	if err != nil {
		return InvoiceStatus{}, err
	}
	ids, err := c.newIDs(3)
	if err != nil {
		return InvoiceStatus{}, err
	}
	cmd := command{"merchants.commit", r.Merchant.String(), r.Key, []any{r.Invoice, r.Amount}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round) (InvoiceStatus, store.Changes, error) {
		var ch store.Changes
		inv, err := c.ownInvoice(ctx, r.Merchant, r.Invoice)
		if err != nil {
			return InvoiceStatus{}, ch, err
		}
		take := amount
		if r.Amount == "" {
			take = inv.Total
		}
		after, err := inv.Commit(take, now.At)
		if err != nil {
			return InvoiceStatus{}, ch, refuseState(err)
		}
		p, err := c.store.Payment(ctx, inv.Payment)
		if err != nil {
			return InvoiceStatus{}, ch, err
		}
		if p, err = p.Finish(take, now.At); err != nil {
			return InvoiceStatus{}, ch, refuseState(err)
		}
		payer, err := c.store.Account(ctx, p.Payer)
		if err != nil {
			return InvoiceStatus{}, ch, err
		}
		from, err := payer.PaymentAccount(p.From)
		if err != nil {
			return InvoiceStatus{}, ch, err
		}
		m, err := c.store.Merchant(ctx, p.Merchant)
		if err != nil {
			return InvoiceStatus{}, ch, err
		}
		ch.Invoices = []payment.Invoice{after}
		ch.Payments = []payment.Payment{p}
		ch.Transfers = []ledger.Transfer{{
			ID: ledger.TransferID{UUID: ids[0]}, Kind: ledger.Post, Purpose: ledger.Purchase, Debit: from.Ledger, Credit: m.Payable,
			Amount: take, Hold: inv.Hold, Subject: p.ID.UUID, At: now.At,
		}}
		if err := c.completed(&ch, p, payer, from, ids[1], ids[2], now.At); err != nil {
			return InvoiceStatus{}, ch, err
		}
		st := c.status(after, now.At)
		st.Status = after.Status(now.At, &p)
		return st, ch, nil
	})
}

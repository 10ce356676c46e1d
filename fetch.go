package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// awaitFetch notes that the till has to fetch the result of a payment, and by when it is reversed otherwise. With the
// invoice it answers from when on the payment stands: a reversed one shall not have been sent to the bank.
func (c *core) awaitFetch(ch *store.Changes, paid payment.Invoice, at time.Time) (payment.Invoice, time.Time, error) {
	paid = paid.AwaitFetch(c.Market.Payment, at)
	e, err := c.event(eventFetch, paid.ID.UUID, at, paid.FetchBy)
	ch.Events = append(ch.Events, e)
	return paid, paid.FetchBy.Add(time.Second), err
}

// fetch lets a payment stand, because its till asks in time, or reverses it. It answers the invoice as it is then.
func (s *Merchants) fetch(ctx context.Context, inv payment.Invoice) (payment.Invoice, error) {
	c := s.c
	cmd := command{"merchants.fetch", inv.Merchant.String(), ownKey("fetch", inv.ID.String()), inv.ID}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		latest, err := c.store.Invoice(ctx, inv.ID)
		if err != nil {
			return false, err
		}
		if latest, err = latest.Fetch(now.At); err != nil {
			return false, err
		}
		ch.Invoices = []payment.Invoice{latest}
		return true, nil
	})
	if errors.Is(err, payment.ErrFetchLate) {
		err = s.reverse(ctx, inv.ID)
	}
	if err != nil && !errors.Is(err, payment.ErrNotAwaited) {
		return inv, err
	}
	return c.store.Invoice(ctx, inv.ID)
}

// reverse gives back a payment whose result no till fetched in time, in full, and cancels its invoice; the payer is
// told [PAY-17]. One that was fetched stands.
func (s *Merchants) reverse(ctx context.Context, id payment.InvoiceID) error {
	c := s.c
	refundID, err := c.newID()
	if err != nil {
		return err
	}
	ref, err := payment.NewPaymentReference(c.Random, c.now())
	if err != nil {
		return err
	}
	cmd := command{"merchants.reverse", "system", ownKey("reverse", id.String()), id}
	_, err = execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		inv, err := c.store.Invoice(ctx, id)
		if err != nil {
			return false, err
		}
		after, err := inv.Reverse(now.At)
		if errors.Is(err, payment.ErrNotAwaited) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		p, err := c.store.Payment(ctx, inv.Payment)
		if err != nil {
			return false, err
		}
		ch.Invoices = []payment.Invoice{after}
		if p.FullyRefunded() {
			return true, nil
		}
		given, refund, err := p.Refund(payment.RefundID{UUID: refundID}, ref, p.Net(), "Reversed: the shop did not take it", now.At)
		if err != nil {
			return false, err
		}
		if refund, err = c.bookRefund(ctx, ch, p, given, refund); err != nil {
			return false, err
		}
		payer, err := c.store.Account(ctx, p.Payer)
		if err != nil {
			return false, err
		}
		text := p.Seller + " did not take your payment of " + refund.Amount.String() + ". It was reversed: you have not paid."
		return true, c.tellInto(ch, payer, "Your SEQR payment was reversed", text, now.At)
	})
	return err
}

package seqr

import (
	"context"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// OrderAction names an order of a merchant's.
type OrderAction struct {
	Key      Key
	Merchant payment.MerchantID
	Order    payment.OrderID
}

// Ship notes that the seller has sent an order, and tells its payer by mail. It answers payment.ErrOrderState for an order that is not paid or was sent before.
func (s *Shop) Ship(ctx context.Context, r OrderAction) (payment.OrderState, error) {
	c := s.c
	cmd := command{"shop.ship", r.Merchant.String(), r.Key, r.Order}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.OrderState, error) {
		o, err := c.ownOrder(ctx, r)
		if err != nil {
			return "", err
		}
		if o, err = o.Ship(now.At); err != nil {
			return "", refuse(err)
		}
		ch.Orders = []payment.Order{o}
		return o.State, c.mailOrder(ctx, ch, o, "Your order is on its way", "was sent to you", now.At)
	})
}

// Cancel cancels an order that was paid and not sent: what was not given back yet is given back, as Merchants.Refund does, and
// the piece goes back into the stock. It answers payment.ErrOrderState for an order that was sent, canceled or never paid.
func (s *Shop) Cancel(ctx context.Context, r OrderAction) (payment.OrderState, error) {
	c := s.c
	id, err := c.newID()
	if err != nil {
		return "", err
	}
	ref, err := payment.NewPaymentReference(c.Random, c.now())
	if err != nil {
		return "", err
	}
	cmd := command{"shop.cancel", r.Merchant.String(), r.Key, r.Order}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.OrderState, error) {
		o, err := c.ownOrder(ctx, r)
		if err != nil {
			return "", err
		}
		if o.State != payment.OrderPaid {
			return "", refuse(payment.ErrOrderState)
		}
		p, err := c.store.Payment(ctx, o.Payment)
		if err != nil {
			return "", err
		}
		after, refund, err := p.Refund(payment.RefundID{UUID: id}, ref, p.Net(), "Order canceled", now.At)
		if err != nil {
			return "", refuseState(err)
		}
		if _, err := c.bookRefund(ctx, ch, p, after, refund); err != nil {
			return "", err
		}
		return payment.OrderCanceled, c.tellRefund(ctx, ch, p, refund.Amount, now.At)
	})
}

// ownOrder reads an order of this merchant; another merchant's, and one that was never paid, is not found.
func (c *core) ownOrder(ctx context.Context, r OrderAction) (payment.Order, error) {
	o, err := c.store.Order(ctx, r.Order)
	if err != nil {
		return o, notFound(err)
	}
	if o.Merchant != r.Merchant || !o.Sold() {
		return payment.Order{}, payment.ErrNotFound
	}
	_, err = c.store.Merchant(ctx, o.Merchant)
	return o, err
}

// confirm sends the confirmation of an order [SOS-3, SOS-6], unless it was canceled before.
func (s *Shop) confirm(ctx context.Context, id payment.OrderID, event store.EventID) error {
	c := s.c
	cmd := command{"shop.confirm", "system", ownKey("confirm", event.String()), id}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		o, err := c.store.Order(ctx, id)
		if err != nil || o.State == payment.OrderCanceled {
			return false, err
		}
		return true, c.mailOrder(ctx, ch, o, "Your order is confirmed", "is confirmed. "+o.Price.String()+" is charged, with tax and shipping", now.At)
	})
	return err
}

// mailOrder adds a mail about an order to the address that was given with it.
func (c *core) mailOrder(ctx context.Context, ch *store.Changes, o payment.Order, subject, what string, at time.Time) error {
	to, err := c.openShipping(o)
	if err != nil || to.Email == "" {
		return err
	}
	m, err := c.store.Merchant(ctx, o.Merchant)
	if err != nil {
		return err
	}
	text := "Your order of " + o.Title + " at " + m.Name + " " + what + ". Delivery: " + o.Delivery
	e, err := c.message(eventMail, o.Payer, account.Message{To: to.Email, Subject: subject, Text: text}, at)
	ch.Events = append(ch.Events, e)
	return err
}

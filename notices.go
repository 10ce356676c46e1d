package seqr

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// publish adds what a commit tells merchants: one event per fact, written with the change that it tells of and carried
// out once that is real. Here and nowhere else, so that no service can forget it. It reads nothing on a payment's way: whether the
// merchant has an endpoint is seen when the event is carried out.
func (c *core) publish(ctx context.Context, ch *store.Changes, at time.Time) error {
	if c.Notices == nil {
		return nil
	}
	facts, err := c.facts(ctx, ch, at)
	if err != nil {
		return err
	}
	for _, f := range facts {
		e, err := c.event(eventNotice, f.Merchant.UUID, at, at)
		if err != nil {
			return err
		}
		e.Body = marshal(f)
		ch.Events = append(ch.Events, e)
	}
	return nil
}

// facts are what merchants are told of a commit.
func (c *core) facts(ctx context.Context, ch *store.Changes, at time.Time) ([]payment.Fact, error) {
	var facts []payment.Fact
	for _, v := range ch.Invoices {
		if f, ok := payment.InvoiceFact(v, paymentIn(ch, v.Payment), at); ok && !lapsesIn(ch, v) {
			facts = append(facts, f)
		}
	}
	for _, r := range ch.Refunds {
		p := paymentIn(ch, r.Payment)
		if slices.ContainsFunc(ch.Invoices, func(v payment.Invoice) bool { return v.ID == p.Invoice }) {
			continue // a reversal: told as a canceled invoice, whose till never knew that it was paid
		}
		v, err := c.store.Invoice(ctx, p.Invoice)
		if err != nil {
			return nil, err
		}
		facts = append(facts, payment.RefundFact(v, *p, r))
	}
	for _, o := range ch.Orders {
		i := slices.IndexFunc(facts, func(f payment.Fact) bool { return f.Invoice == payment.InvoiceID(o.ID) })
		if i >= 0 {
			facts = append(facts, payment.OrderFact(o, facts[i]))
		}
	}
	for _, s := range ch.Settlements {
		if f, ok := payment.SettlementFact(s, at); ok {
			facts = append(facts, f)
		}
	}
	return facts, nil
}

// paymentIn is a payment as a commit leaves it; nil if the commit does not change it.
func paymentIn(ch *store.Changes, id payment.PaymentID) *payment.Payment {
	i := slices.IndexFunc(ch.Payments, func(p payment.Payment) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return &ch.Payments[i]
}

// lapsesIn says whether an invoice ends with an order that nobody paid: its seller never saw that.
func lapsesIn(ch *store.Changes, v payment.Invoice) bool {
	return slices.ContainsFunc(ch.Orders, func(o payment.Order) bool {
		return payment.InvoiceID(o.ID) == v.ID && o.State == payment.OrderLapsed
	})
}

// NoticesOf lists what a merchant could not be told at once, oldest first, strictly after the given one, at most limit: what
// waits, what was delivered in the end, and what was given up.
func (s *Merchants) NoticesOf(ctx context.Context, m payment.MerchantID, after payment.NoticeID, limit int) ([]payment.Notice, error) {
	return s.c.store.NoticesOf(ctx, m, after, limit)
}

// NoticesIn lists the notices of all merchants in a state, such as payment.NoticeGivenUp, oldest first, strictly after the given
// one, at most limit. It is for the operator.
func (s *Merchants) NoticesIn(ctx context.Context, state payment.NoticeState, after payment.NoticeID, limit int) ([]payment.Notice, error) {
	return s.c.store.NoticesIn(ctx, state, after, limit)
}

// ResendRequest has a notice sent again.
type ResendRequest struct {
	Key    Key
	Notice payment.NoticeID
}

// Resend has a notice tried again that was given up, or that was delivered and lost by its receiver: under the same
// ID, from now on, with fresh patience. The operator calls it. It answers payment.ErrNoticeWaits, payment.ErrNotFound, and
// payment.ErrNoEndpoint while the merchant has none that is on.
func (s *Merchants) Resend(ctx context.Context, r ResendRequest) (payment.Notice, error) {
	c := s.c
	cmd := command{"merchants.resend", "operator", r.Key, r.Notice}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.Notice, error) {
		n, err := c.store.Notice(ctx, r.Notice)
		if err != nil {
			return n, notFound(err)
		}
		e, err := c.endpoint(ctx, n.Merchant)
		if err == nil && e.State != payment.EndpointOn {
			err = payment.ErrNoEndpoint
		}
		if err != nil {
			return n, err
		}
		if n, err = n.Resend(now.At); err != nil {
			return n, refuseState(err)
		}
		ch.Notices = []payment.Notice{n}
		return n, c.again(ch, n, now.At)
	})
}

// again adds the event of a notice's next attempt.
func (c *core) again(ch *store.Changes, n payment.Notice, at time.Time) error {
	e, err := c.event(eventAgain, n.Merchant.UUID, at, n.NextAt)
	e.Body = marshal(n.ID)
	ch.Events = append(ch.Events, e)
	return err
}

// factOf reads the body of an event of the first attempt.
func factOf(e store.Event) (f payment.Fact, err error) {
	return f, json.Unmarshal(e.Body, &f)
}

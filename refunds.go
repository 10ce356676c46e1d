package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// RefundRequest gives back all or part of a payment.
type RefundRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Invoice  payment.InvoiceID // that was paid
	Amount   string            // such as "12.34"
	Title    string            // on the payer's receipt
}

// Refund gives back all or part of a payment, as often as the sum of the refunds does not exceed it
// [PAY-15]. Before the debit was sent it lowers the debit and restores the limit; afterwards it is credited to
// the bank account; while the payment is owed it lowers the debt [PAY-16]. Cashback not paid yet counts less [CB-19].
// It answers payment.ErrRefundTooMuch, account.ErrErased once the payer's personal data are gone, payment.ErrNotFinal for a reservation, and payment.ErrNotFound for another merchant's invoice.
func (s *Merchants) Refund(ctx context.Context, r RefundRequest) (payment.Refund, error) {
	c := s.c
	amount, err := c.amount(r.Amount)
	if err != nil {
		return payment.Refund{}, err
	}
	id, err := c.newID()
	if err != nil {
		return payment.Refund{}, err
	}
	ref, err := payment.NewPaymentReference(c.Random, c.now())
	if err != nil {
		return payment.Refund{}, err
	}
	cmd := command{"merchants.refund", r.Merchant.String(), r.Key, []any{r.Invoice, r.Amount, r.Title}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.Refund, error) {
		p, err := c.paymentOf(ctx, r.Merchant, r.Invoice)
		if err != nil {
			return payment.Refund{}, err
		}
		after, refund, err := p.Refund(payment.RefundID{UUID: id}, ref, amount, r.Title, now.At)
		if err != nil {
			return payment.Refund{}, refuseState(err)
		}
		if refund, err = c.bookRefund(ctx, ch, p, after, refund); err != nil {
			return payment.Refund{}, err
		}
		refund.Unearned, refund.Reclaimed = false, false // whether the payer's cashback is decided is not the merchant's to know [PAY-9]
		return refund, c.tellRefund(ctx, ch, p, amount, now.At)
	})
}

// bookRefund adds a refund and all that follows from it, but for telling the payer.
func (c *core) bookRefund(ctx context.Context, ch *store.Changes, before, after payment.Payment, r payment.Refund) (payment.Refund, error) {
	if err := c.relyOnPerson(ctx, ch, before.Payer); err != nil {
		return r, err
	}
	ch.Payments = append(ch.Payments, after)
	err := c.giveBack(ctx, ch, before, r.Amount, r.At)
	if err != nil {
		return r, err
	}
	if r, err = c.unearn(ctx, ch, after, r); err != nil {
		return r, err
	}
	ch.Refunds = append(ch.Refunds, r)
	return r, c.cancelOrder(ctx, ch, after, r.At)
}

// relyOnPerson refuses with account.ErrErased where nobody knows any more who the payer was, and sees to it that a closed
// account is not erased meanwhile.
func (c *core) relyOnPerson(ctx context.Context, ch *store.Changes, payer account.ID) error {
	a, err := c.store.Account(ctx, payer)
	if err != nil {
		return err
	}
	if !a.ErasedAt.IsZero() {
		return refuse(account.ErrErased)
	}
	if a.State == account.Closed {
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
	}
	return nil
}

// paymentOf reads the payment of a merchant's invoice; ErrNotFinal if nobody has paid it.
func (c *core) paymentOf(ctx context.Context, m payment.MerchantID, id payment.InvoiceID) (payment.Payment, error) {
	inv, err := c.ownInvoice(ctx, m, id)
	if err != nil {
		return payment.Payment{}, notFound(err)
	}
	if inv.Payment == (payment.PaymentID{}) {
		return payment.Payment{}, payment.ErrNotFinal
	}
	return c.store.Payment(ctx, inv.Payment)
}

// giveBack books a refund, out of what the operator owes the merchant.
func (c *core) giveBack(ctx context.Context, ch *store.Changes, p payment.Payment, amount money.Amount, at time.Time) error {
	payer, merchant, err := c.sides(ctx, p)
	if err != nil {
		return err
	}
	back := chargeOf(p)
	back.amount = amount
	return c.restore(ctx, ch, back, merchant, payer, at)
}

// restore gives back what was charged, out of source: into the open collection if it can still be lowered, by a credit to the bank
// account that paid if not, and to the payer's account in the book where nothing is collected [PAY-16]. After a monthly
// invoice was paid it goes to the Seqr Account [MND-10].
func (c *core) restore(ctx context.Context, ch *store.Changes, p charge, source, payer ledger.AccountID, at time.Time) error {
	col, err := c.store.CollectionOf(ctx, p.collectedBy())
	if errors.Is(err, store.ErrNotFound) {
		return c.move(ch, ledger.Refund, source, payer, p.amount, p.subject, at)
	}
	if err != nil {
		return err
	}
	lowered, out, err := col.Lower(p.amount, at)
	if err == nil {
		return c.carryOutFrom(ctx, ch, lowered, out, source, at)
	}
	if !errors.Is(err, ach.ErrSent) && !errors.Is(err, ach.ErrTooMuch) {
		return err
	}
	if !col.Monthly() {
		return c.refundByCredit(ch, p, col, source, at)
	}
	ch.Relied = append(ch.Relied, store.RelyOnCollection(col))
	home, err := c.seqrAccountOf(ctx, col.Owner)
	if err != nil {
		return err
	}
	return c.move(ch, ledger.Refund, source, home, p.amount, p.subject, at)
}

// refundByCredit sends a refund to the bank account that paid. The collection is relied upon as it is:
// if it changes at this moment, the refund is decided again.
func (c *core) refundByCredit(ch *store.Changes, p charge, col ach.Collection, source ledger.AccountID, at time.Time) error {
	ch.Relied = append(ch.Relied, store.RelyOnCollection(col))
	return c.payOut(ch, credit{owner: p.payer, bank: col.Bank, source: source, purpose: ledger.Refund, subject: p.subject, amount: p.amount}, at)
}

// unearn takes a refund out of the payer's cashback month, and notes whether it did. Once that quarter is decided, also while
// its cashback is held, it takes nothing, or in a market that claws back lowers the next payouts [CB-19].
func (c *core) unearn(ctx context.Context, ch *store.Changes, after payment.Payment, r payment.Refund) (payment.Refund, error) {
	if after.CountsIn.IsZero() {
		return r, nil
	}
	earner, open, err := c.earner(ctx, ch, after.Payer, after.CountsIn.Quarter())
	switch {
	case err != nil:
		return r, err
	case open:
		r.Unearned = true
		ch.Tallies = append(ch.Tallies, cashback.Unearn(earner, r.Amount, after.FullyRefunded(), after.CountsIn))
	case c.Market.Cashback.ClawBack:
		r.Reclaimed, err = c.reclaim(ctx, ch, earner, after, r.Amount)
	}
	return r, err
}

func (c *core) tellRefund(ctx context.Context, ch *store.Changes, p payment.Payment, amount money.Amount, at time.Time) error {
	a, err := c.store.Account(ctx, p.Payer)
	if err != nil {
		return err
	}
	h, err := c.openHolder(a)
	if err != nil {
		return err
	}
	e, err := c.sms(a.ID, h.Phone, p.Seller+" gave you back "+amount.String()+" of "+p.Amount.String()+".", at)
	ch.Events = append(ch.Events, e)
	return err
}

// amount reads an amount in the market's currency; empty is zero. It must be positive where it is used: the domain packages check that.
func (c *core) amount(s string) (money.Amount, error) {
	if s == "" {
		return money.FromMinor(0, c.Market.Currency), nil
	}
	return money.Parse(s, c.Market.Currency)
}

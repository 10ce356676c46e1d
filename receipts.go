package seqr

import (
	"context"
	"errors"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Receipt reads one of a payer's receipts: what stood on it at approval, the refunds since, and how its
// collection stands [RCP-2]. Another's payment is payment.ErrNotFound.
func (s *Payments) Receipt(ctx context.Context, of account.ID, id payment.PaymentID) (payment.Receipt, error) {
	p, err := s.c.store.Payment(ctx, id)
	if err != nil {
		return payment.Receipt{}, notFound(err)
	}
	if p.Payer != of || !p.Final {
		return payment.Receipt{}, payment.ErrNotFound
	}
	a, err := s.c.store.Account(ctx, of)
	if err != nil {
		return payment.Receipt{}, err
	}
	return s.c.receipt(ctx, a, p)
}

// Receipts lists a payer's receipts in the order of approval, strictly after the given one, at most limit.
func (s *Payments) Receipts(ctx context.Context, of account.ID, after payment.PaymentID, limit int) ([]payment.Receipt, error) {
	a, err := s.c.store.Account(ctx, of)
	if err != nil {
		return nil, err
	}
	var receipts []payment.Receipt
	for len(receipts) < limit {
		list, err := s.c.store.PaymentsOf(ctx, of, after, limit)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			after = p.ID
			if !p.Final || len(receipts) == limit {
				continue // a reservation has no receipt
			}
			r, err := s.c.receipt(ctx, a, p)
			if err != nil {
				return nil, err
			}
			receipts = append(receipts, r)
		}
		if len(list) < limit {
			break
		}
	}
	return receipts, nil
}

func (c *core) receipt(ctx context.Context, a account.Account, p payment.Payment) (payment.Receipt, error) {
	pa, err := a.PaymentAccount(p.From)
	if err != nil {
		return payment.Receipt{}, err
	}
	refunds, err := c.refunds(ctx, p.ID)
	if err != nil {
		return payment.Receipt{}, err
	}
	state := ""
	col, err := c.store.CollectionOf(ctx, chargeOf(p).collectedBy())
	if err == nil {
		state = string(col.State)
	} else if !errors.Is(err, store.ErrNotFound) {
		return payment.Receipt{}, err
	}
	inv, err := c.store.Invoice(ctx, p.Invoice)
	if err != nil {
		return payment.Receipt{}, err
	}
	r := p.Receipt(refunds, pa.Name, state)
	r.Footer = inv.Footer
	return r, nil
}

func (c *core) refunds(ctx context.Context, of payment.PaymentID) ([]payment.Refund, error) {
	return whole(every(ctx, c.store.Refunds, of, func(r payment.Refund) payment.RefundID { return r.ID }))
}

// DeclineRequest is a payer's "no" to an invoice that was shown.
type DeclineRequest struct {
	Key     Key
	Account account.ID
	Shown   identity.ApprovalMessage // the Message that Scan gave: proves that this payer was shown the invoice
}

// Decline cancels an invoice that this payer was shown and nobody has approved; the merchant sees CANCELED. Whoever merely
// knows of an invoice cannot: it answers identity.ErrNonceUnknown for a message that Scan did not give, identity.ErrNonceExpired
// once that may not be approved any more, and why an invoice cannot be canceled.
func (s *Payments) Decline(ctx context.Context, r DeclineRequest) (payment.State, error) {
	c := s.c
	invoice := payment.InvoiceID{UUID: r.Shown.Invoice}
	cmd := command{"payments.decline", r.Account.String(), r.Key, []any{invoice, r.Shown.Nonce}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.State, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return "", err
		}
		if a.State == account.Closed {
			return "", refuse(account.ErrClosed)
		}
		if r.Shown.Account != r.Account {
			return "", identity.ErrApprovalMismatch
		}
		if _, err := identity.CheckNonce(c.keys, r.Shown.Nonce, bindingOf(r.Shown), now.At); err != nil {
			return "", refuse(err)
		}
		inv, err := c.store.Invoice(ctx, invoice)
		if err != nil {
			return "", notFound(err)
		}
		inv, err = inv.Decline(r.Account, now.At)
		if err != nil {
			return "", refuseState(err)
		}
		ch.Invoices = []payment.Invoice{inv}
		return inv.State, c.lapseOrder(ctx, ch, inv, now.At)
	})
}

// Available is what a payer can spend now from a payment account, zero for the default one [LIM-1]; never negative.
func (s *Payments) Available(ctx context.Context, of account.ID, from account.PaymentAccountID) (money.Amount, error) {
	a, err := s.c.store.Account(ctx, of)
	if err != nil {
		return money.Amount{}, err
	}
	pa, err := a.DefaultPaymentAccount()
	if from != (account.PaymentAccountID{}) {
		pa, err = a.PaymentAccount(from)
	}
	if err != nil {
		return money.Amount{}, err
	}
	balance, err := s.c.store.LedgerAccount(ctx, pa.Ledger)
	if err != nil {
		return money.Amount{}, err
	}
	return account.Spendable(balance), nil
}

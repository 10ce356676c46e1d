package audit

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// auditEvents checks that what is still to be done is left to the market whose account or merchant it is about: another
// market's system would give its own bank the order.
func (a *auditor) auditEvents(ctx context.Context) error {
	var failed error
	err := all(ctx, a.read.Pending, func(e store.Event) store.EventID { return e.ID }, func(e store.Event) {
		if e.Kind == "sms.send" || e.Kind == "mail.send" { // who gets money from abroad is told so by the sender's market
			return
		}
		market, err := a.market(ctx, e.Subject)
		if err != nil {
			failed = errors.Join(failed, err)
		} else if market != "" && market != e.Market {
			a.found("market", "event "+e.ID.String(), "%s is left to %q, it is about something of %q", e.Kind, e.Market, market)
		}
	})
	return errors.Join(err, failed)
}

// market is the market of an account, a merchant, an order to the bank, a payment or an invoice; none for anything else.
func (a *auditor) market(ctx context.Context, id uuid.UUID) (string, error) {
	if id == uuid.Nil {
		return "", nil
	}
	if v, is := a.accounts[account.ID{UUID: id}]; is {
		return v.Market, nil
	}
	if p, is := a.payments[payment.PaymentID{UUID: id}]; is {
		return a.accounts[p.payer].Market, nil
	}
	if p, is := a.bankPayouts[id]; is {
		return a.market(ctx, p.Owner.UUID)
	}
	col, err := a.read.Collection(ctx, ach.CollectionID{UUID: id})
	if err == nil {
		return a.accounts[col.Owner].Market, nil
	}
	if !isNotFound(err) {
		return "", err
	}
	m, err := a.read.Merchant(ctx, payment.MerchantID{UUID: id})
	if err == nil {
		return m.Market, nil
	}
	if !isNotFound(err) {
		return "", err
	}
	v, err := a.read.Invoice(ctx, payment.InvoiceID{UUID: id})
	if err == nil || isNotFound(err) {
		return v.Market, nil
	}
	return "", err
}

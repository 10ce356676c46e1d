package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// ours is the store as the system of one market sees it. What belongs to another market's account or merchant is refused
// where it is read by its ID, and whatever is written bears the market's code, so that no service has to think of it. The store
// itself, within, is for what one market may know of another: who receives money abroad.
type ours struct {
	store.Store
	market string
}

// of answers ErrOtherMarket for what is of another market.
func of[V any](o ours, v V, market string, err error) (V, error) {
	if err == nil && market != o.market {
		var none V
		return none, ErrOtherMarket
	}
	return v, err
}

// Account reads an account of this market.
func (o ours) Account(ctx context.Context, id account.ID) (account.Account, error) {
	a, err := o.Store.Account(ctx, id)
	return of(o, a, a.Market, err)
}

// Merchant reads a merchant of this market.
func (o ours) Merchant(ctx context.Context, id payment.MerchantID) (payment.Merchant, error) {
	m, err := o.Store.Merchant(ctx, id)
	return of(o, m, m.Market, err)
}

// Invoice reads an invoice of a merchant of this market.
func (o ours) Invoice(ctx context.Context, id payment.InvoiceID) (payment.Invoice, error) {
	v, err := o.Store.Invoice(ctx, id)
	return of(o, v, v.Market, err)
}

// Product reads a product of a merchant of this market.
func (o ours) Product(ctx context.Context, id payment.ProductID) (payment.Product, error) {
	v, err := o.Store.Product(ctx, id)
	return of(o, v, v.Market, err)
}

// Offer reads an offer of a merchant of this market.
func (o ours) Offer(ctx context.Context, id cashback.OfferID) (cashback.Offer, error) {
	v, err := o.Store.Offer(ctx, id)
	return of(o, v, v.Market, err)
}

// Advice reads what the bank of this market told.
func (o ours) Advice(ctx context.Context, id ach.AdviceID) (ach.Advice, error) {
	v, err := o.Store.Advice(ctx, id)
	return of(o, v, v.Market, err)
}

// Endpoint reads the endpoint of a merchant of this market.
func (o ours) Endpoint(ctx context.Context, m payment.MerchantID) (payment.Endpoint, error) {
	e, err := o.Store.Endpoint(ctx, m)
	if err == nil {
		_, err = o.Merchant(ctx, m)
	}
	return e, err
}

// Notice reads a notice for a merchant of this market.
func (o ours) Notice(ctx context.Context, id payment.NoticeID) (payment.Notice, error) {
	n, err := o.Store.Notice(ctx, id)
	if err == nil {
		_, err = o.Merchant(ctx, n.Merchant)
	}
	return n, err
}

// owns answers nil if an account or a merchant with this ID is of this market. It is for what does not bear a market itself,
// and is not on the way of a payment.
func (o ours) owns(ctx context.Context, owner uuid.UUID) error {
	_, err := o.Account(ctx, account.ID{UUID: owner})
	if errors.Is(err, store.ErrNotFound) {
		_, err = o.Merchant(ctx, payment.MerchantID{UUID: owner})
	}
	return err
}

// ownsOrder is owns for what the bank was told to do: a collection, or a payout to a person or a merchant.
func (o ours) ownsOrder(ctx context.Context, id uuid.UUID) error {
	col, err := o.Collection(ctx, ach.CollectionID{UUID: id})
	if err == nil {
		return o.owns(ctx, col.Owner.UUID)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	p, err := o.Payout(ctx, ach.PayoutID{UUID: id})
	if err != nil {
		return err
	}
	return o.owns(ctx, p.Owner.UUID)
}

// due claims what this market has to do now.
func (o ours) due(ctx context.Context, now time.Time) ([]store.Event, error) {
	return o.Claim(ctx, o.market, now, lease, stepEvents)
}

package seqr

import (
	"context"
	"iter"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/payment"
)

// page is how many records of a list are read at a time.
const page = 100

// every goes through a whole list of the store's, page by page. If a page cannot be read it ends with the error.
func every[O, ID, V any](ctx context.Context, list func(ctx context.Context, of O, after ID, limit int) ([]V, error), of O, id func(V) ID) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		var after ID
		for {
			part, err := list(ctx, of, after, page)
			if err != nil {
				var none V
				yield(none, err)
				return
			}
			for _, v := range part {
				if !yield(v, nil) {
					return
				}
			}
			if len(part) < page {
				return
			}
			after = id(part[len(part)-1])
		}
	}
}

// whole is all that there is to go through.
func whole[V any](list iter.Seq2[V, error]) ([]V, error) {
	var all []V
	for v, err := range list {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

func paymentID(p payment.Payment) payment.PaymentID          { return p.ID }
func transferID(t payment.Transfer) payment.TransferID       { return t.ID }
func orderID(o payment.Order) payment.OrderID                { return o.ID }
func requestID(r payment.MoneyRequest) payment.RequestID     { return r.ID }
func membershipID(m payment.Membership) payment.MembershipID { return m.ID }
func payoutID(p ach.Payout) ach.PayoutID                     { return p.ID }
func offerID(o cashback.Offer) cashback.OfferID              { return o.ID }

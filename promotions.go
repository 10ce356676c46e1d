package seqr

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/payment"
)

// Promotion is one line of the list that users look through: an offer that rewards a purchase, or a product that can be
// ordered at once. One of both is set.
type Promotion struct {
	ID      uuid.UUID // of the offer or product; where the next page goes on
	Seller  string    // the merchant's name
	Offer   *cashback.Offer
	Product *ProductView
}

// Promotions lists all that can be had in the market now, offers and products of Shop on the Spot alike, oldest first, strictly after
// the given one, at most limit [OFF-1, SOS-2]. What is sold out is listed until it ends and says so.
func (s *Offers) Promotions(ctx context.Context, after uuid.UUID, limit int) ([]Promotion, error) {
	c := s.c
	now := c.now()
	offers, err := c.store.OffersRunning(ctx, c.Market.Code, now, cashback.OfferID{UUID: after}, limit)
	if err != nil {
		return nil, err
	}
	products, err := c.store.ProductsOnSale(ctx, c.Market.Code, now, payment.ProductID{UUID: after}, limit)
	if err != nil {
		return nil, err
	}
	sellers := map[payment.MerchantID]payment.Merchant{}
	seller := func(id payment.MerchantID) payment.Merchant {
		if m, known := sellers[id]; known || err != nil {
			return m
		}
		sellers[id], err = c.store.Merchant(ctx, id)
		return sellers[id]
	}
	all := make([]Promotion, 0, len(offers)+len(products))
	for _, o := range offers {
		all = append(all, Promotion{ID: o.ID.UUID, Seller: seller(o.Merchant).Name, Offer: &o})
	}
	for _, p := range products {
		v := productView(p, seller(p.Merchant))
		all = append(all, Promotion{ID: p.ID.UUID, Seller: v.Seller, Product: &v})
	}
	slices.SortFunc(all, func(a, b Promotion) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return all[:max(0, min(limit, len(all)))], err
}

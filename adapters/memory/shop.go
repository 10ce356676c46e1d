package memory

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/payment"
)

// among reads a page of the values that fit, of all.
func among[V any](ctx context.Context, s *Store, t *table[uuid.UUID, V], after uuid.UUID, limit int, fits func(*V) bool) ([]V, error) {
	return read(ctx, s, func() ([]V, error) {
		var page []V
		t.keys.after(after, func(k uuid.UUID) bool {
			if v := t.rows[k]; len(page) < limit && fits(v) {
				page = append(page, t.clone(*v))
			}
			return len(page) < limit
		})
		return page, nil
	})
}

// amongOf reads a page of the values that fit, of one owner's.
func amongOf[V any](ctx context.Context, s *Store, t *table[uuid.UUID, V], list byOwner, owner, after uuid.UUID, limit int, fits func(*V) bool) ([]V, error) {
	return read(ctx, s, func() ([]V, error) {
		var page []V
		list.after(owned{owner, after}, func(k owned) bool {
			if len(page) >= limit {
				return false
			}
			if v := t.rows[k.id]; fits(v) {
				page = append(page, t.clone(*v))
			}
			return true
		})
		return page, nil
	})
}

// Offer implements [cashback.Offers].
func (s *Store) Offer(ctx context.Context, id cashback.OfferID) (cashback.Offer, error) {
	return find(ctx, s, s.offers, id.UUID)
}

// OffersRunning implements [cashback.Offers].
func (s *Store) OffersRunning(ctx context.Context, market string, at time.Time, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	return among(ctx, s, s.offers, after.UUID, limit, func(v *cashback.Offer) bool { return v.Market == market && v.Runs(at) })
}

// OffersOf implements [cashback.Offers].
func (s *Store) OffersOf(ctx context.Context, m payment.MerchantID, at time.Time, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	return amongOf(ctx, s, s.offers, s.offersOf, m.UUID, after.UUID, limit, func(v *cashback.Offer) bool { return v.Runs(at) })
}

// OfferList implements [cashback.Offers].
func (s *Store) OfferList(ctx context.Context, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	return page(ctx, s, s.offers, after.UUID, limit)
}

// Reward implements [cashback.Offers].
func (s *Store) Reward(ctx context.Context, id cashback.RewardID) (cashback.Reward, error) {
	return find(ctx, s, s.rewards, id.UUID)
}

// RewardsOf implements [cashback.Offers].
func (s *Store) RewardsOf(ctx context.Context, payer account.ID, after cashback.RewardID, limit int) ([]cashback.Reward, error) {
	return pageBy(ctx, s, s.rewards, s.rewardsOf, payer.UUID, after.UUID, limit)
}

// RewardList implements [cashback.Offers].
func (s *Store) RewardList(ctx context.Context, after cashback.RewardID, limit int) ([]cashback.Reward, error) {
	return page(ctx, s, s.rewards, after.UUID, limit)
}

// Product implements [payment.Shop].
func (s *Store) Product(ctx context.Context, id payment.ProductID) (payment.Product, error) {
	return find(ctx, s, s.products, id.UUID)
}

// ProductsOnSale implements [payment.Shop].
func (s *Store) ProductsOnSale(ctx context.Context, market string, at time.Time, after payment.ProductID, limit int) ([]payment.Product, error) {
	return among(ctx, s, s.products, after.UUID, limit, func(v *payment.Product) bool {
		return v.Market == market && !at.Before(v.Starts) && at.Before(v.Ends)
	})
}

// ProductsOf implements [payment.Shop].
func (s *Store) ProductsOf(ctx context.Context, m payment.MerchantID, after payment.ProductID, limit int) ([]payment.Product, error) {
	return pageBy(ctx, s, s.products, s.productsOf, m.UUID, after.UUID, limit)
}

// ProductList implements [payment.Shop].
func (s *Store) ProductList(ctx context.Context, after payment.ProductID, limit int) ([]payment.Product, error) {
	return page(ctx, s, s.products, after.UUID, limit)
}

// Order implements [payment.Shop].
func (s *Store) Order(ctx context.Context, id payment.OrderID) (payment.Order, error) {
	return find(ctx, s, s.orders, id.UUID)
}

// OrdersOf implements [payment.Shop].
func (s *Store) OrdersOf(ctx context.Context, payer account.ID, after payment.OrderID, limit int) ([]payment.Order, error) {
	return pageBy(ctx, s, s.orders, s.ordersOf, payer.UUID, after.UUID, limit)
}

// OrdersAt implements [payment.Shop].
func (s *Store) OrdersAt(ctx context.Context, m payment.MerchantID, after payment.OrderID, limit int) ([]payment.Order, error) {
	return amongOf(ctx, s, s.orders, s.ordersAt, m.UUID, after.UUID, limit, func(v *payment.Order) bool { return v.Sold() })
}

// OrderList implements [payment.Shop].
func (s *Store) OrderList(ctx context.Context, after payment.OrderID, limit int) ([]payment.Order, error) {
	return page(ctx, s, s.orders, after.UUID, limit)
}

// Membership implements [payment.Memberships].
func (s *Store) Membership(ctx context.Context, id payment.MembershipID) (payment.Membership, error) {
	return find(ctx, s, s.memberships, id.UUID)
}

// MembershipsOf implements [payment.Memberships].
func (s *Store) MembershipsOf(ctx context.Context, owner account.ID, after payment.MembershipID, limit int) ([]payment.Membership, error) {
	return pageBy(ctx, s, s.memberships, s.membershipsOf, owner.UUID, after.UUID, limit)
}

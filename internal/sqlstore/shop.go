package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var offers = newTable("offer", 1, func(v *cashback.Offer) *int64 { return &v.Version },
	id("id", func(v *cashback.Offer) *uuid.UUID { return &v.ID.UUID }),
	text("market", func(v *cashback.Offer) *string { return &v.Market }),
	id("merchant", func(v *cashback.Offer) *uuid.UUID { return &v.Merchant.UUID }),
	id("location", func(v *cashback.Offer) *uuid.UUID { return &v.Location.UUID }),
	text("title", func(v *cashback.Offer) *string { return &v.Title }),
	text("description", func(v *cashback.Offer) *string { return &v.Text }),
	list("codes", func(v *cashback.Offer) *[]string { return &v.Codes }, same[string], same[string]),
	amount("benefit", func(v *cashback.Offer) *money.Amount { return &v.Benefit.Amount }),
	exact("benefit_percent", func(v *cashback.Offer) *decimal.Decimal { return &v.Benefit.Percent }),
	moment("starts_at", func(v *cashback.Offer) *time.Time { return &v.Starts }),
	moment("ends_at", func(v *cashback.Offer) *time.Time { return &v.Ends }),
	number("stock", func(v *cashback.Offer) *int64 { return &v.Stock }),
	number("stock_left", func(v *cashback.Offer) *int64 { return &v.Left }),
	flag("once_per_payer", func(v *cashback.Offer) *bool { return &v.OncePerPayer }),
)

var rewards = newTable("reward", 1, func(v *cashback.Reward) *int64 { return &v.Version },
	id("id", func(v *cashback.Reward) *uuid.UUID { return &v.ID.UUID }),
	id("offer", func(v *cashback.Reward) *uuid.UUID { return &v.Offer.UUID }),
	id("payment", func(v *cashback.Reward) *uuid.UUID { return &v.Payment.UUID }),
	id("payer", func(v *cashback.Reward) *uuid.UUID { return &v.Payer.UUID }),
	amount("amount", func(v *cashback.Reward) *money.Amount { return &v.Amount }),
	text("state", func(v *cashback.Reward) *cashback.RewardState { return &v.State }),
	flag("granted", func(v *cashback.Reward) *bool { return &v.Granted }),
	id("payout", func(v *cashback.Reward) *uuid.UUID { return &v.Order }),
	instant("earned_at", func(v *cashback.Reward) *time.Time { return &v.At }),
	instant("changed_at", func(v *cashback.Reward) *time.Time { return &v.Changed }),
)

var products = newTable("product", 1, func(v *payment.Product) *int64 { return &v.Version },
	id("id", func(v *payment.Product) *uuid.UUID { return &v.ID.UUID }),
	text("market", func(v *payment.Product) *string { return &v.Market }),
	id("merchant", func(v *payment.Product) *uuid.UUID { return &v.Merchant.UUID }),
	id("location", func(v *payment.Product) *uuid.UUID { return &v.Location.UUID }),
	id("lane", func(v *payment.Product) *uuid.UUID { return &v.Lane.UUID }),
	text("code", func(v *payment.Product) *string { return &v.Code }),
	text("title", func(v *payment.Product) *string { return &v.Title }),
	text("description", func(v *payment.Product) *string { return &v.Text }),
	text("sku", func(v *payment.Product) *string { return &v.SKU }),
	amount("price", func(v *payment.Product) *money.Amount { return &v.Price }),
	amount("tax", func(v *payment.Product) *money.Amount { return &v.Tax }),
	amount("shipping", func(v *payment.Product) *money.Amount { return &v.Shipping }),
	text("delivery", func(v *payment.Product) *string { return &v.Delivery }),
	moment("starts_at", func(v *payment.Product) *time.Time { return &v.Starts }),
	moment("ends_at", func(v *payment.Product) *time.Time { return &v.Ends }),
	number("stock", func(v *payment.Product) *int64 { return &v.Stock }),
	number("stock_left", func(v *payment.Product) *int64 { return &v.Left }),
)

var orders = newTable("product_order", 1, func(v *payment.Order) *int64 { return &v.Version },
	id("id", func(v *payment.Order) *uuid.UUID { return &v.ID.UUID }),
	id("product", func(v *payment.Order) *uuid.UUID { return &v.Product.UUID }),
	id("merchant", func(v *payment.Order) *uuid.UUID { return &v.Merchant.UUID }),
	id("payer", func(v *payment.Order) *uuid.UUID { return &v.Payer.UUID }),
	text("title", func(v *payment.Order) *string { return &v.Title }),
	amount("price", func(v *payment.Order) *money.Amount { return &v.Price }),
	text("delivery", func(v *payment.Order) *string { return &v.Delivery }),
	blob("ship_to", func(v *payment.Order) *[]byte { return &v.Shipping }),
	text("state", func(v *payment.Order) *payment.OrderState { return &v.State }),
	id("payment", func(v *payment.Order) *uuid.UUID { return &v.Payment.UUID }),
	instant("placed_at", func(v *payment.Order) *time.Time { return &v.PlacedAt }),
	instant("paid_at", func(v *payment.Order) *time.Time { return &v.PaidAt }),
	instant("shipped_at", func(v *payment.Order) *time.Time { return &v.ShippedAt }),
	instant("ended_at", func(v *payment.Order) *time.Time { return &v.EndedAt }),
)

var memberships = newTable("membership", 1, func(v *payment.Membership) *int64 { return &v.Version },
	id("id", func(v *payment.Membership) *uuid.UUID { return &v.ID.UUID }),
	id("owner", func(v *payment.Membership) *uuid.UUID { return &v.Owner.UUID }),
	id("merchant", func(v *payment.Membership) *uuid.UUID { return &v.Merchant.UUID }),
	blob("number", func(v *payment.Membership) *[]byte { return &v.Number }),
	instant("changed_at", func(v *payment.Membership) *time.Time { return &v.At }),
)

// Offer implements [cashback.Offers].
func (s Reader) Offer(ctx context.Context, id cashback.OfferID) (cashback.Offer, error) {
	return get(ctx, s.r, offers, id.UUID)
}

// OffersRunning implements [cashback.Offers].
func (s Reader) OffersRunning(ctx context.Context, market string, at time.Time, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	return many(ctx, s.r, offers.scan, limit, offers.from+" WHERE market = ? AND starts_at <= ? AND ends_at > ? AND id > ? ORDER BY id LIMIT ?", market, at, at, after.UUID)
}

// OffersOf implements [cashback.Offers].
func (s Reader) OffersOf(ctx context.Context, m payment.MerchantID, at time.Time, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	return many(ctx, s.r, offers.scan, limit, offers.from+" WHERE merchant = ? AND starts_at <= ? AND ends_at > ? AND id > ? ORDER BY id LIMIT ?",
		m.UUID, at, at, after.UUID)
}

// OfferList implements [cashback.Offers].
func (s Reader) OfferList(ctx context.Context, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	return page(ctx, s.r, offers, limit, after.UUID)
}

// Reward implements [cashback.Offers].
func (s Reader) Reward(ctx context.Context, id cashback.RewardID) (cashback.Reward, error) {
	return get(ctx, s.r, rewards, id.UUID)
}

// RewardsOf implements [cashback.Offers].
func (s Reader) RewardsOf(ctx context.Context, payer account.ID, after cashback.RewardID, limit int) ([]cashback.Reward, error) {
	return pageBy(ctx, s.r, rewards, limit, "payer", payer.UUID, after.UUID)
}

// RewardList implements [cashback.Offers].
func (s Reader) RewardList(ctx context.Context, after cashback.RewardID, limit int) ([]cashback.Reward, error) {
	return page(ctx, s.r, rewards, limit, after.UUID)
}

// Product implements [payment.Shop].
func (s Reader) Product(ctx context.Context, id payment.ProductID) (payment.Product, error) {
	return get(ctx, s.r, products, id.UUID)
}

// ProductsOnSale implements [payment.Shop].
func (s Reader) ProductsOnSale(ctx context.Context, market string, at time.Time, after payment.ProductID, limit int) ([]payment.Product, error) {
	return many(ctx, s.r, products.scan, limit, products.from+" WHERE market = ? AND starts_at <= ? AND ends_at > ? AND id > ? ORDER BY id LIMIT ?", market, at, at, after.UUID)
}

// ProductsOf implements [payment.Shop].
func (s Reader) ProductsOf(ctx context.Context, m payment.MerchantID, after payment.ProductID, limit int) ([]payment.Product, error) {
	return pageBy(ctx, s.r, products, limit, "merchant", m.UUID, after.UUID)
}

// ProductList implements [payment.Shop].
func (s Reader) ProductList(ctx context.Context, after payment.ProductID, limit int) ([]payment.Product, error) {
	return page(ctx, s.r, products, limit, after.UUID)
}

// Order implements [payment.Shop].
func (s Reader) Order(ctx context.Context, id payment.OrderID) (payment.Order, error) {
	return get(ctx, s.r, orders, id.UUID)
}

// OrdersOf implements [payment.Shop].
func (s Reader) OrdersOf(ctx context.Context, payer account.ID, after payment.OrderID, limit int) ([]payment.Order, error) {
	return pageBy(ctx, s.r, orders, limit, "payer", payer.UUID, after.UUID)
}

// OrdersAt implements [payment.Shop].
func (s Reader) OrdersAt(ctx context.Context, m payment.MerchantID, after payment.OrderID, limit int) ([]payment.Order, error) {
	return many(ctx, s.r, orders.scan, limit, orders.from+" WHERE merchant = ? AND paid_at IS NOT NULL AND id > ? ORDER BY id LIMIT ?", m.UUID, after.UUID)
}

// OrderList implements [payment.Shop].
func (s Reader) OrderList(ctx context.Context, after payment.OrderID, limit int) ([]payment.Order, error) {
	return page(ctx, s.r, orders, limit, after.UUID)
}

// Membership implements [payment.Memberships].
func (s Reader) Membership(ctx context.Context, id payment.MembershipID) (payment.Membership, error) {
	return get(ctx, s.r, memberships, id.UUID)
}

// MembershipsOf implements [payment.Memberships].
func (s Reader) MembershipsOf(ctx context.Context, owner account.ID, after payment.MembershipID, limit int) ([]payment.Membership, error) {
	return pageBy(ctx, s.r, memberships, limit, "owner", owner.UUID, after.UUID)
}

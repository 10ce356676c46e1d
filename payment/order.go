package payment

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// OrderID names an order. It is the UUID of the order's invoice, so that one finds the other.
type OrderID struct{ uuid.UUID }

// OrderState is where an order is.
type OrderState string

// The states of an order. The package comment shows what leads from one to another.
const (
	OrderPlaced   OrderState = "placed"   // waits for the payer's approval; the seller does not see it
	OrderPaid     OrderState = "paid"     // charged; a piece is taken from the stock
	OrderShipped  OrderState = "shipped"  // on its way, final but for a refund
	OrderCanceled OrderState = "canceled" // charged and given back in full
	OrderLapsed   OrderState = "lapsed"   // never approved
)

// Order is one piece of a product for one payer, to be sent home. Its invoice is for this payer alone.
type Order struct {
	ID        OrderID
	Version   int64
	Product   ProductID
	Merchant  MerchantID
	Payer     account.ID
	Title     string       // of the product when it was ordered
	Price     money.Amount // shown, and charged
	Delivery  string       // terms, as they were ordered
	Shipping  []byte       // sealed: where to send it; for this seller only (SOS-8). None once it has lapsed
	State     OrderState
	Payment   PaymentID // once paid
	PlacedAt  time.Time // UTC
	PaidAt    time.Time // of approval
	ShippedAt time.Time
	EndedAt   time.Time // canceled or lapsed
}

// PlaceOrder orders one piece of a product by the invoice that was issued for it. Shipping is where to send it, sealed.
// It answers what [Product.OnSale] does, ErrID, ErrForeign for an invoice that is not the product's or of another price,
// and ErrShipping where nobody knows where to send it.
func PlaceOrder(p Product, v Invoice, payer account.ID, shipping []byte, at time.Time) (Order, error) {
	if err := present(p.ID.UUID, v.ID.UUID, payer.UUID); err != nil {
		return Order{}, err
	}
	switch {
	case v.Lane != p.Lane || v.Merchant != p.Merchant || v.Total != p.Price || v.Payer != payer:
		return Order{}, ErrForeign
	case len(shipping) == 0:
		return Order{}, ErrShipping
	}
	if err := p.OnSale(at); err != nil {
		return Order{}, err
	}
	return Order{
		ID: OrderID{v.ID.UUID}, Product: p.ID, Merchant: p.Merchant, Payer: payer, Title: p.Title, Price: p.Price,
		Delivery: p.Delivery, Shipping: shipping, State: OrderPlaced, PlacedAt: instant(at),
	}, nil
}

// Pay says that the payer has approved the order's invoice. It answers ErrOrderState in every other state than placed,
// and ErrStale for an invoice that asks for another amount than the price that was ordered at (SOS-4).
func (o Order) Pay(v Invoice, at time.Time) (Order, error) {
	if o.State != OrderPlaced {
		return Order{}, ErrOrderState
	}
	if v.Total != o.Price {
		return Order{}, ErrStale
	}
	o.State, o.Payment, o.PaidAt = OrderPaid, v.Payment, instant(at)
	return o, nil
}

// Ship says that the seller has sent it. It answers ErrOrderState for an order that is not paid, or sent before.
func (o Order) Ship(at time.Time) (Order, error) {
	if o.State != OrderPaid {
		return Order{}, ErrOrderState
	}
	o.State, o.ShippedAt = OrderShipped, instant(at)
	return o, nil
}

// Cancel says that all of the payment was given back. A piece that was sent stays out of the stock; any other goes back
// into it, as [Order.Taken] says. It answers ErrOrderState for an order that was not paid.
func (o Order) Cancel(at time.Time) (Order, error) {
	if o.State != OrderPaid && o.State != OrderShipped {
		return Order{}, ErrOrderState
	}
	o.State, o.EndedAt = OrderCanceled, instant(at)
	return o, nil
}

// Lapse ends an order whose invoice ended without being paid; where to send it is forgotten. It answers ErrOrderState once it was paid.
func (o Order) Lapse(at time.Time) (Order, error) {
	if o.State != OrderPlaced {
		return Order{}, ErrOrderState
	}
	o.State, o.EndedAt, o.Shipping = OrderLapsed, instant(at), nil
	return o, nil
}

// Erase forgets where it was sent, after its payer's personal data are to go. It answers ErrOrderState while the order is
// to be sent.
func (o Order) Erase() (Order, error) {
	if o.State == OrderPaid {
		return Order{}, ErrOrderState
	}
	o.Shipping = nil
	return o, nil
}

// Taken says whether the order's piece is out of the stock: paid and not given back, or sent.
func (o Order) Taken() bool {
	return o.State == OrderPaid || o.State == OrderShipped || !o.ShippedAt.IsZero()
}

// Sold says whether the seller has to do with the order: it was paid, whatever came later.
func (o Order) Sold() bool { return !o.PaidAt.IsZero() }

// confirmHour is the hour of the day at which the orders of a weekend are confirmed.
const confirmHour = 9

// ConfirmAt is when an order is confirmed by mail: at once, but for orders of a weekend, at 09:00 on the next business
// day in the market's zone (SOS-6). A holiday in the week does not delay.
func ConfirmAt(ordered time.Time, zone *time.Location, business func(civil.Date) bool) time.Time {
	day := civil.DateOf(ordered, zone)
	if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
		return instant(ordered)
	}
	for !business(day) || day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDays(1)
	}
	return time.Date(day.Year, day.Month, day.Day, confirmHour, 0, 0, 0, zone).UTC()
}

package audit

import (
	"context"

	"github.com/seqrpay/seqr/payment"
)

// sale is a product and how many of it its orders took.
type sale struct {
	payment.Product
	taken int64
}

// auditOrders compares each order with its payment, and each product's stock with its orders.
func (a *auditor) auditOrders(ctx context.Context) error {
	err := all(ctx, a.read.ProductList, func(v payment.Product) payment.ProductID { return v.ID }, func(v payment.Product) {
		a.products[v.ID] = &sale{Product: v}
	})
	if err != nil {
		return err
	}
	err = all(ctx, a.read.OrderList, func(v payment.Order) payment.OrderID { return v.ID }, func(v payment.Order) {
		a.report.Orders++
		a.auditOrder(v)
	})
	for id, s := range a.products {
		if left := s.Stock - s.taken; s.Stock > 0 && s.Left != left || s.Left < 0 {
			a.found("product stock", "product "+id.String(), "%d of %d left, its orders leave %d", s.Left, s.Stock, left)
		}
	}
	return err
}

func (a *auditor) auditOrder(o payment.Order) {
	subject := "order " + o.ID.String()
	s := a.products[o.Product]
	if s == nil || s.Merchant != o.Merchant {
		a.found("order", subject, "product %s is not one of its seller's", o.Product)
		return
	}
	if o.State == payment.OrderPaid || o.State == payment.OrderShipped || !o.ShippedAt.IsZero() {
		s.taken++
	}
	p, paid := a.payments[o.Payment]
	switch o.State {
	case payment.OrderPlaced, payment.OrderLapsed:
		if paid {
			a.found("order", subject, "%s, but it was paid", o.State)
		}
		return
	case payment.OrderPaid, payment.OrderShipped, payment.OrderCanceled:
	default:
		a.found("order", subject, "unknown state %q", o.State)
		return
	}
	if !paid || !p.final || p.payer != o.Payer || p.seller != o.Merchant || p.invoice.UUID != o.ID.UUID || p.amount != o.Price.Minor() {
		a.found("order", subject, "%s at %d, its payment is of %d", o.State, o.Price.Minor(), p.amount)
	}
	if canceled := o.State == payment.OrderCanceled; canceled != (p.net == 0) {
		a.found("order", subject, "%s, and %d of it was not given back", o.State, p.net)
	}
}

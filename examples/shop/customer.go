package main

import (
	"context"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/payment"
)

// home is where the customer lives.
var home = seqr.Shipping{Name: "Pat Specimen", Street: "12 Elm Street", Postal: "84101", City: "Salt Lake City"}

// buy orders and approves at once.
func (s *story) buy(ctx context.Context, id payment.ProductID) (payment.Order, error) {
	o, err := s.Sys.Shop.Order(ctx, seqr.OrderRequest{Key: s.Key(), Account: s.pat.ID, Product: id, Shipping: home})
	if err != nil {
		return o, err
	}
	view, err := s.orderView(ctx, o.ID)
	if err != nil {
		return o, err
	}
	_, err = s.pat.Pay(ctx, view.Code, account.PaymentAccountID{})
	return o, err
}

func (s *story) orderView(ctx context.Context, id payment.OrderID) (seqr.OrderView, error) {
	views, err := s.Sys.Shop.Orders(ctx, s.pat.ID, payment.OrderID{}, 100)
	if err != nil {
		return seqr.OrderView{}, err
	}
	for _, v := range views {
		if v.ID == id {
			return v, nil
		}
	}
	return seqr.OrderView{}, payment.ErrNotFound
}

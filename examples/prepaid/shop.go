package main

import (
	"context"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// shop is a merchant with one lane.
type shop struct {
	merchant payment.MerchantID
	lane     payment.LaneID
}

func (s *story) openShop(ctx context.Context) (shop, error) {
	m, err := s.Sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: s.Key(), Name: "Backhaus"})
	if err != nil {
		return shop{}, err
	}
	l, err := s.Sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: s.Key(), Merchant: m.ID, Name: "Am Markt", Address: "Am Markt 1, Berlin"})
	if err != nil {
		return shop{}, err
	}
	lane, err := s.Sys.Merchants.AddLane(ctx, seqr.LaneRequest{
		Key: s.Key(), Merchant: m.ID, Location: l.ID, Name: "Kasse 1", Channel: payment.InStore,
	})
	return shop{m.ID, lane.ID}, err
}

// buy is a whole purchase, paid from a payment account or, for the zero one, from the default one.
func (s *story) buy(ctx context.Context, cents int64, from account.PaymentAccountID) error {
	inv, err := s.Sys.Merchants.Issue(ctx, seqr.InvoiceRequest{
		Key: s.Key(), Merchant: s.shop.merchant, Lane: s.shop.lane,
		Draft: payment.Draft{Title: "Guten Appetit", Total: money.FromMinor(cents, money.EUR)},
	})
	if err != nil {
		return err
	}
	_, err = s.uli.Pay(ctx, inv.Code, from)
	return err
}

// Command shop tells a story of Shop on the Spot: a merchant posts a product, a flyer carries its code, and a customer who
// reads the code orders it, says where to send it, approves with device and PIN, and is told by mail. Everything is real
// except the world outside, which the sandbox plays; the story is checked as it goes, and the program ends with
// status 1 if anything differs from what it says.
//
//	go run ./examples/shop               # in a temporary folder, which it removes
//	go run ./examples/shop -db shop.db  # keeps the database
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/examples/internal/stage"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr/qrimage"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return stage.Run(ctx, "shop", tell, args, stdout, stderr)
}

// bank is the bank account of the customer.
var bank = seqr.BankAccountRequest{Kind: account.ACHDebit, Type: ach.Checking, Routing: "076401251", Number: "12345678"}

// shop is the merchant of the story and what it sells.
type shop struct {
	merchant payment.MerchantID
	lane     payment.LaneID
	lamp     payment.Product
	code     string // read off the flyer
	order    payment.Order
}

// story is what the chapters share. Each builds on those before, and fails if anything differs from what it says.
type story struct {
	*stage.Stage
	pat  *stage.Person
	shop shop
}

func tell(ctx context.Context, db string, w io.Writer) (err error) {
	n := stage.NewNarrator(w, "Shop on the Spot: a product, a flyer, an order")
	st, err := stage.Open(ctx, n, seqr.UnitedStates(), db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	s := story{Stage: st}
	if s.pat, err = st.JoinWith(ctx, "Pat Specimen", "+18015550123", bank); err != nil {
		return err
	}
	if err := n.Tell(ctx, s.post, s.flyer, s.order, s.approve, s.weekend, s.seller, s.soldOut, s.cancel, s.audit); err != nil {
		return err
	}
	n.End()
	return nil
}

func (s *story) post(ctx context.Context) error {
	s.Chapter("A merchant posts a product, two pieces of it")
	m, err := s.Sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: s.Key(), Name: "Lamp House"})
	if err != nil {
		return err
	}
	l, err := s.Sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: s.Key(), Merchant: m.ID, Name: "Web shop"})
	if err != nil {
		return err
	}
	lane, err := s.Sys.Merchants.AddLane(ctx, seqr.LaneRequest{
		Key: s.Key(), Merchant: m.ID, Location: l.ID, Name: "Shop on the Spot", Channel: payment.ShopOnTheSpot, Many: true,
	})
	if err != nil {
		return err
	}
	s.shop.merchant, s.shop.lane = m.ID, lane.ID
	s.shop.lamp, err = s.Sys.Shop.Post(ctx, seqr.ProductRequest{
		Key: s.Key(), Merchant: m.ID, Lane: lane.ID, Title: "Desk lamp", Text: "Warm light for late hours", SKU: "LAMP-1",
		Price: "24.90", Tax: "1.90", Shipping: "4.00", Delivery: "Within 5 business days", Ends: s.Clock.Now().AddDate(0, 1, 0), Stock: 2,
	})
	s.Say("%s for %s, of which tax %s and shipping %s", s.shop.lamp.Title, s.shop.lamp.Price, s.shop.lamp.Tax, s.shop.lamp.Shipping)
	return err
}

func (s *story) flyer(ctx context.Context) error {
	s.Chapter("Its code is printed on a flyer, and read by a phone")
	list, err := s.Sys.Offers.Promotions(ctx, uuid.Nil, 10)
	if err != nil {
		return err
	}
	if err := stage.Same("promotions", len(list), 1); err != nil {
		return err
	}
	var picture bytes.Buffer
	if err := qrimage.PNG(&picture, list[0].Product.QR, qrimage.Options{}); err != nil {
		return err
	}
	if s.shop.code, err = qrimage.Read(ctx, picture.Bytes()); err != nil {
		return err
	}
	seen, err := s.Sys.Shop.Scan(ctx, s.shop.code)
	if err != nil {
		return err
	}
	s.Say("the code shows %s of %s, delivered %q", seen.Title, seen.Seller, seen.Delivery)
	return errors.Join(stage.Same("code", s.shop.code, list[0].Product.QR), stage.Same("product", seen.ID, s.shop.lamp.ID), stage.Same("delivery", seen.Delivery, list[0].Product.Delivery))
}

func (s *story) order(ctx context.Context) (err error) {
	s.Chapter("A customer orders it on a Saturday and says where to send it")
	s.Clock.Set(time.Date(2026, time.July, 11, 15, 0, 0, 0, time.UTC))
	request := seqr.OrderRequest{Key: s.Key(), Account: s.pat.ID, Product: s.shop.lamp.ID}
	if _, err := s.Sys.Shop.Order(ctx, request); !errors.Is(err, payment.ErrShipping) {
		return fmt.Errorf("an order without an address was answered with: %w", err)
	}
	s.Say("without an address: refused")
	request.Key, request.Shipping = s.Key(), home
	if s.shop.order, err = s.Sys.Shop.Order(ctx, request); err != nil {
		return err
	}
	s.Say("with one: %s, nothing is charged yet", s.shop.order.State)
	return errors.Join(stage.Same("order", s.shop.order.State, payment.OrderPlaced), s.pat.Has(ctx, account.ACHDebit, "100.00"))
}

func (s *story) approve(ctx context.Context) error {
	s.Chapter("She sees the bill and approves it with device and PIN")
	view, err := s.orderView(ctx, s.shop.order.ID)
	if err != nil {
		return err
	}
	seen, err := s.Sys.Payments.Scan(ctx, seqr.ScanRequest{Account: s.pat.ID, Code: view.Code})
	if err != nil {
		return err
	}
	for _, row := range seen.Bill.Rows {
		s.Say("%-10s %s", row.Description, row.Total)
	}
	if _, err := s.pat.Approve(ctx, seen); err != nil {
		return err
	}
	if view, err = s.orderView(ctx, s.shop.order.ID); err != nil {
		return err
	}
	left, err := s.Sys.Shop.Product(ctx, s.shop.lamp.ID)
	if err != nil {
		return err
	}
	s.Say("the order is %s; %d of %d left", view.State, left.Left, left.Stock)
	return errors.Join(stage.Same("total", seen.Bill.Total, s.shop.lamp.Price), stage.Same("order", view.State, payment.OrderPaid),
		stage.Same("left", left.Left, 1), s.pat.Has(ctx, account.ACHDebit, "75.10"))
}

func (s *story) weekend(ctx context.Context) error {
	s.Chapter("The confirmation of a weekend's order comes on Monday at nine")
	before := len(s.Mail.Messages(s.pat.Mail()))
	s.Clock.Set(time.Date(2026, time.July, 13, 12, 59, 0, 0, time.UTC))
	if err := s.Work(ctx); err != nil {
		return err
	}
	early := len(s.Mail.Messages(s.pat.Mail()))
	s.Clock.Set(time.Date(2026, time.July, 13, 13, 0, 0, 0, time.UTC))
	if err := s.Work(ctx); err != nil {
		return err
	}
	mails := s.Mail.Messages(s.pat.Mail())
	if err := errors.Join(stage.Same("mails at 08:59", early, before), stage.Same("mails at 09:00", len(mails), before+1)); err != nil {
		return err
	}
	s.Say("%s: %s", mails[before].Subject, mails[before].Text)
	return nil
}

func (s *story) seller(ctx context.Context) error {
	s.Chapter("The seller, and no other, sees where to send it")
	orders, err := s.Sys.Shop.OrdersAt(ctx, s.shop.merchant, payment.OrderID{}, 10)
	if err != nil {
		return err
	}
	if err := stage.Same("orders", len(orders), 1); err != nil {
		return err
	}
	s.Say("%s to %s, %s, %s", orders[0].Title, orders[0].ShipTo.Name, orders[0].ShipTo.Street, orders[0].ShipTo.City)
	state, err := s.Sys.Shop.Ship(ctx, seqr.OrderAction{Key: s.Key(), Merchant: s.shop.merchant, Order: s.shop.order.ID})
	if err != nil {
		return err
	}
	s.Say("the seller sends it: %s", state)
	return errors.Join(stage.Same("state", state, payment.OrderShipped), s.Work(ctx))
}

func (s *story) soldOut(ctx context.Context) (err error) {
	s.Chapter("The last piece goes, and the next order is refused before the PIN")
	if s.shop.order, err = s.buy(ctx, s.shop.lamp.ID); err != nil {
		return err
	}
	_, err = s.buy(ctx, s.shop.lamp.ID)
	if !errors.Is(err, payment.ErrSoldOut) {
		return fmt.Errorf("a third order was answered with: %w", err)
	}
	s.Say("%v", err)
	return s.pat.Has(ctx, account.ACHDebit, "50.20")
}

func (s *story) cancel(ctx context.Context) error {
	s.Chapter("The seller cancels the second order: the money and the piece are back")
	state, err := s.Sys.Shop.Cancel(ctx, seqr.OrderAction{Key: s.Key(), Merchant: s.shop.merchant, Order: s.shop.order.ID})
	if err != nil {
		return err
	}
	left, err := s.Sys.Shop.Product(ctx, s.shop.lamp.ID)
	if err != nil {
		return err
	}
	s.Say("%s; %d left", state, left.Left)
	return errors.Join(stage.Same("state", state, payment.OrderCanceled), stage.Same("left", left.Left, 1), s.pat.Has(ctx, account.ACHDebit, "75.10"), s.Work(ctx))
}

func (s *story) audit(ctx context.Context) error {
	s.Chapter("Everything is added up again")
	report, err := s.Sys.Audit(ctx)
	if err != nil {
		return err
	}
	s.Say("%d payments, %d refunds, %d orders: everything agrees", report.Payments, report.Refunds, report.Orders)
	return report.Err()
}

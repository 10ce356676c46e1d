// Command shop tells a story of Shop on the Spot: a merchant posts a product, a flyer carries its code, and a customer who
// reads the code orders it, says where to send it, approves with device and PIN, and is told by mail. Everything is real
// except the world outside, which the sandbox plays; the story is checked as it goes, and the program ends with
// status 1 if anything differs from what it says.
//
//	go run ./examples/shop
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
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr/qrimage"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		fmt.Fprintf(stderr, "shop: unexpected argument %q\n", args[0])
		return 2
	}
	if err := tell(ctx, stdout); err != nil {
		fmt.Fprintf(stderr, "shop: %v\n", err)
		return 1
	}
	return 0
}

// shop is the merchant of the story and what it sells.
type shop struct {
	merchant payment.MerchantID
	lane     payment.LaneID
	lamp     payment.Product
	code     string // read off the flyer
	order    payment.Order
}

// tell runs the chapters. Each builds on those before, and fails if anything differs from what it says.
func tell(ctx context.Context, w io.Writer) error {
	s, err := open(w)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "Shop on the Spot: a product, a flyer, an order")
	var sh shop
	for _, chapter := range []func(context.Context, *shop) error{s.post, s.flyer, s.order, s.approve, s.weekend, s.seller, s.soldOut, s.cancel, s.audit} {
		if err := chapter(ctx, &sh); err != nil {
			return fmt.Errorf("chapter %d: %w", s.chapters, err)
		}
	}
	fmt.Fprintln(w, "\nThe story went as it should.")
	return nil
}

func (s *story) post(ctx context.Context, sh *shop) error {
	s.chapter("A merchant posts a product, two pieces of it")
	m, err := s.sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: s.key(), Name: "Lamp House"})
	if err != nil {
		return err
	}
	l, err := s.sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: s.key(), Merchant: m.ID, Name: "Web shop"})
	if err != nil {
		return err
	}
	lane, err := s.sys.Merchants.AddLane(ctx, seqr.LaneRequest{
		Key: s.key(), Merchant: m.ID, Location: l.ID, Name: "Shop on the Spot", Channel: payment.ShopOnTheSpot, Many: true,
	})
	if err != nil {
		return err
	}
	sh.merchant, sh.lane = m.ID, lane.ID
	sh.lamp, err = s.sys.Shop.Post(ctx, seqr.ProductRequest{
		Key: s.key(), Merchant: m.ID, Lane: lane.ID, Title: "Desk lamp", Text: "Warm light for late hours", SKU: "LAMP-1",
		Price: "24.90", Tax: "1.90", Shipping: "4.00", Delivery: "Within 5 business days", Ends: s.clock.Now().AddDate(0, 1, 0), Stock: 2,
	})
	s.say("%s for %s, of which tax %s and shipping %s", sh.lamp.Title, sh.lamp.Price, sh.lamp.Tax, sh.lamp.Shipping)
	return err
}

func (s *story) flyer(ctx context.Context, sh *shop) error {
	s.chapter("Its code is printed on a flyer, and read by a phone")
	list, err := s.sys.Offers.Promotions(ctx, uuid.Nil, 10)
	if err != nil {
		return err
	}
	if err := same("promotions", len(list), 1); err != nil {
		return err
	}
	var picture bytes.Buffer
	if err := qrimage.PNG(&picture, list[0].Product.QR, qrimage.Options{}); err != nil {
		return err
	}
	if sh.code, err = qrimage.Read(ctx, picture.Bytes()); err != nil {
		return err
	}
	seen, err := s.sys.Shop.Scan(ctx, sh.code)
	if err != nil {
		return err
	}
	s.say("the code shows %s of %s, delivered %q", seen.Title, seen.Seller, seen.Delivery)
	return errors.Join(same("code", sh.code, list[0].Product.QR), same("product", seen.ID, sh.lamp.ID), same("delivery", seen.Delivery, list[0].Product.Delivery))
}

func (s *story) order(ctx context.Context, sh *shop) (err error) {
	s.chapter("A customer orders it on a Saturday and says where to send it")
	s.clock.Set(time.Date(2026, time.July, 11, 15, 0, 0, 0, time.UTC))
	request := seqr.OrderRequest{Key: s.key(), Account: s.customer.id, Product: sh.lamp.ID}
	if _, err := s.sys.Shop.Order(ctx, request); !errors.Is(err, payment.ErrShipping) {
		return fmt.Errorf("an order without an address was answered with: %w", err)
	}
	s.say("without an address: refused")
	request.Key, request.Shipping = s.key(), s.customer.home()
	if sh.order, err = s.sys.Shop.Order(ctx, request); err != nil {
		return err
	}
	s.say("with one: %s, nothing is charged yet", sh.order.State)
	return errors.Join(same("order", sh.order.State, payment.OrderPlaced), s.availableIs(ctx, "100.00"))
}

func (s *story) approve(ctx context.Context, sh *shop) error {
	s.chapter("She sees the bill and approves it with device and PIN")
	view, err := s.orderView(ctx, sh.order.ID)
	if err != nil {
		return err
	}
	seen, err := s.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: s.customer.id, Code: view.Code})
	if err != nil {
		return err
	}
	for _, row := range seen.Bill.Rows {
		s.say("%-10s %s", row.Description, row.Total)
	}
	if err := s.sign(ctx, seen); err != nil {
		return err
	}
	if view, err = s.orderView(ctx, sh.order.ID); err != nil {
		return err
	}
	left, err := s.sys.Shop.Product(ctx, sh.lamp.ID)
	if err != nil {
		return err
	}
	s.say("the order is %s; %d of %d left", view.State, left.Left, left.Stock)
	return errors.Join(same("total", seen.Bill.Total, sh.lamp.Price), same("order", view.State, payment.OrderPaid),
		same("left", left.Left, 1), s.availableIs(ctx, "75.10"))
}

func (s *story) weekend(ctx context.Context, _ *shop) error {
	s.chapter("The confirmation of a weekend's order comes on Monday at nine")
	before := len(s.mail.Messages(s.customer.email))
	s.clock.Set(time.Date(2026, time.July, 13, 12, 59, 0, 0, time.UTC))
	if err := s.work(ctx); err != nil {
		return err
	}
	early := len(s.mail.Messages(s.customer.email))
	s.clock.Set(time.Date(2026, time.July, 13, 13, 0, 0, 0, time.UTC))
	if err := s.work(ctx); err != nil {
		return err
	}
	mails := s.mail.Messages(s.customer.email)
	if err := errors.Join(same("mails at 08:59", early, before), same("mails at 09:00", len(mails), before+1)); err != nil {
		return err
	}
	s.say("%s: %s", mails[before].Subject, mails[before].Text)
	return nil
}

func (s *story) seller(ctx context.Context, sh *shop) error {
	s.chapter("The seller, and no other, sees where to send it")
	orders, err := s.sys.Shop.OrdersAt(ctx, sh.merchant, payment.OrderID{}, 10)
	if err != nil {
		return err
	}
	if err := same("orders", len(orders), 1); err != nil {
		return err
	}
	s.say("%s to %s, %s, %s", orders[0].Title, orders[0].ShipTo.Name, orders[0].ShipTo.Street, orders[0].ShipTo.City)
	state, err := s.sys.Shop.Ship(ctx, seqr.OrderAction{Key: s.key(), Merchant: sh.merchant, Order: sh.order.ID})
	if err != nil {
		return err
	}
	s.say("the seller sends it: %s", state)
	return errors.Join(same("state", state, payment.OrderShipped), s.work(ctx))
}

func (s *story) soldOut(ctx context.Context, sh *shop) (err error) {
	s.chapter("The last piece goes, and the next order is refused before the PIN")
	if sh.order, err = s.buy(ctx, sh.lamp.ID); err != nil {
		return err
	}
	_, err = s.buy(ctx, sh.lamp.ID)
	if !errors.Is(err, payment.ErrSoldOut) {
		return fmt.Errorf("a third order was answered with: %w", err)
	}
	s.say("%v", err)
	return s.availableIs(ctx, "50.20")
}

func (s *story) cancel(ctx context.Context, sh *shop) error {
	s.chapter("The seller cancels the second order: the money and the piece are back")
	state, err := s.sys.Shop.Cancel(ctx, seqr.OrderAction{Key: s.key(), Merchant: sh.merchant, Order: sh.order.ID})
	if err != nil {
		return err
	}
	left, err := s.sys.Shop.Product(ctx, sh.lamp.ID)
	if err != nil {
		return err
	}
	s.say("%s; %d left", state, left.Left)
	return errors.Join(same("state", state, payment.OrderCanceled), same("left", left.Left, 1), s.availableIs(ctx, "75.10"), s.work(ctx))
}

func (s *story) audit(ctx context.Context, _ *shop) error {
	s.chapter("Everything is added up again")
	report, err := s.sys.Audit(ctx)
	if err != nil {
		return err
	}
	s.say("%d payments, %d refunds, %d orders: everything agrees", report.Payments, report.Refunds, report.Orders)
	return report.Err()
}

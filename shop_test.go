package seqr_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// shopLane is a till with a lane for Shop on the Spot.
func (w *world) shopLane(name string) *till {
	w.t.Helper()
	t := w.till(name)
	lane, err := w.sys.Merchants.AddLane(w.ctx, seqr.LaneRequest{
		Key: w.key(), Merchant: t.merchant.ID, Location: t.location.ID, Name: "Shop on the Spot", Channel: payment.ShopOnTheSpot, Many: true,
	})
	require.NoError(w.t, err)
	t.lane = lane
	return t
}

func (t *till) lamp() seqr.ProductRequest {
	return seqr.ProductRequest{
		Key: t.w.key(), Merchant: t.merchant.ID, Lane: t.lane.ID, Title: "Desk lamp", Text: "Warm light", SKU: "LAMP-1",
		Price: "24.90", Tax: "1.90", Shipping: "4.00", Delivery: "Within 5 business days", Ends: t.w.clock.Now().Add(30 * 24 * time.Hour), Stock: 2,
	}
}

func (t *till) post(r seqr.ProductRequest) payment.Product {
	t.w.t.Helper()
	p, err := t.w.sys.Shop.Post(t.w.ctx, r)
	require.NoError(t.w.t, err)
	return p
}

func home() seqr.Shipping {
	return seqr.Shipping{Name: "Pat Example", Street: "12 Elm Street", Postal: "84101", City: "Salt Lake City"}
}

// orders places an order and answers the request that approves it.
func (p *person) orders(id payment.ProductID) (payment.Order, seqr.ApproveRequest) {
	w := p.w
	w.t.Helper()
	o, err := w.sys.Shop.Order(w.ctx, seqr.OrderRequest{Key: w.key(), Account: p.id, Product: id, Shipping: home()})
	require.NoError(w.t, err)
	return o, p.sign(p.look(p.order(o.ID).Code), p.pin)
}

func (p *person) order(id payment.OrderID) seqr.OrderView {
	p.w.t.Helper()
	views, err := p.w.sys.Shop.Orders(p.w.ctx, p.id, payment.OrderID{}, 100)
	require.NoError(p.w.t, err)
	for _, v := range views {
		if v.ID == id {
			return v
		}
	}
	p.w.t.Fatal("no such order")
	return seqr.OrderView{}
}

func (p *person) mustOrder(id payment.ProductID) payment.Order {
	p.w.t.Helper()
	o, r := p.orders(id)
	_, err := p.w.sys.Payments.Approve(p.w.ctx, r)
	require.NoError(p.w.t, err)
	return o
}

// The three entries show the same product with its delivery terms, and lead to the same order, which charges exactly
// the price that was shown, earns cashback and is confirmed by mail [SOS-2, SOS-3, SOS-4, SOS-5, SOS-7, PAY-3, CB-4].
func TestThreeEntriesLeadToTheSameOrder(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.shopLane("Lamp House"), w.join("Pat Example", "+18015550101")
	made := shop.post(shop.lamp())
	list, err := w.sys.Offers.Promotions(w.ctx, uuid.Nil, 10)
	require.NoError(t, err)
	require.Len(t, list, 1)
	onPage, err := w.sys.Shop.Scan(w.ctx, list[0].Product.QR)
	require.NoError(t, err)
	onFlyer, err := w.sys.Shop.Scan(w.ctx, strings.ToLower(list[0].Product.QR))
	require.NoError(t, err)
	require.Equal(t, *list[0].Product, onPage)
	require.Equal(t, onPage, onFlyer)
	require.Equal(t, "Within 5 business days", onFlyer.Delivery)

	o, approve := pat.orders(onFlyer.ID)
	require.Equal(t, "100.00", pat.available(), "nothing is charged before the PIN")
	bill := pat.look(pat.order(o.ID).Code).Bill
	require.Equal(t, "24.90", bill.Total.Format())
	require.Len(t, bill.Rows, 2)
	_, err = w.sys.Payments.Approve(w.ctx, approve)
	require.NoError(t, err)
	require.Equal(t, "75.10", pat.available())
	require.Equal(t, payment.OrderPaid, pat.order(o.ID).State)
	left, err := w.sys.Shop.Product(w.ctx, made.ID)
	require.NoError(t, err)
	require.Equal(t, int64(1), left.Left)
	w.settle()
	mails := w.mail.Messages("pat@example.com")
	require.Equal(t, "Your order is confirmed", mails[len(mails)-1].Subject)
	view, err := w.sys.Cashback.View(w.ctx, pat.id)
	require.NoError(t, err)
	require.Equal(t, int64(1), view.Month.Count)
	w.audit()
}

// No charge without shipping data, and none without the PIN; a bill that the merchant changes meanwhile is not paid [SOS-3, SOS-4].
func TestNoChargeWithoutShippingDataOrPIN(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.shopLane("Lamp House"), w.join("Pat Example", "+18015550101")
	p := shop.post(shop.lamp())
	_, err := w.sys.Shop.Order(w.ctx, seqr.OrderRequest{Key: w.key(), Account: pat.id, Product: p.ID})
	require.ErrorIs(t, err, payment.ErrShipping)
	o, approve := pat.orders(p.ID)
	approve.PIN = "999999"
	_, err = w.sys.Payments.Approve(w.ctx, approve)
	require.Error(t, err)
	_, err = w.sys.Merchants.Update(w.ctx, seqr.UpdateRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: payment.InvoiceID(o.ID), Draft: payment.Draft{Total: usd("25.00")}})
	require.NoError(t, err)
	_, err = w.sys.Payments.Approve(w.ctx, pat.sign(pat.look(pat.order(o.ID).Code), pat.pin))
	require.ErrorIs(t, err, payment.ErrStale, "the price that was ordered at is what is charged")
	require.Equal(t, "100.00", pat.available())
	kim := w.join("Kim Example", "+18015550102")
	_, err = w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: kim.id, Code: pat.order(o.ID).Code})
	require.ErrorIs(t, err, payment.ErrOtherPayer)
	_, err = w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: productCode(w, p.ID)})
	require.ErrorIs(t, err, payment.ErrProduct)
	w.audit()
}

func productCode(w *world, id payment.ProductID) string {
	v, err := w.sys.Shop.Product(w.ctx, id)
	require.NoError(w.t, err)
	return v.QR
}

// After expiry or sell-out an order is refused before the PIN: when it is placed, and when it is approved [SOS-1].
func TestExpiredAndSoldOutAreRefusedBeforeThePIN(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.shopLane("Lamp House"), w.join("Pat Example", "+18015550101")
	one := shop.lamp()
	one.Stock, one.Price = 1, "10.00"
	lamp := shop.post(one)
	_, late := pat.orders(lamp.ID)
	pat.mustOrder(lamp.ID)
	late.PIN = "999999"
	_, err := w.sys.Payments.Approve(w.ctx, late)
	require.ErrorIs(t, err, payment.ErrSoldOut, "not the PIN")
	_, err = w.sys.Shop.Order(w.ctx, seqr.OrderRequest{Key: w.key(), Account: pat.id, Product: lamp.ID, Shipping: home()})
	require.ErrorIs(t, err, payment.ErrSoldOut)
	brief := shop.lamp()
	brief.Ends = w.clock.Now().Add(time.Minute)
	vase := shop.post(brief)
	_, late = pat.orders(vase.ID)
	w.clock.Advance(time.Minute)
	late.PIN = "999999"
	_, err = w.sys.Payments.Approve(w.ctx, late)
	require.ErrorIs(t, err, payment.ErrNotOnSale)
	_, err = w.sys.Shop.Order(w.ctx, seqr.OrderRequest{Key: w.key(), Account: pat.id, Product: vase.ID, Shipping: home()})
	require.ErrorIs(t, err, payment.ErrNotOnSale)
	require.Equal(t, "90.00", pat.available())
	w.audit()
}

// Two pieces, eight who approve at once: two have paid, the others are told that it is sold out, and nothing is charged to them.
func TestNobodySellsMoreThanThereIs(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop := w.shopLane("Lamp House")
		p := shop.post(shop.lamp())
		var people []*person
		var racers []func() error
		for i := range 8 {
			one := w.join("Buyer "+string(rune('A'+i)), "+1801555010"+string(rune('0'+i)))
			people = append(people, one)
			_, approve := one.orders(p.ID)
			racers = append(racers, func() error {
				_, err := w.sys.Payments.Approve(w.ctx, approve)
				return err
			})
		}
		errs := race(racers)
		require.Equal(t, 2, count(errs, nil))
		require.Equal(t, 6, count(errs, payment.ErrSoldOut))
		for i, one := range people {
			require.Equal(t, map[bool]string{true: "75.10", false: "100.00"}[errs[i] == nil], one.available())
		}
		w.audit()
	})
}

// When confirmations go out [SOS-6].
func TestWeekendOrdersAreConfirmedOnTheNextBusinessDay(t *testing.T) {
	t.Parallel()
	w := quick(t)
	zone := w.sys.Market().Zone
	shop, pat := w.shopLane("Lamp House"), w.join("Pat Example", "+18015550101")
	r := shop.lamp()
	r.Stock, r.Price, r.Shipping, r.Tax, r.Ends = 0, "1.00", "", "", w.clock.Now().AddDate(1, 0, 0)
	lamp := shop.post(r)
	for _, c := range []struct{ what, ordered, confirmed string }{
		{"Friday 23:59", "2026-07-10 23:59:59", "2026-07-10 23:59:59"},
		{"Saturday 00:00", "2026-07-11 00:00:00", "2026-07-13 09:00:00"},
		{"Sunday 23:59", "2026-07-12 23:59:59", "2026-07-13 09:00:00"},
		{"Monday 00:00", "2026-07-13 00:00:00", "2026-07-13 00:00:00"},
		{"before a holiday on a Monday", "2026-09-06 12:00:00", "2026-09-08 09:00:00"},
		{"on that holiday", "2026-09-07 12:00:00", "2026-09-07 12:00:00"},
	} {
		at, err := time.ParseInLocation(time.DateTime, c.ordered, zone)
		require.NoError(t, err)
		due, err := time.ParseInLocation(time.DateTime, c.confirmed, zone)
		require.NoError(t, err)
		w.clock.Set(at.UTC())
		w.settle()
		before := len(w.mail.Messages("pat@example.com"))
		pat.mustOrder(lamp.ID)
		if due.After(at) {
			w.clock.Set(due.UTC().Add(-time.Microsecond))
			w.settle()
			require.Len(t, w.mail.Messages("pat@example.com"), before, c.what)
		}
		w.clock.Set(due.UTC())
		w.settle()
		require.Len(t, w.mail.Messages("pat@example.com"), before+1, c.what)
	}
	w.audit()
}

// Where to send it is shown to the seller of that order and to nobody else; the store holds it sealed, and an order that lapses forgets it [SOS-8].
func TestShippingDataGoesToTheSellerOnly(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, other, pat := w.shopLane("Lamp House"), w.shopLane("Vase House"), w.join("Pat Example", "+18015550101")
	p := shop.post(shop.lamp())
	lapsed, _ := pat.orders(p.ID)
	at := func(m payment.MerchantID) []seqr.OrderView {
		views, err := w.sys.Shop.OrdersAt(w.ctx, m, payment.OrderID{}, 10)
		require.NoError(t, err)
		return views
	}
	require.Empty(t, at(shop.merchant.ID), "not before it is paid")
	o := pat.mustOrder(p.ID)
	require.Empty(t, at(other.merchant.ID))
	seen := at(shop.merchant.ID)
	require.Len(t, seen, 1)
	require.Equal(t, "12 Elm Street", seen[0].ShipTo.Street)
	require.Equal(t, "US", seen[0].ShipTo.Country)
	require.Empty(t, seen[0].ShipTo.Email, "nothing is sent there by the seller [PAY-9]")
	require.Equal(t, account.ID{}, seen[0].Payer)
	w.clock.Advance(31 * time.Minute)
	w.settle()
	gone, err := w.store.Order(w.ctx, lapsed.ID)
	require.NoError(t, err)
	require.Equal(t, payment.OrderLapsed, gone.State)
	require.Empty(t, gone.Shipping)
	kept, err := json.Marshal(w.store.(*watched).commits)
	require.NoError(t, err)
	require.NotContains(t, string(kept), "Elm Street")
	status, err := w.sys.Merchants.Status(w.ctx, shop.merchant.ID, payment.InvoiceID(o.ID))
	require.NoError(t, err)
	told, err := json.Marshal(status)
	require.NoError(t, err)
	require.NotContains(t, string(told), "Pat")
	w.audit()
}

// A canceled order gives the money and the piece back; one that was sent and is refunded keeps the piece out.
func TestCancelingAndShipping(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.shopLane("Lamp House"), w.join("Pat Example", "+18015550101")
	p := shop.post(shop.lamp())
	left := func() int64 {
		v, err := w.sys.Shop.Product(w.ctx, p.ID)
		require.NoError(t, err)
		return v.Left
	}
	act := func(o payment.Order) seqr.OrderAction {
		return seqr.OrderAction{Key: w.key(), Merchant: shop.merchant.ID, Order: o.ID}
	}
	first, second := pat.mustOrder(p.ID), pat.mustOrder(p.ID)
	require.Zero(t, left())
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: payment.InvoiceID(first.ID), Amount: "4.90"})
	require.NoError(t, err)
	state, err := w.sys.Shop.Cancel(w.ctx, act(first))
	require.NoError(t, err)
	require.Equal(t, payment.OrderCanceled, state)
	require.Equal(t, int64(1), left())
	require.Equal(t, "75.10", pat.available())
	_, err = w.sys.Shop.Cancel(w.ctx, act(first))
	require.ErrorIs(t, err, payment.ErrOrderState)
	_, err = w.sys.Shop.Ship(w.ctx, act(second))
	require.NoError(t, err)
	_, err = w.sys.Shop.Cancel(w.ctx, act(second))
	require.ErrorIs(t, err, payment.ErrOrderState, "it is on its way")
	_, err = w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: payment.InvoiceID(second.ID), Amount: "24.90"})
	require.NoError(t, err)
	require.Equal(t, payment.OrderCanceled, pat.order(second.ID).State)
	require.Equal(t, int64(1), left())
	w.settle()
	var subjects []string
	for _, m := range w.mail.Messages("pat@example.com") {
		subjects = append(subjects, m.Subject)
	}
	require.NotContains(t, subjects, "Your order is confirmed", "both were canceled before the confirmation went out")
	require.Contains(t, subjects, "Your order is on its way")
	w.audit()
}

// A product of Shop on the Spot that an offer names earns its reward, on top of cashback.
func TestOffersFindProducts(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.shopLane("Lamp House"), w.join("Pat Example", "+18015550101")
	r := shop.promise()
	r.Codes = []string{"LAMP-1"}
	shop.publish(r)
	pat.mustOrder(shop.post(shop.lamp()).ID)
	w.settle()
	require.Len(t, pat.rewards(), 1)
	w.audit()
}

// Erasure waits until an order was sent, and then forgets where to, and whose member its payer was [PRV-4].
func TestErasureForgetsOrdersAndMemberships(t *testing.T) {
	t.Parallel()
	w := quick(t, keptFor(0))
	shop, pat := w.shopLane("Lamp House"), w.join("Pat Example", "+18015550101")
	pat.joins(shop, "CARD-7")
	o := pat.mustOrder(shop.post(shop.lamp()).ID)
	w.pass(7)
	pat.leave()
	w.settle()
	require.ErrorIs(t, pat.erase(), seqr.ErrOpenMatters)
	_, err := w.sys.Shop.Ship(w.ctx, seqr.OrderAction{Key: w.key(), Merchant: shop.merchant.ID, Order: o.ID})
	require.NoError(t, err)
	w.settle()
	require.NoError(t, pat.erase())
	sent, err := w.store.Order(w.ctx, o.ID)
	require.NoError(t, err)
	require.Empty(t, sent.Shipping)
	list, err := w.sys.Loyalty.List(w.ctx, pat.id)
	require.NoError(t, err)
	require.Empty(t, list)
	w.audit()
	for name, m := range map[string]mutated{
		"an address":      {ordersOf: func(o *payment.Order) { o.Shipping = []byte("sealed") }},
		"a member's card": {memberships: func(m *payment.Membership) { m.Number = []byte("sealed") }},
	} {
		m.Reader = w.store
		report, err := audit.Run(w.ctx, m, w.programmes())
		require.NoError(t, err)
		require.Len(t, report.Findings, 1, name)
		require.Equal(t, "erasure", report.Findings[0].Rule)
	}
}

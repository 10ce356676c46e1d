package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var (
	lampHouse = payment.Merchant{ID: payment.MerchantID{UUID: id(71)}, Currency: money.USD, Active: true}
	lampLane  = payment.Lane{
		ID: payment.LaneID{UUID: id(72)}, Merchant: lampHouse.ID, Location: payment.LocationID{UUID: id(73)}, Channel: payment.ShopOnTheSpot, Many: true,
	}
	lampID = payment.ProductID{UUID: id(74)}
	closes = at.Add(time.Hour)
)

func wantedLamp() payment.Product {
	return payment.Product{Title: "Lamp", SKU: "L1", Price: usd(2490), Tax: usd(190), Shipping: usd(400), Delivery: "5 days", Ends: closes, Stock: 2}
}

func posted(change func(*payment.Product)) (payment.Product, error) {
	p := wantedLamp()
	change(&p)
	return payment.NewProduct(lampID, lampHouse, lampLane, "123", p, payment.DefaultPolicy(), at)
}

func lamp() payment.Product { return must(posted(func(*payment.Product) {})) }

// SOS-4, SOS-5: the price contains tax and shipping, and the terms of delivery are there.
func TestProducts(t *testing.T) {
	p := lamp()
	require.Equal(t, at, p.Starts, "at once")
	require.Equal(t, int64(2), p.Left)
	d := p.Draft()
	require.Equal(t, p.Price, d.Total)
	require.Len(t, d.Rows, 2)
	require.Equal(t, "L1", d.Rows[0].SKU)
	sum, err := money.Sum(money.USD, d.Rows[0].Total, d.Rows[1].Total)
	require.NoError(t, err)
	require.Equal(t, p.Price, sum)
	free := must(posted(func(p *payment.Product) { p.Shipping = money.Amount{} }))
	require.Len(t, free.Draft().Rows, 1)
	for name, c := range map[string]struct {
		change func(*payment.Product)
		want   error
	}{
		"no title":                  {func(p *payment.Product) { p.Title = "" }, payment.ErrName},
		"no terms of delivery":      {func(p *payment.Product) { p.Delivery = "" }, payment.ErrDelivery},
		"a control character":       {func(p *payment.Product) { p.Text = "\x00" }, payment.ErrText},
		"no price":                  {func(p *payment.Product) { p.Price = money.Amount{} }, payment.ErrAmount},
		"euros":                     {func(p *payment.Product) { p.Price = money.FromMinor(1, money.EUR) }, payment.ErrCurrency},
		"tax in euros":              {func(p *payment.Product) { p.Tax = money.FromMinor(1, money.EUR) }, payment.ErrCurrency},
		"shipping that is all":      {func(p *payment.Product) { p.Shipping = p.Price }, payment.ErrAmount},
		"tax of less than nothing":  {func(p *payment.Product) { p.Tax = usd(-1) }, payment.ErrAmount},
		"over when it begins":       {func(p *payment.Product) { p.Ends = at }, payment.ErrSale},
		"a stock of less than none": {func(p *payment.Product) { p.Stock = -1 }, payment.ErrSale},
	} {
		_, err := posted(c.change)
		require.ErrorIs(t, err, c.want, name)
	}
	single, shut := lampLane, lampHouse
	single.Many, shut.Active = false, false
	_, err = payment.NewProduct(lampID, lampHouse, single, "123", wantedLamp(), payment.DefaultPolicy(), at)
	require.ErrorIs(t, err, payment.ErrChannel)
	_, err = payment.NewProduct(lampID, shut, lampLane, "123", wantedLamp(), payment.DefaultPolicy(), at)
	require.ErrorIs(t, err, payment.ErrMerchantInactive)
	_, err = payment.NewProduct(lampID, payment.Merchant{ID: payment.MerchantID{UUID: id(1)}, Active: true}, lampLane, "123", wantedLamp(), payment.DefaultPolicy(), at)
	require.ErrorIs(t, err, payment.ErrForeign)
	_, err = payment.NewProduct(lampID, lampHouse, lampLane, "1-2", wantedLamp(), payment.DefaultPolicy(), at)
	require.ErrorIs(t, err, payment.ErrLaneCode)
	_, err = payment.NewProduct(payment.ProductID{}, lampHouse, lampLane, "123", wantedLamp(), payment.DefaultPolicy(), at)
	require.ErrorIs(t, err, payment.ErrID)
}

// SOS-1: on sale from the first instant to the last, while there is a piece.
func TestSales(t *testing.T) {
	p := lamp()
	require.ErrorIs(t, p.OnSale(at.Add(-time.Microsecond)), payment.ErrNotOnSale)
	require.NoError(t, p.OnSale(at))
	require.NoError(t, p.OnSale(closes.Add(-time.Microsecond)))
	require.ErrorIs(t, p.OnSale(closes), payment.ErrNotOnSale)
	one := must(p.Sell(at))
	none := must(one.Sell(at))
	_, err := none.Sell(at)
	require.ErrorIs(t, err, payment.ErrSoldOut)
	require.Equal(t, one, none.PutBack())
	require.Equal(t, p, one.PutBack().PutBack(), "never more than there were")
	endless := must(posted(func(p *payment.Product) { p.Stock = 0 }))
	require.Equal(t, endless, must(endless.Sell(at)))
	require.Equal(t, endless, endless.PutBack())

	gone := must(p.Withdraw(at.Add(time.Minute)))
	require.ErrorIs(t, gone.OnSale(at.Add(time.Minute)), payment.ErrNotOnSale)
	_, err = gone.Withdraw(at.Add(time.Minute))
	require.ErrorIs(t, err, payment.ErrNotOnSale)
	never := must(must(posted(func(p *payment.Product) { p.Starts = at.Add(time.Minute) })).Withdraw(at))
	require.ErrorIs(t, never.OnSale(at.Add(time.Minute)), payment.ErrNotOnSale)
}

func orderBill() payment.Invoice {
	return must(payment.IssueFor(ann, payment.InvoiceID{UUID: id(75)}, lampLane, lampHouse, "1234567890123", lamp().Draft(), payment.DefaultPolicy(), at))
}

func placedOrder() payment.Order {
	return must(payment.PlaceOrder(lamp(), orderBill(), ann, []byte("sealed"), at))
}

func TestPlacingAnOrder(t *testing.T) {
	v, o := orderBill(), placedOrder()
	require.Equal(t, v.ID.UUID, o.ID.UUID)
	_, err := v.Approve(ben, payment.PaymentID{UUID: id(76)}, v.Revision, v.Total, at)
	require.ErrorIs(t, err, payment.ErrOtherPayer, "the bill is for who ordered")
	other := v
	other.Total = usd(2489)
	for name, c := range map[string]struct {
		do   func() error
		want error
	}{
		"no shipping data": {func() error { _, err := payment.PlaceOrder(lamp(), v, ann, nil, at); return err }, payment.ErrShipping},
		"somebody else's":  {func() error { _, err := payment.PlaceOrder(lamp(), v, ben, []byte("x"), at); return err }, payment.ErrForeign},
		"another price":    {func() error { _, err := payment.PlaceOrder(lamp(), other, ann, []byte("x"), at); return err }, payment.ErrForeign},
		"after the sale":   {func() error { _, err := payment.PlaceOrder(lamp(), v, ann, []byte("x"), closes); return err }, payment.ErrNotOnSale},
		"no product":       {func() error { _, err := payment.PlaceOrder(payment.Product{}, v, ann, []byte("x"), at); return err }, payment.ErrID},
	} {
		require.ErrorIs(t, c.do(), c.want, name)
	}
}

// Every verb of an order in every state.
func TestOrderVerbsInEveryState(t *testing.T) {
	v := orderBill()
	paidBill := v
	paidBill.Payment = payment.PaymentID{UUID: id(76)}
	placed := placedOrder()
	paid := must(placed.Pay(paidBill, at))
	shipped := must(paid.Ship(at))
	states := map[payment.OrderState]payment.Order{
		payment.OrderPlaced: placed, payment.OrderPaid: paid, payment.OrderShipped: shipped,
		payment.OrderCanceled: must(paid.Cancel(at)), payment.OrderLapsed: must(placed.Lapse(at)),
	}
	verbs := map[string]struct {
		do func(payment.Order) (payment.Order, error)
		to map[payment.OrderState]payment.OrderState // all else is refused
	}{
		"Pay": {
			func(o payment.Order) (payment.Order, error) { return o.Pay(paidBill, at) },
			map[payment.OrderState]payment.OrderState{payment.OrderPlaced: payment.OrderPaid},
		},
		"Ship": {
			func(o payment.Order) (payment.Order, error) { return o.Ship(at) },
			map[payment.OrderState]payment.OrderState{payment.OrderPaid: payment.OrderShipped},
		},
		"Cancel": {
			func(o payment.Order) (payment.Order, error) { return o.Cancel(at) },
			map[payment.OrderState]payment.OrderState{payment.OrderPaid: payment.OrderCanceled, payment.OrderShipped: payment.OrderCanceled},
		},
		"Lapse": {
			func(o payment.Order) (payment.Order, error) { return o.Lapse(at) },
			map[payment.OrderState]payment.OrderState{payment.OrderPlaced: payment.OrderLapsed},
		},
	}
	for state, o := range states {
		require.Equal(t, state, o.State)
		for name, verb := range verbs {
			got, err := verb.do(o)
			if to, allowed := verb.to[state]; allowed {
				require.NoError(t, err, "%s %s", state, name)
				require.Equal(t, to, got.State)
				continue
			}
			require.ErrorIs(t, err, payment.ErrOrderState, "%s %s", state, name)
			require.Equal(t, payment.Order{}, got)
		}
		erased, err := o.Erase()
		require.Equal(t, state == payment.OrderPaid, err != nil)
		require.Empty(t, erased.Shipping)
	}
	require.Empty(t, states[payment.OrderLapsed].Shipping)
	require.True(t, paid.Taken())
	require.False(t, states[payment.OrderCanceled].Taken(), "the piece is there again")
	require.True(t, must(shipped.Cancel(at)).Taken(), "it was sent")
	require.False(t, placed.Sold())
	require.True(t, states[payment.OrderCanceled].Sold())
	dearer := paidBill
	dearer.Total = usd(2500)
	_, err := placed.Pay(dearer, at)
	require.ErrorIs(t, err, payment.ErrStale, "SOS-4")
}

// SOS-6: the edges of a weekend in New York, an hour of which is not that of UTC.
func TestConfirmAt(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	labourDay := civil.Date{Year: 2026, Month: time.September, Day: 7}
	business := func(d civil.Date) bool {
		return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && d != labourDay
	}
	for ordered, want := range map[string]string{
		"2026-07-10 23:59:59": "2026-07-10 23:59:59",
		"2026-07-11 00:00:00": "2026-07-13 09:00:00",
		"2026-07-12 23:59:59": "2026-07-13 09:00:00",
		"2026-07-13 00:00:00": "2026-07-13 00:00:00",
		"2026-09-05 10:00:00": "2026-09-08 09:00:00",
		"2026-09-07 10:00:00": "2026-09-07 10:00:00",
		"2026-11-01 01:30:00": "2026-11-02 09:00:00", // the night of the clock change
	} {
		from := must(time.ParseInLocation(time.DateTime, ordered, zone))
		to := must(time.ParseInLocation(time.DateTime, want, zone))
		require.True(t, to.Equal(payment.ConfirmAt(from, zone, business)), ordered)
	}
}

// LOY-1, LOY-2: a member has one number at a merchant, which can be replaced and forgotten.
func TestMemberships(t *testing.T) {
	m := must(payment.NewMembership(ann, lampHouse.ID))
	require.False(t, m.Held())
	require.Equal(t, payment.MembershipOf(ann, lampHouse.ID), m.ID)
	require.NotEqual(t, payment.MembershipOf(ben, lampHouse.ID), m.ID)
	_, err := m.Remove(at)
	require.ErrorIs(t, err, payment.ErrNoMembership)
	_, err = m.Put(nil, at)
	require.ErrorIs(t, err, payment.ErrMembership)
	m = must(m.Put([]byte("sealed"), at))
	require.True(t, m.Held())
	require.False(t, must(m.Remove(at)).Held())
	require.False(t, m.Erase().Held())
	_, err = payment.NewMembership(ann, payment.MerchantID{})
	require.ErrorIs(t, err, payment.ErrID)
	for text, ok := range map[string]bool{"7": true, " CARD-7 ": true, "": false, " ": false, "a\x00": false} {
		_, err := payment.MembershipNumber(text)
		require.Equal(t, ok, err == nil, "%q", text)
	}
}

package seqr_test

import (
	"errors"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/payment"
)

// traffic is what p does with others, in marked words. Each of them reaches whom it is for.
func (w *wary) traffic(p *person, shop *till) {
	robin := w.join("Robin Example", "+18015550107")
	w.orders(p)
	w.belongs(p, shop)
	w.sends(p, robin)
	w.asks(p, robin)
	w.touches(p, shop)
	w.moves(p)
}

// orders has something sent to a marked place; the mails about it fail at first.
func (w *wary) orders(p *person) {
	t, shop := w.t, w.shopLane("Lamp House")
	to := seqr.Shipping{
		Name: "Balduin Wiedehopf", Street: "77 Zeisiggasse", Postal: "84101", City: "Finkenhausen",
		Email: "order.finch@example.com", Phone: "8015556614",
	}
	r := seqr.OrderRequest{Key: w.key(), Account: p.id, Product: shop.post(shop.lamp()).ID, Shipping: to}
	r.Shipping.Email = "order.finch"
	_, err := w.sys.Shop.Order(w.ctx, r)
	w.hears(err)
	r.Key, r.Shipping = w.key(), to
	o, err := w.sys.Shop.Order(w.ctx, r)
	require.NoError(t, err)
	_, err = w.sys.Payments.Approve(w.ctx, p.sign(p.look(p.order(o.ID).Code), p.pin))
	require.NoError(t, err)
	w.mail.Fail(1, errors.New("mail is down"))
	_, err = w.sys.Shop.Ship(w.ctx, seqr.OrderAction{Key: w.key(), Merchant: shop.merchant.ID, Order: o.ID})
	require.NoError(t, err)
	w.rest()
	_, err = w.sys.Shop.Ship(w.ctx, seqr.OrderAction{Key: w.key(), Merchant: shop.merchant.ID, Order: o.ID})
	w.hears(err)
	sold, err := w.sys.Shop.OrdersAt(w.ctx, shop.merchant.ID, payment.OrderID{}, 1)
	require.NoError(t, err)
	require.Equal(t, "77 Zeisiggasse", sold[0].ShipTo.Street)
	_, mailed := w.mail.Last(to.Email)
	require.True(t, mailed)
}

// belongs shows a membership to a shop that asks for it.
func (w *wary) belongs(p *person, shop *till) {
	t := w.t
	for _, number := range []string{"MEMBERQ88X\x00", "MEMBERQ88X"} {
		_, err := w.sys.Loyalty.Add(w.ctx, seqr.MembershipRequest{Key: w.key(), Account: p.id, Merchant: shop.merchant.ID, Number: number})
		w.hears(err)
	}
	st, err := w.sys.Merchants.Issue(w.ctx, seqr.InvoiceRequest{
		Key: w.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: payment.Draft{Ack: payment.OptionalAcknowledgment, Total: usd("2.00")},
	})
	require.NoError(t, err)
	p.look(shop.code())
	require.Equal(t, "MEMBERQ88X", shop.status(st.Invoice).Member)
	_, err = w.sys.Merchants.Update(w.ctx, seqr.UpdateRequest{
		Key: w.key(), Merchant: shop.merchant.ID, Invoice: st.Invoice, Draft: payment.Draft{Total: usd("1.00"), MemberPrice: true},
	})
	require.NoError(t, err)
	_, err = w.sys.Payments.Approve(w.ctx, p.sign(p.look(shop.code()), p.pin))
	require.NoError(t, err)
}

// sends money with a note, to a friend and to a number that nobody has.
func (w *wary) sends(p, friend *person) {
	t := w.t
	for _, to := range []string{"+18015556615", friend.number} {
		r := seqr.SendRequest{Account: p.id, To: to, Amount: "1.00", Note: "Wachtelgeheimnis"}
		prepared, err := w.sys.Transfers.PrepareSend(w.ctx, r)
		if w.hears(err); err != nil {
			continue
		}
		_, err = w.sys.Transfers.Approve(w.ctx, p.consent(prepared))
		require.NoError(t, err)
	}
	w.mail.Fail(1, errors.New("mail is down"))
	w.rest()
	require.Equal(t, "Wachtelgeheimnis", friend.movements()[0].Note)
}

// asks for money in both directions: one request is paid, one declined.
func (w *wary) asks(p, friend *person) {
	t := w.t
	_, err := w.sys.Transfers.Ask(w.ctx, seqr.AskRequest{Key: w.key(), Account: p.id, Of: "+18015556615", Amount: "1.00", Note: "Drosselwette"})
	w.hears(err)
	asked, err := w.sys.Transfers.Ask(w.ctx, seqr.AskRequest{Key: w.key(), Account: p.id, Of: friend.number, Amount: "1.00", Note: "Drosselwette"})
	require.NoError(t, err)
	seen, err := w.sys.Transfers.AskedFor(w.ctx, friend.id, payment.RequestID{}, 1)
	require.NoError(t, err)
	require.Equal(t, []string{"Quirinus Zwiebelfisch", "Drosselwette"}, []string{seen[0].Name, seen[0].Note})
	prepared, err := w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: friend.id, Request: asked.Requests[0]})
	require.NoError(t, err)
	_, err = w.sys.Transfers.Approve(w.ctx, friend.consent(prepared))
	require.NoError(t, err)
	back, err := w.sys.Transfers.Ask(w.ctx, seqr.AskRequest{Key: w.key(), Account: friend.id, Of: p.number, Amount: "3.00", Note: "Drosselwette"})
	require.NoError(t, err)
	for range 2 {
		_, err = w.sys.Transfers.Decline(w.ctx, seqr.RequestAction{Key: w.key(), Account: p.id, Request: back.Requests[0]})
		w.hears(err)
	}
	w.rest()
}

// touches lets a fingerprint stand in for the PIN, but not for another key's.
func (w *wary) touches(p *person, shop *till) {
	refused := p.enrolment(p.finger())
	refused.PIN = "926037"
	_, err := w.sys.Accounts.EnrolBiometric(w.ctx, refused)
	w.hears(err)
	finger := p.enrolFinger()
	require.NoError(w.t, p.payByFinger(shop, finger, "1.00"))
	w.hears(p.payByFinger(shop, p.finger(), "1.00"))
}

// moves binds another phone, with the code and the PIN.
func (w *wary) moves(p *person) {
	p.allowMove()
	move, _ := p.newPhone("926037")
	_, err := w.sys.Accounts.MoveDevice(w.ctx, move)
	w.hears(err)
	move, key := p.newPhone(p.pin)
	w.moveCode = move.Code
	_, err = w.sys.Accounts.MoveDevice(w.ctx, move)
	require.NoError(w.t, err)
	p.key, p.counter = key, 0
}

// rest lets what failed be tried again.
func (w *wary) rest() {
	_, err := w.sys.Step(w.ctx)
	require.NoError(w.t, err)
	w.clock.Advance(2 * time.Minute)
	w.settle()
}

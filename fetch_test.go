package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// asking is a till whose payments are reversed unless it fetches their result.
func (w *world) asking(name string) *till {
	w.t.Helper()
	t := w.till(name)
	lane, err := w.sys.Merchants.AddLane(w.ctx, seqr.LaneRequest{
		Key: w.key(), Merchant: t.merchant.ID, Location: t.location.ID, Name: "Till that asks", Channel: payment.InStore, MustAsk: true,
	})
	require.NoError(w.t, err)
	t.lane = lane
	return t
}

// paid pays what waits on the till, without looking at the result.
func (p *person) paid(t *till, amount string) payment.InvoiceID {
	p.w.t.Helper()
	inv := t.ask(amount)
	_, err := p.w.sys.Payments.Approve(p.w.ctx, p.sign(p.look(t.code()), p.pin))
	require.NoError(p.w.t, err)
	return inv.Invoice
}

// A payment whose result the till has not fetched 20 s later is reversed, and the payer told; one that was fetched in time stands [PAY-17].
func TestResultThatNobodyFetches(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after     time.Duration
		asks      bool
		state     payment.State
		available string
	}{
		"fetched at once":         {0, true, payment.Paid, "90.00"},
		"fetched after 19.999 s":  {20*time.Second - time.Millisecond, true, payment.Paid, "90.00"},
		"fetched after 20 s":      {20 * time.Second, true, payment.Canceled, "100.00"},
		"never fetched":           {20 * time.Second, false, payment.Canceled, "100.00"},
		"never, and seen in 19 s": {19 * time.Second, false, payment.Paid, "90.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.asking("Corner Grocery"), w.join("Pat Example", "+18015550101")
			inv := pat.paid(shop, "10.00")
			w.clock.Advance(c.after)
			if c.asks {
				require.Equal(t, c.state, shop.status(inv).State)
			} else {
				w.settle()
			}
			require.Equal(t, c.available, pat.available())
			require.Equal(t, c.state == payment.Paid, pat.cashback().Month.Count == 1)
			w.audit()
			if c.state == payment.Paid && c.asks {
				w.pass(1)
			}
			require.Equal(t, c.state, shop.status(inv).State, "for ever")
			w.settle()
			said := w.phone.Messages(pat.number)
			require.Equal(t, c.state == payment.Canceled, said[len(said)-1].Text == "Corner Grocery did not take your payment of 10.00 USD. It was reversed: you have not paid.")
			w.audit()
		})
	}
}

// Other lanes need not ask, and neither does a reservation.
func TestNobodyWaitsForTheResult(t *testing.T) {
	t.Parallel()
	w := quick(t)
	plain, asking, pat := w.till("Corner Grocery"), w.asking("Book Shop"), w.join("Pat Example", "+18015550101")
	inv := pat.paid(plain, "10.00")
	held := pat.reserve(asking, payment.Draft{Mode: payment.ReservationRequired, Total: usd("20.00")})
	require.NoError(t, asking.commit(held, ""))
	w.pass(1)
	require.Equal(t, payment.Paid, plain.status(inv).State)
	require.Equal(t, payment.Paid, asking.status(held.Invoice).State)
	w.audit()
}

// What was refunded in part before is given back as far as it is left, and a reversed payment is not refunded again.
func TestReversedAfterARefund(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.asking("Corner Grocery"), w.join("Pat Example", "+18015550101")
	inv := pat.paid(shop, "10.00")
	refund := func(amount string) error {
		_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: inv, Amount: amount})
		return err
	}
	require.NoError(t, refund("4.00"))
	w.clock.Advance(20 * time.Second)
	w.settle()
	require.Equal(t, "100.00", pat.available())
	require.ErrorIs(t, refund("0.01"), payment.ErrRefundTooMuch)
	w.audit()
}

// The till asks at the moment at which its payment is reversed: PAID for ever, or CANCELED for ever.
func TestFetchedWhileItIsReversed(t *testing.T) {
	t.Parallel()
	g := gated(func(c store.Changes) bool { return len(c.Invoices) > 0 && !c.Invoices[0].FetchedAt.IsZero() })
	w := quickOn(t, g)
	shop, pat := w.asking("Corner Grocery"), w.join("Pat Example", "+18015550101")
	inv := pat.paid(shop, "10.00")
	w.clock.Advance(19 * time.Second)
	var told payment.State
	one, other := g.between(func() error {
		st, err := w.sys.Merchants.Status(w.ctx, shop.merchant.ID, inv)
		told = st.State
		return err
	}, func() error {
		w.clock.Advance(time.Second)
		_, err := w.sys.Step(w.ctx)
		return err
	})
	require.NoError(t, one)
	require.NoError(t, other)
	require.Equal(t, payment.Canceled, told)
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

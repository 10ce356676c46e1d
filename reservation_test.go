package seqr_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// reserve puts a sale on the lane that is reserved, and lets p approve it.
func (p *person) reserve(t *till, d payment.Draft) seqr.InvoiceStatus {
	w := p.w
	w.t.Helper()
	st, err := w.sys.Merchants.Issue(w.ctx, seqr.InvoiceRequest{Key: w.key(), Merchant: t.merchant.ID, Lane: t.lane.ID, Draft: d})
	require.NoError(w.t, err)
	approved, err := w.sys.Payments.Approve(w.ctx, p.sign(p.look(t.code()), p.pin))
	require.NoError(w.t, err)
	require.Equal(w.t, payment.Reserved, approved.State)
	require.Equal(w.t, payment.Reserved, t.status(st.Invoice).State)
	return st
}

func (t *till) commit(inv seqr.InvoiceStatus, amount string) error {
	w := t.w
	_, err := w.sys.Merchants.Commit(w.ctx, seqr.CommitRequest{InvoiceAction: t.action(inv), Amount: amount})
	return err
}

func (t *till) action(inv seqr.InvoiceStatus) seqr.InvoiceAction {
	return seqr.InvoiceAction{Key: t.w.key(), Merchant: t.merchant.ID, Invoice: inv.Invoice}
}

var reserved = payment.Draft{Mode: payment.ReservationRequired, Total: usd("40.00")}

// A reservation uses the limit, is no payment yet, and ends in one of four ways: all is taken, less is taken, it is released, or its time is over.
func TestReservations(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		then      func(*testing.T, *till, seqr.InvoiceStatus)
		available string
		state     payment.State
		debits    []string
	}{
		"all of it":   {func(t *testing.T, s *till, inv seqr.InvoiceStatus) { require.NoError(t, s.commit(inv, "")) }, "60.00", payment.Paid, []string{"40.00"}},
		"to the cent": {func(t *testing.T, s *till, inv seqr.InvoiceStatus) { require.NoError(t, s.commit(inv, "40.00")) }, "60.00", payment.Paid, []string{"40.00"}},
		"less":        {func(t *testing.T, s *till, inv seqr.InvoiceStatus) { require.NoError(t, s.commit(inv, "12.34")) }, "87.66", payment.Paid, []string{"12.34"}},
		"released": {func(t *testing.T, s *till, inv seqr.InvoiceStatus) {
			_, err := s.w.sys.Merchants.Cancel(s.w.ctx, s.action(inv))
			require.NoError(t, err)
		}, "100.00", payment.Canceled, nil},
		"lowered, then all of it": {func(t *testing.T, s *till, inv seqr.InvoiceStatus) {
			_, err := s.w.sys.Merchants.Update(s.w.ctx, seqr.UpdateRequest{Key: s.w.key(), Merchant: s.merchant.ID, Invoice: inv.Invoice, Draft: payment.Draft{Total: usd("30.00")}})
			require.NoError(t, err)
			s.w.audit()
			require.ErrorIs(t, s.commit(inv, "30.01"), payment.ErrAmount)
			require.NoError(t, s.commit(inv, ""))
		}, "70.00", payment.Paid, []string{"30.00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			held := pat.reserve(shop, reserved)
			require.Equal(t, "60.00", pat.available())
			require.Zero(t, pat.cashback().Month.Count)
			list, err := w.sys.Payments.Receipts(w.ctx, pat.id, payment.PaymentID{}, 10)
			require.NoError(t, err)
			require.Empty(t, list, "no receipt before it is paid")
			w.pass(3)
			require.Empty(t, w.debits())
			w.audit()
			story.then(t, shop, held)
			require.Equal(t, story.available, pat.available())
			require.Equal(t, story.state, shop.status(held.Invoice).State)
			require.Equal(t, int64(len(story.debits)), pat.cashback().Month.Count)
			w.audit()
			require.Error(t, shop.commit(held, ""))
			w.pass(7)
			require.Equal(t, story.debits, w.debits())
			require.Equal(t, "100.00", pat.available())
			w.audit()
		})
	}
}

// A reservation that nobody commits lapses after seven days, or after as long as the merchant asked for, and the limit is back.
func TestReservationLapses(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		draft payment.Draft
		after time.Duration
	}{
		"by default":        {reserved, 7 * 24 * time.Hour},
		"as the shop wants": {payment.Draft{Mode: payment.ReservationRequired, Total: usd("40.00"), HoldFor: time.Hour}, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			held := pat.reserve(shop, story.draft)
			w.clock.Advance(story.after - time.Microsecond)
			w.settle()
			require.Equal(t, "60.00", pat.available())
			w.clock.Advance(time.Microsecond)
			require.ErrorIs(t, shop.commit(held, ""), payment.ErrNotReserved)
			w.settle()
			require.Equal(t, payment.Expired, shop.status(held.Invoice).State)
			require.Equal(t, "100.00", pat.available())
			w.audit()
		})
	}
}

// A reservation counts against the limit like a payment [LIM-2]: what is held cannot be spent, and what is committed is not checked again.
func TestReservedIsSpent(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	held := pat.reserve(shop, payment.Draft{Mode: payment.ReservationDesired, Total: usd("100.00")})
	_, err := pat.pay(shop, "0.01")
	require.Equal(t, &seqr.LimitError{Needed: usd("0.01"), Available: usd("0.00")}, err)
	require.NoError(t, shop.commit(held, "99.99"))
	pat.mustPay(shop, "0.01")
	w.audit()
}

// overtaken is a store in which something happens just after what is overdue was listed.
type overtaken struct {
	store.Store
	then func()
}

func (s *overtaken) ExpiredInvoices(ctx context.Context, market string, now time.Time, after payment.InvoiceID, limit int) ([]payment.Invoice, error) {
	list, err := s.Store.ExpiredInvoices(ctx, market, now, after, limit)
	if then := s.then; then != nil && len(list) > 0 {
		s.then = nil
		then()
	}
	return list, err
}

// A payer reserves in the last moment, while another process already takes the invoice for expired: the reservation still lapses in its time.
func TestReservedWhileExpiring(t *testing.T) {
	t.Parallel()
	hook := &overtaken{Store: memory.New()}
	w := quickOn(t, hook)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	st, err := w.sys.Merchants.Issue(w.ctx, seqr.InvoiceRequest{Key: w.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: reserved})
	require.NoError(t, err)
	w.clock.Advance(30*time.Minute - time.Second)
	r := pat.sign(pat.look(shop.code()), pat.pin)
	w.clock.Advance(time.Second)
	hook.then = func() {
		w.clock.Advance(-time.Microsecond) // the approval began before
		_, err := w.sys.Payments.Approve(w.ctx, r)
		require.NoError(t, err)
		w.clock.Advance(time.Microsecond)
	}
	w.settle()
	require.Equal(t, payment.Reserved, shop.status(st.Invoice).State)
	require.Equal(t, "60.00", pat.available())
	w.clock.Advance(7 * 24 * time.Hour)
	w.settle()
	require.Equal(t, payment.Expired, shop.status(st.Invoice).State)
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

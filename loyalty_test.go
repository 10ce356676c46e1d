package seqr_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/payment"
)

func (p *person) joins(t *till, number string) {
	p.w.t.Helper()
	_, err := p.w.sys.Loyalty.Add(p.w.ctx, seqr.MembershipRequest{Key: p.w.key(), Account: p.id, Merchant: t.merchant.ID, Number: number})
	require.NoError(p.w.t, err)
}

// A member's scan tells the merchant the number in its own programme; it lowers the amount, and that is what is
// approved: what was shown before is not [LOY-1, LOY-2, PAY-5].
func TestMembershipLowersTheAmount(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, other := w.till("Corner Grocery"), w.till("Book Shop")
	pat := w.join("Pat Example", "+18015550101")
	pat.joins(shop, "CARD-7")
	pat.joins(other, "BOOK-9")
	st, err := w.sys.Merchants.Issue(w.ctx, seqr.InvoiceRequest{
		Key: w.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: payment.Draft{Ack: payment.OptionalAcknowledgment, Total: usd("10.00")},
	})
	require.NoError(t, err)
	require.Empty(t, shop.status(st.Invoice).Member)
	waiting := pat.look(shop.code())
	require.Equal(t, payment.PendingAcknowledge, waiting.Bill.State)
	asked := shop.status(st.Invoice)
	require.Equal(t, payment.PendingAcknowledge, asked.State)
	require.Equal(t, "CARD-7", asked.Member)

	_, err = w.sys.Merchants.Update(w.ctx, seqr.UpdateRequest{
		Key: w.key(), Merchant: shop.merchant.ID, Invoice: st.Invoice, Draft: payment.Draft{Total: usd("9.00"), MemberPrice: true},
	})
	require.NoError(t, err)
	seen := pat.look(shop.code())
	require.True(t, seen.Bill.Member)
	require.Equal(t, "9.00", seen.Bill.Total.Format())
	old := seen
	old.Message.Amount, old.Message.Revision = usd("10.00"), 1
	_, err = w.sys.Payments.Approve(w.ctx, pat.sign(old, pat.pin))
	require.Error(t, err, "the amount before is not what is shown")
	_, err = w.sys.Payments.Approve(w.ctx, pat.sign(pat.look(shop.code()), pat.pin))
	require.NoError(t, err)
	require.Equal(t, "91.00", pat.available())
	require.Empty(t, shop.status(st.Invoice).Member, "forgotten when the invoice has ended")
	w.audit()
}

// Who is no member of this merchant's programme pays at once, and no other programme's number is passed on [LOY-2].
func TestNoOtherMembershipIsPassed(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, other := w.till("Corner Grocery"), w.till("Book Shop")
	pat := w.join("Pat Example", "+18015550101")
	pat.joins(other, "BOOK-9")
	for _, ack := range []payment.Acknowledgment{payment.NoAcknowledgment, payment.OptionalAcknowledgment, payment.RequireAcknowledgment} {
		st, err := w.sys.Merchants.Issue(w.ctx, seqr.InvoiceRequest{
			Key: w.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: payment.Draft{Ack: ack, Total: usd("10.00")},
		})
		require.NoError(t, err)
		pat.look(shop.code())
		status := shop.status(st.Invoice)
		require.Equal(t, ack == payment.RequireAcknowledgment, status.State == payment.PendingAcknowledge)
		require.Empty(t, status.Member)
	}
	w.audit()
}

// Numbers are replaced and removed, and kept sealed.
func TestMembershipsAreTheOwners(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.joins(shop, "CARD-7")
	pat.joins(shop, "CARD-8")
	list, err := w.sys.Loyalty.List(w.ctx, pat.id)
	require.NoError(t, err)
	require.Equal(t, []seqr.MembershipView{{Merchant: shop.merchant.ID, Name: "Corner Grocery", Number: "CARD-8"}}, list)
	_, err = w.sys.Loyalty.Remove(w.ctx, seqr.RemoveMembershipRequest{Key: w.key(), Account: pat.id, Merchant: shop.merchant.ID})
	require.NoError(t, err)
	list, err = w.sys.Loyalty.List(w.ctx, pat.id)
	require.NoError(t, err)
	require.Empty(t, list)
	kept, err := json.Marshal(w.store.(*watched).commits)
	require.NoError(t, err)
	require.NotContains(t, string(kept), "CARD-")
	w.audit()
}

package seqr_test

import (
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/payment"
)

func (e *echo) agent(of account.ID) func(seqr.Key) seqr.SupportRequest {
	return func(k seqr.Key) seqr.SupportRequest {
		r := e.world.help(of)
		r.Key = k
		return r
	}
}

// promotes publishes an offer, which a payment without the item's code does not trigger, and which customer service
// grants while the payer is blocked; and makes the payer a member.
func (e *echo) promotes(p *person, t *till) {
	r := t.promise()
	o := twice(e, "Offers.Publish", func(k seqr.Key) (cashback.Offer, error) {
		r.Key = k
		return e.sys.Offers.Publish(e.ctx, r)
	})
	bought := p.paysFor(t, item("tea", "3.00"))
	p.block(account.Other)
	twice(e, "Support.GrantOffer", func(k seqr.Key) (cashback.Reward, error) {
		return e.sys.Support.GrantOffer(e.ctx, seqr.GrantRequest{SupportRequest: e.agent(p.id)(k), Offer: o.ID, Payment: bought})
	})
	n := twice(e, "Support.ReleaseRewards", func(k seqr.Key) (int, error) {
		return e.sys.Support.ReleaseRewards(e.ctx, e.agent(p.id)(k))
	})
	require.Equal(e.t, 1, n, "decided again, and held again")
	_, err := e.sys.Support.Unblock(e.ctx, e.world.help(p.id), account.Other)
	require.NoError(e.t, err)
	e.settle()
	require.Equal(e.t, cashback.RewardPaid, p.rewards()[0].State)
	twice(e, "Offers.Withdraw", func(k seqr.Key) (cashback.Offer, error) {
		return e.sys.Offers.Withdraw(e.ctx, seqr.WithdrawOfferRequest{Key: k, Offer: o.ID})
	})
	twice(e, "Loyalty.Add", func(k seqr.Key) (payment.MembershipID, error) {
		return e.sys.Loyalty.Add(e.ctx, seqr.MembershipRequest{Key: k, Account: p.id, Merchant: t.merchant.ID, Number: "CARD-7"})
	})
	twice(e, "Loyalty.Remove", func(k seqr.Key) (payment.MembershipID, error) {
		return e.sys.Loyalty.Remove(e.ctx, seqr.RemoveMembershipRequest{Key: k, Account: p.id, Merchant: t.merchant.ID})
	})
}

// sells posts a product of which two are ordered: one is sent, one canceled.
func (e *echo) sells(p *person) {
	t := e.shopLane("Lamp House")
	r := t.lamp()
	r.Price, r.Shipping, r.Tax = "2.00", "", ""
	lamp := twice(e, "Shop.Post", func(k seqr.Key) (payment.Product, error) {
		r.Key = k
		return e.sys.Shop.Post(e.ctx, r)
	})
	var orders []payment.OrderID
	for range 2 {
		o := twice(e, "Shop.Order", func(k seqr.Key) (payment.Order, error) {
			return e.sys.Shop.Order(e.ctx, seqr.OrderRequest{Key: k, Account: p.id, Product: lamp.ID, Shipping: home()})
		})
		_, err := e.sys.Payments.Approve(e.ctx, p.sign(p.look(p.order(o.ID).Code), p.pin))
		require.NoError(e.t, err)
		orders = append(orders, o.ID)
	}
	action := func(k seqr.Key, o payment.OrderID) seqr.OrderAction {
		return seqr.OrderAction{Key: k, Merchant: t.merchant.ID, Order: o}
	}
	twice(e, "Shop.Ship", func(k seqr.Key) (payment.OrderState, error) { return e.sys.Shop.Ship(e.ctx, action(k, orders[0])) })
	twice(e, "Shop.Cancel", func(k seqr.Key) (payment.OrderState, error) { return e.sys.Shop.Cancel(e.ctx, action(k, orders[1])) })
	twice(e, "Shop.Withdraw", func(k seqr.Key) (payment.Product, error) {
		return e.sys.Shop.Withdraw(e.ctx, seqr.WithdrawProductRequest{Key: k, Merchant: t.merchant.ID, Product: lamp.ID})
	})
}

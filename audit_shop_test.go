package seqr_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// promoted is a world in which rewards were paid and granted, and orders sent, canceled and left.
func promoted(t *testing.T) *world {
	w := quick(t)
	shop, pat := w.shopLane("Lamp House"), w.join("Pat Example", "+18015550101")
	r := shop.promise()
	r.Stock, r.Once = 5, true
	r.Codes = []string{"LAMP-1"}
	o := shop.publish(r)
	r.Key, r.Stock, r.Once, r.Amount, r.Percent, r.Codes = w.key(), 0, false, "", "10", []string{"other"}
	other := shop.publish(r)
	lamp := shop.lamp()
	lamp.Price = "10.00"
	p := shop.post(lamp)
	sent, canceled := pat.mustOrder(p.ID), pat.mustOrder(p.ID)
	w.settle()
	require.Len(t, pat.rewards(), 1)
	paid := pat.order(canceled.ID).Payment
	_, err := w.sys.Support.GrantOffer(w.ctx, seqr.GrantRequest{SupportRequest: w.help(pat.id), Offer: other.ID, Payment: paid, Amount: "1.00"})
	require.NoError(t, err)
	for _, do := range []struct {
		f func() error
	}{
		{func() error {
			_, err := w.sys.Shop.Ship(w.ctx, seqr.OrderAction{Key: w.key(), Merchant: shop.merchant.ID, Order: sent.ID})
			return err
		}},
		{func() error {
			_, err := w.sys.Shop.Cancel(w.ctx, seqr.OrderAction{Key: w.key(), Merchant: shop.merchant.ID, Order: canceled.ID})
			return err
		}},
	} {
		require.NoError(t, do.f())
	}
	pat.orders(p.ID)
	w.settle()
	require.NotEqual(t, o.ID, other.ID)
	w.audit()
	return w
}

// Every rule about rewards and orders can fail.
func TestEveryRuleAboutRewardsAndOrdersCanFail(t *testing.T) {
	t.Parallel()
	w := promoted(t)
	earned := func(r cashback.Reward) bool { return !r.Granted }
	limited := func(o cashback.Offer) bool { return o.Stock > 0 }
	in := func(s payment.OrderState) func(payment.Order) bool {
		return func(o payment.Order) bool { return o.State == s }
	}
	benefit := func(p ledger.Posting) bool { return p.Transfer.Purpose == ledger.OfferBenefit }
	sold := func(p payment.Payment) bool { return true }
	for name, c := range map[string]struct {
		rule string
		m    mutated
	}{
		"a reward of another amount":    {"reward", mutated{reward: once(earned, func(r *cashback.Reward) { r.Amount = usd("2.01") })}},
		"an offer that promised less":   {"reward", mutated{offer: once(limited, func(o *cashback.Offer) { o.Benefit.Amount = usd("1.00") })}},
		"a reward of no offer":          {"reward", mutated{reward: once(earned, func(r *cashback.Reward) { r.Offer = cashback.OfferID{UUID: newUUID()} })}},
		"a reward of no payment":        {"reward", mutated{reward: once(earned, func(r *cashback.Reward) { r.Payment = payment.PaymentID{UUID: newUUID()} })}},
		"a reward of another's payment": {"reward", mutated{reward: once(earned, func(r *cashback.Reward) { r.Payer = account.ID{UUID: newUUID()} })}},
		"an offer that had ended":       {"reward", mutated{offer: once(limited, func(o *cashback.Offer) { o.Ends = o.Starts.Add(-2 * time.Hour) })}},
		"an offer that began later":     {"reward", mutated{offer: once(limited, func(o *cashback.Offer) { o.Starts = o.Starts.Add(time.Hour) })}},
		"an offer of another place":     {"reward", mutated{offer: once(limited, func(o *cashback.Offer) { o.Location = payment.LocationID{UUID: newUUID()} })}},
		"an offer for another item":     {"reward", mutated{offer: once(limited, func(o *cashback.Offer) { o.Codes = []string{"vase"} })}},
		"one payment rewarded twice": {"reward", mutated{reward: func(r *cashback.Reward) {
			r.Offer, r.Payment = cashback.OfferID{UUID: uuid.UUID{1}}, payment.PaymentID{}
		}}},
		"more than was paid":                {"reward", mutated{reward: once(func(r cashback.Reward) bool { return r.Granted }, func(r *cashback.Reward) { r.Amount = usd("10.01") })}},
		"paid and not in the book":          {"reward", mutated{posting: func(p *ledger.Posting) { rename(p, benefit) }}},
		"paid and never sent":               {"reward", mutated{payout: func(p *ach.Payout) { p.State = ach.PayoutReturned }}},
		"sent for another sum":              {"reward", mutated{payout: func(p *ach.Payout) { p.Amount = usd("0.99") }}},
		"held, and money left":              {"reward", mutated{reward: once(earned, func(r *cashback.Reward) { r.State = cashback.RewardHeld })}},
		"a benefit for nothing":             {"reward", mutated{posting: func(p *ledger.Posting) { p.Transfer.Subject = uuid.UUID{1} }}},
		"an offer's stock":                  {"offer stock", mutated{offer: once(limited, func(o *cashback.Offer) { o.Left++ })}},
		"a product's stock":                 {"product stock", mutated{product: func(p *payment.Product) { p.Left++ }}},
		"an order of another product":       {"order", mutated{order: once(in(payment.OrderShipped), func(o *payment.Order) { o.Product = payment.ProductID{UUID: newUUID()} })}},
		"an order at another price":         {"order", mutated{order: once(in(payment.OrderShipped), func(o *payment.Order) { o.Price = usd("9.99") })}},
		"an order of somebody else":         {"order", mutated{order: once(in(payment.OrderShipped), func(o *payment.Order) { o.Payer = account.ID{UUID: newUUID()} })}},
		"an order that nobody paid":         {"order", mutated{order: once(in(payment.OrderPlaced), func(o *payment.Order) { o.State = payment.OrderPaid })}},
		"an order that was paid and lapsed": {"order", mutated{order: once(in(payment.OrderShipped), func(o *payment.Order) { o.State = payment.OrderLapsed })}},
		"canceled and not given back":       {"order", mutated{order: once(in(payment.OrderShipped), func(o *payment.Order) { o.State = payment.OrderCanceled })}},
		"given back and not canceled":       {"order", mutated{order: once(in(payment.OrderCanceled), func(o *payment.Order) { o.State = payment.OrderPaid })}},
		"an order in no state":              {"order", mutated{order: once(in(payment.OrderPlaced), func(o *payment.Order) { o.State = "lost" })}},
		"an order whose payment is gone":    {"order", mutated{payment: once(sold, func(p *payment.Payment) { p.ID = payment.PaymentID{UUID: newUUID()} })}},
	} {
		t.Run(name, func(t *testing.T) {
			c.m.Reader = w.store
			report, err := audit.Run(w.ctx, c.m, w.programmes())
			require.NoError(t, err)
			var rules []string
			for _, f := range report.Findings {
				rules = append(rules, f.Rule)
			}
			require.Contains(t, rules, c.rule)
		})
	}
}

// rename calls what an offer cost something else.
func rename(p *ledger.Posting, is func(ledger.Posting) bool) {
	if is(*p) {
		p.Transfer.Purpose = ledger.Withdrawal
	}
}

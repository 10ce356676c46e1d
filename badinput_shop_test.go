package seqr_test

import (
	"context"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

func badOffers(c *cast) map[string][]bad {
	return map[string][]bad{"Publish": badPublish(c), "Withdraw": badWithdrawOffer(c)}
}

func badPublish(c *cast) []bad {
	publish := func(change func(*seqr.OfferRequest)) func(seqr.Key) error {
		r := c.shop.promise()
		change(&r)
		return func(k seqr.Key) error {
			r.Key = k
			_, err := c.sys.Offers.Publish(c.ctx, r)
			return err
		}
	}
	now := func(f func(*seqr.OfferRequest)) func() error { return func() error { return publish(f)(c.key()) } }
	var cases []bad
	for what, b := range map[string]struct {
		change func(*seqr.OfferRequest)
		want   error
	}{
		"no title":                   {func(r *seqr.OfferRequest) { r.Title = " " }, payment.ErrName},
		"a title of 256 characters":  {func(r *seqr.OfferRequest) { r.Title = strings.Repeat("x", 256) }, payment.ErrText},
		"a text that turns the line": {func(r *seqr.OfferRequest) { r.Text = "a\u202eb" }, payment.ErrText},
		"no code":                    {func(r *seqr.OfferRequest) { r.Codes = nil }, cashback.ErrOffer},
		"an empty code":              {func(r *seqr.OfferRequest) { r.Codes = []string{cola, " "} }, cashback.ErrOffer},
		"101 codes":                  {func(r *seqr.OfferRequest) { r.Codes = make([]string, 101) }, cashback.ErrOffer},
		"nothing given":              {func(r *seqr.OfferRequest) { r.Amount = "" }, cashback.ErrBenefit},
		"an amount and a percentage": {func(r *seqr.OfferRequest) { r.Percent = "5" }, cashback.ErrBenefit},
		"0.00":                       {func(r *seqr.OfferRequest) { r.Amount = "0.00" }, cashback.ErrBenefit},
		"-1.00":                      {func(r *seqr.OfferRequest) { r.Amount = "-1.00" }, cashback.ErrBenefit},
		"no amount that is one":      {func(r *seqr.OfferRequest) { r.Amount = "two" }, money.ErrFormat},
		"100.1 %":                    {func(r *seqr.OfferRequest) { r.Amount, r.Percent = "", "100.1" }, cashback.ErrBenefit},
		"-5 %":                       {func(r *seqr.OfferRequest) { r.Amount, r.Percent = "", "-5" }, cashback.ErrBenefit},
		"a percentage of a novel":    {func(r *seqr.OfferRequest) { r.Amount, r.Percent = "", "1e100000000" }, cashback.ErrBenefit},
		"no percentage that is one":  {func(r *seqr.OfferRequest) { r.Amount, r.Percent = "", "five" }, cashback.ErrBenefit},
		"no end":                     {func(r *seqr.OfferRequest) { r.Ends = time.Time{} }, cashback.ErrOffer},
		"over before it begins":      {func(r *seqr.OfferRequest) { r.Ends = c.clock.Now() }, cashback.ErrOffer},
		"a stock below zero":         {func(r *seqr.OfferRequest) { r.Stock = -1 }, cashback.ErrOffer},
		"another merchant's place":   {func(r *seqr.OfferRequest) { r.Location = c.other.location.ID }, payment.ErrForeign},
	} {
		cases = append(cases, refused(what, now(b.change), b.want, seqr.Invalid))
	}
	return append(append(cases, shapes(publish(func(*seqr.OfferRequest) {}))...),
		refused("unknown merchant", now(func(r *seqr.OfferRequest) { r.Merchant = payment.MerchantID{UUID: newUUID()} }), store.ErrNotFound, seqr.NotFound),
		refused("unknown place", now(func(r *seqr.OfferRequest) { r.Location = payment.LocationID{UUID: newUUID()} }), store.ErrNotFound, seqr.NotFound),
		c.reused(publish(func(*seqr.OfferRequest) {}), publish(func(r *seqr.OfferRequest) { r.Amount = "3.00" })),
	)
}

func badWithdrawOffer(c *cast) []bad {
	withdraw := func(id cashback.OfferID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Offers.Withdraw(c.ctx, seqr.WithdrawOfferRequest{Key: k, Offer: id})
			return err
		}
	}
	runs, gone := c.shop.publish(c.shop.promise()), c.shop.publish(c.shop.promise())
	require.NoError(c.t, withdraw(gone.ID)(c.key()))
	return append(shapes(withdraw(runs.ID)),
		refused("unknown", func() error { return withdraw(cashback.OfferID{UUID: newUUID()})(c.key()) }, store.ErrNotFound, seqr.NotFound),
		refused("ended", func() error { return withdraw(gone.ID)(c.key()) }, cashback.ErrWithdrawn, seqr.State),
		c.reused(withdraw(c.shop.publish(c.shop.promise()).ID), withdraw(runs.ID)),
	)
}

func badGrant(c *cast) []bad {
	t := c.till("Grant Shop")
	fixed := t.publish(t.promise())
	part := t.promise()
	part.Amount, part.Percent = "", "10"
	percent := t.publish(part)
	elsewhere := c.shop.publish(c.shop.promise())
	plain, coded, back := c.pat.paysFor(t, item("bread", "5.00")), c.pat.paysFor(t, item(cola, "5.00")), c.pat.paysFor(t, item("bread", "4.00"))
	p, err := c.store.Payment(c.ctx, back)
	require.NoError(c.t, err)
	_, err = c.sys.Merchants.Refund(c.ctx, seqr.RefundRequest{Key: c.key(), Merchant: t.merchant.ID, Invoice: p.Invoice, Amount: "4.00"})
	require.NoError(c.t, err)
	c.settle()
	grant := func(o cashback.OfferID, id payment.PaymentID, amount string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			help := c.help(c.pat.id)
			help.Key = k
			_, err := c.sys.Support.GrantOffer(c.ctx, seqr.GrantRequest{SupportRequest: help, Offer: o, Payment: id, Amount: amount})
			return err
		}
	}
	now := func(f func(seqr.Key) error) func() error { return func() error { return f(c.key()) } }
	nobodys := seqr.GrantRequest{SupportRequest: seqr.SupportRequest{Account: c.pat.id, Why: "asked"}, Offer: fixed.ID, Payment: plain}
	another := seqr.GrantRequest{SupportRequest: c.help(c.sam.id), Offer: fixed.ID, Payment: plain}
	return append(shapes(grant(fixed.ID, plain, "")),
		refused("no agent", func() error { nobodys.Key = c.key(); _, err := c.sys.Support.GrantOffer(c.ctx, nobodys); return err }, account.ErrAction, seqr.Invalid),
		refused("another's payment", func() error { _, err := c.sys.Support.GrantOffer(c.ctx, another); return err }, payment.ErrNotFound, seqr.NotFound),
		refused("unknown payment", now(grant(fixed.ID, payment.PaymentID{UUID: newUUID()}, "")), payment.ErrNotFound, seqr.NotFound),
		refused("unknown offer", now(grant(cashback.OfferID{UUID: newUUID()}, plain, "")), store.ErrNotFound, seqr.NotFound),
		refused("another merchant's offer", now(grant(elsewhere.ID, plain, "")), cashback.ErrNotCovered, seqr.State),
		refused("given back", now(grant(fixed.ID, back, "")), cashback.ErrNotCovered, seqr.State),
		refused("rewarded before", now(grant(fixed.ID, coded, "")), cashback.ErrRewarded, seqr.State),
		refused("a percentage of nothing", now(grant(percent.ID, plain, "")), seqr.ErrRequest, seqr.Invalid),
		refused("more than was paid", now(grant(percent.ID, plain, "5.01")), payment.ErrAmount, seqr.Invalid),
		refused("-1.00", now(grant(fixed.ID, plain, "-1.00")), payment.ErrAmount, seqr.Invalid),
		refused("no amount that is one", now(grant(fixed.ID, plain, "two")), money.ErrFormat, seqr.Invalid),
	)
}

func badRelease(c *cast) []bad {
	release := func(of account.ID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			help := c.help(of)
			help.Key = k
			_, err := c.sys.Support.ReleaseRewards(c.ctx, help)
			return err
		}
	}
	return append(shapes(release(c.pat.id)),
		refused("nothing held", func() error { return release(c.lee.id)(c.key()) }, cashback.ErrNotHeld, seqr.State),
		refused("unknown account", func() error { return release(nobody())(c.key()) }, store.ErrNotFound, seqr.NotFound),
	)
}

func badShop(c *cast) map[string][]bad {
	t := c.shopLane("Lamp House")
	return map[string][]bad{
		"Post": badPost(c, t), "Withdraw": badWithdrawProduct(c, t), "Order": badOrder(c, t),
		"Ship": badOrderAction(c, t, c.sys.Shop.Ship), "Cancel": badOrderAction(c, t, c.sys.Shop.Cancel),
	}
}

func badPost(c *cast, t *till) []bad {
	post := func(change func(*seqr.ProductRequest)) func(seqr.Key) error {
		r := t.lamp()
		change(&r)
		return func(k seqr.Key) error {
			r.Key = k
			_, err := c.sys.Shop.Post(c.ctx, r)
			return err
		}
	}
	now := func(f func(*seqr.ProductRequest)) func() error { return func() error { return post(f)(c.key()) } }
	var cases []bad
	for what, b := range map[string]struct {
		change func(*seqr.ProductRequest)
		want   error
	}{
		"no title":                   {func(r *seqr.ProductRequest) { r.Title = "" }, payment.ErrName},
		"a text of 2,001 characters": {func(r *seqr.ProductRequest) { r.Text = strings.Repeat("x", 2001) }, payment.ErrText},
		"no terms of delivery":       {func(r *seqr.ProductRequest) { r.Delivery = " " }, payment.ErrDelivery},
		"no price":                   {func(r *seqr.ProductRequest) { r.Price = "" }, payment.ErrAmount},
		"0.00":                       {func(r *seqr.ProductRequest) { r.Price = "0.00" }, payment.ErrAmount},
		"1,000,000.00":               {func(r *seqr.ProductRequest) { r.Price = "1000000.00" }, payment.ErrAmount},
		"tax below zero":             {func(r *seqr.ProductRequest) { r.Tax = "-0.01" }, payment.ErrAmount},
		"shipping that is the price": {func(r *seqr.ProductRequest) { r.Shipping = "24.90" }, payment.ErrAmount},
		"no price that is one":       {func(r *seqr.ProductRequest) { r.Price = "cheap" }, money.ErrFormat},
		"no end":                     {func(r *seqr.ProductRequest) { r.Ends = time.Time{} }, payment.ErrSale},
		"over before it begins":      {func(r *seqr.ProductRequest) { r.Ends = c.clock.Now() }, payment.ErrSale},
		"a stock below zero":         {func(r *seqr.ProductRequest) { r.Stock = -1 }, payment.ErrSale},
		"a lane of a store":          {func(r *seqr.ProductRequest) { r.Merchant, r.Lane = c.shop.merchant.ID, c.shop.lane.ID }, payment.ErrChannel},
	} {
		cases = append(cases, refused(what, now(b.change), b.want, seqr.Invalid))
	}
	return append(append(cases, shapes(post(func(*seqr.ProductRequest) {}))...),
		refused("another merchant's lane", now(func(r *seqr.ProductRequest) { r.Lane = c.other.lane.ID }), payment.ErrNotFound, seqr.NotFound),
		refused("unknown lane", now(func(r *seqr.ProductRequest) { r.Lane = payment.LaneID{UUID: newUUID()} }), store.ErrNotFound, seqr.NotFound),
		refused("unknown merchant", now(func(r *seqr.ProductRequest) { r.Merchant = payment.MerchantID{UUID: newUUID()} }), store.ErrNotFound, seqr.NotFound),
		c.reused(post(func(*seqr.ProductRequest) {}), post(func(r *seqr.ProductRequest) { r.Price = "25.00" })),
	)
}

func badWithdrawProduct(c *cast, t *till) []bad {
	withdraw := func(m payment.MerchantID, id payment.ProductID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Shop.Withdraw(c.ctx, seqr.WithdrawProductRequest{Key: k, Merchant: m, Product: id})
			return err
		}
	}
	mine, on, gone := t.merchant.ID, t.post(t.lamp()), t.post(t.lamp())
	require.NoError(c.t, withdraw(mine, gone.ID)(c.key()))
	return append(shapes(withdraw(mine, on.ID)),
		refused("another merchant's", func() error { return withdraw(c.other.merchant.ID, on.ID)(c.key()) }, payment.ErrNotFound, seqr.NotFound),
		refused("unknown", func() error { return withdraw(mine, payment.ProductID{UUID: newUUID()})(c.key()) }, store.ErrNotFound, seqr.NotFound),
		refused("ended", func() error { return withdraw(mine, gone.ID)(c.key()) }, payment.ErrNotOnSale, seqr.State),
		c.reused(withdraw(mine, t.post(t.lamp()).ID), withdraw(mine, on.ID)),
	)
}

func badOrder(c *cast, t *till) []bad {
	order := func(of account.ID, id payment.ProductID, to seqr.Shipping) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Shop.Order(c.ctx, seqr.OrderRequest{Key: k, Account: of, Product: id, Shipping: to})
			return err
		}
	}
	now := func(f func(seqr.Key) error) func() error { return func() error { return f(c.key()) } }
	p := t.post(t.lamp()).ID
	without := func(change func(*seqr.Shipping)) func() error {
		to := home()
		change(&to)
		return now(order(c.pat.id, p, to))
	}
	var cases []bad
	for what, change := range map[string]func(*seqr.Shipping){
		"no name":                func(s *seqr.Shipping) { s.Name = " " },
		"no street":              func(s *seqr.Shipping) { s.Street = "" },
		"no postal code":         func(s *seqr.Shipping) { s.Postal = "" },
		"no city":                func(s *seqr.Shipping) { s.City = "" },
		"no mail address":        func(s *seqr.Shipping) { s.Email = "pat" },
		"a street of a novel":    func(s *seqr.Shipping) { s.Street = strings.Repeat("x", 256) },
		"a name that turns":      func(s *seqr.Shipping) { s.Name = "a\u202eb" },
		"a phone with a control": func(s *seqr.Shipping) { s.Phone = "1\x00" },
	} {
		cases = append(cases, refused(what, without(change), payment.ErrShipping, seqr.Invalid))
	}
	return append(append(cases, shapes(order(c.pat.id, p, home()))...),
		refused("unknown product", now(order(c.pat.id, payment.ProductID{UUID: newUUID()}, home())), payment.ErrNotFound, seqr.NotFound),
		refused("unknown account", now(order(nobody(), p, home())), store.ErrNotFound, seqr.NotFound),
		refused("blocked", now(order(c.sam.id, p, home())), account.ErrBlocked, seqr.Denied),
		refused("closed", now(order(c.kim.id, p, home())), account.ErrClosed, seqr.State),
		c.reused(order(c.pat.id, p, home()), order(c.pat.id, p, seqr.Shipping{Name: "Another", Street: "1", Postal: "1", City: "1"})),
	)
}

func badOrderAction(c *cast, t *till, do func(context.Context, seqr.OrderAction) (payment.OrderState, error)) []bad {
	r := t.lamp()
	r.Price, r.Shipping, r.Tax = "1.00", "", ""
	p := t.post(r)
	sent, paid := c.pat.mustOrder(p.ID), c.pat.mustOrder(p.ID)
	placed, _ := c.pat.orders(t.post(t.lamp()).ID)
	act := func(m payment.MerchantID, id payment.OrderID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := do(c.ctx, seqr.OrderAction{Key: k, Merchant: m, Order: id})
			return err
		}
	}
	mine := t.merchant.ID
	_, err := c.sys.Shop.Ship(c.ctx, seqr.OrderAction{Key: c.key(), Merchant: mine, Order: sent.ID})
	require.NoError(c.t, err)
	c.settle()
	return append(shapes(act(mine, paid.ID)),
		refused("another merchant's", func() error { return act(c.other.merchant.ID, paid.ID)(c.key()) }, payment.ErrNotFound, seqr.NotFound),
		refused("unknown", func() error { return act(mine, payment.OrderID{UUID: newUUID()})(c.key()) }, payment.ErrNotFound, seqr.NotFound),
		refused("not paid", func() error { return act(mine, placed.ID)(c.key()) }, payment.ErrNotFound, seqr.NotFound),
		refused("sent", func() error { return act(mine, sent.ID)(c.key()) }, payment.ErrOrderState, seqr.State),
	)
}

func badLoyalty(c *cast) map[string][]bad {
	add := func(of account.ID, m payment.MerchantID, number string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Loyalty.Add(c.ctx, seqr.MembershipRequest{Key: k, Account: of, Merchant: m, Number: number})
			return err
		}
	}
	remove := func(of account.ID, m payment.MerchantID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Loyalty.Remove(c.ctx, seqr.RemoveMembershipRequest{Key: k, Account: of, Merchant: m})
			return err
		}
	}
	now := func(f func(seqr.Key) error) func() error { return func() error { return f(c.key()) } }
	mine := c.shop.merchant.ID
	return map[string][]bad{
		"Add": append(shapes(add(c.pat.id, mine, "7")),
			refused("no number", now(add(c.pat.id, mine, " ")), payment.ErrMembership, seqr.Invalid),
			refused("65 characters", now(add(c.pat.id, mine, strings.Repeat("7", 65))), payment.ErrMembership, seqr.Invalid),
			refused("no merchant", now(add(c.pat.id, payment.MerchantID{}, "7")), payment.ErrID, seqr.Invalid),
			refused("unknown merchant", now(add(c.pat.id, payment.MerchantID{UUID: newUUID()}, "7")), store.ErrNotFound, seqr.NotFound),
			refused("unknown account", now(add(nobody(), mine, "7")), store.ErrNotFound, seqr.NotFound),
			refused("closed", now(add(c.kim.id, mine, "7")), account.ErrClosed, seqr.State),
			c.reused(add(c.pat.id, mine, "7"), add(c.pat.id, mine, "8")),
		),
		"Remove": append(shapes(remove(c.pat.id, mine)),
			refused("none there", now(remove(c.pat.id, c.other.merchant.ID)), payment.ErrNoMembership, seqr.NotFound),
			refused("no merchant", now(remove(c.pat.id, payment.MerchantID{})), payment.ErrID, seqr.Invalid),
		),
	}
}

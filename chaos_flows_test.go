package seqr_test

import (
	"crypto/rand"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
)

// What else may happen in a town in which anything happens: offers, orders, money that moves, memberships, other phones.

type ordered struct {
	by *person
	id payment.OrderID
}

// promises publishes an offer of each sort, and products with few pieces and with any number.
func (c *chaos) promises() {
	shop, lamps := c.shops[0], c.shops[2]
	few, once, part := shop.promise(), shop.promise(), shop.promise()
	few.Stock, few.Ends = 3, c.clock.Now().AddDate(1, 0, 0)
	once.Codes, once.Once, once.Location = []string{"bread"}, true, shop.location.ID
	part.Codes, part.Amount, part.Percent, part.Merchant = []string{"wine"}, "", "12.5", c.shops[1].merchant.ID
	for _, r := range []seqr.OfferRequest{few, once, part} {
		c.offers = append(c.offers, shop.publish(r).ID)
	}
	scarce, plenty := lamps.lamp(), lamps.lamp()
	scarce.Ends, plenty.Stock, plenty.Price = c.clock.Now().AddDate(1, 0, 0), 0, "10.00"
	for _, r := range []seqr.ProductRequest{scarce, plenty} {
		c.products = append(c.products, lamps.post(r).ID)
	}
}

// offersChange ends an offer or a product, or lets customer service grant what somebody missed or the bank brought back.
func (c *chaos) offersChange(p *person) {
	switch c.one(7) {
	case 0:
		_, err := c.sys.Offers.Withdraw(c.ctx, seqr.WithdrawOfferRequest{Key: c.key(), Offer: c.offers[c.one(len(c.offers))]})
		c.may("an offer is withdrawn", err)
	case 1:
		shop := c.shops[2]
		_, err := c.sys.Shop.Withdraw(c.ctx, seqr.WithdrawProductRequest{Key: c.key(), Merchant: shop.merchant.ID, Product: c.products[c.one(len(c.products))]})
		c.may("a product is withdrawn", err)
		c.products = append(c.products, shop.post(shop.lamp()).ID)
	case 2:
		n, err := c.sys.Support.ReleaseRewards(c.ctx, c.help(p.id))
		c.may(c.names[p]+" gets rewards again", err)
		c.tell("%d of them", n)
	case 3:
		_, err := c.sys.Support.ReleaseCashback(c.ctx, c.help(p.id))
		c.may(c.names[p]+" gets cashback again", err)
	case 4:
		q := civil.QuarterOf(c.clock.Now(), c.sys.Market().Zone).Prev()
		_, err := c.sys.Support.CorrectCashback(c.ctx, seqr.CorrectCashbackRequest{SupportRequest: c.help(p.id), Quarter: q, Amount: "60.00"})
		c.may(c.names[p]+" is granted missing cashback", err)
	default:
		s, ok := c.sale()
		if !ok {
			return
		}
		inv, err := c.store.Invoice(c.ctx, s.inv)
		require.NoError(c.t, err)
		_, err = c.sys.Support.GrantOffer(c.ctx, seqr.GrantRequest{SupportRequest: c.help(s.by.id), Offer: c.offers[c.one(len(c.offers))], Payment: inv.Payment, Amount: "0.01"})
		c.may(c.names[s.by]+" is granted an offer", err)
	}
}

func (c *chaos) orders(p *person) {
	o, err := c.sys.Shop.Order(c.ctx, seqr.OrderRequest{Key: c.key(), Account: p.id, Product: c.products[c.one(len(c.products))], Shipping: home()})
	if c.may(c.names[p]+" orders", err) {
		c.ordered = append(c.ordered, ordered{p, o.ID})
	}
}

func (c *chaos) approvesOrder(*person) {
	if len(c.ordered) == 0 {
		return
	}
	o := c.ordered[c.one(len(c.ordered))]
	seen, err := c.sys.Payments.Scan(c.ctx, seqr.ScanRequest{Account: o.by.id, Code: o.by.order(o.id).Code, From: c.someAccount(o.by)})
	if !c.may(c.names[o.by]+" scans an order", err) {
		return
	}
	_, err = c.sys.Payments.Approve(c.ctx, o.by.sign(seen, o.by.pin))
	if c.may(c.names[o.by]+" approves an order", err) {
		c.sold = append(c.sold, sold{c.shops[2], o.by, payment.InvoiceID(o.id), false})
	}
}

func (c *chaos) shipsOrCancels(*person) {
	shop := c.shops[2]
	all, err := c.sys.Shop.OrdersAt(c.ctx, shop.merchant.ID, payment.OrderID{}, 100)
	require.NoError(c.t, err)
	if len(all) == 0 {
		return
	}
	do := seqr.OrderAction{Key: c.key(), Merchant: shop.merchant.ID, Order: all[c.one(len(all))].ID}
	if c.one(3) == 0 {
		_, err = c.sys.Shop.Cancel(c.ctx, do)
		c.may("an order is canceled", err)
		return
	}
	_, err = c.sys.Shop.Ship(c.ctx, do)
	c.may("an order is sent", err)
}

// moves lets somebody top up, or withdraw, where there is a Seqr Account.
func (c *chaos) moves(p *person) {
	if c.cards == nil {
		return
	}
	amount := c.amount()
	switch c.one(3) {
	case 0:
		_, err := p.topUp(amount.Format())
		c.may(c.names[p]+" tops up "+amount.Format(), err)
	case 1:
		paid := c.cards.Pay(p.id, amount)
		for range 1 + c.one(2) {
			_, err := c.sys.Transfers.TopUpByCard(c.ctx, seqr.CardTopUpRequest{Key: c.key(), Account: p.id, Reference: paid})
			c.may(c.names[p]+" tops up by card "+amount.Format(), err)
		}
	default:
		_, err := p.withdraw(amount.Format())
		c.may(c.names[p]+" withdraws "+amount.Format(), err)
	}
}

// other is somebody with another number, or now and then a number that nobody has yet.
func (c *chaos) other(p *person) string {
	q := c.somebody()
	if q != p && c.one(6) > 0 {
		return q.number
	}
	last := c.people[len(c.people)-1].number
	return last[:len(last)-1] + string('0'+(last[len(last)-1]-'0'+1)%10) // who comes next, most of the time
}

func (c *chaos) sends(p *person) {
	to, amount := c.other(p), c.amount().Format()
	if to == p.number {
		return
	}
	c.approves(p, "sends "+amount+" to "+to, seqr.SendRequest{Account: p.id, From: c.someAccount(p), To: to, Amount: amount})
}

// approves lets somebody see and approve a transfer; now and then something happens in between.
func (c *chaos) approves(p *person, what string, r seqr.SendRequest) {
	v, err := c.sys.Transfers.PrepareSend(c.ctx, r)
	if !c.may(c.names[p]+" prepares: "+what, err) {
		return
	}
	if c.one(5) == 0 {
		c.blocks(c.somebody())
	}
	_, err = c.sys.Transfers.Approve(c.ctx, p.consent(v))
	c.may(c.names[p]+" "+what, err)
}

func (c *chaos) asks(p *person) {
	amount := c.amount().Format()
	var among []string
	for _, q := range c.people {
		if q != p && len(among) < 3 && c.one(2) == 0 {
			among = append(among, q.number)
		}
	}
	switch {
	case len(among) == 1:
		_, err := c.sys.Transfers.Ask(c.ctx, seqr.AskRequest{Key: c.key(), Account: p.id, Of: among[0], Amount: amount})
		c.may(c.names[p]+" asks for "+amount, err)
	case len(among) > 1 && amount != "0.01":
		_, err := c.sys.Transfers.Split(c.ctx, seqr.SplitRequest{Key: c.key(), Account: p.id, Amount: amount, Among: among, Mine: c.one(2) == 0})
		c.may(c.names[p]+" splits "+amount, err)
	}
}

// answers lets somebody pay, decline or take back a request.
func (c *chaos) answers(p *person) {
	of, err := c.sys.Transfers.AskedFor(c.ctx, p.id, payment.RequestID{}, 100)
	require.NoError(c.t, err)
	by, err := c.sys.Transfers.Asking(c.ctx, p.id, payment.RequestID{}, 100)
	require.NoError(c.t, err)
	all := slices.Concat(of, by)
	if len(all) == 0 {
		return
	}
	r := all[c.one(len(all))]
	do := seqr.RequestAction{Key: c.key(), Account: p.id, Request: r.ID}
	switch c.one(5) {
	case 0:
		_, err := c.sys.Transfers.Decline(c.ctx, do)
		c.may(c.names[p]+" declines", err)
	case 1:
		_, err := c.sys.Transfers.Withdraw(c.ctx, do)
		c.may(c.names[p]+" takes back a request", err)
	default:
		c.approves(p, "pays a request of "+r.Amount.Format(), seqr.SendRequest{Account: p.id, From: c.someAccount(p), Request: r.ID})
	}
}

func (c *chaos) membership(p *person) {
	shop := c.shops[c.one(2)]
	if c.one(3) == 0 {
		_, err := c.sys.Loyalty.Remove(c.ctx, seqr.RemoveMembershipRequest{Key: c.key(), Account: p.id, Merchant: shop.merchant.ID})
		c.may(c.names[p]+" is a member no more", err)
		return
	}
	_, err := c.sys.Loyalty.Add(c.ctx, seqr.MembershipRequest{Key: c.key(), Account: p.id, Merchant: shop.merchant.ID, Number: "CARD-7"})
	c.may(c.names[p]+" is a member", err)
}

func (c *chaos) erases(p *person) { c.may(c.names[p]+" is erased", p.erase()) }

// movesDevice lets customer service and the owner bring an account to another phone.
func (c *chaos) movesDevice(p *person) {
	_, err := c.sys.Support.MoveDevice(c.ctx, c.help(p.id))
	if !c.may(c.names[p]+" may move to another phone", err) {
		return
	}
	c.clock.Advance(10 * time.Minute)
	_, err = c.sys.Accounts.RequestMoveCode(c.ctx, seqr.StepRequest{Key: c.key(), Account: p.id})
	if !c.may(c.names[p]+" asks for a code", err) {
		return
	}
	c.settle()
	key, err := identity.NewEd25519Key(rand.Reader)
	require.NoError(c.t, err)
	pin := []string{p.pin, p.pin, p.pin, "111222"}[c.one(4)]
	do := seqr.MoveDeviceRequest{Key: c.key(), Account: p.id, Code: c.code(p), PIN: pin, Algorithm: key.Algorithm(), PublicKey: key.PublicKey()}
	_, err = c.sys.Accounts.MoveDevice(c.ctx, do)
	if c.may(c.names[p]+" moves to another phone", err) {
		p.key, p.counter = key, 0
	}
}

// settlesWith gives a shop a bank account, so that it is paid every day from then on.
func (c *chaos) settlesWith(*person) {
	r := c.shops[c.one(len(c.shops))].bankRequest()
	if c.sys.Market().Code == "FI" {
		r = seqr.MerchantBankRequest{Key: c.key(), Merchant: r.Merchant, Scheme: ach.SEPA, Number: "DE89370400440532013000"}
	}
	_, err := c.sys.Merchants.SetBankAccount(c.ctx, r)
	c.may("a shop names its bank", err)
}

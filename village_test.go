package seqr_test

import (
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// village is a market with Seqr Accounts, direct debit and invoice accounts, and the model beside it.
type village struct {
	*mortal
	cards    *sandbox.Cards
	shops    []*stall
	people   []*villager
	bought   []*purchase
	requests []*asked
	product  payment.ProductID
	pieces   int64 // that are left of the product
	numbers  int
}

// stall is a shop, what it has earned, and its offer.
type stall struct {
	*till
	item   string
	offer  cashback.OfferID
	left   int64 // rewards that are left; below zero: no end
	earned int64
}

// asked is a request for money.
type asked struct {
	id     payment.RequestID
	by, of *villager
	amount int64
	ended  bool
}

func newVillage(t *testing.T, r *rapid.T) *village {
	v := &village{cards: sandbox.NewCards(), pieces: 2}
	v.mortal = newMortal(t, r, 20, seqr.Finland(), keptFor(20), func(c *seqr.Config) { c.Cards = v.cards })
	few := &stall{till: v.till("Corner Grocery"), item: cola, left: 3}
	once := &stall{till: v.till("Book Shop"), item: "book", left: -1}
	lamps := &stall{till: v.shopLane("Lamp House"), left: -1}
	v.shops = []*stall{few, once, lamps}
	do := seqr.MerchantBankRequest{Key: v.key(), Merchant: few.merchant.ID, Scheme: ach.SEPA, Number: "DE89370400440532013000"}
	_, err := v.sys.Merchants.SetBankAccount(v.ctx, do)
	require.NoError(r, err)
	for _, s := range v.shops[:2] {
		o := s.promise()
		o.Codes, o.Stock, o.Once, o.Ends = []string{s.item}, max(s.left, 0), s == once, v.clock.Now().AddDate(20, 0, 0)
		s.offer = s.publish(o).ID
	}
	lamp := lamps.lamp()
	lamp.Price, lamp.Tax, lamp.Shipping, lamp.Stock, lamp.Ends = "10.00", "", "", v.pieces, v.clock.Now().AddDate(20, 0, 0)
	v.product = lamps.post(lamp).ID
	v.arrive(false)
	v.arrive(true)
	v.arrive(false)
	return v
}

func (c *village) arrive(invoiced bool) {
	c.numbers++
	v := &villager{
		name: fmt.Sprintf("Person %d", c.numbers), invoiced: invoiced, months: map[civil.Month]*month{},
		rewarded: map[payment.MerchantID]bool{}, member: map[payment.MerchantID]bool{}, sent: map[civil.Month]int64{},
	}
	join := c.join
	if invoiced {
		join = c.world.invoiced
	}
	v.person = join(v.name, fmt.Sprintf("+35840123%04d", c.numbers))
	c.people = append(c.people, v)
}

func (c *village) today() civil.Date { return civil.DateOf(c.clock.Now(), c.sys.Market().Zone) }

func euro(n int64) string { return money.FromMinor(n, money.EUR).Format() }

// drawn is any one of a list.
func drawn[T any](r *rapid.T, what string, list []T) T {
	return list[rapid.IntRange(0, len(list)-1).Draw(r, what)]
}

// somebody is one who is still here, and may pay.
func (c *village) somebody(r *rapid.T) *villager {
	v := drawn(r, "who", c.people)
	if v.gone() || v.overdue(c.today()) {
		return nil
	}
	return v
}

// source draws the account that pays, and answers what it has.
func (c *village) source(r *rapid.T, v *villager) (id account.PaymentAccountID, prepaid bool, has int64) {
	if rapid.Bool().Draw(r, "from the Seqr Account") {
		return v.prepaid().ID, true, v.balance
	}
	return v.person.limit().ID, false, v.free()
}

func amounts(r *rapid.T, has int64) int64 {
	return max(rapid.OneOf(rapid.Int64Range(1, 30_00), rapid.SampledFrom([]int64{has, has + 1})).Draw(r, "amount"), 1)
}

// buy pays at a shop: for the item of its offer or for another, as a member or not.
func (c *village) buy(r *rapid.T) {
	v := c.somebody(r)
	if v == nil {
		return
	}
	shop := c.shops[rapid.IntRange(0, 1).Draw(r, "shop")]
	from, prepaid, has := c.source(r, v)
	amount := amounts(r, has)
	d := payment.Draft{Total: c.money(euro(amount)), Ack: payment.OptionalAcknowledgment}
	item := rapid.Bool().Draw(r, "the item")
	if item {
		d.Rows = []payment.Row{{EAN: shop.item, Total: d.Total}}
	}
	issue := seqr.InvoiceRequest{Key: c.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: d}
	var inv seqr.InvoiceStatus
	require.NoError(r, c.does(func() (err error) { inv, err = c.sys.Merchants.Issue(c.ctx, issue); return err }))
	scan := seqr.ScanRequest{Account: v.id, Code: shop.code(), From: from}
	var seen seqr.Scanned
	require.NoError(r, c.does(func() (err error) { seen, err = c.sys.Payments.Scan(c.ctx, scan); return err }))
	require.Equal(r, v.member[shop.merchant.ID], seen.Bill.State == payment.PendingAcknowledge)
	if v.member[shop.merchant.ID] {
		amount = max(amount-1_00, 1)
		d.Total, d.MemberPrice = c.money(euro(amount)), true
		if item {
			d.Rows = []payment.Row{{EAN: shop.item, Total: d.Total}}
		}
		lower := seqr.UpdateRequest{Key: c.key(), Merchant: shop.merchant.ID, Invoice: inv.Invoice, Draft: d}
		require.NoError(r, c.does(func() error { _, err := c.sys.Merchants.Update(c.ctx, lower); return err }))
		require.NoError(r, c.does(func() (err error) { seen, err = c.sys.Payments.Scan(c.ctx, scan); return err }))
	}
	p := &purchase{by: v, shop: shop, inv: inv.Invoice, amount: amount}
	if c.pays(r, p, seen, prepaid, has) && item {
		c.reward(p)
	}
}

// pays approves what was scanned, and charges it in the model; it tells whether there was enough.
func (c *village) pays(r *rapid.T, p *purchase, seen seqr.Scanned, prepaid bool, has int64) bool {
	v := p.by
	signed := v.sign(seen, v.pin)
	err := c.does(func() error { _, err := c.sys.Payments.Approve(c.ctx, signed); return err })
	if p.amount > has {
		require.ErrorIs(r, err, seqr.ErrLimit)
		return false
	}
	require.NoError(r, err)
	if prepaid {
		v.balance -= p.amount
	} else {
		p.on, p.bill = v.charge(p.amount, c.today())
	}
	p.in = c.today().MonthOf()
	v.count(p.in, 1, p.amount)
	p.shop.earned += p.amount
	c.bought = append(c.bought, p)
	return true
}

// reward is 2.00, never more than the price: as long as there are any, or once for each.
func (c *village) reward(p *purchase) {
	switch once := p.shop.left < 0; {
	case once && p.by.rewarded[p.shop.merchant.ID], p.shop.left == 0:
		return
	case once:
		p.by.rewarded[p.shop.merchant.ID] = true
	default:
		p.shop.left--
	}
	p.by.balance += min(p.amount, 2_00)
}

// order orders a piece and approves it: there are so many, and no more.
func (c *village) order(r *rapid.T) {
	v := c.somebody(r)
	if v == nil {
		return
	}
	ask := seqr.OrderRequest{Key: c.key(), Account: v.id, Product: c.product, Shipping: home()}
	var o payment.Order
	err := c.does(func() (err error) { o, err = c.sys.Shop.Order(c.ctx, ask); return err })
	if c.pieces == 0 {
		require.ErrorIs(r, err, payment.ErrSoldOut)
		return
	}
	require.NoError(r, err)
	from, prepaid, has := c.source(r, v)
	scan := seqr.ScanRequest{Account: v.id, Code: v.order(o.ID).Code, From: from}
	var seen seqr.Scanned
	require.NoError(r, c.does(func() (err error) { seen, err = c.sys.Payments.Scan(c.ctx, scan); return err }))
	p := &purchase{by: v, shop: c.shops[2], inv: payment.InvoiceID(o.ID), amount: 10_00, order: &o.ID}
	if c.pays(r, p, seen, prepaid, has) {
		c.pieces--
	}
}

// ship sends or cancels an order.
func (c *village) ship(r *rapid.T) {
	p := c.purchase(r, func(p *purchase) bool { return p.order != nil })
	if p == nil {
		return
	}
	do := seqr.OrderAction{Key: c.key(), Merchant: p.shop.merchant.ID, Order: *p.order}
	cancel := rapid.Bool().Draw(r, "cancels")
	err := c.does(func() (err error) {
		if cancel {
			_, err = c.sys.Shop.Cancel(c.ctx, do)
		} else {
			_, err = c.sys.Shop.Ship(c.ctx, do)
		}
		return err
	})
	switch {
	case p.sent || p.done:
		require.ErrorIs(r, err, payment.ErrOrderState)
	case cancel:
		require.NoError(r, err)
		c.givesBack(p, p.amount-p.back)
	default:
		require.NoError(r, err)
		p.sent = true
	}
}

// purchase is one that fits, of somebody who is still here.
func (c *village) purchase(r *rapid.T, fits func(*purchase) bool) *purchase {
	all := slices.DeleteFunc(slices.Clone(c.bought), func(p *purchase) bool { return p.by.gone() || !fits(p) })
	if len(all) == 0 {
		return nil
	}
	return drawn(r, "purchase", all)
}

// refund gives back a part or all, before or after the bank has it, the merchant was paid out, and cashback was.
func (c *village) refund(r *rapid.T) {
	p := c.purchase(r, func(p *purchase) bool { return p.amount > p.back })
	if p == nil {
		return
	}
	left := p.amount - p.back
	give := rapid.SampledFrom([]int64{1, left, left + 1, (left + 1) / 2}).Draw(r, "gives")
	do := seqr.RefundRequest{Key: c.key(), Merchant: p.shop.merchant.ID, Invoice: p.inv, Amount: euro(give)}
	err := c.does(func() error { _, err := c.sys.Merchants.Refund(c.ctx, do); return err })
	if give > left {
		require.ErrorIs(r, err, payment.ErrRefundTooMuch)
		return
	}
	require.NoError(r, err)
	c.givesBack(p, give)
}

func (c *village) givesBack(p *purchase, give int64) {
	p.refund(give, c.today())
	p.shop.earned -= give
	p.by.freed(c.today())
	gone := int64(0)
	if p.back == p.amount {
		gone = 1
		if p.order != nil && !p.done {
			p.done = true
			if !p.sent {
				c.pieces++
			}
		}
	}
	p.by.count(p.in, -gone, -give)
}

// weeks lets five weeks pass, a day at a time.
func (c *village) weeks(*rapid.T) {
	for range 35 {
		c.clock.Advance(24 * time.Hour)
		c.rest()
		for _, v := range c.people {
			v.wakes(c.today())
		}
	}
	for _, v := range c.people {
		v.collected()
		v.moved = false
	}
}

// pay pays an invoice, all of what is left or all but a cent.
func (c *village) pay(r *rapid.T) {
	v := drawn(r, "who", c.people)
	open := slices.DeleteFunc(slices.Clone(v.bills), func(b *bill) bool { return b.closed || b.due == (civil.Date{}) })
	if len(open) == 0 {
		return
	}
	b := drawn(r, "invoice", open)
	pays := b.amount - b.paid
	if pays > 1 && rapid.Bool().Draw(r, "all but a cent") {
		pays--
	}
	list := v.invoices()
	i := slices.IndexFunc(list, func(m seqr.MonthlyInvoice) bool { return m.Month == b.month })
	require.Equal(r, euro(b.amount-b.paid), list[i].Left.Format())
	do := seqr.ReferencePaymentRequest{Key: c.key(), Reference: list[i].Reference, Amount: euro(pays)}
	require.NoError(r, c.does(func() error { _, err := c.sys.Banking.ReferencePayment(c.ctx, do); return err }))
	b.paid += pays
	b.closed = b.paid == b.amount
	if !v.gone() {
		v.freed(c.today())
	}
}

// compare asks the system what the model says.
func (c *village) compare(r *rapid.T) {
	dies := c.fragile.dies
	c.fragile.dies = 0
	defer func() { c.fragile.dies = dies }()
	c.rest()
	for _, v := range c.people {
		if v.gone() {
			continue
		}
		require.Equal(r, euro(max(v.free(), 0)), v.person.limit().Available.Format(), v.name)
		require.Equal(r, euro(v.balance), v.person.balance(), v.name)
		require.ElementsMatch(r, v.reasons(c.today()), v.person.reasons(), v.name)
		want := month{}
		if m := v.months[c.today().MonthOf()]; m != nil {
			want = *m
		}
		got := v.person.cashback().Month
		require.Equal(r, want, month{got.Count, got.Total.Minor()}, v.name)
	}
	for _, s := range c.shops {
		c.compareShop(r, s)
	}
	p, err := c.sys.Shop.Product(c.ctx, c.product)
	require.NoError(r, err)
	require.Equal(r, c.pieces, p.Left)
}

// compareShop adds up what a shop was paid and what it is owed.
func (c *village) compareShop(r *rapid.T, s *stall) {
	owed, err := c.sys.Merchants.Payable(c.ctx, s.merchant.ID)
	require.NoError(r, err)
	paid := owed.Minor()
	list, err := c.sys.Merchants.Settlements(c.ctx, s.merchant.ID, payment.SettlementID{}, 1000)
	require.NoError(r, err)
	for _, v := range list {
		if v.Amount().IsPositive() {
			paid += v.Amount().Minor()
		}
	}
	require.Equal(r, s.earned, paid, s.merchant.Name)
	if s.left < 0 {
		return
	}
	o, err := c.store.Offer(c.ctx, s.offer)
	require.NoError(r, err)
	require.Equal(r, s.left, o.Left)
}

// Whatever people do with Seqr Accounts, invoice accounts, offers, orders, memberships and requests, and whenever the
// process dies, the system does what a small model of it does, and the auditor agrees at the end.
func TestSeqrAccountsAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := newVillage(t, r)
		r.Repeat(map[string]func(*rapid.T){
			"buy": c.buy, "buy more": c.buy, "order": c.order, "ship": c.ship, "refund": c.refund, "weeks": c.weeks, "pay": c.pay,
			"top up": c.topUp, "withdraw": c.withdraw, "send": c.send, "ask": c.ask, "answer": c.answer, "join": c.membership,
			"phone": c.phone, "leave": c.leave, "erase": c.erase, "crash": c.crash, "": c.compare,
		})
		c.end()
	})
}

// phone moves an account to another phone.
func (c *village) phone(r *rapid.T) {
	v := drawn(r, "who", c.people)
	if v.gone() || v.moved {
		return
	}
	v.moved = true
	allow := c.help(v.id)
	require.NoError(r, c.does(func() error { _, err := c.sys.Support.MoveDevice(c.ctx, allow); return err }))
	c.clock.Advance(10 * time.Minute)
	ask := seqr.StepRequest{Key: c.key(), Account: v.id}
	require.NoError(r, c.does(func() error { _, err := c.sys.Accounts.RequestMoveCode(c.ctx, ask); return err }))
	c.rest()
	key, err := identity.NewEd25519Key(rand.Reader)
	require.NoError(r, err)
	do := seqr.MoveDeviceRequest{
		Key: c.key(), Account: v.id, Code: c.world.phone.Code(v.number), PIN: v.pin, Algorithm: key.Algorithm(), PublicKey: key.PublicKey(),
	}
	require.NoError(r, c.does(func() error { _, err := c.sys.Accounts.MoveDevice(c.ctx, do); return err }))
	v.key, v.counter = key, 0
}

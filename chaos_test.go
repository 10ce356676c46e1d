package seqr_test

import (
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// chaos is a town in which anything happens at any time: it draws what happens next.
type chaos struct {
	*world
	rng      *rand.Rand
	cards    *sandbox.Cards // nil: the market has no prepaid account
	people   []*person
	names    map[*person]string
	shops    []*till // the last one posts products
	offers   []cashback.OfferID
	products []payment.ProductID
	ordered  []ordered
	sold     []sold
	numbers  int
	told     []string // the story so far
}

type sold struct {
	shop *till
	by   *person
	inv  payment.InvoiceID
	held bool
}

// chaosSeeds is how many towns are played; go test -run TestAnythingInAnyOrder . -chaos 1000 plays more.
var chaosSeeds = flag.Uint64("chaos", 18, "towns that TestAnythingInAnyOrder plays")

// Whatever happens in whatever order, in whichever market, the auditor finds nothing, every refusal has a rule, and no order
// is given twice [GEN-2].
func TestAnythingInAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range *chaosSeeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c := newChaos(t, seed)
			defer func() {
				if t.Failed() {
					t.Log(strings.Join(c.told, "\n"))
				}
			}()
			for range 3 {
				c.newcomer(fmt.Sprintf("Person %d", len(c.people)))
			}
			for range 200 {
				c.next()
				c.audit()
			}
			c.pass(30)
			c.audit()
		})
	}
}

// newChaos is a town of the US, of the US with everything that a market may have, or of Finland.
func newChaos(t *testing.T, seed uint64) *chaos {
	c := &chaos{rng: rand.New(rand.NewPCG(seed, 7)), names: map[*person]string{}}
	withCards := func(cfg *seqr.Config) { c.cards = sandbox.NewCards(); cfg.Cards = c.cards }
	heard := func(cfg *seqr.Config) { cfg.Logger = slog.New(slog.NewTextHandler(c, nil)) }
	switch seed % 3 {
	case 0:
		c.world = quick(t, keptFor(20), heard)
	case 1:
		c.world = quick(t, keptFor(20), withWait, helpful, withCards, heard)
	default:
		c.world = abroad(t, seqr.Finland(), keptFor(20), withCards, heard)
	}
	c.shops = []*till{c.till("Corner Grocery"), c.till("Book Shop"), c.shopLane("Lamp House")}
	c.promises()
	return c
}

// Write adds what is logged to the story.
func (c *chaos) Write(line []byte) (int, error) {
	c.tell("log: %s", line)
	return len(line), nil
}

func (c *chaos) one(n int) int { return c.rng.IntN(n) }

func (c *chaos) tell(format string, args ...any) {
	c.told = append(c.told, fmt.Sprintf("%s %s", c.clock.Now().Format("01-02 15:04:05"), fmt.Sprintf(format, args...)))
}

func (c *chaos) somebody() *person { return c.people[c.one(len(c.people))] }

func (c *chaos) newcomer(name string) {
	c.numbers++
	join, number := c.join, fmt.Sprintf("+1801555%04d", c.numbers)
	if c.sys.Market().Code == "FI" {
		number = fmt.Sprintf("+35840123%04d", c.numbers)
		if c.one(2) == 0 {
			join = c.invoiced
		}
	}
	p := join(name, number)
	c.names[p] = name
	c.people = append(c.people, p)
	c.tell("%s joins as %s: available %s, blocked for %v", name, p.id, p.available(), p.reasons())
}

// next lets one thing happen.
func (c *chaos) next() {
	p := c.somebody()
	c.clock.Advance(time.Second)
	happens := []func(*person){
		c.buy, c.buy, c.buy, c.buy, c.refund, c.commitOrCancel, c.returned, c.repays, c.blocks, c.comesAndGoes,
		c.orders, c.approvesOrder, c.shipsOrCancels, c.offersChange, c.moves, c.sends, c.asks, c.answers, c.membership, c.erases, c.movesDevice, c.settlesWith,
		c.timePasses, c.timePasses, c.timePasses, c.timePasses,
	}
	happens[c.one(len(happens))](p)
}

func (c *chaos) timePasses(*person) {
	d := []time.Duration{time.Minute, time.Hour, 12 * time.Hour, 24 * time.Hour, 72 * time.Hour, 20 * 24 * time.Hour}[c.one(6)]
	c.tell("%s pass", d)
	c.clock.Advance(d)
	c.settle()
}

// may checks that a refusal is one of a rule: a class that a caller can do something about.
func (c *chaos) may(what string, err error) bool {
	c.t.Helper()
	c.tell("%s: %v", what, err)
	if err != nil {
		require.NotContains(c.t, []seqr.Kind{seqr.Internal, seqr.Unavailable, seqr.Invalid}, seqr.KindOf(err), "%s: %v", what, err)
	}
	return err == nil
}

func (c *chaos) amount() money.Amount {
	return money.FromMinor([]int64{1, 99, 1000, 3333, 6250, 9999, 10000}[c.one(7)], c.sys.Market().Currency)
}

// buy lets somebody pay or reserve, with an item that an offer is about or without, as a member or not, from any of the own accounts.
func (c *chaos) buy(p *person) {
	shop := c.shops[c.one(2)]
	d := payment.Draft{Total: c.amount()}
	if c.one(2) == 0 {
		d.Rows = []payment.Row{{Description: "Item", EAN: []string{cola, "bread", "wine"}[c.one(3)], Total: d.Total}}
	}
	if c.one(3) == 0 {
		d.Ack = payment.OptionalAcknowledgment
	}
	held := c.one(4) == 0
	if held {
		d.Mode = payment.ReservationRequired
	}
	inv, err := c.sys.Merchants.Issue(c.ctx, seqr.InvoiceRequest{Key: c.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: d})
	require.NoError(c.t, err)
	scan := seqr.ScanRequest{Account: p.id, Code: shop.code(), From: c.someAccount(p)}
	seen, err := c.sys.Payments.Scan(c.ctx, scan)
	if !c.may(c.names[p]+" scans "+d.Total.Format(), err) {
		return
	}
	if seen.Bill.State == payment.PendingAcknowledge {
		lower := d
		lower.Total, lower.Rows, lower.MemberPrice = c.amount(), nil, true
		_, err := c.sys.Merchants.Update(c.ctx, seqr.UpdateRequest{Key: c.key(), Merchant: shop.merchant.ID, Invoice: inv.Invoice, Draft: lower})
		c.may("member price "+lower.Total.Format(), err)
		if seen, err = c.sys.Payments.Scan(c.ctx, scan); !c.may(c.names[p]+" scans again", err) {
			return
		}
	}
	pin := p.pin
	if c.one(8) == 0 {
		pin = "111222"
	}
	_, err = c.sys.Payments.Approve(c.ctx, p.sign(seen, pin))
	if c.may(c.names[p]+" approves "+pin, err) {
		c.sold = append(c.sold, sold{shop, p, inv.Invoice, held})
	}
}

// someAccount is any of somebody's accounts, or none, for the default.
func (c *chaos) someAccount(p *person) account.PaymentAccountID {
	all := p.view().Accounts
	if n := c.one(len(all) + 1); n > 0 {
		return all[n-1].ID
	}
	return account.PaymentAccountID{}
}

func (c *chaos) sale() (sold, bool) {
	if len(c.sold) == 0 {
		return sold{}, false
	}
	return c.sold[c.one(len(c.sold))], true
}

// refund gives back a part, or all that is left.
func (c *chaos) refund(*person) {
	s, ok := c.sale()
	if !ok {
		return
	}
	amount := c.amount()
	if c.one(3) == 0 {
		inv, err := c.store.Invoice(c.ctx, s.inv)
		require.NoError(c.t, err)
		p, err := c.store.Payment(c.ctx, inv.Payment)
		require.NoError(c.t, err)
		amount, err = p.Amount.Sub(p.Refunded)
		require.NoError(c.t, err)
		if amount.IsZero() {
			return
		}
	}
	_, err := c.sys.Merchants.Refund(c.ctx, seqr.RefundRequest{Key: c.key(), Merchant: s.shop.merchant.ID, Invoice: s.inv, Amount: amount.Format()})
	c.may("refund of "+amount.Format(), err)
}

func (c *chaos) commitOrCancel(*person) {
	held := slices.DeleteFunc(slices.Clone(c.sold), func(s sold) bool { return !s.held })
	if len(held) == 0 {
		return
	}
	s := held[c.one(len(held))]
	r := seqr.InvoiceAction{Key: c.key(), Merchant: s.shop.merchant.ID, Invoice: s.inv}
	if c.one(3) == 0 {
		_, err := c.sys.Merchants.Cancel(c.ctx, r)
		c.may("cancel", err)
		return
	}
	amount := ""
	if c.one(2) == 0 {
		amount = "0.01"
	}
	_, err := c.sys.Merchants.Commit(c.ctx, seqr.CommitRequest{InvoiceAction: r, Amount: amount})
	c.may("commit of "+amount, err)
}

// returned lets the bank bring something back, in time or late.
func (c *chaos) returned(*person) {
	orders := c.bank.Orders()
	if len(orders) == 0 {
		return
	}
	o := orders[c.one(len(orders))]
	code := []string{"R01", "R01", "R09", "R02", "R10", "R24"}[c.one(6)]
	if c.sys.Market().Code == "FI" {
		code = []string{"AM04", "AM04", "MS03", "AC04", "MD06", "AC06"}[c.one(6)]
	}
	c.tell("%s of %s returned %s: %v", o.Direction, o.Amount, code, c.bank.Return(o.ID, code))
	c.settle()
}

func (c *chaos) repays(p *person) {
	owed, err := c.sys.Support.Owed(c.ctx, p.id)
	require.NoError(c.t, err)
	for _, o := range owed {
		amount := o.Left.Format()
		if c.one(3) == 0 {
			amount = "0.01"
		}
		_, err := c.sys.Support.ManualPayment(c.ctx, seqr.ManualPaymentRequest{SupportRequest: c.help(p.id), Collection: o.Collection, Amount: amount})
		c.may(c.names[p]+" repays "+amount, err)
	}
	for _, inv := range p.invoices() {
		if inv.Left.IsPositive() && c.one(2) == 0 {
			c.may(c.names[p]+" pays an invoice", c.wires(inv.Reference, []string{inv.Left.Format(), "0.01", "500.00"}[c.one(3)]))
		}
	}
	suspended, err := c.sys.Banking.Suspense(c.ctx, ach.CollectionID{}, 10)
	require.NoError(c.t, err)
	for _, col := range suspended {
		_, err := c.sys.Banking.Correct(c.ctx, seqr.CorrectRequest{SupportRequest: c.help(col.Owner), Collection: col.ID})
		c.may("correct", err)
	}
}

func (c *chaos) blocks(p *person) {
	if reasons := p.reasons(); len(reasons) > 0 {
		c.unblocks(p, reasons[0])
		return
	}
	if c.one(2) == 0 {
		_, err := c.sys.Support.Block(c.ctx, c.help(p.id), account.LostPhone)
		c.may("block "+c.names[p], err)
	}
}

// unblocks lifts one reason, as customer service does.
func (c *chaos) unblocks(p *person, r account.Reason) {
	if r != account.DuplicateID {
		_, err := c.sys.Support.Unblock(c.ctx, c.help(p.id), r)
		c.may("unblock "+c.names[p]+" "+string(r), err)
		return
	}
	survivor := p.id
	if c.one(3) == 0 {
		survivor = account.ID{}
	}
	_, err := c.sys.Support.ResolveDuplicate(c.ctx, seqr.ResolveRequest{SupportRequest: c.help(p.id), Survivor: survivor})
	c.may("duplicate of "+c.names[p]+" resolved", err)
}

// code is the newest that somebody was sent.
func (c *chaos) code(p *person) string {
	all := c.phone.Messages(p.number)
	for _, m := range slices.Backward(all) {
		if _, rest, ok := strings.Cut(m.Text, "code is "); ok {
			return rest[:6]
		}
	}
	return ""
}

// comesAndGoes lets somebody leave, somebody who left come back, or somebody open a second account.
func (c *chaos) comesAndGoes(p *person) {
	switch c.one(6) {
	case 0:
		c.clock.Advance(24 * time.Hour)
		_, err := c.sys.Accounts.RequestClosing(c.ctx, seqr.StepRequest{Key: c.key(), Account: p.id})
		if !c.may(c.names[p]+" wants to leave", err) {
			return
		}
		c.settle()
		do := seqr.CloseRequest{Key: c.key(), Account: p.id, Code: c.code(p), PayOut: c.one(2) == 0, Signed: p.act(identity.ActionClose)}
		_, err = c.sys.Accounts.Close(c.ctx, do)
		c.may(c.names[p]+" leaves", err)
	case 1:
		if c.one(2) == 0 {
			_, err := c.sys.Support.PayOutBalance(c.ctx, c.help(p.id))
			c.may(c.names[p]+" is paid out", err)
		}
		_, err := c.sys.Support.Close(c.ctx, c.help(p.id))
		c.may(c.names[p]+" is closed", err)
	default:
		if len(c.people) < 9 {
			c.newcomer(c.names[p])
		}
	}
	c.settle()
}

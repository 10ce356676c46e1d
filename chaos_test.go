package seqr_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// chaos is a town in which anything happens at any time: it draws what happens next.
type chaos struct {
	*world
	rng     *rand.Rand
	people  []*person
	names   map[*person]string
	shops   []*till
	sold    []sold
	numbers int
	told    []string // the story so far
}

type sold struct {
	shop *till
	inv  payment.InvoiceID
	held bool
}

// Whatever happens in whatever order, the auditor finds nothing, every refusal has a rule, and no order is given twice [GEN-2].
func TestAnythingInAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(16) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c := &chaos{world: quick(t), rng: rand.New(rand.NewPCG(seed, 7)), names: map[*person]string{}}
			c.shops = []*till{c.till("Corner Grocery"), c.till("Book Shop")}
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

func (c *chaos) one(n int) int { return c.rng.IntN(n) }

func (c *chaos) tell(format string, args ...any) {
	c.told = append(c.told, fmt.Sprintf("%s %s", c.clock.Now().Format("01-02 15:04:05"), fmt.Sprintf(format, args...)))
}

func (c *chaos) somebody() *person { return c.people[c.one(len(c.people))] }

func (c *chaos) newcomer(name string) {
	c.numbers++
	p := c.join(name, fmt.Sprintf("+1801555%04d", c.numbers))
	c.names[p] = name
	c.people = append(c.people, p)
	c.tell("%s joins as %s: available %s, blocked for %v", name, p.id, p.available(), p.reasons())
}

// next lets one thing happen.
func (c *chaos) next() {
	p := c.somebody()
	c.clock.Advance(time.Second)
	switch c.one(12) {
	case 0, 1, 2, 3:
		c.buy(p)
	case 4:
		c.refund()
	case 5:
		c.commitOrCancel()
	case 6:
		c.returned()
	case 7:
		c.repays(p)
	case 8:
		c.blocks(p)
	case 9:
		c.comesAndGoes(p)
	default:
		d := []time.Duration{time.Minute, time.Hour, 12 * time.Hour, 24 * time.Hour, 72 * time.Hour, 20 * 24 * time.Hour}[c.one(6)]
		c.tell("%s pass", d)
		c.clock.Advance(d)
		c.settle()
	}
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
	return money.FromMinor([]int64{1, 99, 1000, 3333, 6250, 9999, 10000}[c.one(7)], money.USD)
}

func (c *chaos) buy(p *person) {
	shop := c.shops[c.one(len(c.shops))]
	d := payment.Draft{Total: c.amount()}
	held := c.one(4) == 0
	if held {
		d.Mode = payment.ReservationRequired
	}
	inv, err := c.sys.Merchants.Issue(c.ctx, seqr.InvoiceRequest{Key: c.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: d})
	require.NoError(c.t, err)
	seen, err := c.sys.Payments.Scan(c.ctx, seqr.ScanRequest{Account: p.id, Code: shop.code()})
	if !c.may(c.names[p]+" scans "+d.Total.Format(), err) {
		return
	}
	pin := p.pin
	if c.one(8) == 0 {
		pin = "111222"
	}
	_, err = c.sys.Payments.Approve(c.ctx, p.sign(seen, pin))
	if c.may(c.names[p]+" approves "+pin, err) {
		c.sold = append(c.sold, sold{shop, inv.Invoice, held})
	}
}

func (c *chaos) sale() (sold, bool) {
	if len(c.sold) == 0 {
		return sold{}, false
	}
	return c.sold[c.one(len(c.sold))], true
}

func (c *chaos) refund() {
	s, ok := c.sale()
	if !ok {
		return
	}
	amount := c.amount().Format()
	_, err := c.sys.Merchants.Refund(c.ctx, seqr.RefundRequest{Key: c.key(), Merchant: s.shop.merchant.ID, Invoice: s.inv, Amount: amount})
	c.may("refund of "+amount, err)
}

func (c *chaos) commitOrCancel() {
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
func (c *chaos) returned() {
	orders := c.bank.Orders()
	if len(orders) == 0 {
		return
	}
	o := orders[c.one(len(orders))]
	code := []string{"R01", "R01", "R09", "R02", "R10", "R24"}[c.one(6)]
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
		_, err = c.sys.Accounts.Close(c.ctx, seqr.CloseRequest{Key: c.key(), Account: p.id, Code: c.code(p), Signed: p.act(identity.ActionClose)})
		c.may(c.names[p]+" leaves", err)
	case 1:
		_, err := c.sys.Support.Close(c.ctx, c.help(p.id))
		c.may(c.names[p]+" is closed", err)
	default:
		if len(c.people) < 9 {
			c.newcomer(c.names[p])
		}
	}
	c.settle()
}

package seqr_test

import (
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
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// The small model that the whole system is compared with: humans, what they have bought, and what a calculator says.

// human is a person as the product sees one: whoever has the same identity document, whatever the account.
type human struct {
	*person
	name    string
	left    bool
	lost    bool // customer service was told that the phone is lost
	dying   bool // the bank will end the mandate: nobody knows it yet
	invalid bool // a return ended the mandate: this account can pay no more
	sales   []*bought
}

// bought is a sale, a reservation, or money sent to somebody, in minor units.
type bought struct {
	shop     *till // nil: money sent
	sent     payment.TransferID
	inv      payment.InvoiceID
	by       account.ID
	amount   int64
	back     int64 // refunded
	reserved bool
	until    time.Time // a reservation ends then
	due      int64     // what of the limit it uses
	fate     string    // what the bank will say of the debit
	owed     int64     // what must be paid by hand, with the fee; 0 if nothing
	month    civil.Month
}

func (h *human) available() int64 {
	left := int64(100_00)
	for _, b := range h.sales {
		left -= b.due
	}
	return max(left, 0)
}

func (h *human) inDebt() bool {
	return slices.ContainsFunc(h.sales, func(b *bought) bool { return b.owed > 0 })
}

func (h *human) reasons() (list []account.Reason) {
	if h.inDebt() {
		list = append(list, account.Collection)
	}
	if h.lost {
		list = append(list, account.LostPhone)
	}
	return list
}

// may is why a payment of that amount is refused; nil if it is not.
func (h *human) may(amount int64) error {
	switch {
	case len(h.reasons()) > 0:
		return account.ErrBlocked
	case h.invalid:
		return account.ErrUnusable
	case amount > h.available():
		return seqr.ErrLimit
	}
	return nil
}

// month is what counts in a month.
func (h *human) month(m civil.Month) (count, total int64) {
	for _, b := range h.sales {
		if net := b.amount - b.back; b.month == m && !b.reserved && b.shop != nil && net > 0 {
			count, total = count+1, total+net
		}
	}
	return count, total
}

// town is the system and the model, side by side.
type town struct {
	*mortal
	shops   []*till
	humans  []*human
	numbers int
	ended   map[account.ID]bool // accounts whose mandate a return has ended
}

func newTown(t *testing.T, r *rapid.T) *town {
	c := &town{mortal: newMortal(t, r, 6, seqr.UnitedStates()), ended: map[account.ID]bool{}}
	c.shops = []*till{c.till("Corner Grocery"), c.till("Book Shop")}
	for _, name := range []string{"Pat Example", "Kim Example"} {
		h := &human{name: name}
		c.arrive(h)
		c.humans = append(c.humans, h)
	}
	return c
}

func (c *town) arrive(h *human) {
	c.numbers++
	h.person = c.join(h.name, fmt.Sprintf("+1801555%04d", c.numbers))
	h.left, h.lost, h.invalid = false, false, false
}

// somebody is nil if whoever was drawn has left.
func (c *town) somebody(r *rapid.T) *human {
	h := c.humans[rapid.IntRange(0, len(c.humans)-1).Draw(r, "who")]
	if h.left {
		return nil
	}
	return h
}

// sale is one that fits, and its payer; nil if none does.
func (c *town) sale(r *rapid.T, fits func(*bought) bool) (*human, *bought) {
	type pair struct {
		h *human
		b *bought
	}
	var all []pair
	for _, h := range c.humans {
		for _, b := range h.sales {
			if fits(b) {
				all = append(all, pair{h, b})
			}
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	p := all[rapid.IntRange(0, len(all)-1).Draw(r, "sale")]
	return p.h, p.b
}

func minor(n int64) money.Amount { return money.FromMinor(n, money.USD) }

func (c *town) thisMonth() civil.Month { return civil.MonthOf(c.clock.Now(), newYork) }

// buy lets somebody pay or reserve; each open sale has an amount of its own, by which the bank tells them apart.
func (c *town) buy(r *rapid.T) {
	h := c.somebody(r)
	if h == nil {
		return
	}
	amount := rapid.OneOf(rapid.Int64Range(1, 30_00), rapid.SampledFrom([]int64{h.available(), h.available() + 1})).Draw(r, "amount")
	if amount == 0 || c.known(amount) || h.dying {
		return // no amount of its own
	}
	b := &bought{
		shop: c.shops[rapid.IntRange(0, 1).Draw(r, "shop")], by: h.id, amount: amount, due: amount, month: c.thisMonth(),
		reserved: rapid.IntRange(0, 3).Draw(r, "reserves, if 0") == 0,
	}
	if !b.reserved && h.may(amount) == nil {
		c.foretell(r, h, b)
	}
	d := payment.Draft{Total: minor(amount)}
	if b.reserved {
		d.Mode, d.HoldFor = payment.ReservationRequired, 30*24*time.Hour
		b.until = c.clock.Now().Add(d.HoldFor)
	}
	key := c.key()
	var asked seqr.InvoiceStatus
	require.NoError(r, c.does(func() (err error) {
		asked, err = c.sys.Merchants.Issue(c.ctx, seqr.InvoiceRequest{Key: key, Merchant: b.shop.merchant.ID, Lane: b.shop.lane.ID, Draft: d})
		return err
	}))
	b.inv = asked.Invoice
	seen, err := c.sys.Payments.Scan(c.ctx, seqr.ScanRequest{Account: h.id, Code: b.shop.code()})
	if want := h.may(0); want != nil {
		require.ErrorIs(r, err, want)
		return
	}
	require.NoError(r, err)
	require.Equal(r, minor(h.available()), seen.Available)
	signed := h.sign(seen, h.pin)
	err = c.does(func() error { _, err := c.sys.Payments.Approve(c.ctx, signed); return err })
	if want := h.may(amount); want != nil {
		require.ErrorIs(r, err, want)
		return
	}
	require.NoError(r, err)
	h.sales = append(h.sales, b)
}

func (c *town) action(b *bought) seqr.InvoiceAction {
	return seqr.InvoiceAction{Key: c.key(), Merchant: b.shop.merchant.ID, Invoice: b.inv}
}

func (c *town) commit(r *rapid.T) {
	h, b := c.sale(r, func(b *bought) bool { return b.reserved })
	if b == nil {
		return
	}
	if h.dying {
		return // who knows which comes first
	}
	take := rapid.Int64Range(1, b.amount).Draw(r, "takes")
	if take != b.amount && c.known(take) {
		return // no amount of its own
	}
	do := seqr.CommitRequest{InvoiceAction: c.action(b), Amount: minor(take).Format()}
	b.due = take
	c.foretell(r, h, b)
	require.NoError(r, c.does(func() error { _, err := c.sys.Merchants.Commit(c.ctx, do); return err }))
	b.amount, b.due, b.reserved = take, take, false
	if b.fate == "withheld" {
		c.fortnight(r)
	}
}

func (c *town) cancel(r *rapid.T) {
	_, b := c.sale(r, func(b *bought) bool { return b.reserved })
	if b == nil {
		return
	}
	do := c.action(b)
	require.NoError(r, c.does(func() error { _, err := c.sys.Merchants.Cancel(c.ctx, do); return err }))
	b.amount, b.due, b.reserved = 0, 0, false
}

// refund gives back a part: of what the bank does not have yet it lowers the debit, else it is a credit.
func (c *town) refund(r *rapid.T) {
	_, b := c.sale(r, func(b *bought) bool { return b.shop != nil && !b.reserved && b.amount > b.back && b.owed == 0 })
	if b == nil {
		return
	}
	sent := b.due == 0 || c.debited(b.due)
	if !sent && b.fate != "paid" {
		return // the bank would not know it by its amount
	}
	give := rapid.Int64Range(1, b.amount-b.back+1).Draw(r, "gives")
	if !sent && c.known(b.due-give) {
		return // no amount of its own
	}
	do := seqr.RefundRequest{Key: c.key(), Merchant: b.shop.merchant.ID, Invoice: b.inv, Amount: minor(give).Format()}
	err := c.does(func() error { _, err := c.sys.Merchants.Refund(c.ctx, do); return err })
	if give > b.amount-b.back {
		require.ErrorIs(r, err, payment.ErrRefundTooMuch)
		return
	}
	require.NoError(r, err)
	b.back += give
	if !sent {
		b.due -= give
	}
}

// debited says whether the bank was given a debit of that amount.
func (c *town) debited(amount int64) bool {
	return slices.ContainsFunc(c.bank.Orders(), func(o ach.Order) bool {
		return o.Direction == ach.DebitOrder && o.Amount == minor(amount)
	})
}

// send lets somebody send money to another human: it uses the limit as a purchase does, is collected in the same way, and
// counts for nothing.
func (c *town) send(r *rapid.T) {
	h := c.somebody(r)
	if h == nil {
		return
	}
	to := c.humans[0]
	if to == h {
		to = c.humans[1]
	}
	amount := rapid.Int64Range(1, 30_00).Draw(r, "amount")
	if c.known(amount) || h.dying || to.dying || to.left || to.invalid || len(to.reasons()) > 0 {
		return // no amount of its own, or nobody to take it
	}
	b := &bought{by: h.id, amount: amount, due: amount, month: c.thisMonth()}
	v, err := c.sys.Transfers.PrepareSend(c.ctx, seqr.SendRequest{Account: h.id, To: to.number, Amount: minor(amount).Format()})
	if want := h.may(0); want != nil {
		require.ErrorIs(r, err, want)
		return
	}
	require.NoError(r, err)
	if h.may(amount) == nil {
		c.foretell(r, h, b)
	}
	signed := h.consent(v)
	var moved seqr.Moved
	err = c.does(func() (err error) { moved, err = c.sys.Transfers.Approve(c.ctx, signed); return err })
	if want := h.may(amount); want != nil {
		require.ErrorIs(r, err, want)
		return
	}
	require.NoError(r, err)
	b.sent = moved.Transfer
	h.sales = append(h.sales, b)
}

// debt is the collection of what was bought or sent.
func (c *town) debt(b *bought) ach.Collection {
	if b.shop != nil {
		return c.collection(b.inv)
	}
	col, err := c.store.CollectionOf(c.ctx, b.sent.UUID)
	require.NoError(c.r, err)
	return col
}

// known says whether the bank knows a debit by that amount, or may come to.
func (c *town) known(amount int64) bool {
	return c.debited(amount) || slices.ContainsFunc(c.humans, func(h *human) bool {
		return slices.ContainsFunc(h.sales, func(b *bought) bool { return b.due == amount || b.amount == amount })
	})
}

// foretell decides what the bank will say of a debit.
func (c *town) foretell(r *rapid.T, h *human, b *bought) {
	if c.ended[b.by] {
		b.fate = "withheld"
		return
	}
	first := sandbox.Match{Direction: ach.DebitOrder, Amount: minor(b.due), Attempt: 1}
	again := first
	again.Attempt = 2
	fates := []string{"paid", "paid", "paid", "once", "twice", "closed"}
	if slices.ContainsFunc(h.sales, func(o *bought) bool { return o != b && o.due > 0 && !o.reserved }) {
		fates = fates[:5] // a debit that is out when the mandate ends is a story of its own
	}
	b.fate = rapid.SampledFrom(fates).Draw(r, "fate")
	switch b.fate {
	case "once":
		c.bank.ReturnNext(first, "R01", 0)
	case "twice":
		c.bank.ReturnNext(first, "R01", 0)
		c.bank.ReturnNext(again, "R09", 0)
	case "closed":
		c.bank.ReturnNext(first, "R02", 0)
		h.dying = true
	}
}

// fortnight lets the bank say what it has to say about every debit that is out.
func (c *town) fortnight(*rapid.T) {
	c.days(16)
	for _, h := range c.humans {
		h.dying = false
		for _, b := range h.sales {
			switch {
			case b.reserved && !c.clock.Now().Before(b.until):
				b.amount, b.due, b.reserved = 0, 0, false
			case b.due == 0 || b.reserved || b.owed > 0:
			case b.fate == "twice":
				b.owed = b.due + 25_00
			case b.fate == "closed":
				b.owed = b.due + 25_00
				c.ended[b.by] = true
				h.invalid = h.invalid || h.id == b.by
			case b.fate == "withheld":
				b.owed = b.due // nothing came back, so there is no fee
			default:
				b.due = 0
			}
		}
	}
}

// repay pays a debt by hand, all of it or all but a cent.
func (c *town) repay(r *rapid.T) {
	h, b := c.sale(r, func(b *bought) bool { return b.owed > 0 })
	if b == nil {
		return
	}
	if h.left {
		return // nobody there
	}
	pays := b.owed
	if pays > 1 && rapid.Bool().Draw(r, "all but a cent") {
		pays--
	}
	do := seqr.ManualPaymentRequest{SupportRequest: c.help(h.id), Collection: c.debt(b).ID, Amount: minor(pays).Format()}
	require.NoError(r, c.does(func() error { _, err := c.sys.Support.ManualPayment(c.ctx, do); return err }))
	if b.owed -= pays; b.owed == 0 {
		b.due = 0
	}
}

// phone is lost, or found again.
func (c *town) phoneLost(r *rapid.T) {
	h := c.somebody(r)
	if h == nil {
		return
	}
	do, lost := c.help(h.id), h.lost
	require.NoError(r, c.does(func() error {
		var err error
		if lost {
			_, err = c.sys.Support.Unblock(c.ctx, do, account.LostPhone)
		} else {
			_, err = c.sys.Support.Block(c.ctx, do, account.LostPhone)
		}
		return err
	}))
	h.lost = !lost
}

// leave deregisters somebody, through customer service where a block stands.
func (c *town) leave(r *rapid.T) {
	h := c.somebody(r)
	if h == nil {
		return
	}
	if len(h.reasons()) > 0 {
		do := c.help(h.id)
		require.NoError(r, c.does(func() error { _, err := c.sys.Support.Close(c.ctx, do); return err }))
	} else {
		c.clock.Advance(10 * time.Minute)
		ask := seqr.StepRequest{Key: c.key(), Account: h.id}
		require.NoError(r, c.does(func() error { _, err := c.sys.Accounts.RequestClosing(c.ctx, ask); return err }))
		c.rest()
		do := seqr.CloseRequest{Key: c.key(), Account: h.id, Code: c.phone.Code(h.number), Signed: h.act(identity.ActionClose)}
		require.NoError(r, c.does(func() error { _, err := c.sys.Accounts.Close(c.ctx, do); return err }))
	}
	h.left = true
}

// comeBack registers whoever has left, with a new number and a new phone.
func (c *town) comeBack(r *rapid.T) {
	for _, h := range c.humans {
		if h.left {
			c.fragile.dies = 0 // registering has many steps; they have crashes of their own elsewhere
			c.arrive(h)
			return
		}
	}
}

// compare asks the system what the model says.
func (c *town) compare(r *rapid.T) {
	dies := c.fragile.dies
	c.fragile.dies = 0
	defer func() { c.fragile.dies = dies }()
	c.rest()
	for _, h := range c.humans {
		if h.left {
			continue
		}
		require.Equal(r, minor(h.available()).Format(), h.person.available(), h.name)
		require.ElementsMatch(r, h.reasons(), h.person.reasons(), h.name)
		count, total := h.month(c.thisMonth())
		got := h.cashback().Month
		require.Equal(r, []int64{count, total}, []int64{got.Count, got.Total.Minor()}, h.name)
	}
}

// Whatever people, shops, banks and customer service do, and whenever the process dies, the system does what a small model
// of it does, and the auditor agrees at the end.
func TestSystemAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := newTown(t, r)
		r.Repeat(map[string]func(*rapid.T){
			"buy": c.buy, "buy more": c.buy, "send": c.send, "commit": c.commit, "cancel": c.cancel, "refund": c.refund, "fortnight": c.fortnight,
			"repay": c.repay, "phone": c.phoneLost, "leave": c.leave, "come back": c.comeBack, "crash": c.crash, "": c.compare,
		})
		c.end()
	})
}

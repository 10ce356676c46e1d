package seqr_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr"
)

// beside is another lane of the same location, or of its web shop.
func (t *till) beside(name string, ch payment.Channel, many bool) *till {
	t.w.t.Helper()
	lane, err := t.w.sys.Merchants.AddLane(t.w.ctx, seqr.LaneRequest{
		Key: t.w.key(), Merchant: t.merchant.ID, Location: t.location.ID, Name: name, Channel: ch, Many: many,
	})
	require.NoError(t.w.t, err)
	return &till{w: t.w, merchant: t.merchant, location: t.location, lane: lane}
}

// approve approves what was shown.
func (p *person) approve(s seqr.Scanned) error {
	p.w.t.Helper()
	_, err := p.w.sys.Payments.Approve(p.w.ctx, p.sign(s, p.pin))
	return err
}

// A code names one lane of one location: what waits on lane 1 is never shown to who scans lane 2 [PAY-1].
func TestLanesAreApart(t *testing.T) {
	t.Parallel()
	w := quick(t)
	one, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	two := one.beside("Lane 2", payment.InStore, false)
	one.ask("5.00")
	seen := pat.look(two.code())
	require.True(t, seen.Waiting)
	require.Zero(t, seen.Bill)
	require.Equal(t, []string{"Corner Grocery", "Main Street", "Lane 2"}, []string{seen.Merchant, seen.Location, seen.Lane})
	two.ask("6.00")
	require.Equal(t, "6.00", pat.look(two.code()).Bill.Total.Format())
	require.Equal(t, "5.00", pat.look(one.code()).Bill.Total.Format())
}

// The tag beside the sticker leads to the same bill, and asks for the same PIN [PAY-2, PIN-2].
func TestTouchedTag(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("5.00")
	code, err := qr.LaneCode(shop.lane.Code)
	require.NoError(t, err)
	tag, err := code.Tag(qr.NTAG213)
	require.NoError(t, err)
	touched, err := qr.ParseTag(tag)
	require.NoError(t, err)
	bySticker, byTag := pat.look(shop.code()), pat.look(touched)
	require.Equal(t, bySticker.Bill, byTag.Bill)
	_, err = w.sys.Payments.Approve(w.ctx, pat.sign(byTag, "111222"))
	require.ErrorIs(t, err, identity.ErrPINWrong)
	require.NoError(t, pat.approve(pat.look(touched)))
	require.Equal(t, "95.00", pat.available())
	w.audit()
}

// On a web page each code names its own invoice, of as many as are open there [PAY-3].
func TestCodesOnPages(t *testing.T) {
	t.Parallel()
	w := quick(t)
	web, pat := w.till("Book Shop").beside("www", payment.Online, true), w.join("Pat Example", "+18015550101")
	novel, atlas := web.ask("12.00"), web.ask("34.00")
	require.Equal(t, "34.00", pat.look(atlas.Code).Bill.Total.Format())
	require.NoError(t, pat.approve(pat.look(novel.Code)))
	require.Equal(t, payment.Paid, web.status(novel.Invoice).State)
	require.Equal(t, payment.Issued, web.status(atlas.Invoice).State)
	w.audit()
}

// Merchant, location, rows, amount and currency can be read before any PIN is asked for, and reading them changes nothing [PAY-4, LIM-1].
func TestBillBeforeThePIN(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	_, err := w.sys.Merchants.Issue(w.ctx, seqr.InvoiceRequest{Key: w.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: payment.Draft{
		Title: "Purchase", Total: usd("12.34"), Rows: []payment.Row{{Description: "Bread", Total: usd("2.34")}, {Description: "Cheese", Total: usd("10.00")}},
	}})
	require.NoError(t, err)
	before := w.dump()
	seen := pat.look(shop.code())
	require.Equal(t, []string{"Corner Grocery", "Main Street", "Lane 1"}, []string{seen.Bill.Merchant, seen.Bill.Location, seen.Bill.Lane})
	require.Equal(t, "12.34 USD", seen.Bill.Total.String())
	require.Len(t, seen.Bill.Rows, 2)
	require.Equal(t, "100.00", seen.Available.Format())
	require.Empty(t, differences(before, w.dump()))
}

// What was shown is what is debited, to the cent [PAY-5].
func TestShownIsDebited(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("12.34")
	seen := pat.look(shop.code())
	require.Equal(t, "12.34", seen.Bill.Total.Format())
	require.NoError(t, pat.approve(seen))
	w.settle()
	require.Equal(t, []string{"12.34"}, w.debits())
	require.Equal(t, "87.66", pat.available())
	w.audit()
}

// Who scans an empty lane waits and is charged nothing; the sale that comes is shown to all who wait there, and the first to approve it has it [PAY-6, PAY-7].
func TestWaitingAtALane(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	before := w.dump()
	for _, p := range []*person{pat, sam} {
		require.True(t, p.look(shop.code()).Waiting)
	}
	require.Empty(t, differences(before, w.dump()))
	sale := shop.ask("5.00")
	byPat, bySam := pat.look(shop.code()), sam.look(shop.code())
	require.Equal(t, byPat.Bill, bySam.Bill)
	require.NoError(t, sam.approve(bySam))
	require.ErrorIs(t, pat.approve(byPat), payment.ErrPaid)
	require.Equal(t, payment.Paid, shop.status(sale.Invoice).State)
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// The channel of the lane is on the payment's receipt; in each of them a payment counts for cashback [PAY-10, CB-4].
func TestChannelsOfPayments(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	channels := []payment.Channel{payment.InStore, payment.Online, payment.ShopOnTheSpot}
	for _, ch := range channels {
		pat.mustPay(shop.beside("Lane of "+string(ch), ch, false), "1.00")
	}
	list, err := w.sys.Payments.Receipts(w.ctx, pat.id, payment.PaymentID{}, 10)
	require.NoError(t, err)
	require.Len(t, list, 3)
	for i, r := range list {
		require.Equal(t, channels[i], r.Channel)
		require.True(t, r.Qualifies)
	}
	require.Equal(t, int64(3), pat.cashback().Month.Count)
	w.audit()
}

// An amount of nothing, less than nothing, in other money or in parts of a cent moves nothing [PAY-12].
func TestAmountsThatAreNone(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	paid := pat.mustPay(shop, "0.01")
	before := w.dump()
	for _, c := range []struct {
		total money.Amount
		want  error
	}{
		{usd("0.00"), payment.ErrAmount}, {usd("-0.01"), payment.ErrAmount}, {money.FromMinor(100, money.EUR), payment.ErrCurrency},
	} {
		_, err := w.sys.Merchants.Issue(w.ctx, seqr.InvoiceRequest{Key: w.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: payment.Draft{Total: c.total}})
		require.ErrorIs(t, err, c.want, c.total)
	}
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: paid.Invoice, Amount: "0.001"})
	require.ErrorIs(t, err, money.ErrTooPrecise)
	require.Empty(t, differences(before, w.dump()))
}

// Whatever stands in the way of a payment, the payer is told what it is; the merchant sees an invoice that nobody has paid, and nothing else [PAY-13, PIN-2, DEV-2].
func TestRefusedForAReason(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		amount, pin string
		then        func(*person)
		want        error
	}{
		"blocked":               {"5.00", testPIN, func(p *person) { p.block(account.Other) }, account.ErrBlocked},
		"another phone":         {"5.00", testPIN, func(p *person) { p.key = p.w.join("Sam Example", "+18015550102").key }, identity.ErrSignature},
		"wrong PIN":             {"5.00", "111222", nil, identity.ErrPINWrong},
		"no PIN":                {"5.00", "", nil, identity.ErrPINShape},
		"account not usable":    {"5.00", testPIN, (*person).losesMandate, account.ErrUnusable},
		"a cent over the limit": {"100.01", testPIN, nil, seqr.ErrLimit},
		"a cent over the rest":  {"100.00", testPIN, func(p *person) { p.mustPay(p.w.till("Kiosk"), "0.01") }, seqr.ErrLimit},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			sale := shop.ask(story.amount)
			seen := pat.look(shop.code())
			if story.then != nil {
				story.then(pat)
			}
			available, asked := pat.available(), shop.status(sale.Invoice)
			_, err := w.sys.Payments.Approve(w.ctx, pat.sign(seen, story.pin))
			require.ErrorIs(t, err, story.want)
			require.Equal(t, available, pat.available())
			require.Equal(t, asked, shop.status(sale.Invoice))
			require.Equal(t, payment.Issued, asked.State)
			w.audit()
		})
	}
}

// losesMandate lets a debit come back because the bank account is closed, and pays it.
func (p *person) losesMandate() {
	w := p.w
	w.t.Helper()
	sale := p.mustPay(w.till("Kiosk"), "1.00")
	w.settle()
	p.losesTheDebit(sale)
	p.repay(sale)
}

// All that a merchant gets to see of sales that were paid, reserved, declined, refused and refunded says nothing of the payer [PAY-9, PRV-2].
func TestMerchantTrafficNamesNoPayer(t *testing.T) {
	t.Parallel()
	h := newHooks()
	w := quick(t, h.into)
	var seen strings.Builder
	hear := func(v any) {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		seen.Write(text)
		fmt.Fprintf(&seen, "%+v\n", v)
	}
	shop, pat := w.till("Corner Grocery"), w.join("Quirinus Zwiebelfisch", "+18015559731")
	shop.listens(hook)
	shop.setBank()
	listens := func(inv seqr.InvoiceStatus) { hear(inv); hear(shop.status(inv.Invoice)) }
	paid := pat.mustPay(shop, "5.00")
	listens(paid)
	refund, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: paid.Invoice, Amount: "1.00"})
	require.NoError(t, err)
	require.True(t, w.dump().Refunds[0].Unearned)
	require.False(t, refund.Unearned, "how the payer's cashback stands")
	hear(refund)
	held := pat.reserve(shop, reserved)
	listens(held)
	committed, err := w.sys.Merchants.Commit(w.ctx, seqr.CommitRequest{InvoiceAction: shop.action(held)})
	require.NoError(t, err)
	listens(committed)
	declined := shop.ask("2.00")
	_, err = w.sys.Payments.Decline(w.ctx, seqr.DeclineRequest{Key: w.key(), Account: pat.id, Shown: pat.look(shop.code()).Message})
	require.NoError(t, err)
	listens(declined)
	refused, err := pat.pay(shop, "99.00")
	require.ErrorIs(t, err, seqr.ErrLimit)
	listens(refused)
	w.pass(3)
	listens(paid)
	for _, f := range h.facts(hook) {
		hear(f)
	}
	require.Len(t, h.facts(hook), 7, "paid, refunded, reserved, committed, declined, expired, settled")
	device, err := w.store.Credential(w.ctx, pat.id)
	require.NoError(t, err)
	for what, secret := range map[string]string{
		"name": "Zwiebelfisch", "phone": "8015559731", "mail": "pat@example.com", "PIN": pat.pin, "account": pat.id.String(), "device": device.Device.String(),
		"payment account": pat.view().Accounts[0].ID.String(), "bank account": "12345678", "routing number": "076401251", "birth date": "1990-05-17",
	} {
		require.NotContains(t, seen.String(), secret, what)
	}
	require.Contains(t, seen.String(), paid.Receipt.PaymentReference, "what it does say")
	w.audit()
}

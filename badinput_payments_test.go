package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr"
	"github.com/seqrpay/seqr/store"
)

func badPayments(c *cast) map[string][]bad {
	return map[string][]bad{"Scan": badScan(c), "Approve": badApprove(c), "Decline": badDecline(c)}
}

func badScan(c *cast) []bad {
	t := c.till("Scan Shop")
	t.ask("5.00")
	paid, gone, old := c.pat.mustPay(c.till("Paid Shop"), "0.01"), c.atLane(t, "1.00"), c.atLane(t, "2.00")
	_, err := c.sys.Merchants.Cancel(c.ctx, seqr.InvoiceAction{Key: c.key(), Merchant: t.merchant.ID, Invoice: gone})
	require.NoError(c.t, err)
	oldCode := t.status(old).Code
	c.clock.Advance(30 * time.Minute)
	t.ask("5.00")
	unverified := c.enrol("Una Example", "+18015550124")
	scan := func(of account.ID, code string) func() error {
		return func() error {
			_, err := c.sys.Payments.Scan(c.ctx, seqr.ScanRequest{Account: of, Code: code})
			return err
		}
	}
	var cases []bad
	for text, want := range map[string]error{
		"": qr.ErrForm, "https://seqr.se/Q1234": qr.ErrForm, "HTTP://SEQR.SE.EVIL.EXAMPLE/Q1234": qr.ErrHost, "HTTP://EVIL.EXAMPLE/Q1234": qr.ErrHost,
		"HTTP://SEQR.SE@EVIL.EXAMPLE/Q1234": qr.ErrHost, "HTTP://SEQR.SE/Q12/34": qr.ErrForm, "HTTP://SEQR.SE/Q": qr.ErrForm, "WIFI:S:cafe;;": qr.ErrForm,
		"HTTP://SEQR.SE/Q12 34": qr.ErrCharacters, "HTTP://SEQR.SE/X1234": qr.ErrForm,
	} {
		cases = append(cases, refused("code "+text, scan(c.pat.id, text), want, seqr.Invalid))
	}
	from := func() error {
		_, err := c.sys.Payments.Scan(c.ctx, seqr.ScanRequest{Account: c.pat.id, Code: t.code(), From: account.PaymentAccountID{UUID: newUUID()}})
		return err
	}
	return append(cases,
		refused("unknown lane", scan(c.pat.id, "HTTP://SEQR.SE/Q0000000000000000"), payment.ErrNotFound, seqr.NotFound),
		refused("unknown invoice", scan(c.pat.id, "HTTP://SEQR.SE/R00000000000000000"), payment.ErrNotFound, seqr.NotFound),
		refused("a code of a service", scan(c.pat.id, "HTTP://SEQR.SE/000/parking?zone=1"), payment.ErrNotFound, seqr.NotFound),
		refused("paid", scan(c.pat.id, paid.Code), payment.ErrPaid, seqr.State),
		refused("canceled", scan(c.pat.id, t.status(gone).Code), payment.ErrCanceled, seqr.State),
		refused("expired", scan(c.pat.id, oldCode), payment.ErrExpired, seqr.State),
		refused("unknown account", scan(nobody(), t.code()), store.ErrNotFound, seqr.NotFound),
		refused("blocked", scan(c.sam.id, t.code()), account.ErrBlocked, seqr.Denied),
		refused("closed", scan(c.kim.id, t.code()), account.ErrClosed, seqr.State),
		refused("not registered", scan(c.lee.id, t.code()), account.ErrNoPaymentAccount, seqr.NotFound),
		refused("not verified", scan(unverified.id, t.code()), account.ErrNotActive, seqr.State),
		refused("somebody else's payment account", from, account.ErrNoPaymentAccount, seqr.NotFound),
	)
}

// approval approves what waits at a till by a request that change has made; nothing is signed before it runs.
func (c *cast) approval(t *till, p *person, change func(*seqr.ApproveRequest)) func() error {
	return func() error {
		r := p.sign(p.look(t.code()), p.pin)
		change(&r)
		_, err := c.sys.Payments.Approve(c.ctx, r)
		return err
	}
}

func badApprove(c *cast) []bad {
	t := c.till("Approve Shop")
	t.ask("5.00")
	pat := func(change func(*seqr.ApproveRequest)) func() error { return c.approval(t, c.pat, change) }
	replayed := c.till("Replay Shop")
	replayed.ask("1.00")
	used := c.pat.sign(c.pat.look(replayed.code()), c.pat.pin)
	_, err := c.sys.Payments.Approve(c.ctx, used)
	require.NoError(c.t, err)
	again := func(change func(*seqr.ApproveRequest)) func() error {
		return func() error {
			r := used
			change(&r)
			_, err := c.sys.Payments.Approve(c.ctx, r)
			return err
		}
	}
	cases := shapes(func(k seqr.Key) error { return pat(func(r *seqr.ApproveRequest) { r.Key = k })() })
	cases = append(cases, badBytes(c, t)...)
	cases = append(cases, badStates(c)...)
	cases = append(cases, badApproveOnPhone(c, t)...)
	return append(cases,
		refused("no PIN", pat(func(r *seqr.ApproveRequest) { r.PIN = "" }), identity.ErrPINShape, seqr.Invalid),
		refused("letters for a PIN", pat(func(r *seqr.ApproveRequest) { r.PIN = "secret" }), identity.ErrPINShape, seqr.Invalid),
		refused("no message", pat(func(r *seqr.ApproveRequest) { r.Message = nil }), identity.ErrApprovalShape, seqr.Invalid),
		refused("half a message", pat(func(r *seqr.ApproveRequest) { r.Message = r.Message[:40] }), identity.ErrApprovalShape, seqr.Invalid),
		refused("no signature", pat(func(r *seqr.ApproveRequest) { r.Signature = nil }), identity.ErrSignature, seqr.Denied),
		refused("for another account", pat(func(r *seqr.ApproveRequest) { r.Account = c.sam.id }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("signed by another phone", pat(func(r *seqr.ApproveRequest) {
			r.Signature, err = c.sam.key.Sign(r.Message)
			require.NoError(c.t, err)
		}), identity.ErrSignature, seqr.Denied),
		refused("signed as an action", pat(func(r *seqr.ApproveRequest) {
			r.Signature, err = c.pat.key.SignRequest(r.Message)
			require.NoError(c.t, err)
		}), identity.ErrSignature, seqr.Denied),
		refused("replayed under another key", again(func(r *seqr.ApproveRequest) { r.Key = c.key() }), seqr.ErrApprovalReplayed, seqr.Denied),
		refused("replayed with another PIN", again(func(r *seqr.ApproveRequest) { r.Key, r.PIN = c.key(), "904172" }), seqr.ErrApprovalReplayed, seqr.Denied),
		refused("another approval under a used key", func() error {
			r := c.pat.sign(c.pat.look(t.code()), c.pat.pin)
			r.Key = used.Key
			_, err := c.sys.Payments.Approve(c.ctx, r)
			return err
		}, seqr.ErrKeyReused, seqr.Conflict),
		counted("wrong PIN", pat(func(r *seqr.ApproveRequest) { r.PIN = "111222" }), identity.ErrPINWrong, seqr.Denied),
	)
}

// badBytes are approvals of which one field was changed: behind the phone's back, so that its signature is
// of something else, or by an app that signs what it likes.
func badBytes(c *cast, t *till) []bad {
	hash := make([]byte, 32)
	fields := map[string]struct {
		change func(*identity.ApprovalMessage)
		signed error // what an app learns that signs the change
		kind   seqr.Kind
	}{
		"market":      {func(m *identity.ApprovalMessage) { m.Market = "SE" }, identity.ErrApprovalMismatch, seqr.Denied},
		"account":     {func(m *identity.ApprovalMessage) { m.Account = c.sam.id }, identity.ErrApprovalMismatch, seqr.Denied},
		"device":      {func(m *identity.ApprovalMessage) { m.Device = identity.DeviceID{UUID: newUUID()} }, identity.ErrNonceUnknown, seqr.Denied},
		"nonce":       {func(m *identity.ApprovalMessage) { m.Nonce = hash }, identity.ErrNonceUnknown, seqr.Denied},
		"invoice":     {func(m *identity.ApprovalMessage) { m.Invoice = newUUID() }, payment.ErrNotFound, seqr.NotFound},
		"other sale":  {func(m *identity.ApprovalMessage) { m.Invoice = c.atLane(t, "5.00").UUID }, identity.ErrNonceUnknown, seqr.Denied},
		"revision":    {func(m *identity.ApprovalMessage) { m.Revision++ }, identity.ErrNonceUnknown, seqr.Denied},
		"digest":      {func(m *identity.ApprovalMessage) { m.Digest = hash }, identity.ErrApprovalMismatch, seqr.Denied},
		"payee":       {func(m *identity.ApprovalMessage) { m.Payee = c.other.merchant.ID.UUID }, identity.ErrApprovalMismatch, seqr.Denied},
		"payee name":  {func(m *identity.ApprovalMessage) { m.PayeeName = identity.NameDigest("Evil Shop") }, identity.ErrApprovalMismatch, seqr.Denied},
		"amount less": {func(m *identity.ApprovalMessage) { m.Amount = usd("4.99") }, payment.ErrStale, seqr.Conflict},
		"amount more": {func(m *identity.ApprovalMessage) { m.Amount = usd("5.01") }, payment.ErrStale, seqr.Conflict},
		"currency":    {func(m *identity.ApprovalMessage) { m.Amount = money.FromMinor(500, money.EUR) }, payment.ErrStale, seqr.Conflict},
		"from":        {func(m *identity.ApprovalMessage) { m.From = account.PaymentAccountID{UUID: newUUID()} }, account.ErrNoPaymentAccount, seqr.NotFound},
		"expiry":      {func(m *identity.ApprovalMessage) { m.ExpiresAt = m.ExpiresAt.Add(time.Hour) }, identity.ErrApprovalMismatch, seqr.Denied},
		"counter":     {func(m *identity.ApprovalMessage) { m.Counter = 1 << 63 }, identity.ErrCounterRange, seqr.Invalid},
	}
	var cases []bad
	for field, f := range fields {
		sale := c.till("Tamper Shop " + field)
		sale.ask("5.00")
		if field == "other sale" {
			other := c.atLane(t, "5.00")
			f.change = func(m *identity.ApprovalMessage) { m.Invoice = other.UUID }
		}
		approve := func(sign bool) func() error {
			return func() error {
				r := c.pat.sign(c.pat.look(sale.code()), c.pat.pin)
				m, err := identity.ParseApproval(r.Message)
				require.NoError(c.t, err)
				f.change(&m)
				message, signature, err := c.pat.key.Approve(m)
				require.NoError(c.t, err)
				r.Message = message
				if sign {
					r.Signature = signature
				}
				_, err = c.sys.Payments.Approve(c.ctx, r)
				return err
			}
		}
		unsigned, kind := identity.ErrSignature, seqr.Denied
		switch field {
		case "account":
			unsigned = identity.ErrApprovalMismatch
		case "invoice":
			unsigned, kind = payment.ErrNotFound, seqr.NotFound
		}
		cases = append(cases, refused("tampered "+field, approve(false), unsigned, kind), refused("app signs another "+field, approve(true), f.signed, f.kind))
	}
	return cases
}

// badStates are sales and accounts that changed between the scan and the approval.
func badStates(c *cast) []bad {
	after := func(amount string, p *person, change func(*till, seqr.InvoiceStatus)) func() error {
		t := c.till("State Shop")
		inv := t.ask(amount)
		seen := p.look(t.code())
		change(t, inv)
		return func() error {
			_, err := c.sys.Payments.Approve(c.ctx, p.sign(seen, p.pin))
			return err
		}
	}
	late := c.join("Ned Example", "+18015550125")
	lost := c.join("Liv Example", "+18015550126")
	rich := c.join("Max Example", "+18015550128")
	update := func(t *till, inv seqr.InvoiceStatus) {
		_, err := c.sys.Merchants.Update(c.ctx, seqr.UpdateRequest{Key: c.key(), Merchant: t.merchant.ID, Invoice: inv.Invoice, Draft: payment.Draft{Title: "other"}})
		require.NoError(c.t, err)
	}
	cancel := func(t *till, inv seqr.InvoiceStatus) {
		_, err := c.sys.Merchants.Cancel(c.ctx, seqr.InvoiceAction{Key: c.key(), Merchant: t.merchant.ID, Invoice: inv.Invoice})
		require.NoError(c.t, err)
	}
	paidBy := func(p *person) func(*till, seqr.InvoiceStatus) {
		return func(t *till, inv seqr.InvoiceStatus) { c.approves(p, t, inv.Invoice) }
	}
	nothing := func(*till, seqr.InvoiceStatus) {}
	return []bad{
		refused("edited since", after("5.00", late, update), payment.ErrStale, seqr.Conflict),
		refused("canceled since", after("5.00", late, cancel), payment.ErrCanceled, seqr.State),
		refused("paid by another since", after("0.01", late, paidBy(rich)), payment.ErrPaid, seqr.State),
		refused("replaced on its lane", after("5.00", late, func(t *till, _ seqr.InvoiceStatus) { t.ask("6.00") }), payment.ErrCanceled, seqr.State),
		refused("blocked since", after("5.00", lost, func(*till, seqr.InvoiceStatus) { lost.block(account.LostPhone) }), account.ErrBlocked, seqr.Denied),
		counted("a cent over the limit", after("100.01", late, nothing), seqr.ErrLimit, seqr.Exceeded),
		counted("a cent over what is left", after("100.00", rich, nothing), seqr.ErrLimit, seqr.Exceeded),
	}
}

func badDecline(c *cast) []bad {
	t := c.till("Decline Shop")
	see := func(p *person, id payment.InvoiceID) identity.ApprovalMessage {
		return p.look(t.status(id).Code).Message
	}
	decline := func(p *person, shown identity.ApprovalMessage) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Payments.Decline(c.ctx, seqr.DeclineRequest{Key: k, Account: p.id, Shown: shown})
			return err
		}
	}
	now := func(f func(seqr.Key) error) func() error { return func() error { return f(c.key()) } }
	changed := func(m identity.ApprovalMessage, change func(*identity.ApprovalMessage)) identity.ApprovalMessage {
		change(&m)
		return m
	}
	other := see(c.pat, c.atLane(t, "7.00"))
	paid := c.atLane(t, "0.01")
	seenPaid := see(c.pat, paid)
	c.approves(c.pat, t, paid)
	held := c.atLaneAs(t, "3.00", payment.ReservationRequired)
	seenHeld := see(c.pat, held)
	c.approves(c.pat, t, held)
	gone := see(c.pat, c.atLane(t, "6.00"))
	require.NoError(c.t, decline(c.pat, gone)(c.key()))
	open := see(c.pat, c.atLane(t, "5.00"))
	return append(shapes(decline(c.pat, open)),
		refused("another invoice than was shown", now(decline(c.pat, changed(open, func(m *identity.ApprovalMessage) { m.Invoice = other.Invoice }))), identity.ErrNonceUnknown, seqr.Denied),
		refused("never shown", now(decline(c.pat, changed(open, func(m *identity.ApprovalMessage) { m.Nonce = nil }))), identity.ErrNonceUnknown, seqr.Denied),
		refused("shown to somebody else", now(decline(c.lee, open)), identity.ErrApprovalMismatch, seqr.Denied),
		refused("shown to somebody else, renamed", now(decline(c.lee, changed(open, func(m *identity.ApprovalMessage) { m.Account = c.lee.id }))), identity.ErrNonceUnknown, seqr.Denied),
		refused("closed", now(decline(c.kim, open)), account.ErrClosed, seqr.State),
		refused("unknown account", now(decline(&person{id: nobody()}, open)), store.ErrNotFound, seqr.NotFound),
		refused("paid", now(decline(c.pat, seenPaid)), payment.ErrPaid, seqr.State),
		refused("reserved", now(decline(c.pat, seenHeld)), payment.ErrReserved, seqr.State),
		refused("declined already", now(decline(c.pat, gone)), payment.ErrCanceled, seqr.State),
		c.reused(decline(c.pat, other), decline(c.pat, open)),
	)
}

// A bill that was shown 119 s ago can be approved, and one that was shown 120 s ago cannot [PAY-8].
func TestShownFor119Seconds(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("5.00")
	seen := pat.look(shop.code())
	w.clock.Advance(120 * time.Second)
	before := w.dump()
	_, err := w.sys.Payments.Approve(w.ctx, pat.sign(seen, pat.pin))
	require.ErrorIs(t, err, identity.ErrNonceExpired)
	require.Equal(t, seqr.Exceeded, seqr.KindOf(err))
	require.Empty(t, differences(before, w.dump()))

	seen = pat.look(shop.code())
	w.clock.Advance(119 * time.Second)
	_, err = w.sys.Payments.Approve(w.ctx, pat.sign(seen, pat.pin))
	require.NoError(t, err)
	require.Equal(t, "95.00", pat.available())
	w.audit()
}

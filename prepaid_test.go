package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/store"
)

// abroad is a world in another market.
func abroad(t testing.TB, market seqr.Market, tune ...func(*seqr.Config)) *world {
	return abroadOn(t, memory.New(), market, tune...)
}

func abroadOn(t testing.TB, st store.Store, market seqr.Market, tune ...func(*seqr.Config)) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), clock: sandbox.NewClock(start), store: watch(st), phone: sandbox.NewPhone(), mail: sandbox.NewMailbox()}
	market = anyPicture(seqr.Demo(market))
	w.bank = sandbox.NewBank(w.clock.Now, market.Collection.Calendar, market.Zone)
	cfg := w.config(market)
	cfg.Verifier = unhurried{}
	for _, f := range tune {
		f(&cfg)
	}
	w.store = cfg.Store
	w.sys = newSystem(t, cfg)
	return w
}

// prepaid is a person's Seqr Account.
func (p *person) prepaid() account.PaymentAccountView {
	p.w.t.Helper()
	for _, pa := range p.view().Accounts {
		if pa.Kind == account.Prepaid {
			return pa
		}
	}
	p.w.t.Fatal("no prepaid account")
	return account.PaymentAccountView{}
}

// limit is a person's payment account with a spending limit.
func (p *person) limit() account.PaymentAccountView {
	p.w.t.Helper()
	for _, pa := range p.view().Accounts {
		if pa.Kind.Limit() {
			return pa
		}
	}
	p.w.t.Fatal("no limit account")
	return account.PaymentAccountView{}
}

// payFrom pays an amount on a till from a named account.
func (p *person) payFrom(t *till, from account.PaymentAccountID, amount string) error {
	p.w.t.Helper()
	t.ask(amount)
	s, err := p.w.sys.Payments.Scan(p.w.ctx, seqr.ScanRequest{Account: p.id, Code: t.code(), From: from})
	if err != nil {
		return err
	}
	_, err = p.w.sys.Payments.Approve(p.w.ctx, p.sign(s, p.pin))
	return err
}

// untilDay lets days go by until a day of the market's calendar.
func (w *world) untilDay(m time.Month, day int) {
	w.t.Helper()
	for range 400 {
		if now := w.clock.Now().In(w.sys.Market().Zone); now.Month() == m && now.Day() == day {
			return
		}
		w.clock.Advance(24 * time.Hour)
		w.settle()
	}
	w.t.Fatal("that day never came")
}

// REG-16: the Seqr Account is there from the first step, active at once, and empty; CB-15: cashback goes to it, whichever
// account earned it, and can be spent to the cent.
func TestPrepaidAccountComesWithTheRegistration(t *testing.T) {
	w := abroad(t, seqr.Germany())
	shop := w.till("Backhaus")
	uli := w.apply("+4915123456789")
	require.Equal(t, "0.00", uli.prepaid().Available.Format())
	require.True(t, uli.prepaid().Active, "REG-16: at once")
	uli.confirm()
	uli.describe("Uli Muster")
	uli.choosePIN()
	require.Equal(t, account.Open, uli.view().State, "no bank account is required")
	var limit *seqr.LimitError
	require.ErrorAs(t, uli.payFrom(shop, uli.prepaid().ID, "0.01"), &limit)

	uli.linkBank()
	uli.prove()
	require.Equal(t, "75.00", uli.available(), "by default the limit account pays")
	for range 12 {
		uli.mustPay(shop, "5.00")
	}
	w.untilDay(time.October, 16)
	view, err := w.sys.Cashback.View(w.ctx, uli.id)
	require.NoError(t, err)
	require.Equal(t, cashback.Paid, view.Payouts[0].State)
	require.Equal(t, "1.20", uli.prepaid().Available.Format(), "2 % of 60.00")
	require.ErrorAs(t, uli.payFrom(shop, uli.prepaid().ID, "1.21"), &limit)
	require.NoError(t, uli.payFrom(shop, uli.prepaid().ID, "1.20"))
	require.Equal(t, "0.00", uli.prepaid().Available.Format())
	w.audit()
}

// A market may ask for the identity before anybody pays from a prepaid account.
func TestPrepaidAccountMayWaitForTheIdentity(t *testing.T) {
	m := seqr.Germany()
	m.Account.PrepaidNeedsIdentity = true
	w := abroad(t, m)
	shop := w.till("Backhaus")
	uli := w.enrol("Uli Muster", "+4915123456789")
	require.False(t, uli.prepaid().Active)
	require.ErrorIs(t, uli.payFrom(shop, uli.prepaid().ID, "0.01"), account.ErrNotActive)
	uli.prove()
	require.True(t, uli.prepaid().Active)
	w.audit()
}

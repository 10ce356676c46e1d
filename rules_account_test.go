package seqr_test

import (
	"reflect"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Terms and privacy policy can be read before anybody registers; version and time of the acceptance are kept, and without it there is no registration [REG-3].
func TestTermsComeFirst(t *testing.T) {
	t.Parallel()
	w := quick(t)
	m := w.sys.Market().Account
	require.Equal(t, []string{"https://seqr.example/terms", "https://seqr.example/privacy"}, []string{m.TermsURL, m.PrivacyURL})
	before := w.dump()
	for _, version := range []string{"", "demo-0", "DEMO-1"} {
		r := (&cast{world: w}).stranger("+18015550101").startRequest()
		r.TermsVersion = version
		_, err := w.sys.Accounts.Start(w.ctx, r)
		require.ErrorIs(t, err, seqr.ErrTerms)
	}
	require.Empty(t, differences(before, w.dump()))
	pat := w.apply("+18015550101")
	a, err := w.store.Account(w.ctx, pat.id)
	require.NoError(t, err)
	require.Equal(t, account.Acceptance{Version: "demo-1", At: start}, a.Terms)
}

// The mandate keeps its text's version, the time, the device and the account as evidence [MND-1].
func TestEvidenceOfTheMandate(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.apply("+18015550101")
	pat.confirm()
	w.clock.Advance(time.Hour)
	pat.linkBank()
	cred, err := w.store.Credential(w.ctx, pat.id)
	require.NoError(t, err)
	d := w.dump()
	require.Len(t, d.Mandates, 1)
	got := d.Mandates[0]
	require.Equal(t, ach.Mandate{
		ID: got.ID, Version: got.Version, Owner: pat.id, Bank: d.BankAccounts[0].ID, State: ach.MandateValid,
		Text: "mandate-1", Device: cred.Device.UUID, At: start.Add(time.Hour),
	}, got)
}

// Nothing that is asked for or kept is a bank's log-in: there is no such field in any request, and none in what a store holds [PRV-5].
func TestNoBankLogIns(t *testing.T) {
	t.Parallel()
	logIn := regexp.MustCompile(`(?i)log_?in|password|passw|user_?name|bank_?id|one_?time|\botp\b`)
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(of reflect.Type) {
		if seen[of] {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			walk(of.Elem())
		case reflect.Struct:
			for f := range of.Fields() {
				require.False(t, logIn.MatchString(f.Name) && f.Type.Kind() == reflect.String, "%s.%s", of, f.Name)
				walk(f.Type)
			}
		default:
		}
	}
	walk(reflect.TypeFor[store.Changes]())
	for service := range reflect.TypeFor[seqr.System]().Fields() {
		if !service.IsExported() {
			continue
		}
		for m := range service.Type.Methods() {
			for in := range m.Type.Ins() {
				walk(in)
			}
		}
	}
	require.True(t, seen[reflect.TypeFor[seqr.BankAccountRequest]()] && seen[reflect.TypeFor[ach.BankAccount]()], "the walk gets there")
}

// A blocked account moves no money and keeps its PIN; what can be read stays readable, and a debt can be paid [CS-3, PIN-3, APP-7].
func TestBlockedAccounts(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	debt := pat.mustPay(shop, "10.00")
	w.settle()
	shop.ask("1.00")
	shown := pat.look(shop.code())
	pat.losesTheDebit(debt)
	pat.block(account.LostPhone)
	refused := func(what string, err error) { require.ErrorIs(t, err, account.ErrBlocked, what) }
	refused("payment", pat.approve(shown))
	_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
	refused("scan", err)
	_, err = w.sys.Accounts.ChangePIN(w.ctx, seqr.ChangePINRequest{
		Key: w.key(), Account: pat.id, Signed: pat.act(identity.ActionChangePIN), Old: pat.pin, New: "904172", Repeat: "904172",
	})
	refused("change of PIN", err)
	_, err = w.sys.Accounts.RequestClosing(w.ctx, seqr.StepRequest{Key: w.key(), Account: pat.id})
	require.ErrorIs(t, err, seqr.ErrSupportOnly, "[CS-8]")

	require.Equal(t, "90.00", pat.available())
	require.Equal(t, []account.Reason{account.Collection, account.LostPhone}, pat.reasons())
	require.Equal(t, account.Contact{Phone: "+1 801 555 0100", Email: "help@seqr.example"}, pat.view().Contact)
	list, err := w.sys.Payments.Receipts(w.ctx, pat.id, payment.PaymentID{}, 10)
	require.NoError(t, err)
	require.Len(t, list, 1)
	pat.repay(debt)
	require.Equal(t, []account.Reason{account.LostPhone}, pat.reasons())
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// losesTheDebit lets a debit come back because the bank account is closed.
func (p *person) losesTheDebit(sale seqr.InvoiceStatus) {
	w := p.w
	w.t.Helper()
	debit := w.collection(sale.Invoice)
	_, err := w.sys.Banking.Report(w.ctx, ach.Report{ID: "closed", Order: debit.OrderID(), Kind: ach.ReportReturned, Code: "R02", On: debit.DueOn, Amount: debit.Amount})
	require.NoError(w.t, err)
}

// Whatever its owner does, and however long it waits, no block but that of a collection ends by itself; customer service lifts it [CS-2, CS-5].
func TestBlocksDoNotEndByThemselves(t *testing.T) {
	t.Parallel()
	for _, reason := range []account.Reason{account.LostPhone, account.WrongPIN, account.Other} {
		t.Run(string(reason), func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			pat.mustPay(shop, "30.00")
			w.settle()
			shop.ask("1.00")
			shown := pat.look(shop.code())
			pat.block(reason)
			tries := []func() error{
				func() error { return pat.approve(shown) },
				func() error {
					_, err := w.sys.Accounts.ResendCode(w.ctx, seqr.StepRequest{Key: w.key(), Account: pat.id})
					return err
				},
				func() error {
					_, err := w.sys.Accounts.RequestClosing(w.ctx, seqr.StepRequest{Key: w.key(), Account: pat.id})
					return err
				},
				func() error { _, err := w.sys.Accounts.AddBankAccount(w.ctx, bankRequest(w, pat.id)); return err },
				func() error {
					_, err := w.sys.Identity.Capture(w.ctx, pat.capture(identity.FrontSide, tiny()))
					return err
				},
			}
			for n, try := range tries {
				_ = try()
				require.Equal(t, []account.Reason{reason}, pat.reasons(), "%d", n)
			}
			w.pass(14) // the debit is collected meanwhile
			w.clock.Advance(400 * 24 * time.Hour)
			w.settle()
			require.Equal(t, []account.Reason{reason}, pat.reasons())
			_, err := w.sys.Support.Unblock(w.ctx, w.help(pat.id), reason)
			require.NoError(t, err)
			pat.mustPay(shop, "100.00")
			w.audit()
		})
	}
}

// In the US a new phone means to leave and to register again: from that moment the old one is refused, and the new one pays [DEV-4, DEV-1].
func TestNewPhone(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, old := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("5.00")
	shown := old.look(shop.code())
	stolen := &person{w: w, id: old.id, key: w.apply("+18015550102").key, number: old.number, pin: old.pin}
	require.ErrorIs(t, stolen.approve(shown), identity.ErrSignature, "account and PIN on another phone are worth nothing")
	require.NoError(t, old.approve(shown), "and the bound phone goes on")
	shop.ask("6.00")
	shown = old.look(shop.code())
	old.leave()
	require.Error(t, old.approve(shown))
	w.clock.Advance(10 * time.Minute)
	again := w.join("Pat Example", old.number)
	require.NotEqual(t, old.id, again.id)
	again.mustPay(shop, "7.00")
	_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: old.id, Code: shop.code()})
	require.ErrorIs(t, err, account.ErrClosed)
	w.audit()
}

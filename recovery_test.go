package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/identity"
)

func (p *person) restore(code, pin string) error {
	w := p.w
	_, err := w.sys.Accounts.RestorePIN(w.ctx, seqr.RestorePINRequest{Key: w.key(), Account: p.id, Code: code, Signed: p.act(identity.ActionRestorePIN), PIN: pin, Repeat: pin})
	return err
}

// allowRestore lets customer service allow a new PIN, and answers the code that the phone got.
func (p *person) allowRestore() string {
	w := p.w
	w.t.Helper()
	_, err := w.sys.Support.RestorePIN(w.ctx, w.help(p.id))
	require.NoError(w.t, err)
	w.clock.Advance(time.Minute)
	_, err = w.sys.Accounts.RequestPINCode(w.ctx, seqr.StepRequest{Key: w.key(), Account: p.id})
	require.NoError(w.t, err)
	w.settle()
	return w.phone.Code(p.number)
}

// A forgotten PIN: customer service allows a new one, the bound device sets it with a code, and the account stays what it
// was; the block for wrong PINs ends, and the agent is on record [PIN-6, CS-6].
func TestForgottenPINIsRestored(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop := w.till("Backhaus")
	uli := w.join("Uli Muster", "+4915123456789")
	uli.mustPay(shop, "10.00")
	for range 5 {
		w.clock.Advance(10 * time.Minute)
		shop.ask("1.00")
		_, err := w.sys.Payments.Approve(w.ctx, uli.sign(uli.look(shop.code()), "111222"))
		require.ErrorIs(t, err, identity.ErrPINWrong)
	}
	require.Equal(t, []account.Reason{account.WrongPIN}, uli.reasons())
	require.ErrorIs(t, uli.restore("123456", "904172"), identity.ErrNoRestore)

	code := uli.allowRestore()
	require.Equal(t, []account.Reason{account.WrongPIN}, uli.reasons(), "until the new PIN is set")
	require.NoError(t, uli.restore(code, "904172"))
	require.Empty(t, uli.reasons())
	require.ErrorIs(t, uli.restore(code, "904173"), identity.ErrNoRestore, "once")
	_, err := uli.pay(shop, "1.00")
	require.ErrorIs(t, err, identity.ErrPINWrong, "the old one is over")
	uli.pin = "904172"
	uli.mustPay(shop, "1.00")
	require.Equal(t, "64.00", uli.available(), "the account is kept")
	actions, err := w.sys.Support.Actions(w.ctx, uli.id, account.ActionID{}, 10)
	require.NoError(t, err)
	require.Equal(t, "restore PIN", actions[0].Verb)
	w.audit()
}

// What customer service allowed ends after 24 hours, to the second.
func TestRestoringAPINHasItsTime(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]error{24*time.Hour - time.Second: nil, 24 * time.Hour: identity.ErrNoRestore} {
		w := abroad(t, seqr.Germany())
		uli := w.join("Uli Muster", "+4915123456789")
		_, err := w.sys.Support.RestorePIN(w.ctx, w.help(uli.id))
		require.NoError(t, err)
		w.clock.Advance(after)
		_, err = w.sys.Accounts.RequestPINCode(w.ctx, seqr.StepRequest{Key: w.key(), Account: uli.id})
		require.ErrorIs(t, err, want)
		w.settle()
		w.audit()
	}
}

// Another block keeps the PIN from being restored, and the US restores none [PIN-6, PIN-7].
func TestNoPINIsRestored(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	uli := w.join("Uli Muster", "+4915123456789")
	code := uli.allowRestore()
	uli.block(account.LostPhone)
	require.ErrorIs(t, uli.restore(code, "904172"), account.ErrBlocked)
	w.audit()

	us := quick(t)
	pat := us.join("Pat Example", "+18015550101")
	_, err := us.sys.Support.RestorePIN(us.ctx, us.help(pat.id))
	require.ErrorIs(t, err, seqr.ErrNoPINRecovery)
	_, err = us.sys.Support.RemoveBankAccount(us.ctx, us.help(pat.id))
	require.ErrorIs(t, err, seqr.ErrNoBankChange)
	us.audit()
}

// Customer service removes the bank account; nothing is paid from it until the new one is there, which uses the same limit.
// What was approved before is collected from the old one [MND-7, COL-14].
func TestBankAccountIsChanged(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop := w.till("Backhaus")
	uli := w.join("Uli Muster", "+4915123456789")
	uli.mustPay(shop, "30.00")
	_, err := w.sys.Support.RemoveBankAccount(w.ctx, w.help(uli.id))
	require.NoError(t, err)
	require.ErrorIs(t, uli.payFrom(shop, uli.limit().ID, "1.00"), account.ErrUnusable)
	require.True(t, uli.prepaid().Usable, "the prepaid account stays")

	r := bankRequest(w, uli.id)
	r.Number = "NL91 ABNA 0417 1643 00"
	_, err = w.sys.Accounts.AddBankAccount(w.ctx, r)
	require.NoError(t, err)
	require.Equal(t, "45.00", uli.available(), "the limit is not there twice")
	r.Key = w.key()
	_, err = w.sys.Accounts.AddBankAccount(w.ctx, r)
	require.ErrorIs(t, err, account.ErrSecondBankAccount)
	require.Equal(t, "2026-07-13", w.collection(uli.mustPay(shop, "5.00").Invoice).DueOn.String(), "the first debit of the new mandate")
	w.pass(30)
	require.Equal(t, "75.00", uli.available())
	orders := w.bank.Orders()
	require.Equal(t, []string{"DE89370400440532013000", "NL91ABNA0417164300"}, []string{orders[0].Number, orders[1].Number})
	require.NotEqual(t, orders[0].Mandate, orders[1].Mandate)
	w.audit()
}

// An Autogiro mandate is pending: the limit is 0 until the bank approves it, whatever comes first; an SMS says so [MND-9].
func TestAutogiroMandateIsApproved(t *testing.T) {
	t.Parallel()
	for name, prove := range map[string][2]bool{"identity first": {true, false}, "mandate first": {false, true}} {
		w := abroad(t, seqr.Sweden())
		shop := w.till("Konditori")
		ida := w.enrol("Ida Exempel", "+46701234567")
		if prove[0] {
			ida.prove()
		}
		require.True(t, ida.limit().Pending, name)
		require.Equal(t, "0.00", ida.limit().Maximum.Format(), name)
		require.ErrorIs(t, ida.payFrom(shop, ida.limit().ID, "0.01"), account.ErrNotActive, name)
		ida.approveMandate()
		last, _ := w.phone.Last(ida.number)
		require.Contains(t, last.Text, "mandate", name)
		if prove[1] {
			require.ErrorIs(t, ida.payFrom(shop, ida.limit().ID, "0.01"), account.ErrNotActive, name)
			ida.prove()
		}
		require.Equal(t, "500.00", ida.available(), name)
		ida.mustPay(shop, "500.00")
		w.audit()
	}
}

// Only current accounts are debited in the UK, and an IBAN must be one [MND-4]; a card is refused everywhere [MND-6].
func TestBankAccountsPerScheme(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		market seqr.Market
		change func(*seqr.BankAccountRequest)
		want   error
	}{
		{seqr.UnitedKingdom(), func(r *seqr.BankAccountRequest) { r.Type = ach.Savings }, ach.ErrAccountType},
		{seqr.UnitedKingdom(), func(r *seqr.BankAccountRequest) { r.Routing = "12345" }, ach.ErrRouting},
		{seqr.UnitedKingdom(), func(r *seqr.BankAccountRequest) { r.Number = "1234567" }, ach.ErrAccountNumber},
		{seqr.UnitedKingdom(), func(r *seqr.BankAccountRequest) { r.Kind = "credit_card" }, ach.ErrCreditCard},
		{seqr.Germany(), func(r *seqr.BankAccountRequest) { r.Number = "DE89370400440532013001" }, ach.ErrIBAN},
		{seqr.Germany(), func(r *seqr.BankAccountRequest) { r.Number = "DE8937040044053201300" }, ach.ErrIBAN},
		{seqr.Germany(), func(r *seqr.BankAccountRequest) { r.Kind = account.ACHDebit }, account.ErrKind},
		{seqr.Germany(), func(r *seqr.BankAccountRequest) { r.Kind = "visa" }, ach.ErrCreditCard},
		{seqr.Sweden(), func(r *seqr.BankAccountRequest) { r.Routing = "330" }, ach.ErrRouting},
		{seqr.Romania(), func(r *seqr.BankAccountRequest) { r.Kind, r.Number = account.SEPADebit, "RO49AAAA1B31007593840000" }, account.ErrKind},
	} {
		w := abroadOn(t, memory.New(), c.market)
		r := bankRequest(w, account.ID{UUID: newUUID()})
		c.change(&r)
		_, err := w.sys.Accounts.AddBankAccount(w.ctx, r)
		require.ErrorIs(t, err, c.want, c.market.Code)
	}
}

// Nobody closes an account with money on the Seqr Account, neither its owner nor customer service [CS-10].
func TestClosingNeedsAnEmptyPrepaidAccount(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop := w.till("Backhaus")
	uli := w.join("Uli Muster", "+4915123456789")
	for range 12 {
		uli.mustPay(shop, "5.00")
	}
	w.untilDay(time.October, 20)
	require.Equal(t, "1.20", uli.prepaid().Available.Format())
	_, err := uli.closes(false)
	require.ErrorIs(t, err, seqr.ErrBalanceLeft)
	_, err = w.sys.Support.Close(w.ctx, w.help(uli.id))
	require.ErrorIs(t, err, seqr.ErrBalanceLeft)

	// Of two accounts of one person the survivor gets what is on the other.
	twin := w.join("Uli Muster", "+4915123456790")
	_, err = w.sys.Support.ResolveDuplicate(w.ctx, seqr.ResolveRequest{SupportRequest: w.help(twin.id)})
	require.ErrorIs(t, err, seqr.ErrBalanceLeft, "nobody would have the money")
	_, err = w.sys.Support.ResolveDuplicate(w.ctx, seqr.ResolveRequest{SupportRequest: w.help(twin.id), Survivor: twin.id})
	require.NoError(t, err)
	require.Equal(t, "1.20", twin.prepaid().Available.Format())
	require.NoError(t, twin.payFrom(shop, twin.prepaid().ID, "1.20"))
	twin.leave()
	w.audit()
}

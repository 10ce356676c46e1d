package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
)

func (p *person) registration() seqr.Registration {
	p.w.t.Helper()
	v, err := p.w.sys.Accounts.Registration(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return v
}

// The view says what is done, what is missing and what comes next, and names customer service at every step [REG-2, REG-8, REG-1].
func TestRegistrationStepByStep(t *testing.T) {
	t.Parallel()
	w := quick(t)
	all := []account.Step{
		account.StepTerms, account.StepMobileNumber, account.StepSMSCode, account.StepPIN,
		account.StepPersonalData, account.StepPaymentAccount, account.StepIdentityFront, account.StepIdentityBack,
	}
	pat := w.apply("+18015550123")
	at := func(done int, state account.State) {
		t.Helper()
		v := pat.registration()
		require.Equal(t, all[:done], v.Progress.Done)
		require.Equal(t, all[done:], v.Progress.Missing)
		require.Empty(t, v.Progress.Optional)
		require.Equal(t, state, v.State)
		require.Equal(t, account.Contact{Phone: "+1 801 555 0100", Email: "help@seqr.example"}, v.Contact)
		if done == 2 {
			require.Equal(t, "+18015550123", v.Phone, "where the code went")
		} else {
			require.Equal(t, "+1•••••••0123", v.Phone)
		}
		if done < len(all) {
			require.Equal(t, all[done], v.Progress.Next)
		} else {
			require.Empty(t, v.Progress.Next)
		}
	}
	at(2, account.Registering)
	pat.confirm()
	at(3, account.Registering)
	pat.choosePIN()
	at(4, account.Registering)
	pat.describe("Pat Example")
	at(5, account.Registering)
	pat.linkBank()
	at(6, account.Open) // all but the scan: next is "identity front"
	_, err := w.sys.Identity.Capture(w.ctx, pat.capture(identity.FrontSide, tiny()))
	require.NoError(t, err)
	at(7, account.Open)
	pat.prove()
	at(8, account.Open)
	w.audit()
}

// A code passes at 9:59 and not at 10:00, once, and not after five wrong entries or a newer one [REG-6].
func TestLifeOfACode(t *testing.T) {
	t.Parallel()
	w := quick(t)
	enter := func(p *person, code string) error {
		_, err := w.sys.Accounts.Confirm(w.ctx, seqr.ConfirmRequest{Key: w.key(), Account: p.id, Code: code})
		return err
	}
	other := func(code string) string {
		if code == "000000" {
			return "000001"
		}
		return "000000"
	}
	late := w.apply("+18015550101")
	code := w.phone.Code(late.number)
	w.clock.Advance(10 * time.Minute)
	require.ErrorIs(t, enter(late, code), identity.ErrCodeRefused)

	in := w.apply("+18015550102")
	code = w.phone.Code(in.number)
	w.clock.Advance(10*time.Minute - time.Second)
	require.NoError(t, enter(in, code))
	require.ErrorIs(t, enter(in, code), seqr.ErrStepDone)

	guesser := w.apply("+18015550103")
	code = w.phone.Code(guesser.number)
	for range 5 {
		require.ErrorIs(t, enter(guesser, other(code)), identity.ErrCodeRefused)
	}
	require.ErrorIs(t, enter(guesser, code), identity.ErrCodeRefused, "dead")

	lucky := w.apply("+18015550104")
	code = w.phone.Code(lucky.number)
	for range 4 {
		require.ErrorIs(t, enter(lucky, other(code)), identity.ErrCodeRefused)
	}
	require.NoError(t, enter(lucky, code))

	twice := w.apply("+18015550105")
	older := w.phone.Code(twice.number)
	w.clock.Advance(30 * time.Second)
	_, err := w.sys.Accounts.ResendCode(w.ctx, seqr.StepRequest{Key: w.key(), Account: twice.id})
	require.NoError(t, err)
	w.settle()
	if newer := w.phone.Code(twice.number); newer != older {
		require.ErrorIs(t, enter(twice, older), identity.ErrCodeRefused, "void")
		require.NoError(t, enter(twice, newer))
	}
	w.audit()
}

// Codes to one number are 30 s apart, at most 3 in 10 minutes and 5 in 24 hours, and who asks earlier is told when [REG-7].
func TestCodesAreRationed(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.apply("+18015550101")
	first := w.clock.Now()
	ask := func(after time.Duration) error {
		w.clock.Set(first.Add(after))
		_, err := w.sys.Accounts.ResendCode(w.ctx, seqr.StepRequest{Key: w.key(), Account: pat.id})
		return err
	}
	for _, step := range []struct {
		after, next time.Duration // next 0: a code is sent
	}{
		{29900 * time.Millisecond, 30 * time.Second},
		{30 * time.Second, 0},
		{60 * time.Second, 0},
		{90 * time.Second, 10 * time.Minute},
		{10*time.Minute - time.Second, 10 * time.Minute},
		{10 * time.Minute, 0},
		{10*time.Minute + 29*time.Second, 10*time.Minute + 30*time.Second},
		{10*time.Minute + 30*time.Second, 0},
		{20 * time.Minute, 24 * time.Hour},
		{24*time.Hour - time.Second, 24 * time.Hour},
		{24 * time.Hour, 0},
		{24*time.Hour + 29*time.Second, 24*time.Hour + 30*time.Second},
		{24*time.Hour + 30*time.Second, 0},
	} {
		err := ask(step.after)
		if step.next == 0 {
			require.NoError(t, err, step.after)
			continue
		}
		require.Equal(t, &identity.CodeWaitError{Next: first.Add(step.next)}, err, step.after)
	}
	w.settle()
	require.Len(t, w.phone.Messages(pat.number), 7)
	w.audit()
}

// A mistyped number can be corrected while its code is outstanding; the code that went there is of no use [REG-8].
func TestCorrectedNumber(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.apply("+18015550101")
	older := w.phone.Code(pat.number)
	pat.number = "+18015550199"
	_, err := w.sys.Accounts.CorrectPhone(w.ctx, seqr.CorrectPhoneRequest{Key: w.key(), Account: pat.id, Phone: "+1 (801) 555-0199"})
	require.NoError(t, err, "at once: no code went to this number before")
	w.settle()
	require.Equal(t, "+18015550199", pat.registration().Phone)
	if older != w.phone.Code(pat.number) {
		_, err = w.sys.Accounts.Confirm(w.ctx, seqr.ConfirmRequest{Key: w.key(), Account: pat.id, Code: older})
		require.ErrorIs(t, err, identity.ErrCodeRefused)
	}
	pat.confirm()
	w.audit()
}

// Customer service can trigger a code and never reads it; the action is on record [REG-8, CS-6].
func TestSupportResendsACode(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.apply("+18015550101")
	w.clock.Advance(time.Minute)
	require.NoError(t, w.sys.Support.ResendCode(w.ctx, w.help(pat.id)))
	w.settle()
	require.Len(t, w.phone.Messages(pat.number), 2)
	actions, err := w.sys.Support.Actions(w.ctx, pat.id, account.ActionID{}, 10)
	require.NoError(t, err)
	require.Len(t, actions, 1)
	require.Equal(t, "resend code", actions[0].Verb)
	require.Equal(t, "agent 7", actions[0].Agent)
	require.NotContains(t, actions[0].Reason, w.phone.Code(pat.number))
	pat.confirm()
	w.audit()
}

// The 18th birthday counts, in the market's zone; who was born on 29 February is 18 on 1 March [REG-10].
func TestMinimumAge(t *testing.T) {
	t.Parallel()
	w := quick(t)
	newYork := seqr.UnitedStates().Zone
	describe := func(of *person, born string) error {
		_, err := w.sys.Accounts.Describe(w.ctx, seqr.DescribeRequest{Key: w.key(), Account: of.id, Name: "Pat Example", Email: "pat@example.com", BirthDate: born})
		return err
	}
	for _, b := range []struct {
		born  string
		first time.Time
	}{
		{"06/15/2000", time.Date(2018, time.June, 15, 0, 0, 0, 0, newYork)},
		{"02/29/2000", time.Date(2018, time.March, 1, 0, 0, 0, 0, newYork)},
		{"02/29/2004", time.Date(2022, time.March, 1, 0, 0, 0, 0, newYork)},
	} {
		w.clock.Set(b.first.Add(-time.Microsecond))
		p := w.apply("+1801555" + b.born[:2] + b.born[8:])
		require.ErrorIs(t, describe(p, b.born), identity.ErrTooYoung, b.born)
		w.clock.Set(b.first)
		require.NoError(t, describe(p, b.born), b.born)
	}
	w.clock.Set(start)
	require.NoError(t, describe(w.apply("+18015550188"), "02/29/2000"), "a day that is one")
	w.audit()
}

// Activation gives exactly 100.00 without a deposit; before it not a cent can be spent [REG-13, REG-14, REG-15, IDV-6, IDV-3, APP-7].
func TestActivation(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.enrol("Pat Example", "+18015550101")
	shop.ask("0.01")
	buy := func() error {
		_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
		return err
	}
	v := pat.view()
	require.True(t, v.VerifyIdentity)
	require.False(t, v.Active)
	require.Equal(t, "0.00", v.Accounts[0].Maximum.Format())
	require.Equal(t, "0.00", pat.available())
	require.ErrorIs(t, buy(), account.ErrNotActive)
	pat.prove()
	v = pat.view()
	require.False(t, v.VerifyIdentity)
	require.True(t, v.Active)
	require.Equal(t, "ACH Direct Debit Account", v.Accounts[0].Name)
	require.Equal(t, "100.00", v.Accounts[0].Maximum.Format())
	require.Equal(t, "100.00", pat.available())
	require.Empty(t, w.bank.Orders(), "nothing was debited")
	require.NoError(t, buy())
	w.audit()
}

// Without a bank account there is no limit, however the steps are ordered [REG-12].
func TestIdentityBeforeTheBankAccount(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.apply("+18015550101")
	pat.confirm()
	pat.describe("Pat Example")
	pat.prove()
	_, err := w.sys.Payments.Available(w.ctx, pat.id, account.PaymentAccountID{})
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)
	require.Equal(t, account.Registering, pat.view().State)
	pat.linkBank()
	shop.ask("1.00")
	_, err = w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
	require.ErrorIs(t, err, account.ErrNotRegistered, "without a PIN")
	pat.choosePIN()
	require.Equal(t, "100.00", pat.available())
	require.Equal(t, account.Open, pat.view().State)
	pat.mustPay(shop, "100.00")
	w.audit()
}

// Deregistration frees number, phone and document; the forgotten PIN is not asked for [PIN-7, CS-8, CS-9, IDV-11].
func TestDeregisteringAndComingBack(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.leave()
	w.settle()
	shop.ask("1.00")
	_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
	require.ErrorIs(t, err, account.ErrClosed)
	require.Equal(t, account.Closed, pat.view().State)

	w.clock.Advance(10 * time.Minute)
	again := &person{w: w, key: pat.key, number: pat.number, pin: "904172"} // the same phone
	started, err := w.sys.Accounts.Start(w.ctx, again.startRequest())
	require.NoError(t, err)
	again.id = started.Account
	w.settle()
	again.confirm()
	again.describe("Pat Example")
	again.choosePIN()
	again.linkBank()
	again.prove()
	require.Empty(t, again.reasons())
	require.Equal(t, payment.Paid, again.mustPay(shop, "100.00").State)
	w.audit()
}

package account_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

func TestProgressFollowsTheSteps(t *testing.T) {
	ok, p := must[account.Account](t), policy()
	var a account.Account
	var scan account.ScanProgress
	for i, step := range []struct {
		next account.Step
		take func()
	}{
		{account.StepTerms, func() { a = registering(t); a.Phone = "" }},
		{account.StepMobileNumber, func() { a = registering(t) }},
		{account.StepSMSCode, func() { a = ok(a.ProvePhone(noon, p)) }},
		{account.StepPIN, func() { a = ok(a.ChoosePIN(noon, p)) }},
		{account.StepPersonalData, func() { a = ok(a.Describe([]byte("x"), p)) }},
		{account.StepPaymentAccount, func() { a = ok(a.Link(bankAccount(), p)) }},
		{account.StepIdentityFront, func() { scan.Front = true }}, // the example of REG-2
		{account.StepIdentityBack, func() { scan.Back = true }},
	} {
		view := a.Progress(p, scan)
		require.Equal(t, step.next, view.Next)
		require.Len(t, view.Done, i)
		require.Len(t, view.Missing, 8-i)
		require.Equal(t, view.Next, view.Missing[0])
		require.Empty(t, view.Optional)
		require.False(t, view.Rescan)
		step.take()
	}
	view := a.Progress(p, scan)
	require.Empty(t, view.Missing)
	require.Empty(t, view.Next)
	require.Equal(t, []account.Step{
		"terms", "mobile number", "SMS code", "PIN", "personal data", "payment account", "identity front", "identity back",
	}, view.Done)
}

func TestProgressOfTheScan(t *testing.T) {
	both := []account.Step{account.StepIdentityFront, account.StepIdentityBack}
	for name, c := range map[string]struct {
		a       account.Account
		scan    account.ScanProgress
		missing []account.Step
		rescan  bool
	}{
		"none":                   {open(t), account.ScanProgress{}, both, false},
		"front only":             {open(t), account.ScanProgress{Front: true}, both[1:], false},
		"back only":              {open(t), account.ScanProgress{Back: true}, both[:1], false},
		"at work":                {open(t), account.ScanProgress{Submitted: true}, []account.Step{}, false},
		"failed":                 {open(t), account.ScanProgress{Front: true, Back: true, Failed: true}, both, true},
		"verified":               {verified(t), account.ScanProgress{}, []account.Step{}, false},
		"verdict not booked yet": {open(t), account.ScanProgress{Verified: true}, []account.Step{}, false},
		"failed once verified":   {verified(t), account.ScanProgress{Failed: true}, []account.Step{}, false},
	} {
		view := c.a.Progress(policy(), c.scan)
		require.Equal(t, c.missing, view.Missing, name)
		require.Equal(t, c.rescan, view.Rescan, name)
	}
}

func TestStepsTheMarketDoesNotRequireAreOptional(t *testing.T) {
	bank := policy()
	bank.NeedsBankAccount = false
	view := registering(t).Progress(bank, account.ScanProgress{})
	require.Equal(t, []account.Step{account.StepPaymentAccount}, view.Optional)

	both := prepaidPolicy()
	a := must[account.Account](t)(registering(t).Link(prepaidAccount(), both))
	view = a.Progress(both, account.ScanProgress{})
	require.Equal(t, []account.Step{account.StepPaymentAccount, account.StepIdentityFront, account.StepIdentityBack}, view.Optional,
		"nothing waits for the identity while there is a prepaid account alone")
	view = must[account.Account](t)(a.Link(bankAccount(), both)).Progress(both, account.ScanProgress{})
	require.Equal(t, []account.Step{account.StepPaymentAccount}, view.Optional, "the limit waits for it")
	both.PrepaidNeedsIdentity = true
	view = a.Progress(both, account.ScanProgress{})
	require.Equal(t, []account.Step{account.StepPaymentAccount}, view.Optional, "the prepaid account waits for it")
	view = registering(t).Progress(bank, account.ScanProgress{})
	require.NotContains(t, view.Missing, account.StepPaymentAccount)

	only := prepaidPolicy()
	only.Kinds = only.Kinds[1:]
	view = registering(t).Progress(only, account.ScanProgress{})
	require.Equal(t, []account.Step{account.StepPaymentAccount, account.StepIdentityFront, account.StepIdentityBack}, view.Optional)

	linked := must[account.Account](t)(registering(t).Link(prepaidAccount(), only))
	require.Contains(t, linked.Progress(only, account.ScanProgress{}).Done, account.StepPaymentAccount, "an optional step can be done")
}

package account_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/internal/fault"
	"github.com/seqrpay/seqr/money"
)

func TestPolicyValid(t *testing.T) {
	require.NoError(t, policy().Validate())
	require.NoError(t, prepaidPolicy().Validate())
}

func TestPolicyNamesAllThatIsUnset(t *testing.T) {
	err := account.Policy{NeedsBankAccount: true}.Validate()
	require.ErrorIs(t, err, account.ErrPolicy)
	require.Equal(t, "account: market data unset or inconsistent: Market unset, Currency unset, Phone.Region unset, TermsVersion unset, "+
		"TermsURL unset, PrivacyURL unset, Provider unset, Contact.Phone unset, Contact.Email unset, RetentionDays unset, Kinds unset, "+
		"NeedsBankAccount without a kind that has a limit, Callers.Questions unset, Device.Regions unset, Device.Systems unset, Device.Contact unset", err.Error())
}

func TestPolicyFaults(t *testing.T) {
	for want, spoil := range map[string]func(*account.Policy){
		"Phone.Region unset":                  func(p *account.Policy) { p.Phone.Region = "XX" },
		"Phone.NationalDigits negative":       func(p *account.Policy) { p.Phone.NationalDigits = -1 },
		"Kinds[0].Kind unset":                 func(p *account.Policy) { p.Kinds[0].Kind = "" },
		"Kinds[0].Limit does not fit":         func(p *account.Policy) { p.Kinds[0].Limit = false },
		"Kinds[0].Name unset":                 func(p *account.Policy) { p.Kinds[0].Name = "" },
		"Kinds[0].Maximum unset":              func(p *account.Policy) { p.Kinds[0].Maximum = money.FromMinor(1, money.EUR) },
		"Kinds[1].Kind is there twice":        func(p *account.Policy) { p.Kinds = append(p.Kinds, p.Kinds[0]) },
		"Callers.Questions unset":             func(p *account.Policy) { p.Callers.Questions = nil },
		"Callers.Questions has an unknown":    func(p *account.Policy) { p.Callers.Questions = []account.Question{"shoe size"} },
		"one twice":                           func(p *account.Policy) { p.Callers.Questions[1] = account.AskName },
		"Callers.Enough is not":               func(p *account.Policy) { p.Callers.Enough = 0 },
		"Callers.Enough is not a number":      func(p *account.Policy) { p.Callers.Enough = 4 },
		"Device.Systems[0] incomplete":        func(p *account.Policy) { p.Device.Systems[0].CameraSettings = "" },
		"Device.Systems[0].NFCSettings unset": func(p *account.Policy) { p.Device.Systems[0].NFCSettings = "" },
		"Device.Systems[1].NFCSettings unset": func(p *account.Policy) { p.Device.Systems[1].NFCOpenSince = "17" },
	} {
		p := policy()
		spoil(&p)
		require.ErrorContains(t, p.Validate(), want)
	}
}

func TestPolicyKinds(t *testing.T) {
	p := prepaidPolicy()
	k, err := p.Kind(account.Prepaid)
	require.NoError(t, err)
	require.Equal(t, "Seqr Account", k.Name)
	_, err = p.Kind("credit_card")
	require.ErrorIs(t, err, account.ErrKind)
	require.Equal(t, map[account.Kind]money.Amount{account.ACHDebit: usd(100_00)}, p.Maxima())
}

// What a caller can do about an error follows from its class.
func TestErrorClasses(t *testing.T) {
	for err, want := range map[error]fault.Kind{
		account.ErrPhoneLength: fault.Invalid, account.ErrKind: fault.Invalid, account.ErrClosed: fault.State,
		account.ErrTerms: fault.Denied, account.ErrNoPaymentAccount: fault.NotFound,
		errors.Join(&account.BlockedError{Reasons: []account.Reason{account.Other}}): fault.Denied,
	} {
		require.Equal(t, want, fault.KindOf(err), err)
	}
}

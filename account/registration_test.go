package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

func TestNew(t *testing.T) { // REG-3
	terms := account.Acceptance{Version: "2026-01", At: noon}
	newYork := time.FixedZone("", -5*3600)
	a, err := account.New(accountID(1), "US", "tag", []byte("sealed"), terms, noon.In(newYork))
	require.NoError(t, err)
	require.Equal(t, account.Registering, a.State)
	require.Equal(t, time.UTC, a.OpenedAt.Location())
	require.Equal(t, noon, a.OpenedAt)
	require.Zero(t, a.Version)

	for name, c := range map[string]struct {
		id       account.ID
		market   string
		phone    account.Tag
		personal []byte
		terms    account.Acceptance
		at       time.Time
		want     error
	}{
		"no acceptance": {accountID(1), "US", "tag", []byte("x"), account.Acceptance{At: noon}, noon, account.ErrTerms},
		"no time of it": {accountID(1), "US", "tag", []byte("x"), account.Acceptance{Version: "1"}, noon, account.ErrTerms},
		"no ID":         {account.ID{}, "US", "tag", []byte("x"), terms, noon, account.ErrMalformed},
		"no market":     {accountID(1), "", "tag", []byte("x"), terms, noon, account.ErrMalformed},
		"no number":     {accountID(1), "US", "", []byte("x"), terms, noon, account.ErrMalformed},
		"no holder":     {accountID(1), "US", "tag", nil, terms, noon, account.ErrMalformed},
		"no time":       {accountID(1), "US", "tag", []byte("x"), terms, time.Time{}, account.ErrMalformed},
	} {
		_, err := account.New(c.id, c.market, c.phone, c.personal, c.terms, c.at)
		require.ErrorIs(t, err, c.want, name)
	}
}

func TestNumberCanBeCorrectedUntilItIsProved(t *testing.T) {
	a, err := registering(t).ChangePhone("tag-2", []byte("sealed again"))
	require.NoError(t, err)
	require.Equal(t, account.Tag("tag-2"), a.Phone)
	require.Equal(t, "sealed again", string(a.Personal))
	_, err = a.ChangePhone("", []byte("x"))
	require.ErrorIs(t, err, account.ErrMalformed)
	_, err = a.ChangePhone("tag-3", nil)
	require.ErrorIs(t, err, account.ErrMalformed)

	a = must[account.Account](t)(a.ProvePhone(noon, policy()))
	_, err = a.ChangePhone("tag-3", []byte("x"))
	require.ErrorIs(t, err, account.ErrPhoneProved)
	_, err = a.ProvePhone(noon, policy())
	require.ErrorIs(t, err, account.ErrPhoneProved)
}

// The account opens with the last of its steps, in whatever order they come, and not before (REG-1).
func TestOpensWithTheLastStep(t *testing.T) {
	steps := []func(account.Account, account.Policy) (account.Account, error){
		func(a account.Account, p account.Policy) (account.Account, error) { return a.ProvePhone(noon, p) },
		func(a account.Account, p account.Policy) (account.Account, error) { return a.ChoosePIN(noon, p) },
		func(a account.Account, p account.Policy) (account.Account, error) {
			return a.Describe([]byte("complete"), p)
		},
		func(a account.Account, p account.Policy) (account.Account, error) { return a.Link(bankAccount(), p) },
	}
	const link = 3
	rapid.Check(t, func(r *rapid.T) {
		p := policy()
		p.NeedsBankAccount = rapid.Bool().Draw(r, "needs bank account")
		done, a := map[int]bool{}, registering(t)
		for _, i := range rapid.Permutation([]int{0, 1, 2, link}).Draw(r, "order") {
			a = must[account.Account](t)(steps[i](a, p))
			done[i] = true
			complete := done[0] && done[1] && done[2] && (done[link] || !p.NeedsBankAccount)
			if (a.State == account.Open) != complete {
				r.Fatalf("after %v the account is %s", done, a.State)
			}
		}
	})
}

func TestPINIsChosenOnce(t *testing.T) {
	a := must[account.Account](t)(registering(t).ChoosePIN(noon, policy()))
	require.Equal(t, noon, a.PINAt)
	_, err := a.ChoosePIN(noon, policy())
	require.ErrorIs(t, err, account.ErrPINChosen)

	blocked := must[account.Account](t)(registering(t).Block(account.LostPhone, noon))
	_, err = blocked.ChoosePIN(noon, policy())
	require.ErrorIs(t, err, account.ErrBlocked)
}

func TestPersonalDataStandOnceVerified(t *testing.T) {
	a := open(t)
	a = must[account.Account](t)(a.Describe([]byte("corrected"), policy()))
	require.Equal(t, "corrected", string(a.Personal))
	_, err := a.Describe(nil, policy())
	require.ErrorIs(t, err, account.ErrMalformed)

	a = must[account.Account](t)(a.VerifyIdentity(noon, policy().Maxima()))
	_, err = a.Describe([]byte("somebody else"), policy())
	require.ErrorIs(t, err, account.ErrDescribed)
}

func TestLink(t *testing.T) {
	p, a := policy(), registering(t)
	a = must[account.Account](t)(a.Link(bankAccount(), p))
	require.Equal(t, usd(0), a.Accounts[0].Maximum)
	require.True(t, a.Accounts[0].Usable)
	require.False(t, a.Accounts[0].Active())

	second := bankAccount()
	second.ID = account.PaymentAccountID{UUID: id(31)}
	_, err := a.Link(second, p)
	require.ErrorIs(t, err, account.ErrSecondBankAccount, "MND-5")

	disabled := must[account.Account](t)(a.DisablePaymentAccount(bankAccount().ID))
	_, err = disabled.Link(second, p)
	require.ErrorIs(t, err, account.ErrSecondBankAccount, "MND-7: an unusable one is still linked")

	_, err = a.Link(prepaidAccount(), p)
	require.ErrorIs(t, err, account.ErrKind, "no prepaid account in this market")
	card := bankAccount()
	card.Kind = "credit_card"
	_, err = registering(t).Link(card, p)
	require.ErrorIs(t, err, account.ErrKind, "MND-6")

	for name, spoil := range map[string]func(*account.PaymentAccount){
		"ID":             func(pa *account.PaymentAccount) { pa.ID = account.PaymentAccountID{} },
		"name":           func(pa *account.PaymentAccount) { pa.Name = "" },
		"ledger account": func(pa *account.PaymentAccount) { pa.Ledger = ledger.AccountID{} },
	} {
		pa := bankAccount()
		spoil(&pa)
		_, err = registering(t).Link(pa, p)
		require.ErrorIs(t, err, account.ErrMalformed, name)
	}
}

func TestPrepaidAccountStandsBesideTheBankAccount(t *testing.T) { // MND-5
	p := prepaidPolicy()
	a := must[account.Account](t)(registering(t).Link(prepaidAccount(), p))
	require.True(t, a.Accounts[0].Active(), "REG-16: active at once")
	require.Equal(t, usd(0), a.Accounts[0].Maximum)
	a = must[account.Account](t)(a.Link(bankAccount(), p))
	_, err := a.Link(prepaidAccount(), p)
	require.ErrorIs(t, err, account.ErrSecondPrepaid)
	a = must[account.Account](t)(a.VerifyIdentity(noon, p.Maxima()))
	require.Equal(t, usd(0), a.Accounts[0].Maximum, "a balance has no maximum")
	require.Equal(t, usd(100_00), a.Accounts[1].Maximum)
}

func TestVerifiedIdentityRaisesTheMaximum(t *testing.T) { // REG-15
	maxima := policy().Maxima()
	a := must[account.Account](t)(open(t).VerifyIdentity(noon, maxima))
	require.Equal(t, usd(100_00), a.Accounts[0].Maximum)
	require.Equal(t, noon, a.Verified)

	again := must[account.Account](t)(a.VerifyIdentity(noon.Add(time.Hour), maxima))
	require.Equal(t, a, again, "a second time changes nothing")
	lower := must[account.Account](t)(a.VerifyIdentity(noon, map[account.Kind]money.Amount{account.ACHDebit: usd(50_00)}))
	require.Equal(t, usd(100_00), lower.Accounts[0].Maximum, "never lowered")
	_, err := a.VerifyIdentity(noon, map[account.Kind]money.Amount{account.ACHDebit: money.FromMinor(1, money.EUR)})
	require.ErrorIs(t, err, money.ErrCurrencyMismatch)

	late := must[account.Account](t)(registering(t).VerifyIdentity(noon, maxima))
	late = must[account.Account](t)(late.Link(bankAccount(), policy()))
	require.Equal(t, usd(100_00), late.Accounts[0].Maximum, "linked after the identity was verified")
}

// Every verb × closed account: what ends with it and what does not.
func TestClosed(t *testing.T) {
	a, p := closed(t), policy()
	require.Equal(t, noon, a.ClosedAt)
	require.False(t, a.Active())
	owing := must[account.Account](t)(a.FailCollection(noon))
	require.Equal(t, 1, owing.Debts, "debts stay (CS-9, COL-14)")
	require.Zero(t, must[account.Account](t)(owing.SettleCollection()).Debts)
	require.False(t, must[account.Account](t)(a.DisablePaymentAccount(bankAccount().ID)).Accounts[0].Usable)

	for name, verb := range map[string]func() (account.Account, error){
		"change phone":    func() (account.Account, error) { return a.ChangePhone("tag", []byte("x")) },
		"prove phone":     func() (account.Account, error) { return a.ProvePhone(noon, p) },
		"choose PIN":      func() (account.Account, error) { return a.ChoosePIN(noon, p) },
		"describe":        func() (account.Account, error) { return a.Describe([]byte("x"), p) },
		"link":            func() (account.Account, error) { return a.Link(bankAccount(), p) },
		"verify identity": func() (account.Account, error) { return a.VerifyIdentity(noon, p.Maxima()) },
		"block":           func() (account.Account, error) { return a.Block(account.Other, noon) },
		"unblock":         func() (account.Account, error) { return a.Unblock(account.Other) },
		"close":           func() (account.Account, error) { return a.Close(noon) },
	} {
		after, err := verb()
		require.ErrorIs(t, err, account.ErrClosed, name)
		require.Equal(t, a, after, name)
	}
}

func TestDocumentsAreNotedOnce(t *testing.T) {
	a := open(t).LinkDocuments([]account.Tag{"d1", "d2"})
	b := a.LinkDocuments([]account.Tag{"d2", "d3"})
	require.Equal(t, []account.Tag{"d1", "d2"}, a.Documents)
	require.Equal(t, []account.Tag{"d1", "d2", "d3"}, b.Documents)
}

func TestStateText(t *testing.T) {
	for _, s := range []account.State{0, account.Registering, account.Open, account.Closed} {
		text, err := s.MarshalText()
		require.NoError(t, err)
		got := account.Open
		require.NoError(t, got.UnmarshalText(text))
		require.Equal(t, s, got)
	}
	var s account.State
	require.ErrorIs(t, s.UnmarshalText([]byte("opened")), account.ErrMalformed)
	require.Equal(t, "state(9)", account.State(9).String())
	require.Equal(t, "open", account.Open.String())
}

package account_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

// growing is a market whose limit of 75.00 becomes 500.00 after three collections.
func growing() account.Policy {
	p := policy()
	p.Kinds[0].Maximum, p.Kinds[0].Raised, p.Kinds[0].RaiseAfter = usd(75_00), usd(500_00), 3
	return p
}

// The third collection raises the maximum, not the second; a late return takes one from the count and nothing else (LIM-5, LIM-6).
func TestCollectionsRaiseTheMaximum(t *testing.T) {
	ok, p := must[account.Account](t), growing()
	require.NoError(t, p.Validate())
	a := ok(open(t).VerifyIdentity(noon, p.Maxima()))
	pa := func() account.PaymentAccount { return a.Accounts[0] }
	for i, want := range []int64{75_00, 75_00, 500_00, 500_00} {
		before := pa()
		a = ok(a.CountCollection(bankAccount().ID, p))
		require.Equal(t, i, before.Collected, "the receiver is a value")
		require.Equal(t, usd(want), pa().Maximum, i)
	}
	for range 6 {
		a = ok(a.UncountCollection(bankAccount().ID))
	}
	require.Equal(t, 0, pa().Collected)
	require.Equal(t, usd(500_00), pa().Maximum)
	a = ok(a.CountCollection(bankAccount().ID, policy()))
	require.Equal(t, usd(500_00), pa().Maximum, "never lowered")

	unverified := ok(open(t).CountCollection(bankAccount().ID, p))
	require.True(t, unverified.Accounts[0].Maximum.IsZero())
	_, err := a.CountCollection(account.PaymentAccountID{UUID: id(99)}, p)
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)
	_, err = a.UncountCollection(account.PaymentAccountID{UUID: id(99)})
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)
}

func TestARiseFitsItsKind(t *testing.T) {
	for name, spoil := range map[string]func(*account.KindPolicy){
		"no higher":      func(k *account.KindPolicy) { k.Raised = k.Maximum },
		"after nothing":  func(k *account.KindPolicy) { k.RaiseAfter = 0 },
		"raised to what": func(k *account.KindPolicy) { k.Raised = policy().Kinds[0].Raised },
	} {
		p := growing()
		spoil(&p.Kinds[0])
		require.ErrorContains(t, p.Validate(), "Kinds[0].Raised", name)
	}
}

// A bank account is taken away and replaced; a mandate that is pending keeps the limit at 0 (MND-7, MND-9).
func TestBankAccountOfAPaymentAccount(t *testing.T) {
	ok, p := must[account.Account](t), policy()
	a := verified(t)
	gone := ok(a.Unlink(bankAccount().ID))
	require.True(t, a.Accounts[0].Usable, "the receiver is a value")
	_, err := gone.MayPay(bankAccount().ID)
	require.ErrorIs(t, err, account.ErrUnusable)
	_, err = gone.Unlink(bankAccount().ID)
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)
	_, err = a.Relink(bankAccount().ID, id(31), false)
	require.ErrorIs(t, err, account.ErrSecondBankAccount)
	_, err = gone.Relink(bankAccount().ID, id(0), false)
	require.ErrorIs(t, err, account.ErrMalformed)
	next := ok(gone.Relink(bankAccount().ID, id(31), true))
	_, err = next.MayPay(bankAccount().ID)
	require.ErrorIs(t, err, account.ErrNotActive)
	next = ok(next.ApprovePaymentAccount(bankAccount().ID, p))
	_, err = next.MayPay(bankAccount().ID)
	require.NoError(t, err)
	require.Equal(t, usd(100_00), next.Accounts[0].Maximum)

	pending := bankAccount()
	pending.Pending = true
	b := ok(registering(t).Link(pending, p))
	b = ok(b.VerifyIdentity(noon, p.Maxima()))
	require.True(t, b.Accounts[0].Maximum.IsZero())
	b = ok(b.ApprovePaymentAccount(pending.ID, p))
	require.Equal(t, usd(100_00), b.Accounts[0].Maximum)
	for _, f := range []func(account.Account) (account.Account, error){
		func(a account.Account) (account.Account, error) { return a.Unlink(pending.ID) },
		func(a account.Account) (account.Account, error) { return a.Relink(pending.ID, id(31), false) },
		func(a account.Account) (account.Account, error) { return a.ApprovePaymentAccount(pending.ID, p) },
	} {
		_, err := f(closed(t))
		require.ErrorIs(t, err, account.ErrClosed)
		_, err = f(registering(t))
		require.ErrorIs(t, err, account.ErrNoPaymentAccount)
	}
}

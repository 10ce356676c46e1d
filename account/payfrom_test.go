package account_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// Every state × what else keeps from paying: the first that applies is answered.
func TestMayPay(t *testing.T) {
	ok := must[account.Account](t)
	block := func(a account.Account) account.Account { return ok(a.Block(account.Other, noon)) }
	disable := func(a account.Account) account.Account { return ok(a.DisablePaymentAccount(bankAccount().ID)) }
	linked := ok(registering(t).Link(bankAccount(), policy()))
	raised := ok(linked.VerifyIdentity(noon, policy().Maxima()))
	endBlocked := ok(block(verified(t)).Close(noon))
	bank, other := bankAccount().ID, account.PaymentAccountID{UUID: id(99)}
	for name, c := range map[string]struct {
		a    account.Account
		from account.PaymentAccountID
		want error
	}{
		"registering":                   {registering(t), bank, account.ErrNotRegistered},
		"registering, verified":         {raised, bank, account.ErrNotRegistered},
		"registering, blocked":          {block(raised), bank, account.ErrNotRegistered},
		"open, identity not verified":   {open(t), bank, account.ErrNotActive}, // REG-14, IDV-6
		"open, blocked, not verified":   {block(open(t)), bank, account.ErrBlocked},
		"open, unusable, not verified":  {disable(open(t)), bank, account.ErrNotActive},
		"verified":                      {verified(t), bank, nil},
		"verified, default":             {verified(t), account.PaymentAccountID{}, nil},
		"verified, unknown account":     {verified(t), other, account.ErrNoPaymentAccount},
		"verified, blocked":             {block(verified(t)), bank, account.ErrBlocked},
		"verified, unusable":            {disable(verified(t)), bank, account.ErrUnusable},
		"verified, unusable by default": {disable(verified(t)), account.PaymentAccountID{}, account.ErrUnusable},
		"closed":                        {closed(t), bank, account.ErrClosed},
		"closed while blocked":          {endBlocked, bank, account.ErrClosed},
		"zero value":                    {account.Account{}, bank, account.ErrNotRegistered},
	} {
		pa, err := c.a.MayPay(c.from)
		if c.want == nil {
			require.NoError(t, err, name)
			require.Equal(t, bank, pa.ID, name)
			require.NoError(t, c.a.MayAct(), name)
			continue
		}
		require.ErrorIs(t, err, c.want, name)
		require.Zero(t, pa, name)
	}
}

func TestDefaultPaymentAccount(t *testing.T) { // MND-5
	ok, p := must[account.Account](t), prepaidPolicy()
	_, err := registering(t).DefaultPaymentAccount()
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)

	a := ok(ok(registering(t).Link(bankAccount(), p)).Link(prepaidAccount(), p))
	pa, err := a.DefaultPaymentAccount()
	require.NoError(t, err)
	require.Equal(t, prepaidAccount().ID, pa.ID, "the bank account is not active yet")

	a = ok(a.VerifyIdentity(noon, p.Maxima()))
	pa, err = a.DefaultPaymentAccount()
	require.NoError(t, err)
	require.Equal(t, bankAccount().ID, pa.ID, "the first that is active")

	a = ok(a.DisablePaymentAccount(bankAccount().ID))
	pa, err = a.DefaultPaymentAccount()
	require.NoError(t, err)
	require.Equal(t, prepaidAccount().ID, pa.ID, "the first that is usable")
	_, err = a.DisablePaymentAccount(account.PaymentAccountID{UUID: id(99)})
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)
}

// The maximum decides whether an account is active, not what is left of it (REG-13).
func TestActive(t *testing.T) {
	require.False(t, registering(t).Active())
	require.False(t, open(t).Active())
	require.True(t, verified(t).Active())
	require.True(t, must[account.Account](t)(verified(t).Block(account.Other, noon)).Active())
	require.False(t, closed(t).Active())
}

func TestVerbsLeaveTheReceiverAlone(t *testing.T) {
	a := open(t)
	before := append([]account.PaymentAccount(nil), a.Accounts...)
	must[account.Account](t)(a.VerifyIdentity(noon, policy().Maxima()))
	must[account.Account](t)(a.DisablePaymentAccount(bankAccount().ID))
	must[account.Account](t)(a.Link(prepaidAccount(), prepaidPolicy()))
	require.Equal(t, before, a.Accounts)
}

func TestSpendable(t *testing.T) { // LIM-1
	limit := func(balance, held int64) ledger.Account {
		return ledger.Account{Currency: money.USD, Floored: true, Floor: -100_00, Balance: balance, Held: held}
	}
	for _, c := range []struct {
		l    ledger.Account
		want int64
	}{
		{limit(0, 0), 100_00},
		{limit(-23_45, 0), 76_55},
		{limit(-90_00, 10_00), 0},
		{limit(-90_00, 9_99), 1},
		{limit(-160_00, 0), 0}, // debt beyond the floor (LIM-6)
		{ledger.Account{Currency: money.USD, Floored: true, Balance: 5_00}, 5_00},
		{ledger.Account{Currency: money.USD, Floored: true, Balance: math.MaxInt64, Floor: -1}, math.MaxInt64},
		{ledger.Account{Currency: money.USD, Floored: true, Balance: math.MinInt64, Held: 1}, 0},
		{ledger.Account{Currency: money.USD, Floored: true, Balance: math.MinInt64, Held: math.MaxInt64, Floor: math.MinInt64}, 0},
	} {
		require.Equal(t, usd(c.want), account.Spendable(c.l), "%+v", c.l)
	}
}

func TestView(t *testing.T) { // APP-7
	ok, p := must[account.Account](t), prepaidPolicy()
	a := ok(verified(t).Link(prepaidAccount(), p))
	a = ok(a.FailCollection(noon))
	a = ok(a.DisablePaymentAccount(bankAccount().ID))
	v := a.View(map[ledger.AccountID]ledger.Account{
		bankAccount().Ledger: {Currency: money.USD, Floored: true, Floor: -100_00, Balance: -60_00},
	}, p)
	require.Equal(t, account.View{
		ID: a.ID, State: account.Open, Active: true, Debts: 1, PaysFrom: account.PaymentAccountID{UUID: id(0x15)}, Contact: p.Contact,
		Blocks: []account.Block{{Reason: account.Collection, Since: noon}},
		Accounts: []account.PaymentAccountView{
			{ID: bankAccount().ID, Name: "ACH Direct Debit Account", Kind: account.ACHDebit, Active: true, Available: usd(40_00), Maximum: usd(100_00)},
			{ID: prepaidAccount().ID, Name: "Seqr Account", Kind: account.Prepaid, Active: true, Usable: true, Available: usd(0), Maximum: usd(0)},
		},
	}, v)
	require.True(t, open(t).View(nil, p).VerifyIdentity, "IDV-3")

	v.Blocks[0].Reason = account.Other
	require.True(t, a.BlockedFor(account.Collection), "a view shares nothing with the account")
}

// What was named is paid from, also while it cannot be; nothing else is charged unasked (MND-5).
func TestPayFrom(t *testing.T) {
	ok := must[account.Account](t)
	a := verified(t)
	_, err := a.PayFrom(account.PaymentAccountID{UUID: id(99)})
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)
	_, err = closed(t).PayFrom(account.PaymentAccountID{})
	require.ErrorIs(t, err, account.ErrClosed)
	named := ok(a.PayFrom(bankAccount().ID))
	require.Equal(t, bankAccount().ID, named.Default)
	require.Zero(t, a.Default, "the receiver is a value")
	unusable := ok(named.DisablePaymentAccount(bankAccount().ID))
	pa, err := unusable.DefaultPaymentAccount()
	require.NoError(t, err)
	require.Equal(t, bankAccount().ID, pa.ID)
	_, err = unusable.MayPay(account.PaymentAccountID{})
	require.ErrorIs(t, err, account.ErrUnusable)
	require.Zero(t, ok(named.PayFrom(account.PaymentAccountID{})).Default)
}

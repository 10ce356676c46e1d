package ledger_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// limited is an account with a floor, as it stands.
func limited(floor, balance, held, owed, entries int64) ledger.Account {
	return ledger.Account{
		ID: alice, Code: ledger.CodePayerDebit, Currency: money.USD, Floored: true,
		Floor: floor, Balance: balance, Held: held, Owed: owed, Entries: entries,
	}
}

func TestApply(t *testing.T) {
	for _, c := range []struct {
		name   string
		before ledger.Account
		effect ledger.Effect
		after  ledger.Account
		err    error
	}{
		{"spend to the floor", limited(-100, 0, 0, 0, 0), ledger.Effect{Balance: -100, Spends: true}, limited(-100, -100, 0, 0, 1), nil},
		{"spend below it", limited(-100, 0, 0, 0, 0), ledger.Effect{Balance: -101, Spends: true}, ledger.Account{}, ledger.ErrInsufficient},
		{"hold to the floor", limited(-100, -60, 0, 0, 5), ledger.Effect{Held: 40, Spends: true}, limited(-100, -60, 40, 0, 6), nil},
		{"hold below it", limited(-100, -60, 0, 0, 5), ledger.Effect{Held: 41, Spends: true}, ledger.Account{}, ledger.ErrInsufficient},
		{"post at the floor", limited(-100, -60, 40, 0, 5), ledger.Effect{Balance: -40, Held: -40}, limited(-100, -100, 0, 0, 6), nil},
		{"debt below it", limited(-100, -100, 0, 0, 5), ledger.Effect{Balance: -70, Owed: 70}, limited(-100, -170, 0, 70, 6), nil},
		{"debt is no room", limited(-100, -170, 0, 70, 5), ledger.Effect{Balance: -1, Spends: true}, ledger.Account{}, ledger.ErrInsufficient},
		{"settle debt", limited(-100, -170, 0, 70, 5), ledger.Effect{Balance: 70, Owed: -70}, limited(-100, -100, 0, 0, 6), nil},
		{"settle too much", limited(-100, -170, 0, 70, 5), ledger.Effect{Balance: 71, Owed: -71}, ledger.Account{}, ledger.ErrMalformed},
		{"release too much", limited(-100, 0, 10, 0, 5), ledger.Effect{Held: -11}, ledger.Account{}, ledger.ErrMalformed},
		{"neither spent nor owed", limited(-100, -100, 0, 0, 5), ledger.Effect{Balance: -1}, ledger.Account{}, ledger.ErrInsufficient},
		{"nothing", limited(-100, -100, 0, 0, 5), ledger.Effect{}, limited(-100, -100, 0, 0, 6), nil},
		{"balance overflows", limited(0, math.MaxInt64, 0, 0, 1), ledger.Effect{Balance: 1}, ledger.Account{}, ledger.ErrOverflow},
		{"held overflows", limited(0, math.MaxInt64, math.MaxInt64, 0, 1), ledger.Effect{Held: 1, Spends: true}, ledger.Account{}, ledger.ErrOverflow},
		{"owed overflows", limited(0, -5, 0, math.MaxInt64, 1), ledger.Effect{Balance: -1, Owed: 1}, ledger.Account{}, ledger.ErrOverflow},
		{"available overflows", limited(-1, math.MaxInt64-1, 0, 0, 1), ledger.Effect{Balance: 1}, ledger.Account{}, ledger.ErrOverflow},
		{"number overflows", limited(0, 0, 0, 0, math.MaxInt64), ledger.Effect{Balance: 1}, ledger.Account{}, ledger.ErrOverflow},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, err := c.before.Apply(c.effect)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.after, after)
		})
	}
}

func TestApplyWithoutFloor(t *testing.T) {
	a := ledger.Account{ID: shop, Code: ledger.CodeMerchantPayable, Currency: money.USD}
	a, err := a.Apply(ledger.Effect{Balance: -1000, Spends: true})
	require.NoError(t, err)
	a, err = a.Apply(ledger.Effect{Balance: -500, Owed: 500})
	require.NoError(t, err)
	a, err = a.Apply(ledger.Effect{Balance: 900, Owed: -900})
	require.NoError(t, err)
	require.Equal(t, ledger.Account{ID: shop, Code: ledger.CodeMerchantPayable, Currency: money.USD, Balance: -600}, a, "debt and entries are not counted")
}

func TestEnter(t *testing.T) {
	after, entry, err := limited(-100, -10, 5, 0, 3).Enter(move(1, 60), ledger.Effect{Balance: -60, Spends: true})
	require.NoError(t, err)
	require.Equal(t, limited(-100, -70, 5, 0, 4), after)
	require.Equal(t, ledger.Entry{Transfer: move(1, 60), Account: alice, Change: -60, Number: 4, Balance: -70, Held: 5}, entry)

	free := ledger.Account{ID: shop, Code: ledger.CodeMerchantPayable, Currency: money.USD}
	_, entry, err = free.Enter(move(1, 60), ledger.Effect{Balance: 60})
	require.NoError(t, err)
	require.Equal(t, ledger.Entry{Transfer: move(1, 60), Account: shop, Change: 60}, entry)

	free.Currency = money.EUR
	_, _, err = free.Enter(move(1, 60), ledger.Effect{Balance: 60})
	require.ErrorIs(t, err, ledger.ErrCurrency)
	_, _, err = limited(-100, 0, 0, 0, 0).Enter(move(1, 101), ledger.Effect{Balance: -101, Spends: true})
	require.ErrorIs(t, err, ledger.ErrInsufficient)
}

func TestAvailable(t *testing.T) {
	for _, c := range []struct {
		account ledger.Account
		want    int64
	}{
		{limited(-10000, 0, 0, 0, 0), 10000},
		{limited(-10000, -6000, 1000, 0, 2), 3000},
		{limited(-10000, -20000, 0, 10000, 4), -10000},
		{limited(0, 500, 0, 0, 1), 500},
		{limited(100, 500, 0, 0, 1), 400},
		{ledger.Account{Currency: money.USD, Balance: -7, Held: 3}, -10},
	} {
		require.Equal(t, money.FromMinor(c.want, money.USD), c.account.Available())
		require.Equal(t, money.FromMinor(c.account.Balance, money.USD), c.account.BalanceAmount())
	}
}

func TestCheckNew(t *testing.T) {
	require.NoError(t, limited(-100, 0, 0, 0, 0).CheckNew())
	require.NoError(t, limited(0, 0, 0, 0, 0).CheckNew())
	require.ErrorIs(t, limited(1, 0, 0, 0, 0).CheckNew(), ledger.ErrInsufficient)
	require.ErrorIs(t, limited(math.MinInt64, 0, 0, 0, 0).CheckNew(), ledger.ErrOverflow)
	for name, spoil := range map[string]func(*ledger.Account){
		"no ID":            func(a *ledger.Account) { a.ID = ledger.AccountID{} },
		"no code":          func(a *ledger.Account) { a.Code = "" },
		"unknown code":     func(a *ledger.Account) { a.Code = "petty_cash" },
		"no currency":      func(a *ledger.Account) { a.Currency = "" },
		"unknown currency": func(a *ledger.Account) { a.Currency = "usd" },
		"balance":          func(a *ledger.Account) { a.Balance = 1 },
		"held":             func(a *ledger.Account) { a.Held = 1 },
		"owed":             func(a *ledger.Account) { a.Owed = 1 },
		"entries":          func(a *ledger.Account) { a.Entries = 1 },
		"unused floor":     func(a *ledger.Account) { a.Floored = false },
	} {
		a := limited(-100, 0, 0, 0, 0)
		a.Owner = alice.UUID
		spoil(&a)
		require.ErrorIs(t, a.CheckNew(), ledger.ErrMalformed, name)
	}
}

func TestWithFloor(t *testing.T) {
	spent := limited(-100, -60, 20, 0, 2)
	for _, c := range []struct {
		before ledger.Account
		floor  int64
		err    error
	}{
		{spent, -500, nil},
		{spent, -80, nil},
		{spent, -79, ledger.ErrInsufficient},
		{spent, math.MinInt64, nil},
		{limited(-100, 0, 0, 0, 0), math.MinInt64, ledger.ErrOverflow},
		{limited(-100, -150, 0, 50, 2), -100, nil},
		{limited(-100, -150, 0, 50, 2), -99, ledger.ErrInsufficient},
		{ledger.Account{Currency: money.USD}, -100, ledger.ErrMalformed},
	} {
		after, err := c.before.WithFloor(c.floor)
		require.ErrorIs(t, err, c.err)
		if c.err == nil {
			c.before.Floor = c.floor
			require.Equal(t, c.before, after)
		} else {
			require.Zero(t, after)
		}
	}
}

// Whatever is accepted keeps the invariant; whatever spends stays at or above the floor.
func TestApplyKeepsTheInvariant(t *testing.T) {
	amounts := rapid.OneOf(rapid.Int64Range(-200, 200), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64}), rapid.Int64())
	rapid.Check(t, func(t *rapid.T) {
		a := limited(-100, 0, 0, 0, 0)
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			e := ledger.Effect{
				Balance: amounts.Draw(t, "balance"), Held: amounts.Draw(t, "held"),
				Owed: amounts.Draw(t, "owed"), Spends: rapid.Bool().Draw(t, "spends"),
			}
			after, err := a.Apply(e)
			if err != nil {
				require.Zero(t, after)
				continue
			}
			free := bigSum(after.Balance, -after.Held)
			require.GreaterOrEqual(t, free.Cmp(bigSum(after.Floor, -after.Owed)), 0)
			require.False(t, e.Spends && free.Cmp(bigSum(after.Floor)) < 0)
			require.Zero(t, free.Sub(free, bigSum(after.Floor)).Cmp(bigSum(after.Available().Minor())), "what is available never overflows")
			require.GreaterOrEqual(t, after.Held, int64(0))
			require.GreaterOrEqual(t, after.Owed, int64(0))
			a = after
		}
	})
}

package ledger_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

var (
	alice = accountID("alice")
	shop  = accountID("shop")
	noon  = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
)

// move, hold, post and void make transfers of cents from alice to the shop.
func move(n int, cents int64) ledger.Transfer {
	return ledger.Transfer{
		ID: numbered(n), Kind: ledger.Move, Purpose: ledger.Purchase, Debit: alice, Credit: shop,
		Amount: money.FromMinor(cents, money.USD), At: noon,
	}
}

func hold(n int, cents int64) ledger.Transfer {
	t := move(n, cents)
	t.Kind = ledger.Hold
	return t
}

func post(n int, cents int64, of int) ledger.Transfer {
	t := move(n, cents)
	t.Kind, t.Hold = ledger.Post, numbered(of)
	return t
}

func void(n int, cents int64, of int) ledger.Transfer {
	t := post(n, cents, of)
	t.Kind = ledger.Void
	return t
}

func TestCheck(t *testing.T) {
	for _, tr := range []ledger.Transfer{move(1, 1), hold(1, math.MaxInt64), post(2, 5, 1), void(2, 5, 1)} {
		require.NoError(t, tr.Check())
	}
	for name, spoil := range map[string]func(*ledger.Transfer){
		"no ID":            func(t *ledger.Transfer) { t.ID = ledger.TransferID{} },
		"no time":          func(t *ledger.Transfer) { t.At = time.Time{} },
		"no kind":          func(t *ledger.Transfer) { t.Kind = 0 },
		"unknown kind":     func(t *ledger.Transfer) { t.Kind = ledger.Void + 1 },
		"no purpose":       func(t *ledger.Transfer) { t.Purpose = "" },
		"unknown purpose":  func(t *ledger.Transfer) { t.Purpose = "Purchase" },
		"no debit":         func(t *ledger.Transfer) { t.Debit = ledger.AccountID{} },
		"no credit":        func(t *ledger.Transfer) { t.Credit = ledger.AccountID{} },
		"to itself":        func(t *ledger.Transfer) { t.Credit = t.Debit },
		"no amount":        func(t *ledger.Transfer) { t.Amount = money.Amount{} },
		"nothing":          func(t *ledger.Transfer) { t.Amount = money.FromMinor(0, money.USD) },
		"less than that":   func(t *ledger.Transfer) { t.Amount = money.FromMinor(-1, money.USD) },
		"least":            func(t *ledger.Transfer) { t.Amount = money.FromMinor(math.MinInt64, money.USD) },
		"no currency":      func(t *ledger.Transfer) { t.Amount = money.FromMinor(1, "") },
		"unknown currency": func(t *ledger.Transfer) { t.Amount = money.FromMinor(1, "XXX") },
		"its own hold":     func(t *ledger.Transfer) { t.Hold = t.ID },
	} {
		for _, tr := range []ledger.Transfer{move(1, 1), hold(1, 1), post(2, 1, 1), void(2, 1, 1)} {
			spoil(&tr)
			require.ErrorIs(t, tr.Check(), ledger.ErrMalformed, "%s: %s", name, tr.Kind)
			_, _, err := tr.Effects(hold(1, 1))
			require.ErrorIs(t, err, ledger.ErrMalformed, "%s: %s", name, tr.Kind)
		}
	}
}

// Which kinds name a hold, and which purposes go with which kind: every pair.
func TestCheckMatrix(t *testing.T) {
	for kind, resolves := range map[ledger.Kind]bool{ledger.Move: false, ledger.Hold: false, ledger.Post: true, ledger.Void: true} {
		for _, purpose := range purposes {
			for _, named := range []bool{false, true} {
				tr := move(2, 5)
				tr.Kind, tr.Purpose = kind, purpose
				if named {
					tr.Hold = numbered(1)
				}
				require.Equal(t, resolves, tr.Resolves())
				debt := purpose.Debt() || purpose.SettlesDebt()
				carried := kind == ledger.Hold && purpose == ledger.Carried
				if named != resolves || debt && kind != ledger.Move && !carried {
					require.ErrorIs(t, tr.Check(), ledger.ErrMalformed, "%s %s %v", kind, purpose, named)
				} else {
					require.NoError(t, tr.Check(), "%s %s %v", kind, purpose, named)
				}
			}
		}
	}
}

func TestCheckAgainst(t *testing.T) {
	none := ledger.Transfer{}
	euros := hold(1, 100)
	euros.Amount = money.FromMinor(100, money.EUR)
	elsewhere, backwards := hold(1, 100), hold(1, 100)
	elsewhere.Credit = accountID("another shop")
	backwards.Debit, backwards.Credit = shop, alice

	for _, c := range []struct {
		name string
		tr   ledger.Transfer
		hold ledger.Transfer
		want error
	}{
		{"move", move(2, 100), none, nil},
		{"hold", hold(2, 100), none, nil},
		{"move of a hold", move(2, 100), hold(1, 100), ledger.ErrMalformed},
		{"hold of a hold", hold(2, 100), hold(1, 100), ledger.ErrMalformed},
		{"post all", post(2, 100, 1), hold(1, 100), nil},
		{"post a part", post(2, 1, 1), hold(1, 100), nil},
		{"post a cent more", post(2, 101, 1), hold(1, 100), ledger.ErrPostTooMuch},
		{"void", void(2, 100, 1), hold(1, 100), nil},
		{"void a cent more", void(2, 101, 1), hold(1, 100), ledger.ErrPostTooMuch},
		{"void a cent less", void(2, 99, 1), hold(1, 100), ledger.ErrMalformed},
		{"post of none", post(2, 100, 1), none, ledger.ErrUnknownHold},
		{"void of none", void(2, 100, 1), none, ledger.ErrUnknownHold},
		{"post of a move", post(2, 100, 1), move(1, 100), ledger.ErrUnknownHold},
		{"post of a post", post(2, 100, 1), post(1, 100, 3), ledger.ErrUnknownHold},
		{"void of a void", void(2, 100, 1), void(1, 100, 3), ledger.ErrUnknownHold},
		{"post of another hold", post(2, 100, 1), hold(3, 100), ledger.ErrUnknownHold},
		{"post elsewhere", post(2, 100, 1), elsewhere, ledger.ErrMalformed},
		{"void elsewhere", void(2, 100, 1), elsewhere, ledger.ErrMalformed},
		{"post backwards", post(2, 100, 1), backwards, ledger.ErrMalformed},
		{"post in another currency", post(2, 100, 1), euros, ledger.ErrCurrency},
		{"void in another currency", void(2, 100, 1), euros, ledger.ErrCurrency},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.ErrorIs(t, c.tr.CheckAgainst(c.hold), c.want)
			_, _, err := c.tr.Effects(c.hold)
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestEffects(t *testing.T) {
	returned, settled := move(1, 70), move(1, 70)
	returned.Purpose, settled.Purpose = ledger.CollectionReturned, ledger.DebtCollected
	for _, c := range []struct {
		name          string
		tr, hold      ledger.Transfer
		debit, credit ledger.Effect
	}{
		{"move", move(1, 70), ledger.Transfer{}, ledger.Effect{Balance: -70, Spends: true}, ledger.Effect{Balance: 70}},
		{"hold", hold(1, 70), ledger.Transfer{}, ledger.Effect{Held: 70, Spends: true}, ledger.Effect{}},
		{"post all", post(2, 70, 1), hold(1, 70), ledger.Effect{Balance: -70, Held: -70}, ledger.Effect{Balance: 70}},
		{"post a part", post(2, 30, 1), hold(1, 70), ledger.Effect{Balance: -30, Held: -70}, ledger.Effect{Balance: 30}},
		{"void", void(2, 70, 1), hold(1, 70), ledger.Effect{Held: -70}, ledger.Effect{}},
		{"returned", returned, ledger.Transfer{}, ledger.Effect{Balance: -70, Owed: 70}, ledger.Effect{Balance: 70}},
		{"settled", settled, ledger.Transfer{}, ledger.Effect{Balance: -70, Spends: true}, ledger.Effect{Balance: 70, Owed: -70}},
	} {
		debit, credit, err := c.tr.Effects(c.hold)
		require.NoError(t, err, c.name)
		require.Equal(t, c.debit, debit, c.name)
		require.Equal(t, c.credit, credit, c.name)
	}
}

func TestKindNames(t *testing.T) {
	for want, kind := range map[string]ledger.Kind{"move": ledger.Move, "hold": ledger.Hold, "post": ledger.Post, "void": ledger.Void, "kind(0)": 0, "kind(9)": 9} {
		require.Equal(t, want, fmt.Sprint(kind))
	}
}

func TestIDsCompareByteByByte(t *testing.T) {
	require.Negative(t, numbered(1).Compare(numbered(2)))
	require.Positive(t, numbered(256).Compare(numbered(255)))
	require.Zero(t, numbered(7).Compare(numbered(7)))
	require.Positive(t, alice.Compare(ledger.AccountID{}))
	require.Zero(t, alice.Compare(alice))
}

package storetest

import (
	"math"
	"math/rand/v2"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/internal/fault"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

var bookCases = []testCase{
	{"6: a transfer is entered once", transferOnce},
	{"6: a hold is resolved once", holdOnce},
	{"6: a post or void fits its hold", holdFits},
	{"6: the book refuses what makes no sense", bookRefuses},
	{"6: the book refuses what leaves 64 bits", bookOverflows},
	{"6: accounts are opened once and empty", openedOnce},
	{"6: any history is that of the domain's book", sameHistory},
}

func transferOnce(t *trial) {
	payer, merchant := t.shop(10000)
	first := move(payer, merchant, 100)
	t.post(first)
	t.refuse(ledger.ErrExists, store.Changes{Transfers: []ledger.Transfer{first}})
	again := move(payer, merchant, 99999) // also not enough: that it exists is told first
	again.ID = first.ID
	t.refuse(ledger.ErrExists, store.Changes{Transfers: []ledger.Transfer{again}})
	twice := move(payer, merchant, 1)
	t.refuse(ledger.ErrExists, store.Changes{Transfers: []ledger.Transfer{twice, twice}})
	require.EqualValues(t, -100, t.audited(payer).Balance)
}

func holdOnce(t *trial) {
	payer, merchant := t.shop(10000)
	for _, first := range []ledger.Kind{ledger.Post, ledger.Void} {
		for _, second := range []ledger.Kind{ledger.Post, ledger.Void} {
			hold := held(payer, merchant, 100)
			t.post(hold)
			both := []ledger.Transfer{resolving(first, hold, 100), resolving(second, hold, 100)}
			t.refuse(ledger.ErrHoldResolved, store.Changes{Transfers: both})
			t.post(both[0])
			t.refuse(ledger.ErrHoldResolved, store.Changes{Transfers: both[1:]})
			t.refuse(ledger.ErrExists, store.Changes{Transfers: both[:1]})
		}
	}
	require.EqualValues(t, -200, t.audited(payer).Balance)
}

func holdFits(t *trial) {
	payer, merchant := t.shop(10000)
	other := payable()
	t.open(other)
	moved, hold := move(payer, merchant, 100), held(payer, merchant, 100)
	t.post(moved, hold)
	refuse := func(reason error, change func(*ledger.Transfer)) {
		t.Helper()
		p := resolving(ledger.Post, hold, 100)
		change(&p)
		t.refuse(reason, store.Changes{Transfers: []ledger.Transfer{p}})
	}
	refuse(ledger.ErrUnknownHold, func(p *ledger.Transfer) { p.Hold = ledger.TransferID{UUID: newID()} })
	refuse(ledger.ErrUnknownHold, func(p *ledger.Transfer) { p.Hold = moved.ID })
	refuse(ledger.ErrPostTooMuch, func(p *ledger.Transfer) { p.Amount = dollars(101) })
	refuse(ledger.ErrMalformed, func(p *ledger.Transfer) { p.Credit = other.ID })
	refuse(ledger.ErrMalformed, func(p *ledger.Transfer) { p.Kind, p.Amount = ledger.Void, dollars(99) })
	refuse(ledger.ErrCurrency, func(p *ledger.Transfer) { p.Amount = money.FromMinor(100, money.SEK) })
	refuse(ledger.ErrMalformed, func(p *ledger.Transfer) { p.Credit = payable().ID })
	t.post(resolving(ledger.Post, hold, 100))
	require.Zero(t, t.audited(payer).Held)
}

func bookRefuses(t *trial) {
	payer, merchant := t.shop(10000)
	foreign := payable()
	foreign.Currency = money.SEK
	t.open(foreign)
	kronor := move(payer, merchant, 1)
	kronor.Amount = money.FromMinor(1, money.SEK)
	timeless := move(payer, merchant, 1)
	timeless.At = zeroTime
	for _, c := range []struct {
		reason error
		t      ledger.Transfer
	}{
		{ledger.ErrUnknownAccount, move(payable(), merchant, 1)},
		{ledger.ErrUnknownAccount, move(payer, payable(), 1)},
		{ledger.ErrCurrency, move(payer, foreign, 1)},
		{ledger.ErrCurrency, kronor},
		{ledger.ErrMalformed, move(payer, merchant, 0)},
		{ledger.ErrMalformed, move(payer, merchant, -1)},
		{ledger.ErrMalformed, move(payer, payer, 1)},
		{ledger.ErrMalformed, timeless},
	} {
		t.refuse(c.reason, store.Changes{Transfers: []ledger.Transfer{c.t}})
	}
	require.Zero(t, t.audited(payer).Entries)
	_, err := t.store.LedgerAccount(t.ctx, ledger.AccountID{UUID: newID()})
	require.ErrorIs(t, err, ledger.ErrUnknownAccount)
	_, err = t.store.Statement(t.ctx, ledger.AccountID{UUID: newID()}, ledger.TransferID{}, 1)
	require.ErrorIs(t, err, ledger.ErrUnknownAccount)
}

func bookOverflows(t *trial) {
	a, b, c := payable(), payable(), payable()
	t.open(a, b, c)
	t.post(move(a, b, math.MaxInt64))
	for _, over := range []ledger.Transfer{move(c, b, 1), move(a, c, 2), move(a, c, math.MaxInt64), held(a, c, 2)} {
		t.refuse(ledger.ErrOverflow, store.Changes{Transfers: []ledger.Transfer{over}})
	}
	t.post(move(a, c, 1)) // to the very end
	require.EqualValues(t, math.MinInt64, t.audited(a).Balance)
	t.refuse(ledger.ErrOverflow, store.Changes{Transfers: []ledger.Transfer{move(a, c, 1)}})
	require.EqualValues(t, math.MinInt64, t.audited(a).Balance)
	require.EqualValues(t, math.MaxInt64, t.audited(b).Balance)
	require.EqualValues(t, 1, t.audited(c).Balance)
}

func openedOnce(t *trial) {
	a := limited(100)
	t.open(a)
	t.refuse(ledger.ErrExists, store.Changes{Ledger: []ledger.Account{a}})
	twice := payable()
	t.refuse(ledger.ErrExists, store.Changes{Ledger: []ledger.Account{twice, twice}})
	for _, spoil := range []func(*ledger.Account){
		func(a *ledger.Account) { a.ID = ledger.AccountID{} },
		func(a *ledger.Account) { a.Code = "no code" },
		func(a *ledger.Account) { a.Currency = "no currency" },
		func(a *ledger.Account) { a.Balance = 1 },
		func(a *ledger.Account) { a.Held = 1 },
		func(a *ledger.Account) { a.Owed = 1 },
		func(a *ledger.Account) { a.Entries = 1 },
		func(a *ledger.Account) { a.Floored = false },
	} {
		bad := limited(100)
		spoil(&bad)
		t.refuse(ledger.ErrMalformed, store.Changes{Ledger: []ledger.Account{bad}})
	}
	t.refuse(store.ErrInsufficient, store.Changes{Ledger: []ledger.Account{limited(-1)}})
	require.Equal(t, a, t.standing(a))
}

// sameHistory makes a random history in the store and in a book of the domain, and wants the
// same answer to each commit and the same accounts and transfers at the end.
func sameHistory(t *trial) {
	random := rand.New(rand.NewPCG(20260314, 7))
	book := ledger.NewBook()
	accounts := []ledger.Account{limited(10000), limited(500), limited(0), payable(), payable()}
	for _, a := range accounts {
		require.NoError(t, book.Open(a))
	}
	t.open(accounts...)
	h := history{random: random, accounts: accounts}
	taken := 0
	for range 300 {
		floors, ts := h.next()
		_, want := book.Try(nil, floors, ts)
		err := t.store.Commit(t.ctx, store.Changes{Floors: floors, Transfers: ts})
		require.Equal(t, rootOf(want), rootOf(err), "floors %+v transfers %+v", floors, ts)
		if err == nil {
			taken++
			h.past = append(h.past, ts...)
		}
	}
	require.Greater(t, taken, 50, "a history of refusals tells little")
	require.Equal(t, book.Transfers(ledger.TransferID{}, all), must2(t)(t.store.Transfers(t.ctx, ledger.TransferID{}, all)))
	require.Equal(t, book.Accounts(ledger.AccountID{}, all), must2(t)(t.store.LedgerAccounts(t.ctx, ledger.AccountID{}, all)))
	for _, a := range accounts {
		t.audited(a)
	}
}

// history makes up transfers, mostly sensible ones.
type history struct {
	random   *rand.Rand
	accounts []ledger.Account
	past     []ledger.Transfer
}

func (h *history) next() ([]ledger.Floor, []ledger.Transfer) {
	var floors []ledger.Floor
	if h.random.IntN(10) == 0 {
		floors = []ledger.Floor{{Account: h.any().ID, Floor: -h.random.Int64N(12000)}}
	}
	ts := make([]ledger.Transfer, 1+h.random.IntN(3))
	for i := range ts {
		ts[i] = h.transfer()
	}
	return floors, ts
}

func (h *history) any() ledger.Account { return h.accounts[h.random.IntN(len(h.accounts))] }

func (h *history) transfer() ledger.Transfer {
	cents := 1 + h.random.Int64N(3000)
	if h.random.IntN(20) == 0 {
		cents = extremes[h.random.IntN(len(extremes))]
	}
	t := move(h.any(), h.any(), cents)
	switch h.random.IntN(8) {
	case 0, 1:
		t.Kind = ledger.Hold
	case 2:
		t.Purpose = ledger.CollectionReturned
	case 3:
		t.Purpose = ledger.DebtCollected
	case 4, 5:
		if len(h.past) > 0 {
			hold := h.past[h.random.IntN(len(h.past))]
			kind := []ledger.Kind{ledger.Post, ledger.Void}[h.random.IntN(2)]
			t = resolving(kind, hold, min(hold.Amount.Minor(), 1+h.random.Int64N(4000)))
			if kind == ledger.Void {
				t.Amount = hold.Amount
			}
		}
	case 6:
		if len(h.past) > 0 && h.random.IntN(4) == 0 {
			t.ID = h.past[h.random.IntN(len(h.past))].ID
		}
	}
	return t
}

// rootOf is the sentinel of an error.
func rootOf(err error) error {
	if root, ok := fault.Root(err); ok {
		return root
	}
	return err
}

// must2 is must for a call's two results.
func must2(t *trial) func(any, error) any {
	return func(v any, err error) any { return must(t, v, err) }
}

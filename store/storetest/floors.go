package storetest

import (
	"math"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

var floorCases = []testCase{
	{"4: the limit can be spent to the cent and not beyond", spendToTheCent},
	{"4: what is held cannot be spent", heldCannotBeSpent},
	{"4: what is credited can be spent again", creditedCanBeSpent},
	{"4: named debts pass the floor, purchases after them do not", debtsPass},
	{"4: debt is settled once", debtSettled},
	{"4: a floor can be moved, but not above what is left", floorMoves},
	{"4: accounts without a floor have none", noFloor},
	{"4: entries are numbered and tell what stands after them", entriesNumbered},
	{"4: transfers of a commit see those before them", transfersInOrder},
	{"4: floors at the ends of 64 bits", extremeFloors},
}

func spendToTheCent(t *trial) {
	payer, merchant := t.shop(10000)
	t.post(move(payer, merchant, 9999))
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 2)}})
	t.post(move(payer, merchant, 1))
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 1)}})
	a := t.audited(payer)
	require.EqualValues(t, -10000, a.Balance)
	require.True(t, a.Available().IsZero())
	require.EqualValues(t, 10000, t.audited(merchant).Balance)
}

func heldCannotBeSpent(t *trial) {
	payer, merchant := t.shop(10000)
	hold := held(payer, merchant, 6000)
	t.post(hold)
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 4001)}})
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{held(payer, merchant, 4001)}})
	t.post(move(payer, merchant, 4000))
	t.post(resolving(ledger.Post, hold, 5000)) // less than was held: the rest is free again
	t.post(move(payer, merchant, 1000))
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 1)}})
	a := t.audited(payer)
	require.EqualValues(t, -10000, a.Balance)
	require.Zero(t, a.Held)
}

func creditedCanBeSpent(t *trial) {
	payer, merchant := t.shop(100)
	t.post(move(payer, merchant, 100))
	t.post(move(merchant, payer, 60))
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 61)}})
	t.post(move(payer, merchant, 60))
	require.EqualValues(t, -100, t.audited(payer).Balance)
}

// debt is money that the bank takes back.
func debt(payer, clearing ledger.Account, cents int64) ledger.Transfer {
	t := move(payer, clearing, cents)
	t.Purpose = ledger.CollectionReturned
	return t
}

// repaid settles debt.
func repaid(clearing, payer ledger.Account, cents int64) ledger.Transfer {
	t := move(clearing, payer, cents)
	t.Purpose = ledger.DebtCollected
	return t
}

func debtsPass(t *trial) {
	payer, clearing := t.shop(10000)
	t.post(move(payer, clearing, 9000))
	t.post(debt(payer, clearing, 5000))
	a := t.audited(payer)
	require.EqualValues(t, -14000, a.Balance)
	require.EqualValues(t, 5000, a.Owed)
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, clearing, 1)}})
	t.post(repaid(clearing, payer, 5000))
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, clearing, 1001)}})
	t.post(move(payer, clearing, 1000))
	require.Zero(t, t.audited(payer).Owed)
	debtReserved(t, payer, clearing)
}

// asPurchase is a hold as what resolves it sees it: taken or released, it is an ordinary purchase.
func asPurchase(hold ledger.Transfer) ledger.Transfer {
	hold.Purpose = ledger.Purchase
	return hold
}

// debtReserved goes on with an account that has nothing left: a hold that is debt passes too, and owes only what is taken of it.
func debtReserved(t *trial, payer, clearing ledger.Account) {
	taken, released := held(payer, clearing, 3000), held(payer, clearing, 500)
	taken.Purpose, released.Purpose = ledger.Carried, ledger.Carried
	t.post(taken, released)
	require.EqualValues(t, 3500, t.audited(payer).Owed)
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{held(payer, clearing, 1)}})
	t.post(resolving(ledger.Post, asPurchase(taken), 1000), resolving(ledger.Void, asPurchase(released), 500))
	a := t.audited(payer)
	require.Equal(t, []int64{-11000, 0, 1000}, []int64{a.Balance, a.Held, a.Owed})
}

func debtSettled(t *trial) {
	payer, clearing := t.shop(10000)
	t.post(debt(payer, clearing, 5000))
	t.refuse(ledger.ErrMalformed, store.Changes{Transfers: []ledger.Transfer{repaid(clearing, payer, 5001)}})
	t.post(repaid(clearing, payer, 2000), repaid(clearing, payer, 3000))
	t.refuse(ledger.ErrMalformed, store.Changes{Transfers: []ledger.Transfer{repaid(clearing, payer, 1)}})
	require.Zero(t, t.audited(payer).Owed)
}

func floorMoves(t *trial) {
	payer, merchant := t.shop(0)
	floor := func(cents int64) store.Changes {
		return store.Changes{Floors: []ledger.Floor{{Account: payer.ID, Floor: cents}}}
	}
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 1)}})
	raised := floor(-10000)
	raised.Transfers = []ledger.Transfer{move(payer, merchant, 7000)}
	t.commit(raised)
	t.post(held(payer, merchant, 1000))
	t.refuse(store.ErrInsufficient, floor(-7999))
	t.commit(floor(-8000))
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 1)}})
	t.refuse(ledger.ErrUnknownAccount, store.Changes{Floors: []ledger.Floor{{Account: payable().ID}}})
	t.refuse(ledger.ErrMalformed, store.Changes{Floors: []ledger.Floor{{Account: merchant.ID}}})
	require.EqualValues(t, -8000, t.audited(payer).Floor)
}

func noFloor(t *trial) {
	from, to := payable(), payable()
	t.open(from, to)
	t.post(move(from, to, math.MaxInt64))
	entries, err := t.store.Statement(t.ctx, from.ID, ledger.TransferID{}, all)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.EqualValues(t, -math.MaxInt64, entries[0].Change)
	require.Zero(t, entries[0].Number+entries[0].Balance+entries[0].Held)
	require.Zero(t, t.audited(from).Entries)
}

func entriesNumbered(t *trial) {
	payer, merchant := t.shop(10000)
	spend, hold, back := move(payer, merchant, 100), held(payer, merchant, 300), move(merchant, payer, 50)
	ts := []ledger.Transfer{spend, hold, back, resolving(ledger.Post, hold, 200)}
	t.post(ts[:2]...)
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 10000)}})
	t.post(ts[2])
	t.post(ts[3])
	entries, err := t.store.Statement(t.ctx, payer.ID, ledger.TransferID{}, all)
	require.NoError(t, err)
	require.Equal(t, []ledger.Entry{
		{Transfer: ts[0], Account: payer.ID, Change: -100, Number: 1, Balance: -100},
		{Transfer: ts[1], Account: payer.ID, HeldBy: 300, Number: 2, Balance: -100, Held: 300},
		{Transfer: ts[2], Account: payer.ID, Change: 50, Number: 3, Balance: -50, Held: 300},
		{Transfer: ts[3], Account: payer.ID, Change: -200, HeldBy: -300, Number: 4, Balance: -250},
	}, entries)
}

func transfersInOrder(t *trial) {
	payer, merchant := t.shop(100)
	spend, back := move(payer, merchant, 100), move(merchant, payer, 100)
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{spend, move(payer, merchant, 100), back}})
	t.post(spend, back, move(payer, merchant, 100))
	require.EqualValues(t, 3, t.audited(payer).Entries)
}

func extremeFloors(t *trial) {
	payer, merchant := t.shop(math.MaxInt64)
	t.post(move(payer, merchant, math.MaxInt64))
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 1)}})
	require.EqualValues(t, -math.MaxInt64, t.audited(payer).Balance)
	t.post(move(merchant, payer, math.MaxInt64))
	t.refuse(ledger.ErrOverflow, store.Changes{Transfers: []ledger.Transfer{move(merchant, payer, 1)}})
	require.Zero(t, t.audited(payer).Balance)
	deepest := limited(math.MaxInt64)
	deepest.Floor = math.MinInt64
	t.refuse(ledger.ErrOverflow, store.Changes{Ledger: []ledger.Account{deepest}})
}

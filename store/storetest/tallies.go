package storetest

import (
	"math"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

var tallyCases = []testCase{
	{"5: a tally counts up and down", tallyCounts},
	{"5: a tally has one currency", tallyCurrency},
	{"5: a tally does not leave 64 bits", tallyOverflow},
	{"5: tallies are read by their quarter", tallyQuarters},
}

func (t *trial) tally(payer account.ID) cashback.Tally {
	t.Helper()
	tallies, err := t.store.Tallies(t.ctx, payer, civil.Quarter{Year: 2026, Number: 1})
	require.NoError(t, err)
	require.Len(t, tallies, 1)
	return tallies[0]
}

func tallyCounts(t *trial) {
	payer := account.ID{UUID: newID()}
	refund := increment(payer, -250)
	refund.Count = -1
	t.commit(store.Changes{Tallies: []cashback.Increment{increment(payer, 100)}})
	t.commit(store.Changes{Tallies: []cashback.Increment{increment(payer, 250), increment(payer, 50)}})
	require.Equal(t, cashback.Tally{Payer: payer, Month: refund.Month, Version: 3, Count: 3, Total: dollars(400), Market: home}, t.tally(payer))
	t.commit(store.Changes{Tallies: []cashback.Increment{refund}})
	require.Equal(t, cashback.Tally{Payer: payer, Month: refund.Month, Version: 4, Count: 2, Total: dollars(150), Market: home}, t.tally(payer))
	below := account.ID{UUID: newID()}
	t.commit(store.Changes{Tallies: []cashback.Increment{increment(below, -1)}})
	require.Equal(t, dollars(-1), t.tally(below).Total)
}

func tallyCurrency(t *trial) {
	payer := account.ID{UUID: newID()}
	kronor := increment(payer, 0)
	kronor.Total = money.FromMinor(100, money.SEK)
	t.refuse(money.ErrCurrencyMismatch, store.Changes{Tallies: []cashback.Increment{increment(payer, 100), kronor}})
	t.commit(store.Changes{Tallies: []cashback.Increment{increment(payer, 100)}})
	t.refuse(money.ErrCurrencyMismatch, store.Changes{Tallies: []cashback.Increment{kronor}})
	require.EqualValues(t, 1, t.tally(payer).Version)
}

func tallyOverflow(t *trial) {
	for _, end := range []int64{math.MaxInt64, math.MinInt64} {
		payer := account.ID{UUID: newID()}
		beyond := int64(1)
		if end < 0 {
			beyond = -1
		}
		t.commit(store.Changes{Tallies: []cashback.Increment{increment(payer, end-beyond)}})
		t.commit(store.Changes{Tallies: []cashback.Increment{increment(payer, beyond)}})
		t.refuse(money.ErrOverflow, store.Changes{Tallies: []cashback.Increment{increment(payer, beyond)}})
		require.Equal(t, dollars(end), t.tally(payer).Total)
		t.intoBounds(end, beyond)
		crowded := increment(account.ID{UUID: newID()}, 0)
		crowded.Count = end - 1
		t.commit(store.Changes{Tallies: []cashback.Increment{crowded}})
		crowded.Count = math.MaxInt64
		t.refuse(money.ErrOverflow, store.Changes{Tallies: []cashback.Increment{crowded, crowded, crowded}})
		require.Equal(t, end-1, t.tally(crowded.Payer).Count)
	}
}

// intoBounds adds increments whose sum leaves 64 bits to a tally that they do not take there: a store that takes them has counted
// them, and one that does not says so.
func (t *trial) intoBounds(end, beyond int64) {
	t.Helper()
	payer := account.ID{UUID: newID()}
	t.commit(store.Changes{Tallies: []cashback.Increment{increment(payer, beyond-end)}})
	err := t.store.Commit(t.ctx, store.Changes{Tallies: []cashback.Increment{increment(payer, end), increment(payer, beyond)}})
	want := dollars(beyond - end)
	if err == nil {
		want = dollars(2 * beyond)
	}
	require.Equal(t, want, t.tally(payer).Total)
}

func tallyQuarters(t *trial) {
	payer, other := account.ID{UUID: newID()}, account.ID{UUID: newID()}
	q := civil.Quarter{Year: 2026, Number: 1}
	var want []cashback.Tally
	for i, m := range []civil.Month{q.First().Prev(), q.First(), q.First().Add(2), q.Next().First()} {
		n := cashback.Increment{Payer: payer, Month: m, Count: 1, Total: dollars(int64(i)), Market: home}
		t.commit(store.Changes{Tallies: []cashback.Increment{n}})
		if m.Quarter() == q {
			want = append(want, cashback.Tally{Payer: payer, Month: m, Version: 1, Count: 1, Total: n.Total, Market: home})
		}
	}
	t.commit(store.Changes{Tallies: []cashback.Increment{increment(other, 1)}})
	got, err := t.store.Tallies(t.ctx, payer, q)
	require.NoError(t, err)
	require.Equal(t, want, got)
	got, err = t.store.Tallies(t.ctx, account.ID{UUID: newID()}, q)
	require.NoError(t, err)
	require.Empty(t, got)
}

package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// Compare makes one random history in two empty stores and wants the same answers and the same
// contents of both: of a store under test and of one that is trusted. The seed repeats a history,
// but for its IDs.
func Compare(t testing.TB, seed uint64, tested, trusted store.Store) {
	t.Helper()
	one := &trial{TB: t, ctx: context.Background(), store: tested}
	other := &trial{TB: t, ctx: context.Background(), store: trusted}
	l := newLife(seed)
	one.open(l.book.accounts...)
	other.open(l.book.accounts...)
	taken := 0
	const steps = 200
	for step := range steps {
		c := l.next()
		want, got := other.store.Commit(other.ctx, c), one.store.Commit(one.ctx, c)
		require.Equal(t, rootOf(want), rootOf(got), "seed %d, step %d: %+v", seed, step, c)
		if want == nil {
			taken++
			l.happened(c)
		}
		if step%20 == 0 {
			require.Equal(t, other.outbox(step), one.outbox(step), "seed %d, step %d: events", seed, step)
		}
		if step%100 == 99 {
			require.Equal(t, other.sight(l.everything), one.sight(l.everything), "seed %d, step %d", seed, step)
		}
	}
	require.Greater(t, taken, steps/8, "a history of refusals tells little")
	require.Greater(t, steps-taken, steps/8, "a history without refusals tells little")
}

// outbox claims some events, ends one and answers the claimed ones.
func (t *trial) outbox(step int) []store.Event {
	t.Helper()
	claimed, err := t.store.Claim(t.ctx, home, start.Add(seconds(step)), time.Minute, 3)
	require.NoError(t, err)
	if len(claimed) > 0 {
		require.NoError(t, t.store.Done(t.ctx, claimed[0].ID))
	}
	return claimed
}

// life makes up commits of everything, some of which no store may take.
type life struct {
	random     *rand.Rand
	book       history
	written    map[store.RecordKind][]any // as they stand
	payers     []account.ID
	everything store.Changes // one of each key that was ever written
}

func newLife(seed uint64) *life {
	random := rand.New(rand.NewPCG(seed, 5))
	accounts := []ledger.Account{limited(10000), limited(500), payable(), payable()}
	return &life{
		random: random, book: history{random: random, accounts: accounts}, written: map[store.RecordKind][]any{},
		payers: []account.ID{{UUID: newID()}, {UUID: newID()}}, everything: store.Changes{Ledger: accounts},
	}
}

func (l *life) sometimes(n int) bool { return l.random.IntN(n) == 0 }

func (l *life) next() store.Changes {
	var c store.Changes
	all := kinds()
	for range 1 + l.random.IntN(3) {
		k := all[l.random.IntN(len(all))]
		l.aggregate(&c, k)
		l.rely(&c, k)
	}
	l.records(&c)
	if l.sometimes(3) {
		_, c.Transfers = l.book.next()
	}
	if l.sometimes(3) {
		c.Tallies = []cashback.Increment{increment(l.payers[l.random.IntN(len(l.payers))], l.random.Int64N(1000)-300)}
	}
	return c
}

// aggregate adds a new value, or a change of one that was written: seldom of an older version.
func (l *life) aggregate(c *store.Changes, k kind) {
	old := l.written[k.name]
	if len(old) == 0 || l.sometimes(2) {
		k.put(c, k.fresh())
		return
	}
	v := old[l.random.IntN(len(old))]
	if k.version != nil {
		v = k.edit(v)
		if l.sometimes(8) {
			v = k.at(v, k.version(v)+l.random.Int64N(3)-1)
		}
	} else if !l.sometimes(4) {
		return
	}
	k.put(c, v)
}

// rely adds a reference to what was written, or is not there: seldom a wrong one.
func (l *life) rely(c *store.Changes, k kind) {
	if k.version == nil || !l.sometimes(3) {
		return
	}
	v := k.fresh()
	if old := l.written[k.name]; len(old) > 0 && l.sometimes(2) {
		v = old[l.random.IntN(len(old))]
	}
	if l.sometimes(8) {
		v = k.at(v, k.version(v)+1)
	}
	c.Relied = append(c.Relied, k.ref(v))
}

// records adds a command, claims and events. Keys and values are few, so that some are taken.
func (l *life) records(c *store.Changes) {
	if l.sometimes(3) {
		c.Command = command(fmt.Sprint(l.random.IntN(100)))
	}
	if l.sometimes(3) {
		c.Claims = []store.Claim{claim(fmt.Sprint(l.random.IntN(30)))}
	}
	if held := l.everything.Claims; len(held) > 0 && l.sometimes(5) {
		c.Releases = []store.Claim{held[l.random.IntN(len(held))]}
	}
	if l.sometimes(2) {
		c.Events = []store.Event{event(l.random.IntN(600))}
	}
}

// happened remembers what a commit wrote.
func (l *life) happened(c store.Changes) {
	for _, k := range kinds() {
		for _, v := range k.in(c) {
			if k.version == nil || k.version(v) == 0 {
				k.put(&l.everything, v)
			}
			l.remember(k, v)
		}
	}
	l.book.past = append(l.book.past, c.Transfers...)
	l.everything.Claims = append(l.everything.Claims, c.Claims...)
	l.everything.Tallies = append(l.everything.Tallies, c.Tallies...)
}

func (l *life) remember(k kind, v any) {
	if k.version == nil {
		l.written[k.name] = append(l.written[k.name], v)
		return
	}
	for i, old := range l.written[k.name] {
		if k.ref(k.at(old, 0)) == k.ref(k.at(v, 0)) {
			l.written[k.name][i] = written(k, v)
			return
		}
	}
	l.written[k.name] = append(l.written[k.name], written(k, v))
}

package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// Collide lets clients of one empty database commit whatever gets into each other's way, through several handles as several
// processes have: the same few aggregates, claims, releases, tallies, balances, and rows on whose absence others rely, in any
// combination and order. What was taken must be what some order of the commits, one after the other, would have left; and nobody
// may be told anything but success or what a competitor is told. The seed repeats what is tried, not who wins.
func Collide(t testing.TB, seed uint64, handles ...store.Store) {
	t.Helper()
	const clients, tries = 12, 40
	tr := &trial{TB: t, ctx: context.Background(), store: handles[0]}
	c := newCrowd(tr)
	together(clients, func(i int) {
		random, at := rand.New(rand.NewPCG(seed, uint64(i))), handles[i%len(handles)]
		for range tries {
			c.try(at, random)
		}
	})
	c.check()
}

// crowd is what the clients have in common.
type crowd struct {
	*trial
	people  []account.Account // of each, one more debt for each success
	values  []string          // that are claimed
	payer   account.ID        // whose tally is counted
	book    []ledger.Account
	couples [][2]account.Account // of each, one is made, unless the other is there
	next    atomic.Int64         // couple, times rivals
	mu      sync.Mutex
	won     []deed
}

// deed is one commit with what its author saw, and what became true if it was taken.
type deed struct {
	store.Changes
	ticket   int // the debts of all people as they were seen; -1: none was changed
	from, to uuid.UUID
}

func newCrowd(t *trial) *crowd {
	c := &crowd{trial: t, payer: account.ID{UUID: newID()}}
	for range 3 {
		c.people = append(c.people, user())
		c.values = append(c.values, newID().String())
		c.book = append(c.book, limited(1_000))
	}
	for range 40 {
		c.couples = append(c.couples, [2]account.Account{user(), user()})
	}
	t.commit(store.Changes{Accounts: c.people, Ledger: c.book})
	return c
}

// try makes up a commit of some of the parts, and keeps it if it was taken.
func (c *crowd) try(at store.Store, random *rand.Rand) {
	m := deed{ticket: -1}
	parts := []func(*deed, store.Store, *rand.Rand) error{c.raise, c.pass, c.count, c.pay, c.arrive}
	for _, n := range random.Perm(len(parts))[:1+random.IntN(len(parts))] {
		if !assert.NoError(c, parts[n](&m, at, random)) {
			return
		}
	}
	runtime.Gosched() // so that others come between, however fast a store reads
	err := at.Commit(c.ctx, m.Changes)
	if err != nil {
		assert.True(c, oneOf(err, store.ErrConflict, store.ErrExists, store.ErrInsufficient), "%v", err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.won = append(c.won, m)
}

// raise adds a debt to one of the people and relies on the others being as they were: so no two commits see the same sum.
func (c *crowd) raise(m *deed, at store.Store, random *rand.Rand) error {
	m.ticket = 0
	chosen := random.IntN(len(c.people))
	for i, p := range c.people {
		v, err := at.Account(c.ctx, p.ID)
		if err != nil {
			return err
		}
		m.ticket += v.Debts
		if i == chosen {
			v.Debts++
			m.Accounts = append(m.Accounts, v)
		} else {
			m.Relied = append(m.Relied, store.RelyOnAccount(v))
		}
	}
	return nil
}

// pass takes a value that is free, gives back one that is taken, or hands it on.
func (c *crowd) pass(m *deed, at store.Store, random *rand.Rand) error {
	value := c.values[random.IntN(len(c.values))]
	owner, err := at.Claimed(c.ctx, store.ClaimPhone, value)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err == nil {
		m.from = owner
		m.Releases = []store.Claim{{Kind: store.ClaimPhone, Value: value, Owner: owner}}
	}
	if err != nil || random.IntN(2) == 0 {
		m.to = newID()
		m.Claims = []store.Claim{{Kind: store.ClaimPhone, Value: value, Owner: m.to}}
	}
	return nil
}

func (c *crowd) count(m *deed, _ store.Store, _ *rand.Rand) error {
	m.Tallies = []cashback.Increment{increment(c.payer, 3)}
	return nil
}

// pay moves money in a circle, in either direction.
func (c *crowd) pay(m *deed, _ store.Store, random *rand.Rand) error {
	to := random.Perm(len(c.book))
	for i := range 1 + random.IntN(2) {
		m.Transfers = append(m.Transfers, move(c.book[to[i]], c.book[to[i+1]], int64(1+random.IntN(400))))
	}
	return nil
}

// arrive makes one of a couple, if the other is not there.
func (c *crowd) arrive(m *deed, _ store.Store, random *rand.Rand) error {
	const rivals = 6 // for each couple, all at about the same time
	couple := c.couples[int(c.next.Add(1)/rivals)%len(c.couples)]
	first := random.IntN(2)
	m.Accounts = append(m.Accounts, couple[first])
	m.Relied = append(m.Relied, store.RelyOnAccount(couple[1-first]))
	return nil
}

func (c *crowd) check() {
	c.Helper()
	var tickets []int
	counted, arrived := 0, 0
	for _, m := range c.won {
		if m.ticket >= 0 {
			tickets = append(tickets, m.ticket)
		}
		counted += len(m.Tallies)
		for _, a := range m.Accounts {
			if a.Version == 0 {
				arrived++
			}
		}
	}
	slices.Sort(tickets)
	for i, n := range tickets {
		require.Equal(c, i, n, "two have decided by the same sum")
	}
	debts := 0
	for _, p := range c.people {
		v, err := c.store.Account(c.ctx, p.ID)
		debts += must(c.trial, v, err).Debts
	}
	require.Equal(c, len(tickets), debts, "an update was lost")
	require.EqualValues(c, counted, c.tally(c.payer).Count)
	c.checkClaims()
	c.checkCouples(arrived)
	for _, a := range c.book {
		c.audited(a)
	}
	require.NoError(c, c.balanced())
	require.Positive(c, min(len(tickets), counted, arrived), "nobody got anywhere")
}

// checkClaims wants each owner to have come once and left once.
func (c *crowd) checkClaims() {
	c.Helper()
	came, left := map[uuid.UUID]int{}, map[uuid.UUID]int{}
	for _, m := range c.won {
		came[m.to]++
		left[m.from]++
	}
	delete(came, uuid.Nil)
	delete(left, uuid.Nil)
	for owner, n := range left {
		require.Equal(c, 1, n, "a claim was released twice")
		require.Equal(c, 1, came[owner], "a claim was released that nobody had")
	}
	held := 0
	for _, value := range c.values {
		owner, err := c.store.Claimed(c.ctx, store.ClaimPhone, value)
		if err == nil {
			held++
			require.Equal(c, 1, came[owner])
			require.Zero(c, left[owner])
		}
	}
	require.Len(c, came, len(left)+held)
	require.NotEmpty(c, left)
}

func (c *crowd) checkCouples(arrived int) {
	c.Helper()
	there := 0
	for _, couple := range c.couples {
		for i, a := range couple {
			if _, err := c.store.Account(c.ctx, a.ID); err != nil {
				require.ErrorIs(c, err, store.ErrNotFound)
				continue
			}
			there++
			_, other := c.store.Account(c.ctx, couple[1-i].ID)
			require.ErrorIs(c, other, store.ErrNotFound, "both of a couple are there")
		}
	}
	require.Equal(c, arrived, there)
}

package storetest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

var raceCases = []testCase{
	{"1: a refused neighbour spoils nobody's commit", neighbours},
	{"1: who leaves the queue leaves nothing and holds up nobody", leavers},
	{"2: forty writers lose no update", fortyWriters},
	{"2: of two that rely on each other's absence one is taken", absenceSkew},
	{"2: of two that rely on what the other changes one is taken", writeSkew},
	{"3: of many commits with one key exactly one is taken", oneKey},
	{"3: of many claims of one value exactly one is taken", oneClaim},
	{"4: no race passes the limit by a cent", limitUnderFire},
	{"5: a hot merchant conflicts with nobody", hotMerchant},
	{"5: tallies are counted at once", hotTally},
	{"6: a hold is resolved once by many at once", oneResolver},
	{"6: the book is balanced at every moment", balancedAlways},
	{"10: everything is safe to be used at once", everythingAtOnce},
}

// together runs n calls at once and waits for all.
func together(n int, call func(i int)) {
	begin := make(chan struct{})
	var work sync.WaitGroup
	for i := range n {
		work.Go(func() {
			<-begin
			call(i)
		})
	}
	close(begin)
	work.Wait()
}

// winners runs n commits at once and wants one of them taken and the others refused for the reason.
func (t *trial) winners(n int, reason error, commit func(i int) store.Changes) {
	t.Helper()
	commits := make([]store.Changes, n)
	for i := range commits {
		commits[i] = commit(i)
	}
	var won atomic.Int64
	together(n, func(i int) {
		err := t.store.Commit(t.ctx, commits[i])
		if err == nil {
			won.Add(1)
			return
		}
		assert.ErrorIs(t, err, reason)
	})
	require.EqualValues(t, 1, won.Load())
}

// neighbours commits good and bad changes at once: each is answered for itself.
func neighbours(t *trial) {
	const n = 60
	payer, merchant := t.shop(n)
	stale := user()
	stale.Version = 1
	t.commit(store.Changes{Command: command("taken")})
	together(n, func(i int) {
		c := store.Changes{Claims: []store.Claim{claim(newID().String())}, Transfers: []ledger.Transfer{move(payer, merchant, 1)}}
		var want error
		switch i % 5 {
		case 1:
			c.Accounts, want = []account.Account{stale}, store.ErrConflict
		case 2:
			c.Command, want = command("taken"), store.ErrExists
		case 3:
			c.Transfers, want = append(c.Transfers, move(payer, merchant, n+1)), store.ErrInsufficient
		case 4:
			c.Transfers, want = append(c.Transfers, move(payer, payable(), 1)), ledger.ErrUnknownAccount
		}
		err := t.store.Commit(t.ctx, c)
		_, found := t.store.Claimed(t.ctx, c.Claims[0].Kind, c.Claims[0].Value)
		if want == nil {
			assert.NoError(t, err)
			assert.NoError(t, found)
			return
		}
		assert.ErrorIs(t, err, want)
		assert.ErrorIs(t, found, store.ErrNotFound)
	})
	require.EqualValues(t, -n/5, t.audited(payer).Balance)
}

// leavers lets half of the callers lose patience while the others wait.
func leavers(t *trial) {
	const n = 64
	together(n, func(i int) {
		ctx, cancel := context.WithTimeout(t.ctx, time.Duration(i)*50*time.Microsecond)
		defer cancel()
		if i%2 == 0 {
			ctx = t.ctx
		}
		c := claim(newID().String())
		err := t.store.Commit(ctx, store.Changes{Claims: []store.Claim{c}})
		_, found := t.store.Claimed(t.ctx, c.Kind, c.Value)
		switch {
		case err == nil:
			assert.NoError(t, found)
		case i%2 == 0:
			assert.NoError(t, err, "a patient caller")
		case !oneOf(err, store.ErrUnknown):
			assert.ErrorIs(t, err, context.DeadlineExceeded)
			assert.ErrorIs(t, found, store.ErrNotFound)
		}
	})
	t.commit(store.Changes{Claims: []store.Claim{claim("still at work")}})
}

func fortyWriters(t *trial) {
	const writers, each = 40, 3
	a := user()
	t.commit(store.Changes{Accounts: []account.Account{a}})
	together(writers, func(int) {
		for done, tries := 0, 0; done < each; tries++ {
			if !assert.Less(t, tries, 10*writers*each, "nobody gets any further") {
				return
			}
			v, err := t.store.Account(t.ctx, a.ID)
			if !assert.NoError(t, err) {
				return
			}
			v.Debts++
			switch err = t.store.Commit(t.ctx, store.Changes{Accounts: []account.Account{v}}); {
			case err == nil:
				done++
			case !assert.ErrorIs(t, err, store.ErrConflict):
				return
			}
		}
	})
	got, err := t.store.Account(t.ctx, a.ID)
	require.NoError(t, err)
	require.Equal(t, writers*each, got.Debts)
	require.EqualValues(t, writers*each+1, got.Version)
}

func absenceSkew(t *trial) {
	for range 20 {
		pair := [2]account.Account{user(), user()}
		t.winners(2, store.ErrConflict, func(i int) store.Changes {
			return store.Changes{Accounts: []account.Account{pair[i]}, Relied: []store.Ref{store.RelyOnAccount(pair[1-i])}}
		})
	}
}

func writeSkew(t *trial) {
	for range 20 {
		pair := [2]account.Account{user(), user()}
		t.commit(store.Changes{Accounts: pair[:]})
		pair[0].Version, pair[1].Version = 1, 1
		t.winners(2, store.ErrConflict, func(i int) store.Changes {
			return store.Changes{Accounts: []account.Account{pair[i]}, Relied: []store.Ref{store.RelyOnAccount(pair[1-i])}}
		})
	}
}

func oneKey(t *trial) {
	for range 10 {
		payer, merchant := t.shop(10000)
		key := newID().String()
		t.winners(32, store.ErrExists, func(int) store.Changes {
			return store.Changes{Command: command(key), Transfers: []ledger.Transfer{move(payer, merchant, 100)}}
		})
		require.EqualValues(t, -100, t.audited(payer).Balance)
	}
}

func oneClaim(t *trial) {
	for range 10 {
		value := newID().String()
		t.winners(32, store.ErrExists, func(int) store.Changes {
			a := user()
			return store.Changes{
				Accounts: []account.Account{a}, Claims: []store.Claim{{Kind: store.ClaimPhone, Value: value, Owner: a.ID.UUID}},
			}
		})
	}
	accounts, err := t.store.AccountList(t.ctx, account.ID{}, all)
	require.NoError(t, err)
	require.Len(t, accounts, 10)
}

// limitUnderFire lets 64 race for a limit of 100.00 with 7.00 and 0.01, and wants it reached
// to the cent and passed at no point of the statement.
func limitUnderFire(t *trial) {
	const limit = 10000
	payer, merchant := t.shop(limit)
	together(64, func(i int) {
		for n := range 6 {
			cents := int64(700)
			if (i+n)%2 == 0 {
				cents = 1
			}
			err := t.store.Commit(t.ctx, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, cents)}})
			assert.True(t, err == nil || oneOf(err, store.ErrInsufficient), "%v", err)
		}
	})
	left := t.audited(payer).Available().Minor()
	require.GreaterOrEqual(t, left, int64(0))
	require.Less(t, left, int64(700), "somebody was refused who could have paid")
	if left > 0 {
		t.post(move(payer, merchant, left))
	}
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 1)}})
	require.EqualValues(t, -limit, t.audited(payer).Balance)
	require.EqualValues(t, limit, t.audited(merchant).Balance)
}

func hotMerchant(t *trial) {
	const payers, each = 32, 5
	merchant := payable()
	t.open(merchant)
	together(payers, func(int) {
		payer := limited(10000)
		assert.NoError(t, t.store.Commit(t.ctx, store.Changes{Ledger: []ledger.Account{payer}}))
		for range each {
			assert.NoError(t, t.store.Commit(t.ctx, store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 7)}}))
		}
	})
	require.EqualValues(t, payers*each*7, t.audited(merchant).Balance)
}

func hotTally(t *trial) {
	const writers, each = 32, 5
	payer := account.ID{UUID: newID()}
	together(writers, func(int) {
		for range each {
			assert.NoError(t, t.store.Commit(t.ctx, store.Changes{Tallies: []cashback.Increment{increment(payer, 3)}}))
		}
	})
	got := t.tally(payer)
	require.EqualValues(t, writers*each, got.Count)
	require.EqualValues(t, writers*each, got.Version)
	require.Equal(t, dollars(writers*each*3), got.Total)
}

func oneResolver(t *trial) {
	for range 10 {
		payer, merchant := t.shop(10000)
		hold := held(payer, merchant, 100)
		t.post(hold)
		t.winners(8, ledger.ErrHoldResolved, func(i int) store.Changes {
			kind := ledger.Post
			if i%2 == 0 {
				kind = ledger.Void
			}
			return store.Changes{Transfers: []ledger.Transfer{resolving(kind, hold, 100)}}
		})
		require.Zero(t, t.audited(payer).Held)
	}
}

func balancedAlways(t *trial) {
	accounts := make([]ledger.Account, 6)
	for i := range accounts {
		accounts[i] = limited(100000)
	}
	t.open(accounts...)
	writing := make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() {
		for {
			assert.NoError(t, t.balanced())
			select {
			case <-writing:
				return
			default:
			}
		}
	})
	together(16, func(i int) {
		for n := range 10 {
			from, to := accounts[(i+n)%6], accounts[(i+n+1+n%5)%6]
			assert.NoError(t, t.store.Commit(t.ctx, store.Changes{Transfers: []ledger.Transfer{move(from, to, int64(1+n))}}))
		}
	})
	close(writing)
	reader.Wait()
	require.NoError(t, t.balanced())
}

// everythingAtOnce is for the race detector: it reads, writes, claims and ends events at once.
func everythingAtOnce(t *trial) {
	seen := everything()
	t.commit(seen)
	together(6, func(i int) {
		for range 3 {
			switch i {
			case 0, 1:
				assert.NoError(t, t.store.Commit(t.ctx, everything()))
			case 2:
				events, err := t.store.Claim(t.ctx, home, start, time.Minute, 2)
				assert.NoError(t, err)
				assert.NoError(t, t.store.Done(t.ctx, idsOf(events)...))
			default:
				t.sight(seen)
			}
		}
	})
	require.NoError(t, t.balanced())
}

package storetest

import (
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/store"
)

var durabilityCases = []testCase{
	{"1: what was committed is there after reopening", reopened},
	{"8: events and their leases survive reopening", reopenedEvents},
}

// reopen opens the store again. A store that keeps nothing says why, and that is all it is asked.
func (t *trial) reopen() bool {
	t.Helper()
	if t.opened.Volatile != "" {
		require.Nil(t, t.opened.Reopen, "a volatile store cannot be reopened")
		return false
	}
	require.NotNil(t, t.opened.Reopen, "Reopen is required of a store that is not volatile")
	s, err := t.opened.Reopen()
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	t.store = s
	return true
}

func reopened(t *trial) {
	c := everything()
	t.commit(c)
	change := store.Changes{Releases: c.Claims[:1], Tallies: c.Tallies}
	for _, k := range versioned() {
		k.put(&change, k.edit(written(k, k.in(c)[1])))
	}
	t.commit(change)
	before := t.sight(c)
	if !t.reopen() {
		return
	}
	require.Equal(t, before, t.sight(c))
	t.refuse(store.ErrExists, store.Changes{Command: c.Command})
	t.refuse(store.ErrConflict, change)
	t.commit(everything())
	require.NoError(t, t.balanced())
}

func reopenedEvents(t *trial) {
	leased, free := event(0), event(1)
	t.commit(store.Changes{Events: []store.Event{leased, free}})
	claimed, err := t.store.Claim(t.ctx, home, start, seconds(60), 1)
	require.NoError(t, err)
	require.Len(t, claimed, 1)
	t.reopen()
	require.Equal(t, []store.EventID{free.ID}, t.claims(30, 10))
	require.Equal(t, []store.EventID{leased.ID}, t.claims(60, 1))
}

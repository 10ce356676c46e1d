package storetest

import (
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/store"
)

var eventCases = []testCase{
	{"8: events are claimed by when they are due, at most the limit", claimedByDue},
	{"8: an event is not claimed before it is due", notBeforeDue},
	{"8: a leased event comes back when its lease is over", leaseEnds},
	{"8: a claim counts attempts", attemptsCounted},
	{"8: a done event is gone", doneIsGone},
	{"8: no event is claimed twice within a lease", claimedByOne},
	{"8: pending events are listed, leased and not due ones too", pendingListed},
	{"8: pending events about one subject are listed page by page", pendingAbout},
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// claims claims events some seconds after the start, for a minute, and answers their IDs.
func (t *trial) claims(after, limit int) []store.EventID {
	t.Helper()
	claimed, err := t.store.Claim(t.ctx, home, start.Add(seconds(after)), time.Minute, limit)
	require.NoError(t, err)
	return idsOf(claimed)
}

func idsOf(events []store.Event) []store.EventID {
	var ids []store.EventID
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	return ids
}

func claimedByDue(t *trial) {
	late, early, middle, same := event(30), event(10), event(20), event(20) // IDs rise in this order
	t.commit(store.Changes{Events: []store.Event{late, early}})
	t.commit(store.Changes{Events: []store.Event{same, middle}})
	claimed, err := t.store.Claim(t.ctx, home, start.Add(seconds(60)), time.Minute, 3)
	require.NoError(t, err)
	for _, e := range []*store.Event{&early, &middle, &same} {
		e.Attempts = 1
	}
	require.Equal(t, []store.Event{early, middle, same}, claimed)
	require.Equal(t, []store.EventID{late.ID}, t.claims(60, 3))
	require.Empty(t, t.claims(60, 3))
}

func notBeforeDue(t *trial) {
	e, at := event(10), event(0)
	at.Due = time.Time{}
	t.commit(store.Changes{Events: []store.Event{e, at}})
	require.Equal(t, []store.EventID{at.ID}, t.claims(9, 10), "no due time: at once")
	claimed, err := t.store.Claim(t.ctx, home, e.Due.Add(-time.Microsecond), time.Minute, 10)
	require.NoError(t, err)
	require.Empty(t, claimed)
	require.Equal(t, []store.EventID{e.ID}, t.claims(10, 10))
	more := event(0)
	t.commit(store.Changes{Events: []store.Event{more}})
	require.Empty(t, t.claims(10, 0))
	require.Empty(t, t.claims(10, -1))
}

func leaseEnds(t *trial) {
	e := event(0)
	t.commit(store.Changes{Events: []store.Event{e}})
	require.Equal(t, []store.EventID{e.ID}, t.claims(0, 10))
	require.Empty(t, t.claims(0, 10))
	require.Empty(t, t.claims(59, 10))
	require.Equal(t, []store.EventID{e.ID}, t.claims(60, 10))
	require.Empty(t, t.claims(119, 10))
	require.Equal(t, []store.EventID{e.ID}, t.claims(200, 10))
}

func attemptsCounted(t *trial) {
	e := event(0)
	e.Attempts = 99 // not the writer's to say
	t.commit(store.Changes{Events: []store.Event{e}})
	for n := range 3 {
		claimed, err := t.store.Claim(t.ctx, home, start.Add(seconds(n*60)), time.Minute, 1)
		require.NoError(t, err)
		require.Len(t, claimed, 1)
		e.Attempts = n + 1
		require.Equal(t, e, claimed[0])
	}
	pending, err := t.store.Pending(t.ctx, store.EventID{}, all)
	require.NoError(t, err)
	require.Equal(t, []store.Event{e}, pending)
}

func doneIsGone(t *trial) {
	a, b, c := event(0), event(0), event(0)
	t.commit(store.Changes{Events: []store.Event{a, b, c}})
	require.Equal(t, []store.EventID{a.ID}, t.claims(0, 1))
	require.NoError(t, t.store.Done(t.ctx))
	require.NoError(t, t.store.Done(t.ctx, a.ID, store.EventID{UUID: newID()}, b.ID)) // claimed, unknown, not claimed
	require.NoError(t, t.store.Done(t.ctx, a.ID))
	require.Equal(t, []store.EventID{c.ID}, t.claims(3600, 10))
	pending, err := t.store.Pending(t.ctx, store.EventID{}, all)
	require.NoError(t, err)
	require.Equal(t, []store.EventID{c.ID}, idsOf(pending))
}

func pendingAbout(t *trial) {
	subject := newID()
	var want []uuid.UUID
	var all []store.Event
	for n := range 2*pageSize + 1 {
		mine, others := event(n), event(n)
		mine.Subject, others.Subject = subject, newID()
		want, all = append(want, mine.ID.UUID), append(all, mine, others)
	}
	slices.Reverse(all) // written in another order than that of their IDs
	t.commit(store.Changes{Events: all})
	_ = t.claims(0, 1)
	listed := pages(t, func(after uuid.UUID) ([]store.Event, error) {
		return t.store.PendingAbout(t.ctx, subject, store.EventID{UUID: after}, pageSize)
	}, func(e store.Event) uuid.UUID { return e.ID.UUID })
	require.Equal(t, want, listed)
	require.NoError(t, t.store.Done(t.ctx, store.EventID{UUID: want[0]}))
	one, err := t.store.PendingAbout(t.ctx, subject, store.EventID{}, 1)
	require.NoError(t, err)
	require.Equal(t, []store.Event{all[len(all)-3]}, one, "as it was written")
	none, err := t.store.PendingAbout(t.ctx, newID(), store.EventID{}, pageSize)
	require.NoError(t, err)
	require.Empty(t, none)
}

func pendingListed(t *trial) {
	leased, due, future := event(0), event(0), event(3600)
	t.commit(store.Changes{Events: []store.Event{future, due, leased}})
	require.Equal(t, []store.EventID{leased.ID}, t.claims(0, 1))
	pending, err := t.store.Pending(t.ctx, store.EventID{}, all)
	require.NoError(t, err)
	leased.Attempts = 1
	require.Equal(t, []store.Event{leased, due, future}, pending)
}

// claimedByOne lets workers race for events while others are written, and wants each event
// claimed by one of them.
func claimedByOne(t *trial) {
	const workers, commits, each = 8, 20, 5
	var written []store.EventID
	var all []store.Changes
	for range commits {
		var c store.Changes
		for range each {
			c.Events = append(c.Events, event(0))
		}
		written, all = append(written, idsOf(c.Events)...), append(all, c)
	}
	var mu sync.Mutex
	var claimed []store.EventID
	var work sync.WaitGroup
	work.Go(func() {
		for _, c := range all {
			assert.NoError(t, t.store.Commit(t.ctx, c))
		}
	})
	for range workers {
		work.Go(func() {
			for range commits {
				events, err := t.store.Claim(t.ctx, home, start, time.Minute, 3)
				assert.NoError(t, err)
				mu.Lock()
				claimed = append(claimed, idsOf(events)...)
				mu.Unlock()
			}
		})
	}
	work.Wait()
	for rest := t.claims(0, 7); len(rest) > 0; rest = t.claims(0, 7) {
		claimed = append(claimed, rest...)
		require.LessOrEqual(t, len(claimed), len(written))
	}
	compare := func(a, b store.EventID) int { return slices.Compare(a.UUID[:], b.UUID[:]) }
	slices.SortFunc(claimed, compare)
	require.Equal(t, written, claimed)
}

package sqlstore

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/seqrpay/seqr/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var ctx = context.Background()

var nothing = &Plan{}

// press is a writer that the test opens for one group after the other.
type press struct {
	groups  chan []*Job // what is being written
	proceed chan error  // what to answer everybody
}

func newPress() press { return press{make(chan []*Job), make(chan error)} }

func (p press) write(group []*Job) {
	p.groups <- group
	err := <-p.proceed
	for _, j := range group {
		j.Err = err
	}
}

func TestQueueGathersWhileItWrites(t *testing.T) {
	p := newPress()
	q := NewQueue(4, p.write)
	var callers sync.WaitGroup
	call := func() { callers.Go(func() { assert.NoError(t, q.Do(ctx, nothing)) }) }
	call()
	require.Len(t, <-p.groups, 1, "a lone caller does not wait")
	for range 6 {
		call()
	}
	require.Eventually(t, func() bool { return q.queued() == 6 }, time.Second, time.Millisecond)
	p.proceed <- nil
	require.Len(t, <-p.groups, 4, "bounded")
	p.proceed <- nil
	require.Len(t, <-p.groups, 2)
	p.proceed <- nil
	callers.Wait()
	require.Zero(t, q.queued())
}

func (q *Queue) queued() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

func TestQueueAnswersEachForItself(t *testing.T) {
	wants := map[*Plan]error{{}: nil, {}: store.ErrConflict, {}: store.ErrExists}
	q := NewQueue(8, func(group []*Job) {
		for _, j := range group {
			j.Err = wants[j.Plan]
		}
	})
	var callers sync.WaitGroup
	for p, want := range wants {
		for range 16 {
			callers.Go(func() { assert.Equal(t, want, q.Do(ctx, p)) })
		}
	}
	callers.Wait()
}

// Who leaves before the group forms has nothing done; who leaves later does not know.
func TestQueueCanBeLeft(t *testing.T) {
	p := newPress()
	q := NewQueue(8, p.write)
	answers := make(chan error, 8)
	do := func(ctx context.Context) { answers <- q.Do(ctx, nothing) }
	go do(ctx)
	<-p.groups
	leaver, leave := context.WithCancel(ctx)
	for range 2 { // the first of them is to lead, and waits for the writer
		go do(leaver)
		require.Eventually(t, func() bool { return q.queued() > 0 }, time.Second, time.Millisecond)
	}
	require.Eventually(t, func() bool { return q.queued() == 2 }, time.Second, time.Millisecond)
	go do(ctx)
	require.Eventually(t, func() bool { return q.queued() == 3 }, time.Second, time.Millisecond)
	leave()
	require.ErrorIs(t, <-answers, context.Canceled)
	require.ErrorIs(t, <-answers, context.Canceled)
	p.proceed <- nil
	require.NoError(t, <-answers, "the first caller")
	require.Len(t, <-p.groups, 1, "who stayed has taken the lead")

	second, leave := context.WithCancel(ctx)
	go do(ctx)
	require.Eventually(t, func() bool { return q.queued() == 1 }, time.Second, time.Millisecond)
	go do(second)
	require.Eventually(t, func() bool { return q.queued() == 2 }, time.Second, time.Millisecond)
	p.proceed <- nil
	require.NoError(t, <-answers)
	require.Len(t, <-p.groups, 2)
	leave()
	require.Equal(t, store.ErrUnknown, <-answers, "its group is being written")
	p.proceed <- nil
	require.NoError(t, <-answers)
	require.ErrorIs(t, q.Do(second, nothing), context.Canceled)
}

func TestQueueHold(t *testing.T) {
	p := newPress()
	q := NewQueue(8, p.write)
	release, err := q.Hold(ctx)
	require.NoError(t, err)
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	_, err = q.Hold(short)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, q.Do(short, nothing), context.DeadlineExceeded)
	answer := make(chan error)
	go func() { answer <- q.Do(ctx, nothing) }()
	require.Eventually(t, func() bool { return q.queued() == 1 }, time.Second, time.Millisecond)
	release()
	require.Len(t, <-p.groups, 1)
	p.proceed <- nil
	require.NoError(t, <-answer)
	release, err = q.Hold(ctx)
	require.NoError(t, err)
	release()
}

// If writing panics, that is its caller's, and nobody else is told success.
func TestQueueSurvivesPanic(t *testing.T) {
	p := newPress()
	q := NewQueue(8, func(group []*Job) {
		p.write(group[:0])
		panic("defect")
	})
	answers := make(chan error, 2)
	do := func() {
		defer func() {
			if recover() != nil {
				answers <- nil
			}
		}()
		answers <- q.Do(ctx, nothing)
	}
	release, err := q.Hold(ctx)
	require.NoError(t, err)
	go do()
	require.Eventually(t, func() bool { return q.queued() == 1 }, time.Second, time.Millisecond)
	go do()
	require.Eventually(t, func() bool { return q.queued() == 2 }, time.Second, time.Millisecond)
	release()
	<-p.groups
	p.proceed <- nil
	require.ElementsMatch(t, []error{nil, store.ErrUnknown}, []error{<-answers, <-answers})
	_, err = q.Hold(ctx)
	require.NoError(t, err, "the writer is free")
}

package sqlstore

import (
	"context"
	"slices"
	"sync"

	"github.com/seqrpay/seqr/store"
)

// Queue lets callers share transactions. One of them, the leader, writes a group of all that
// wait; while it does, others queue up behind the next leader. So groups grow by themselves as
// the disk is slow, a lone caller never waits, and there is no goroutine besides the callers'.
type Queue struct {
	write  func([]*Job)
	limit  int
	writer chan struct{} // holds one token: who put it in writes

	mu      sync.Mutex
	waiting []*Job // the first one's caller is the leader
}

// Job is one caller's part of a group.
type Job struct {
	*Plan       // to be written, wholly or not at all
	Err   error // what the caller is told

	turn chan bool // tells a waiting caller to lead, or that the job was answered
}

// NewQueue makes a queue. Write does the jobs of a group, at most limit, in one transaction and
// sets the Err of each; it is never called twice at the same time.
func NewQueue(limit int, write func([]*Job)) *Queue {
	return &Queue{write: write, limit: limit, writer: make(chan struct{}, 1)}
}

// Do has a plan written and answers its error. A caller whose context ends while the job waits
// leaves with the context's error, and nothing is done; if the job is being done already, the
// answer is ErrUnknown.
func (q *Queue) Do(ctx context.Context, p *Plan) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &Job{Plan: p, turn: make(chan bool, 1)}
	if !q.enter(j) {
		select {
		case lead := <-j.turn:
			if !lead {
				return j.Err
			}
		case <-ctx.Done():
			return q.give(ctx, j)
		}
	}
	select {
	case q.writer <- struct{}{}:
		q.lead()
		return j.Err
	case <-ctx.Done():
		return q.give(ctx, j)
	}
}

// Hold keeps everybody else from writing until release is called.
func (q *Queue) Hold(ctx context.Context) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case q.writer <- struct{}{}:
		return func() { <-q.writer }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Waiting is how many jobs wait for the next group now.
func (q *Queue) Waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// enter queues a job and says whether its caller leads.
func (q *Queue) enter(j *Job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, j)
	return len(q.waiting) == 1
}

// give gives a job up, and the lead to the next if it was the first.
func (q *Queue) give(ctx context.Context, j *Job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	place := slices.Index(q.waiting, j)
	if place < 0 {
		return j.answered()
	}
	q.waiting = slices.Delete(q.waiting, place, place+1)
	if place == 0 {
		q.appoint()
	}
	return ctx.Err()
}

// answered is the answer of a job that was taken into a group, if there is one yet.
func (j *Job) answered() error {
	select {
	case <-j.turn:
		return j.Err
	default:
		return store.ErrUnknown
	}
}

// appoint makes the first one that waits the leader.
func (q *Queue) appoint() {
	if len(q.waiting) > 0 {
		q.waiting[0].turn <- true
	}
}

// lead writes a group. The next leader is appointed before, and waits for the writer.
func (q *Queue) lead() {
	q.mu.Lock()
	n := min(len(q.waiting), q.limit)
	group := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	q.appoint()
	q.mu.Unlock()

	for _, j := range group {
		j.Err = store.ErrUnknown // unless write gets so far as to know better
	}
	defer func() {
		<-q.writer
		for _, j := range group[1:] {
			j.turn <- false
		}
	}()
	q.write(group)
}

package postgres

import (
	"context"
	"slices"
	"sync"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// Rows are read for all who ask at about the same time in one round trip: one caller has the questions of all that
// wait asked, while others gather behind the next. A lone caller never waits, and everybody may leave at any time.
const (
	fetchers   = 2 // trips at the same time
	fetchLimit = 256
)

// fetching gathers questions.
type fetching struct {
	free chan struct{} // holds a token for each trip

	mu      sync.Mutex
	waiting []*question // the first one's caller asks for all
}

// question is one caller's.
type question struct {
	statement *sqlstore.Statement
	args      sqlstore.Values

	turn chan bool // tells to ask for all, and that it was answered: each once at most

	mu   sync.Mutex
	each func(int, sqlstore.Row) error // writes where the caller reads; nil when the caller has left
	err  error
}

// answer gives the caller the n-th row, if the caller is still there.
func (q *question) answer(n int, row sqlstore.Row) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.each != nil && q.err == nil {
		q.err = q.each(n, row)
	}
}

func (q *question) fail(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.err = err
}

func (q *question) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.each = nil
}

// Fetch implements [sqlstore.Fetcher].
func (p *pool) Fetch(ctx context.Context, each func(n int, row sqlstore.Row) error, statement *sqlstore.Statement, args sqlstore.Values) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if p.closed.Load() {
		return store.ErrClosed
	}
	q := &question{statement: statement, args: args, each: each, turn: make(chan bool, 2)}
	lead := p.fetching.enter(q)
	for {
		free := p.fetching.free
		if !lead {
			free = nil
		}
		select {
		case free <- struct{}{}:
			lead = false
			go p.ask() //nolint:gosec // for others as well: whoever leads may leave
		case lead = <-q.turn:
			if !lead {
				return q.err
			}
		case <-ctx.Done():
			p.fetching.leave(q)
			return ctx.Err()
		}
	}
}

func (f *fetching) enter(q *question) (lead bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = append(f.waiting, q)
	return len(f.waiting) == 1
}

// leave takes a question back. If it is being asked, its answer is given to nobody.
func (f *fetching) leave(q *question) {
	q.leave()
	f.mu.Lock()
	defer f.mu.Unlock()
	place := slices.Index(f.waiting, q)
	if place < 0 {
		return
	}
	f.waiting = slices.Delete(f.waiting, place, place+1)
	if place == 0 {
		f.appoint()
	}
}

func (f *fetching) appoint() {
	if len(f.waiting) > 0 {
		f.waiting[0].turn <- true
	}
}

func (f *fetching) take() []*question {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := min(len(f.waiting), fetchLimit)
	asked := slices.Clone(f.waiting[:n])
	f.waiting = slices.Delete(f.waiting, 0, n)
	f.appoint()
	return asked
}

// ask asks the questions that wait, if their callers did not leave. The next caller that does so is appointed before.
func (p *pool) ask() {
	asked := p.fetching.take()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if len(asked) > 0 {
		p.answer(ctx, asked)
	}
	<-p.fetching.free
	for _, q := range asked {
		q.turn <- false
	}
}

// answer answers questions. Where the server refuses one, such as for a text that none of its can be, the others are asked without it.
func (p *pool) answer(ctx context.Context, asked []*question) {
	err := p.fetch(ctx, asked)
	if n := len(asked); n > 1 && unfit(err) {
		p.answer(ctx, asked[:n/2])
		p.answer(ctx, asked[n/2:])
		return
	}
	if err == nil {
		return
	}
	if err = named(err); p.closed.Load() {
		err = store.ErrClosed
	}
	for _, q := range asked {
		q.fail(err)
	}
}

// fetch asks in one trip.
func (p *pool) fetch(ctx context.Context, asked []*question) error {
	conn, err := p.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return newRunner(conn.Conn(), p.form).Run(ctx, works(asked)...)
}

// works gathers the questions by statement. What one caller cannot read is no matter to the others.
func works(asked []*question) []*sqlstore.Work {
	var all []*sqlstore.Work
	by := map[*sqlstore.Statement][]*question{}
	for _, q := range asked {
		if by[q.statement] == nil {
			all = append(all, &sqlstore.Work{Statement: q.statement})
		}
		by[q.statement] = append(by[q.statement], q)
	}
	for _, w := range all {
		questions := by[w.Statement]
		for _, q := range questions {
			w.Rows = append(w.Rows, q.args)
		}
		answered := make([]int, len(questions))
		w.Each = func(place int, row sqlstore.Row) error {
			questions[place].answer(answered[place], row)
			answered[place]++
			return nil
		}
	}
	return all
}

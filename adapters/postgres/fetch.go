package postgres

import (
	"context"
	"slices"
	"sync"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// Single rows are read for all who ask at about the same time in one round trip: one caller takes the questions of all that
// wait, while others gather behind the next. A lone caller never waits.
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
	args      []any
	each      func(sqlstore.Row) error
	err       error

	turn chan bool // tells to ask for all, or that it was answered
}

// Fetch implements [sqlstore.Fetcher].
func (p *pool) Fetch(ctx context.Context, each func(sqlstore.Row) error, statement *sqlstore.Statement, args ...any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if p.closed.Load() {
		return store.ErrClosed
	}
	q := &question{statement: statement, args: args, each: each, turn: make(chan bool, 1)}
	if !p.fetching.enter(q) {
		select {
		case lead := <-q.turn:
			if !lead {
				return q.err
			}
		case <-ctx.Done():
			return p.fetching.leave(ctx, q)
		}
	}
	select {
	case p.fetching.free <- struct{}{}:
		p.ask()
		return q.err
	case <-ctx.Done():
		return p.fetching.leave(ctx, q)
	}
}

func (f *fetching) enter(q *question) (lead bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = append(f.waiting, q)
	return len(f.waiting) == 1
}

// leave takes a question back. If it is being asked, its answer is waited for: it is written where the caller reads it.
func (f *fetching) leave(ctx context.Context, q *question) error {
	f.mu.Lock()
	place := slices.Index(f.waiting, q)
	if place >= 0 {
		f.waiting = slices.Delete(f.waiting, place, place+1)
		if place == 0 {
			f.appoint()
		}
	}
	f.mu.Unlock()
	if place < 0 {
		<-q.turn
	}
	return ctx.Err()
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

// ask asks the questions that wait. The next caller that does so is appointed before.
func (p *pool) ask() {
	asked := p.fetching.take()
	defer func() {
		<-p.fetching.free
		for _, q := range asked[1:] {
			q.turn <- false
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := p.fetch(ctx, asked); err != nil {
		if p.closed.Load() {
			err = store.ErrClosed
		}
		for _, q := range asked {
			q.err = err
		}
	}
}

// fetch asks in one trip.
func (p *pool) fetch(ctx context.Context, asked []*question) error {
	conn, err := p.Acquire(ctx)
	if err != nil {
		return named(err)
	}
	defer conn.Release()
	r := &runner{conn: conn.Conn().PgConn(), known: statementsOf(conn.Conn().PgConn())}
	return named(r.Run(ctx, works(asked)...))
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
		w.Each = func(place int, row sqlstore.Row) error {
			q := questions[place]
			q.err = q.each(row)
			return nil
		}
	}
	return all
}

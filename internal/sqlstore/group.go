package sqlstore

import (
	"cmp"
	"context"
	"errors"

	"github.com/seqrpay/seqr/store"
)

// attempts bounds how often a group is decided again because somebody else wrote in between.
const attempts = 8

// Engine writes groups.
type Engine interface {
	// Begin begins a transaction. If it cannot, nothing was written.
	Begin(ctx context.Context) (Transaction, error)
	// Named makes an error of the engine's one of the adapter's.
	Named(err error) error
}

// Write has the plans of a group written and answers each job: together by a guess first; those for which it is wrong, and
// those that depend on another member, with what is read; and at last each alone. A group with a value that can never be written is
// halved until whose it is stands alone.
func Write(ctx context.Context, e Engine, jobs []*Job) {
	rest, why := pass(ctx, e, jobs, false)
	for n := 0; len(rest) > 0 && n < attempts && !why.unfit; n++ {
		rest, why = pass(ctx, e, rest, true)
	}
	if n := len(rest); n > 1 && why.unfit {
		Write(ctx, e, rest[:n/2])
		Write(ctx, e, rest[n/2:])
		return
	}
	for _, j := range rest {
		alone(ctx, e, j)
	}
}

// alone writes one job, and tells it what the engine says of it.
func alone(ctx context.Context, e Engine, j *Job) {
	var why reason
	for n := 0; n < attempts && !why.unfit; n++ {
		var rest []*Job
		if rest, why = pass(ctx, e, []*Job{j}, true); len(rest) == 0 {
			return
		}
	}
	j.Err = e.Named(conflict(cmp.Or(why.err, errAgain))) // what is left undone is never told as done
}

// reason is why jobs are to be decided again: something was not as it was expected, the engine said so, or they depend on others.
type reason struct {
	err   error
	unfit bool // because of a value that can never be written
}

// pass writes what it can of the jobs in one transaction, and answers those that are to be decided again.
func pass(ctx context.Context, e Engine, jobs []*Job, exact bool) ([]*Job, reason) {
	tx, err := e.Begin(ctx)
	if err != nil {
		tell(jobs, err)
		return nil, reason{}
	}
	g := group{view: newView(exact), batch: newBatch(), jobs: jobs}
	err = g.write(ctx, tx)
	switch {
	case err == nil:
		g.answer(nil)
		return g.later, reason{}
	case errors.Is(err, errAgain), tx.Refused(err):
		return jobs, reason{err, tx.Unfit(err)}
	default:
		tell(jobs, e.Named(err))
		return nil, reason{}
	}
}

// errAgain says that something was not as it was expected.
var errAgain = errors.New("sqlstore: not as expected")

// group is one pass.
type group struct {
	*view
	*batch
	jobs    []*Job
	taken   []*Job
	refused []refusal
	later   []*Job
}

// refusal is a job that is refused, whatever happens to the others.
type refusal struct {
	*Job
	reason error
}

func (g *group) write(ctx context.Context, tx Transaction) error {
	if err := g.read(ctx, tx, g.jobs); err != nil {
		tx.Rollback(ctx)
		return err
	}
	g.decideAll()
	if len(g.taken) == 0 {
		tx.Rollback(ctx)
		return nil
	}
	last, err := g.change(ctx, tx)
	if err != nil {
		tx.Rollback(ctx)
		return err
	}
	return tx.Commit(ctx, last...)
}

func (g *group) decideAll() {
	for _, j := range g.jobs {
		err := g.decide(j.Plan, g.batch)
		switch {
		case err == nil:
			g.taken = append(g.taken, j)
		case !g.exact, errors.Is(err, errLater):
			g.later = append(g.later, j)
		default:
			g.refused = append(g.refused, refusal{j, err})
		}
	}
}

// change writes everything but the transfers, which are the last work: what they say stands in the accounts.
func (g *group) change(ctx context.Context, tx Runner) ([]*Work, error) {
	works := g.works()
	if err := tx.Run(ctx, works...); err != nil {
		return nil, err
	}
	if !g.sound(works) {
		return nil, errAgain
	}
	if g.exact && !g.agrees(g.view) || !g.exact && g.follow() != nil {
		return nil, errAgain
	}
	return g.transferred()
}

// answer tells everybody what is certain now.
func (g *group) answer(err error) {
	tell(g.taken, err)
	for _, r := range g.refused {
		r.Err = r.reason
	}
}

func tell(jobs []*Job, err error) {
	for _, j := range jobs {
		j.Err = err
	}
}

// WriteWithin writes a plan within a transaction that somebody else ends. After an error that is tx.Refused's the caller undoes
// what was written.
func WriteWithin(ctx context.Context, tx Runner, p *Plan) error {
	j := &Job{Plan: p}
	g := group{view: newView(true), batch: newBatch(), jobs: []*Job{j}}
	if err := g.read(ctx, tx, g.jobs); err != nil {
		return err
	}
	g.decideAll()
	switch {
	case len(g.refused) > 0:
		return g.refused[0].reason
	case len(g.later) > 0:
		return store.ErrConflict
	}
	last, err := g.change(ctx, tx)
	if err != nil {
		return conflict(err)
	}
	return tx.Run(ctx, last...)
}

// conflict is what a caller is told of a competitor.
func conflict(err error) error {
	if errors.Is(err, errAgain) {
		return store.ErrConflict
	}
	return err
}

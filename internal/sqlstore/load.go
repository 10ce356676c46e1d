package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// OnlyAdds says whether a plan is about nothing but what it adds itself: no other version of what is there, and nothing relied on,
// released, done or given another floor.
func (p *Plan) OnlyAdds() bool {
	for _, e := range p.changed {
		if e.read != 0 {
			return false
		}
	}
	return len(p.releases)+len(p.relied)+len(p.floors)+len(p.done) == 0
}

// Load writes a plan that only adds, of any size, in one transaction. That nothing of it is there, and nothing in it twice, is
// found by the engine when the rows are added, so tx must fail there; nothing is read before but holds that it resolves.
// It answers the plan's own faults, ErrConflict for anything that is taken, and the engine's errors as they are.
func Load(ctx context.Context, tx Transaction, p *Plan) error {
	m := &member{view: newView(false), Plan: p, resolves: map[ledger.TransferID]bool{}, moved: map[ledger.TransferID]ledger.Transfer{}}
	l := loading{m, newBatch()}
	last, err := l.add(ctx, tx)
	if err == nil {
		err = tx.Commit(ctx, last...)
	} else {
		tx.Rollback(ctx)
	}
	if errors.Is(err, errAgain) || tx.Refused(err) && !tx.Unfit(err) {
		return store.ErrConflict
	}
	return err
}

// loading is a plan that is loaded, and what becomes of the book.
type loading struct {
	*member
	*batch
}

// add writes everything but the book, whose accounts it locks and reads, and answers what is to be written there.
func (l loading) add(ctx context.Context, tx Runner) ([]*Work, error) {
	if err := l.read(ctx, tx, []*Job{{Plan: l.Plan}}); err != nil {
		return nil, err
	}
	if err := l.count(l.Plan.tallies); err != nil {
		return nil, err
	}
	if err := l.rows(); err != nil {
		return nil, err
	}
	for _, t := range l.Plan.transfers {
		if err := l.effects(t); err != nil {
			return nil, fmt.Errorf("transfer %s: %w", t.ID, err)
		}
	}
	accounts := newWorkload()
	for id := range l.standing {
		l.needAccount(accounts, id)
	}
	records := l.records()
	if err := tx.Run(ctx, append(records, accounts.inOrder()...)...); err != nil {
		return nil, err
	}
	if !l.sound(records) {
		return nil, errAgain
	}
	for _, e := range l.batch.entered {
		posting, err := enter(l.view.accounts, e)
		if err != nil {
			return nil, fmt.Errorf("transfer %s: %w", e.ID, err)
		}
		l.batch.postings = append(l.batch.postings, posting)
	}
	transfers, err := l.transferred()
	return append(l.book(), transfers...), err
}

// rows puts all rows but the transfers' where they are written. One that comes twice is written twice, which fails.
func (l loading) rows() error {
	into := func(e entry) {
		of := l.writes.of(e.insert)
		of.rows = append(of.rows, keyedRow{key: e.key, args: e.args})
	}
	for _, list := range [][]entry{l.command, l.once, l.changed} {
		for _, e := range list {
			into(e)
			if e.update != nil {
				l.lock(e.shape, false)
			}
		}
	}
	for _, c := range l.claims {
		into(c.entry)
	}
	for _, g := range l.guards {
		of := l.writes.of(g.Statement)
		of.rows = append(of.rows, keyedRow{key: g.key, args: g.args})
	}
	var room packed
	for i, a := range l.openings {
		if err := a.CheckNew(); err != nil {
			return fmt.Errorf("account %s: %w", a.ID, err)
		}
		e, err := ledgerAccounts.entry(&room, &l.openings[i])
		if err != nil {
			return err
		}
		into(e)
	}
	return nil
}

// effects finds what a transfer does to its accounts.
func (l loading) effects(t ledger.Transfer) error {
	if err := t.Check(); err != nil {
		return err
	}
	hold, err := l.hold(t)
	if err != nil {
		return err
	}
	e := entered{Transfer: t}
	if e.debit, e.credit, err = t.Effects(hold); err != nil {
		return err
	}
	if t.Kind == ledger.Hold {
		l.moved[t.ID] = t
	}
	l.batch.enter(e)
	return nil
}

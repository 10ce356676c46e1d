package seqr

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/store"
)

const (
	// lateQuarters bounds how many quarters a system that stood still pays when it runs again.
	lateQuarters = 8
	// paidTogether is how many payers' quarters are decided in one commit.
	paidTogether = 128
	// paidAtOnce is how many such commits are on their way at the same time, where there are workers: while one is written, others are
	// read and decided. More would only wait for each other, and then all read at once and all write at once.
	paidAtOnce = 4
)

// payCashback pays the quarters whose day has come and that are not done, oldest first, a bounded number of payers each time [CB-10, CB-17].
func (s *System) payCashback(ctx context.Context, p *Progress) error {
	c := s.core
	var open []cashback.Run
	for q, n := c.Market.Cashback.Due(c.now(), c.businessDay), 0; n < lateQuarters; q, n = q.Prev(), n+1 {
		run, err := c.store.CashbackRun(ctx, c.Market.Code, q)
		if errors.Is(err, store.ErrNotFound) {
			run, err = cashback.Run{Market: c.Market.Code, Quarter: q}, nil
		}
		if err != nil {
			return err
		}
		if run.Done {
			break
		}
		open = append(open, run)
	}
	for _, run := range slices.Backward(open) {
		finished, err := s.Cashback.pay(ctx, run, p)
		if err != nil || !finished {
			return err
		}
	}
	return nil
}

// pay decides about one page of payers of a quarter and notes how far it came. That it has begun is noted before anybody
// is listed: from then on, whatever is committed late counts in another quarter, and nobody is skipped [CB-17].
func (s *Cashback) pay(ctx context.Context, run cashback.Run, p *Progress) (finished bool, err error) {
	c := s.c
	if run.Version == 0 {
		run.At = c.now()
		if err := c.store.Commit(ctx, store.Changes{Runs: []cashback.Run{run}}); err != nil {
			return false, ignoreConflict(err)
		}
		run.Version = 1
	}
	earners, err := c.store.Earners(ctx, run.Market, run.Quarter, run.After, stepPayers)
	if err != nil {
		return false, err
	}
	ctx = passing(ctx)
	day := &payday{quarter: run.Quarter, mayLeave: leftTogether}
	parts := slices.Collect(slices.Chunk(earners, paidTogether))
	if err := together(min(c.Workers, paidAtOnce), parts, func(part []cashback.Earner) error { return s.payAll(ctx, day, part, true) }); err != nil {
		return false, err
	}
	if len(earners) > 0 {
		run.After = earners[len(earners)-1].Payer
	}
	run.Done, run.At = len(earners) < stepPayers, c.now()
	left, err := c.leftEvents(day, run.At)
	if err != nil {
		return false, err
	}
	if err := c.store.Commit(ctx, store.Changes{Runs: []cashback.Run{run}, Events: left}); err != nil {
		return false, ignoreConflict(err)
	}
	p.Payouts += len(earners) - len(day.left)
	for payer, why := range day.left {
		c.failed(ctx, p, "cashback of "+run.Quarter.String(), payer.String(), why)
	}
	return run.Done, nil
}

// ignoreConflict is nil where another process came further.
func ignoreConflict(err error) error {
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	return err
}

// payAll decides what becomes of the quarter of some payers, once, in one commit. Where anything of one of them changed meanwhile,
// another process was quicker, or the store refuses something, each half is read and decided again by itself, and so on. Fresh says that what was
// read with the page is still to be relied on.
//
// A payout needs no record of a command: there is at most one for a payer's quarter, and so it is itself what makes a
// repetition harmless.
func (s *Cashback) payAll(ctx context.Context, day *payday, earners []cashback.Earner, fresh bool) error {
	for n := 0; n < rounds; n++ {
		ch, rest, err := s.decideAll(ctx, day, earners, fresh)
		if err != nil {
			return err
		}
		if len(ch.Cashback) > 0 {
			err = s.c.store.Commit(ctx, ch)
		}
		fresh = false
		moved := errors.Is(err, store.ErrConflict)
		switch half := len(earners) / 2; {
		case err == nil && len(rest) == 0:
			return nil
		case err == nil:
			earners, n = rest, 0
		case !moved && !settledRefusal(err):
			return err
		case half > 0:
			if err := s.payAll(ctx, day, earners[:half], false); err != nil {
				return err
			}
			earners, n = earners[half:], 0
		case !moved:
			return day.leave(ctx, earners[0].Payer, err)
		default:
			if err := s.c.pause(ctx, n); err != nil {
				return err
			}
		}
	}
	return ErrBusy
}

// eachAt does f for so many places, some at the same time.
func (s *Cashback) eachAt(n int, f func(place int) error) error {
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	return together(s.c.Workers, places, f)
}

// decideAll reads the payers' accounts at the same time and decides about them in their order. A person who has several of their accounts is
// decided about once; the others are the rest: they may bring what that leaves. Who cannot be decided about is left aside.
func (s *Cashback) decideAll(ctx context.Context, day *payday, earners []cashback.Earner, fresh bool) (ch store.Changes, rest []cashback.Earner, err error) {
	c := s.c
	at := c.now()
	read := make([]entitled, len(earners))
	err = s.eachAt(len(earners), func(i int) (err error) {
		if read[i], err = c.entitled(ctx, earners[i], day.quarter, fresh); err != nil {
			read[i].decided = true
			err = day.leave(ctx, earners[i].Payer, err)
		}
		return err
	})
	if err != nil {
		return ch, nil, err
	}
	persons := map[account.ID]bool{}
	for i, e := range read {
		switch {
		case e.decided:
			continue
		case persons[e.person.ID]:
			rest = append(rest, earners[i])
			continue
		}
		persons[e.person.ID] = true
		before := ch
		if err := c.decideQuarter(&ch, e, day.quarter, at); err != nil {
			ch = before
			if err := day.leave(ctx, e.payer, err); err != nil {
				return ch, nil, err
			}
		}
	}
	return ch, rest, nil
}

// entitled is what a payer's quarter is decided by, as it was read.
type entitled struct {
	payer   account.ID
	decided bool // there is nothing to decide any more
	tallies []cashback.Tally
	person  account.Account // the payer's, or the last that took over from it
	earlier []cashback.Payout
	relied  []store.Ref
	to      destination
	facts   cashback.Facts
}

// entitled reads the rest of a payer. The counters are relied upon at the version they were read, so no refund slips in between. Of the
// payouts only those matter that were read with the page, unless the person has or had another account. What is not fresh is read again.
func (c *core) entitled(ctx context.Context, of cashback.Earner, q civil.Quarter, fresh bool) (e entitled, err error) {
	payer := of.Payer
	e.payer, e.tallies, e.earlier = payer, of.Tallies, of.Payouts
	if !fresh {
		if e.tallies, err = c.store.Tallies(ctx, payer, q); err != nil {
			return e, err
		}
		if e.earlier, err = c.payouts(ctx, payer); err != nil {
			return e, err
		}
	}
	decided := func(p cashback.Payout) bool { return p.Payer == payer && p.Quarter == q }
	if e.decided = slices.ContainsFunc(e.earlier, decided); e.decided {
		return e, nil
	}
	if e.person, err = c.store.Account(ctx, payer); err != nil {
		return e, err
	}
	e.relied = append(reliedTallies(payer, q, e.tallies), store.RelyOnAccount(e.person))
	if e.person.Successor != (account.ID{}) {
		if empty(e.tallies) {
			e.decided = true // the next account has taken them over
			return e, nil
		}
		if e.person, err = c.heir(ctx, e.person); err != nil {
			return e, err
		}
		e.relied = append(e.relied, store.RelyOnAccount(e.person))
	}
	if e.person.ID != payer || len(e.person.Former) > 0 {
		if e.earlier, err = c.cashbackOf(ctx, e.person); err != nil {
			return e, err
		}
		if e.decided = slices.ContainsFunc(e.earlier, decided); e.decided {
			return e, nil
		}
	}
	e.to, e.facts, err = c.cashbackFacts(ctx, e.person)
	return e, err
}

// decideQuarter decides what becomes of what a payer's quarter earned, with what earlier ones of the person left [CB-13, CB-19], by
// the standing of the account that the person has now. The payouts that had it are written without it, so no other quarter brings it too.
func (c *core) decideQuarter(ch *store.Changes, e entitled, q civil.Quarter, at time.Time) error {
	brought, emptied := cashback.Bring(e.earlier)
	result, err := c.Market.Cashback.QuarterWith(brought, q, e.tallies)
	if err != nil {
		return err
	}
	ch.Relied = append(ch.Relied, e.relied...)
	ch.Cashback = append(ch.Cashback, emptied...)
	return c.bookCashback(ch, e.person, cashback.Decide(e.payer, result, e.facts, at), e.to, at)
}

// reliedTallies names all three months of a quarter as they were read, absent ones too.
func reliedTallies(payer account.ID, q civil.Quarter, read []cashback.Tally) []store.Ref {
	refs := make([]store.Ref, 0, 5) // and two accounts
	for _, m := range q.Months() {
		t := cashback.Tally{Payer: payer, Month: m}
		for _, r := range read {
			if r.Month == m {
				t = r
			}
		}
		refs = append(refs, store.RelyOnTally(t))
	}
	return refs
}

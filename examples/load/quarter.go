package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// earning is what each payer has bought for in the quarter: enough that its cashback is paid.
var earning = money.FromMinor(125_00, money.USD)

// quarter measures a quarter's cashback payout over all payers, by the background work of one process. On a database that
// stays, a run that was stopped goes on where it was, with the preparations or with the payout.
func quarter(ctx context.Context, s *site, r *result) error {
	s.preload = s.payers // one payment each
	r.PIN, r.Clients, r.Preload = "none", 1, s.preload
	due := civil.QuarterOf(quarterDay, s.sys.Market().Zone).Prev()
	_, err := s.store.CashbackRun(ctx, s.sys.Market().Code, due)
	if errors.Is(err, store.ErrNotFound) {
		err = s.earn(ctx, due, r)
	}
	if err != nil {
		return err
	}
	return s.profiled(func() error { return s.payQuarter(ctx, due, r) })
}

// earn registers the payers, with one collected payment each in the quarter.
func (s *site) earn(ctx context.Context, due civil.Quarter, r *result) error {
	p, err := newPattern(ctx, s.keys, due.Start(s.sys.Market().Zone).Add(10*24*time.Hour), earning)
	if err != nil {
		return fmt.Errorf("the pattern: %w", err)
	}
	shops, err := s.openShops(ctx)
	if err != nil {
		return err
	}
	return s.fill(ctx, p, 0, shops, r, func(int, []payer) {}) // they do nothing any more
}

// payQuarter does the background work until the quarter is paid, or until ctx ends, and finishes what was begun.
func (s *site) payQuarter(ctx context.Context, due civil.Quarter, r *result) error {
	s.begin("quarter", s.payers)
	defer s.end()
	watch, paid, begun := startWatch(), 0, context.WithoutCancel(ctx)
	for done := false; !done && ctx.Err() == nil; {
		p, err := s.sys.Step(begun)
		if err != nil {
			return err
		}
		paid += p.Payouts
		s.add(p.Payouts)
		run, err := s.store.CashbackRun(begun, s.sys.Market().Code, due)
		if err != nil {
			return err
		}
		done = run.Done
	}
	r.count(paid, watch.elapsed())
	return nil
}

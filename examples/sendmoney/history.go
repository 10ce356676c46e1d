package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/examples/internal/stage"
)

// history tells a person's movements, of which there are so many.
func history(ctx context.Context, s *stage.Stage, p *stage.Person, want int) error {
	all, err := s.Sys.Transfers.List(ctx, p.ID, uuid.Nil, 100)
	if err != nil {
		return err
	}
	for _, m := range all {
		sign, side := "+", ""
		if m.Out {
			sign = "-"
		}
		switch {
		case m.Name != "":
			side = ", " + m.Name
		case m.Number != "":
			side = ", " + m.Number
		}
		s.Say("%s's list: %-8s %10s  %s%s", p.Given(), m.Kind, sign+m.Amount.String(), m.State, side)
	}
	return stage.Same("the number of movements of "+p.Given(), len(all), want)
}

// earnedNothing checks that the quarter has neither a payment that counts for cashback nor an expense.
func earnedNothing(ctx context.Context, s *stage.Stage, p *stage.Person) error {
	v, err := s.Sys.Cashback.View(ctx, p.ID)
	if err != nil {
		return err
	}
	var counted int64
	for _, m := range v.Quarter.Months {
		counted += m.Count
	}
	zone := s.Sys.Market().Zone
	e, err := s.Sys.Payments.Expenses(ctx, seqr.ExpensesRequest{
		Account: p.ID, From: civil.DateOf(stage.Begin, zone), To: civil.DateOf(s.Clock.Now(), zone),
	})
	if err != nil {
		return err
	}
	s.Say("%s: %d payments count for cashback, which is %s; %d expenses", p.Given(), counted, v.Quarter.Exact, e.Total.Payments)
	if !v.Quarter.Exact.IsZero() {
		return fmt.Errorf("%s has earned %s", p.Given(), v.Quarter.Exact)
	}
	return errors.Join(stage.Same("counted payments", counted, 0), stage.Same("expenses", e.Total.Payments, 0))
}

package cashback

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// MonthResult is what a month has earned so far.
type MonthResult struct {
	Month   civil.Month     `json:"month"`
	Count   int64           `json:"count"` // qualifying payments
	Total   money.Amount    `json:"total"`
	Percent decimal.Decimal `json:"percent"`
	Exact   decimal.Decimal `json:"exact"` // Percent of Total in units of the currency, not rounded
}

// Why a quarter pays, or does not.
const (
	ReasonPaid         = "paid"
	ReasonBelowMinimum = "below minimum"
	ReasonNothing      = "nothing qualifies"
)

// QuarterResult is what a quarter has earned so far.
type QuarterResult struct {
	Quarter civil.Quarter   `json:"quarter"`
	Months  []MonthResult   `json:"months"` // all three, in their order
	Exact   decimal.Decimal `json:"exact"`  // sum of the months, not rounded
	Payout  money.Amount    `json:"payout"` // Exact rounded once, half up; zero if it is below the minimum
	Pays    bool            `json:"pays"`
	Reason  string          `json:"reason"`
}

// Month is what a month's tally earns: the rate of its count on all of its total (CB-2, CB-8).
// Nothing is rounded.
func (p Programme) Month(t Tally) MonthResult {
	total := t.Total
	if total == (money.Amount{}) {
		total = money.FromMinor(0, p.Currency)
	}
	rate := p.Rate(t.Count)
	exact := total.Percent(rate)
	if exact.IsNegative() {
		exact = decimal.Zero // counters never get there; a screen need not fail over it
	}
	return MonthResult{Month: t.Month, Count: t.Count, Total: total, Percent: rate, Exact: exact}
}

// Quarter is what one payer's tallies of a quarter earn together. Months without a tally earn
// nothing. The minimum is tested on the exact sum, which is then rounded once, half up, to the
// minor unit (CB-12, CB-14): 0.9999 pays nothing, 1.005 pays 1.01.
//
// It answers ErrTally for tallies that are not months of one payer's quarter in the programme's
// currency, each at most once and not below zero, and money.ErrOverflow.
func (p Programme) Quarter(q civil.Quarter, ts []Tally) (QuarterResult, error) {
	r := QuarterResult{Quarter: q, Payout: money.FromMinor(0, p.Currency), Reason: ReasonNothing}
	if err := p.check(q, ts); err != nil {
		return QuarterResult{}, err
	}
	var count int64
	for _, m := range q.Months() {
		month := p.Month(tallyOf(m, ts))
		r.Months = append(r.Months, month)
		r.Exact = r.Exact.Add(month.Exact)
		count += month.Count
	}
	switch {
	case count == 0:
		return r, nil
	case r.Exact.LessThan(p.Minimum.Decimal()):
		r.Reason = ReasonBelowMinimum
		return r, nil
	}
	payout, err := money.Round(r.Exact, p.Currency, money.HalfUp)
	if err != nil {
		return QuarterResult{}, err
	}
	r.Payout, r.Pays, r.Reason = payout, true, ReasonPaid
	return r, nil
}

func (p Programme) check(q civil.Quarter, ts []Tally) error {
	seen := map[civil.Month]bool{}
	for _, t := range ts {
		switch {
		case t.Month.Quarter() != q:
			return fmt.Errorf("%w: %s is not in %s", ErrTally, t.Month, q)
		case t.Payer != ts[0].Payer:
			return fmt.Errorf("%w: two payers", ErrTally)
		case seen[t.Month]:
			return fmt.Errorf("%w: %s is there twice", ErrTally, t.Month)
		case t.Total != (money.Amount{}) && t.Total.Currency() != p.Currency:
			return fmt.Errorf("%w: %s is not in %s", ErrTally, t.Month, p.Currency)
		case t.Count < 0 || t.Total.IsNegative():
			return fmt.Errorf("%w: %s is below zero", ErrTally, t.Month)
		}
		seen[t.Month] = true
	}
	return nil
}

func tallyOf(m civil.Month, ts []Tally) Tally {
	for _, t := range ts {
		if t.Month == m {
			return t
		}
	}
	return Tally{Month: m}
}

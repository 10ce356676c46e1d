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
	ReasonCarried      = "carried over"
	ReasonNothing      = "nothing qualifies"
)

// QuarterResult is what a quarter has earned so far.
type QuarterResult struct {
	Quarter civil.Quarter   `json:"quarter"`
	Months  []MonthResult   `json:"months"`  // all three, in their order
	Exact   decimal.Decimal `json:"exact"`   // sum of the months, not rounded
	Brought decimal.Decimal `json:"brought"` // from quarters before, not rounded: below zero where too much was paid (CB-19)
	Payout  money.Amount    `json:"payout"`  // Exact and Brought, rounded once by the programme's mode; zero if that is below the minimum
	Pays    bool            `json:"pays"`
	Carries bool            `json:"carries"` // it does not pay, and Exact and Brought go into the next quarter (CB-13)
	Reason  string          `json:"reason"`
}

// Due is what the quarter has to pay, not rounded; below zero while more was paid before than earned.
func (r QuarterResult) Due() decimal.Decimal { return r.Exact.Add(r.Brought) }

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

// Quarter is what one payer's tallies of a quarter earn together, where nothing is brought from quarters before. It
// answers what [Programme.QuarterWith] does.
func (p Programme) Quarter(q civil.Quarter, ts []Tally) (QuarterResult, error) {
	return p.QuarterWith(decimal.Zero, q, ts)
}

// QuarterWith is what one payer's tallies of a quarter earn together with what is brought from quarters before. Months
// without a tally earn nothing. The minimum is tested on the exact sum, which is then rounded once by the programme's
// mode to the minor unit (CB-12, CB-14): half up, 0.9999 pays nothing and 1.005 pays 1.01.
//
// Below the minimum nothing is paid. Where the programme carries over, the sum goes into the next quarter; where more
// was paid before than earned, the rest of that does in any case (CB-13, CB-19).
//
// It answers ErrTally for tallies that are not months of one payer's quarter in the programme's
// currency, each at most once and not below zero, and money.ErrOverflow.
func (p Programme) QuarterWith(brought decimal.Decimal, q civil.Quarter, ts []Tally) (QuarterResult, error) {
	r := QuarterResult{Quarter: q, Brought: brought, Payout: money.FromMinor(0, p.Currency)}
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
	if due := r.Due(); due.LessThan(p.Minimum.Decimal()) {
		// What was earned and is due to nobody paid for what was brought: it goes on as nothing, so that a refund still takes it back.
		usedUp := due.IsZero() && !r.Exact.IsZero()
		r.Carries = due.IsNegative() || usedUp || p.CarryOver && due.IsPositive()
		r.Reason = withheld(count, r)
		return r, nil
	}
	payout, err := money.Round(r.Due(), p.Currency, p.Rounding)
	if err != nil {
		return QuarterResult{}, err
	}
	r.Payout, r.Pays, r.Reason = payout, true, ReasonPaid
	return r, nil
}

// withheld is why a quarter of so many payments does not pay.
func withheld(count int64, r QuarterResult) string {
	switch {
	case r.Carries:
		return ReasonCarried
	case count == 0:
		return ReasonNothing
	default:
		return ReasonBelowMinimum
	}
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

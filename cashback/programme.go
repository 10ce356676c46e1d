package cashback

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/money"
)

// Tier is a rate and the number of payments in a month from which it applies. It applies to the
// whole month then, not only to the payments after it (CB-2).
type Tier struct {
	From    int64           // qualifying payments in the month, at least 1
	Percent decimal.Decimal // of the month's total
}

// Programme is a market's cashback programme, as data.
type Programme struct {
	Currency    money.Currency
	Zone        *time.Location // months are those of this zone (CB-9)
	Tiers       []Tier         // in rising order of From; below the first a month earns nothing
	Minimum     money.Amount   // the least that a quarter pays (CB-12)
	Destination Destination    // where it is paid to (CB-15, CB-16)
	PayoutDay   int            // day of the month after the quarter, 1 to 28; moved forward to a business day (CB-11)
	Rounding    money.Rounding // of what a quarter pays, once, to the minor unit (CB-14)
	CarryOver   bool           // what is below the minimum goes into the next quarter that pays, exactly; else it is not paid (CB-13)
	ClawBack    bool           // what a refund unearns after its quarter was decided lowers the next payouts; else it is kept (CB-19)

	// MaxCorrection is the most that customer service grants a person for one quarter, in all; zero: nothing.
	MaxCorrection money.Amount
}

// Destination says where a market pays cashback to.
type Destination string

// The destinations.
const (
	ToReceivingAccount Destination = "receiving_account" // the bank account that is valid at payout; without one it is forfeited (CB-16)
	ToPrepaid          Destination = "prepaid"           // the Seqr Account, to be spent at once, whichever account earned it (CB-15)
)

// To is the programme with another destination.
func (p Programme) To(d Destination) Programme {
	p.Destination = d
	return p
}

// Standard is the programme as it is published: 1 % from the first payment of a month, 2 % from
// the 12th, 3 % from the 20th; at least 1.00 of the currency; rounded
// half up; paid on the 15th of the month after the quarter, to the receiving account (see [Programme.To]). Less than the minimum is not
// carried over, and after the payout nothing is taken back. Customer service corrects a quarter by 100.00 at most.
func Standard(c money.Currency, zone *time.Location) Programme {
	one, _ := money.FromDecimal(decimal.New(1, 0), c) // fails for an unknown currency only, which Validate names
	hundred, _ := money.FromDecimal(decimal.New(1, 2), c)
	return Programme{
		Currency: c,
		Zone:     zone,
		Tiers: []Tier{
			{From: 1, Percent: decimal.New(1, 0)},
			{From: 12, Percent: decimal.New(2, 0)},
			{From: 20, Percent: decimal.New(3, 0)},
		},
		Minimum:     one,
		Destination: ToReceivingAccount,
		PayoutDay:   15,
		Rounding:    money.HalfUp,

		MaxCorrection: hundred,
	}
}

const (
	lastPayoutDay  = 28 // every month has it
	finestDecimals = 6  // of a percentage; no programme is published with more
)

// Validate lists everything that is unset or inconsistent in one ErrProgramme; nil if nothing is.
func (p Programme) Validate() error {
	var faults []string
	note := func(wrong bool, what string) {
		if wrong {
			faults = append(faults, what)
		}
	}
	note(!p.Currency.Valid(), "Currency unset")
	note(p.Zone == nil, "Zone unset")
	note(p.Minimum.Currency() != p.Currency || !p.Minimum.IsPositive(), "Minimum unset")
	note(p.Destination != ToReceivingAccount && p.Destination != ToPrepaid, "Destination unset")
	note(p.PayoutDay < 1 || p.PayoutDay > lastPayoutDay, "PayoutDay not within 1 to 28")
	note(!p.Rounding.Valid(), "Rounding unset")
	note(p.MaxCorrection != (money.Amount{}) && (p.MaxCorrection.Currency() != p.Currency || p.MaxCorrection.IsNegative()), "MaxCorrection below zero or in another currency")
	note(len(p.Tiers) == 0, "Tiers unset")
	for i, t := range p.Tiers {
		name := fmt.Sprintf("Tiers[%d].", i)
		note(t.From < 1 || i > 0 && t.From <= p.Tiers[i-1].From, name+"From not rising from 1")
		note(!validPercent(t.Percent), name+"Percent not within 0 to 100 with at most 6 decimals")
	}
	if len(faults) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrProgramme, strings.Join(faults, ", "))
}

func validPercent(d decimal.Decimal) bool {
	return d.Exponent() >= -finestDecimals && d.IsPositive() && d.LessThanOrEqual(decimal.New(100, 0))
}

// Rate is the percentage that a month of so many qualifying payments earns on its total (CB-1).
func (p Programme) Rate(count int64) decimal.Decimal {
	rate := decimal.Zero
	for _, t := range p.Tiers {
		if count >= t.From {
			rate = t.Percent
		}
	}
	return rate
}

// ToNextTier is how many qualifying payments a month of count is short of the next tier, and
// that tier; ok is false in the last one (CB-21).
func (p Programme) ToNextTier(count int64) (missing int64, next Tier, ok bool) {
	count = max(count, 0)
	for _, t := range p.Tiers {
		if count < t.From {
			return t.From - count, t, true
		}
	}
	return 0, Tier{}, false
}

package cashback

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Tally is one payer's month: how many payments qualify and what they add up to. It is kept
// by increments in the same commit as the payment, so reading it costs the same for one payment or a thousand.
type Tally struct {
	Payer   account.ID
	Month   civil.Month
	Version int64 // raised by every increment
	Count   int64
	Total   money.Amount
}

// Increment is a change of a tally: one payment more, or a refund less.
type Increment struct {
	Payer account.ID
	Month civil.Month
	Count int64
	Total money.Amount // may be negative
}

// PayoutState is what became of a quarter's cashback.
type PayoutState string

// The states of a payout.
const (
	Paid         PayoutState = "paid"
	BelowMinimum PayoutState = "below_minimum"
	Forfeited    PayoutState = "forfeited" // no valid receiving account at payout
	Held         PayoutState = "held"      // blocked at payout, or returned by the bank
)

// Payout is one payer's cashback for one quarter: there is at most one, keyed by both.
type Payout struct {
	Payer   account.ID
	Quarter civil.Quarter
	Version int64
	State   PayoutState
	Exact   decimal.Decimal // the sum of the months before rounding, in currency units
	Amount  money.Amount    // rounded once; what is paid
	Order   uuid.UUID       // the bank payout that carries it; zero if none
	At      time.Time       // UTC
}

// Run is the progress of one quarter's payout over all payers.
type Run struct {
	Quarter civil.Quarter
	Version int64
	After   account.ID // the last payer that was handled
	Done    bool
	At      time.Time // of the last progress, UTC
}

// Tallies reads the counters and payouts of the programme.
type Tallies interface {
	// Tallies reads a payer's months of a quarter that exist, in their order.
	Tallies(ctx context.Context, payer account.ID, q civil.Quarter) ([]Tally, error)
	// TallyPayers lists payers with a tally in the quarter ordered by ID, strictly after the given one, at most limit.
	TallyPayers(ctx context.Context, q civil.Quarter, after account.ID, limit int) ([]account.ID, error)
	// CashbackPayout finds a payer's payout of a quarter, or answers ErrNotFound.
	CashbackPayout(ctx context.Context, payer account.ID, q civil.Quarter) (Payout, error)
	// CashbackPayouts lists a payer's payouts in the order of their quarters, strictly after the given one, at most limit.
	CashbackPayouts(ctx context.Context, payer account.ID, after civil.Quarter, limit int) ([]Payout, error)
	// CashbackRun finds the run of a quarter, or answers ErrNotFound.
	CashbackRun(ctx context.Context, q civil.Quarter) (Run, error)
}

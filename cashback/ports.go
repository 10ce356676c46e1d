package cashback

import (
	"context"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
)

// Tallies reads the counters and payouts of the programme. Where it answers ErrNotFound, that is the store's.
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

package cashback

import (
	"context"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/payment"
)

// Tallies reads the counters and payouts of the programme. Where it answers ErrNotFound, that is the store's.
type Tallies interface {
	// Tallies reads a payer's months of a quarter that exist, in their order.
	Tallies(ctx context.Context, payer account.ID, q civil.Quarter) ([]Tally, error)
	// Earners lists a market's payers with a tally in the quarter ordered by ID, strictly after the given one, at most limit.
	Earners(ctx context.Context, market string, q civil.Quarter, after account.ID, limit int) ([]Earner, error)
	// CashbackPayout finds a payer's payout of a quarter, or answers ErrNotFound.
	CashbackPayout(ctx context.Context, payer account.ID, q civil.Quarter) (Payout, error)
	// CashbackPayouts lists a payer's payouts in the order of their quarters, strictly after the given one, at most limit.
	CashbackPayouts(ctx context.Context, payer account.ID, after civil.Quarter, limit int) ([]Payout, error)
	// CashbackRun finds a market's run of a quarter, or answers ErrNotFound.
	CashbackRun(ctx context.Context, market string, q civil.Quarter) (Run, error)
}

// Corrections reads what customer service granted for quarters. Where it answers ErrNotFound, that is the store's.
type Corrections interface {
	// Correction finds one by its ID, or answers ErrNotFound.
	Correction(ctx context.Context, id CorrectionID) (Correction, error)
	// CorrectionsOf lists a payer's corrections ordered by ID, strictly after the given one, at most limit.
	CorrectionsOf(ctx context.Context, payer account.ID, after CorrectionID, limit int) ([]Correction, error)
	// CorrectionList lists all corrections ordered by ID, strictly after the given one, at most limit.
	CorrectionList(ctx context.Context, after CorrectionID, limit int) ([]Correction, error)
}

// Offers reads offers and what they gave. Where it answers ErrNotFound, that is the store's.
type Offers interface {
	// Offer finds one by its ID, or answers ErrNotFound.
	Offer(ctx context.Context, id OfferID) (Offer, error)
	// OffersRunning lists the offers that run in a market at a time, of all its merchants, ordered by ID, strictly after the given one, at most limit.
	OffersRunning(ctx context.Context, market string, at time.Time, after OfferID, limit int) ([]Offer, error)
	// OffersOf lists a merchant's offers that run at a time ordered by ID, strictly after the given one, at most limit.
	OffersOf(ctx context.Context, merchant payment.MerchantID, at time.Time, after OfferID, limit int) ([]Offer, error)
	// OfferList lists all offers, ended ones too, ordered by ID, strictly after the given one, at most limit.
	OfferList(ctx context.Context, after OfferID, limit int) ([]Offer, error)
	// Reward finds one by its ID, or answers ErrNotFound.
	Reward(ctx context.Context, id RewardID) (Reward, error)
	// RewardsOf lists a payer's rewards ordered by ID, strictly after the given one, at most limit.
	RewardsOf(ctx context.Context, payer account.ID, after RewardID, limit int) ([]Reward, error)
	// RewardList lists all rewards ordered by ID, strictly after the given one, at most limit.
	RewardList(ctx context.Context, after RewardID, limit int) ([]Reward, error)
}

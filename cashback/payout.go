package cashback

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// PayoutState is what became of a quarter's cashback.
type PayoutState string

// The states of a payout.
const (
	Paid         PayoutState = "paid"
	BelowMinimum PayoutState = "below_minimum"
	Forfeited    PayoutState = "forfeited" // no valid receiving account at payout
	Held         PayoutState = "held"      // blocked at payout, or returned by the bank
)

// Payout is one payer's cashback for one quarter: there is at most one, keyed by both (CB-17).
type Payout struct {
	Payer   account.ID
	Quarter civil.Quarter
	Version int64
	State   PayoutState
	Exact   decimal.Decimal // the sum of the months before rounding, in currency units
	Amount  money.Amount    // rounded once; what is paid, or waits while held; zero if it never will be
	Order   uuid.UUID       // the bank payout that carries it; zero if none, or if it was credited to a prepaid account
	At      time.Time       // when the quarter was decided, once and for all, UTC
	Changed time.Time       // when its state was last decided, UTC
}

// Facts are what a payout depends on besides the counters.
type Facts struct {
	Blocked          bool // any block stands on the payer's account
	Closed           bool // the account is closed and its owner has no other
	ReceivingAccount bool // there is a valid account to pay to: the programme's Destination
}

// Decide says what becomes of a quarter's cashback: nothing below the minimum, forfeited when
// the account is closed, held while it is blocked, forfeited without a receiving account, else
// paid (CB-12, CB-16, CB-18).
func Decide(payer account.ID, r QuarterResult, f Facts, at time.Time) Payout {
	p := Payout{Payer: payer, Quarter: r.Quarter, State: BelowMinimum, Exact: r.Exact, Amount: r.Payout, At: at.UTC(), Changed: at.UTC()}
	if !r.Pays {
		return p
	}
	return p.decide(f)
}

// decide applies the facts to what would be paid.
func (p Payout) decide(f Facts) Payout {
	switch {
	case f.Closed:
		p.State = Forfeited
	case f.Blocked:
		p.State = Held
	case !f.ReceivingAccount:
		p.State = Forfeited
	default:
		p.State = Paid
	}
	if p.State == Forfeited {
		p.Amount = money.FromMinor(0, p.Amount.Currency())
	}
	return p
}

// Resume decides again about a payout that was held: after unblocking, or when customer service
// has seen to one that the bank returned (CB-16, CB-18). While the account is blocked it stays
// held. It answers ErrNotHeld for every other payout.
func (p Payout) Resume(f Facts, at time.Time) (Payout, error) {
	if p.State != Held {
		return p, ErrNotHeld
	}
	p.Order, p.Changed = uuid.UUID{}, at.UTC()
	return p.decide(f), nil
}

// Return holds a payout that the bank brought back (CB-16). Order still names the bank payout
// that failed. It answers ErrNotPaid for every other payout.
func (p Payout) Return(at time.Time) (Payout, error) {
	if p.State != Paid {
		return p, ErrNotPaid
	}
	p.State, p.Changed = Held, at.UTC()
	return p, nil
}

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
	BelowMinimum PayoutState = "below_minimum" // and not carried over
	Carried      PayoutState = "carried"       // nothing is paid, and what there is goes into the next quarter
	Forfeited    PayoutState = "forfeited"     // no valid receiving account at payout
	Held         PayoutState = "held"          // blocked at payout, or returned by the bank
)

// Payout is one payer's cashback for one quarter: there is at most one, keyed by both (CB-17).
type Payout struct {
	Payer     account.ID
	Quarter   civil.Quarter
	Version   int64
	State     PayoutState
	Exact     decimal.Decimal // the sum of the months before rounding, in currency units
	Brought   decimal.Decimal // from quarters before, not rounded; below zero where too much was paid (CB-13, CB-19)
	Reclaimed decimal.Decimal // what refunds took back since it was decided, not rounded (CB-19)
	Over      decimal.Decimal // what waits to be brought into a later quarter; zero when it was
	Amount    money.Amount    // Exact and Brought, rounded once; what is paid, or waits while held; zero if it never will be
	Order     uuid.UUID       // the bank payout that carries it; zero if none, or if it was credited to a prepaid account
	At        time.Time       // when the quarter was decided, once and for all, UTC
	Changed   time.Time       // when its state was last decided, UTC
}

// Facts are what a payout depends on besides the counters.
type Facts struct {
	Blocked          bool // any block stands on the payer's account
	Closed           bool // the account is closed and its owner has no other
	ReceivingAccount bool // there is a valid account to pay to: the programme's Destination
}

// verdict is what becomes of an amount that would be paid.
func (f Facts) verdict() PayoutState {
	switch {
	case f.Closed:
		return Forfeited
	case f.Blocked:
		return Held
	case !f.ReceivingAccount:
		return Forfeited
	default:
		return Paid
	}
}

// Decide says what becomes of a quarter's cashback: nothing, or carried, below the minimum, forfeited when
// the account is closed, held while it is blocked, forfeited without a receiving account, else
// paid (CB-12, CB-16, CB-18).
func Decide(payer account.ID, r QuarterResult, f Facts, at time.Time) Payout {
	p := Payout{
		Payer: payer, Quarter: r.Quarter, State: BelowMinimum, Exact: r.Exact, Brought: r.Brought, Amount: r.Payout, At: at.UTC(), Changed: at.UTC(),
	}
	switch {
	case r.Pays:
		return p.decide(f)
	case r.Carries:
		p.State, p.Over = Carried, r.Due()
	}
	return p
}

// decide applies the facts to what would be paid.
func (p Payout) decide(f Facts) Payout {
	p.State = f.verdict()
	if p.State == Forfeited {
		p.Amount = money.FromMinor(0, p.Amount.Currency())
		if !p.Reclaimed.IsZero() {
			p.Over = p.Over.Add(p.Reclaimed) // it was never paid, so nothing of it was paid too much
		}
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
	if p = p.decide(f); p.State != Held {
		p.Order = uuid.UUID{} // another attempt is another order
	}
	p.Changed = at.UTC()
	return p, nil
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

// Reclaims says whether a refund of a payment of this quarter takes back what it unearns: where the quarter's cashback was paid,
// waits to be, or went into a later quarter. Of what was never paid nothing is taken.
func (p Payout) Reclaims() bool { return p.State == Paid || p.State == Held || p.State == Carried }

// Reclaim takes back what a refund unearned after the quarter was decided: it is brought into a later quarter, below zero, and
// the payer is never debited (CB-19). The payout itself stays as it is. It answers ErrNotReclaimed where nothing is taken.
func (p Payout) Reclaim(lost decimal.Decimal) (Payout, error) {
	if !p.Reclaims() {
		return p, ErrNotReclaimed
	}
	p.Reclaimed, p.Over = p.Reclaimed.Add(lost), p.Over.Sub(lost)
	return p, nil
}

// Bring takes what waits with a person's payouts into a quarter that is being decided: its sum, and the payouts that no
// longer have it.
func Bring(earlier []Payout) (decimal.Decimal, []Payout) {
	var sum decimal.Decimal
	var emptied []Payout
	for _, p := range earlier {
		if p.Over.IsZero() {
			continue
		}
		sum = sum.Add(p.Over)
		p.Over = decimal.Decimal{}
		emptied = append(emptied, p)
	}
	return sum, emptied
}

package cashback

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// RewardID names a reward.
type RewardID struct{ uuid.UUID }

// RewardState is what became of a reward.
type RewardState string

// The states of a reward.
const (
	RewardPaid      RewardState = "paid"      // credited to the Seqr Account, or on its way to the bank account
	RewardHeld      RewardState = "held"      // the account is blocked or has nowhere to pay to, or the bank brought it back
	RewardForfeited RewardState = "forfeited" // the account is closed and its owner has no other
)

// Reward is what a payer got for one payment by one offer; there is at most one of both.
type Reward struct {
	ID      RewardID
	Version int64
	Offer   OfferID
	Payment payment.PaymentID
	Payer   account.ID // who paid
	Amount  money.Amount
	State   RewardState
	Granted bool      // by customer service (OFF-5)
	Order   uuid.UUID // the bank payout that carries it; zero if none
	At      time.Time // when it was earned or granted, UTC
	Changed time.Time // when its state was last decided, UTC
}

// NewReward decides about a reward: forfeited when the account is closed, held while it is blocked or has no
// receiving account, else paid. It answers ErrOffer where an ID or the amount is missing.
func NewReward(id RewardID, o Offer, p payment.Payment, amount money.Amount, granted bool, f Facts, at time.Time) (Reward, error) {
	if id.UUID == uuid.Nil || o.ID.UUID == uuid.Nil || p.ID.UUID == uuid.Nil || !amount.IsPositive() {
		return Reward{}, ErrOffer
	}
	r := Reward{
		ID: id, Offer: o.ID, Payment: p.ID, Payer: p.Payer, Amount: amount, Granted: granted,
		At: moment(at), Changed: moment(at),
	}
	return r.decide(f), nil
}

func (r Reward) decide(f Facts) Reward {
	switch {
	case f.Closed:
		r.State = RewardForfeited
	case f.Blocked, !f.ReceivingAccount:
		r.State = RewardHeld
	default:
		r.State = RewardPaid
	}
	return r
}

// Resume decides again about a reward that was held. While it stays so, Order still names the bank payout that failed. It answers ErrNotHeld for every other.
func (r Reward) Resume(f Facts, at time.Time) (Reward, error) {
	if r.State != RewardHeld {
		return r, ErrNotHeld
	}
	if r = r.decide(f); r.State != RewardHeld {
		r.Order = uuid.UUID{}
	}
	r.Changed = moment(at)
	return r, nil
}

// Return holds a reward that the bank brought back; Order still names the bank payout that failed. It answers ErrNotPaid for every other.
func (r Reward) Return(at time.Time) (Reward, error) {
	if r.State != RewardPaid {
		return r, ErrNotPaid
	}
	r.State, r.Changed = RewardHeld, moment(at)
	return r, nil
}

// Confirmation is the text that tells the payer's phone about a reward, with the cashback in it (OFF-4); empty for one
// that is forfeited.
func (r Reward) Confirmation(o Offer, seller string) string {
	text := "You get " + r.Amount.String() + " back for " + o.Title + " at " + seller + "."
	switch r.State {
	case RewardPaid:
		return text
	case RewardHeld:
		return text + " It is kept for you until it can be paid."
	case RewardForfeited:
		return ""
	default:
		return ""
	}
}

package cashback

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// CorrectionID names a correction.
type CorrectionID struct{ uuid.UUID }

// Correction is an amount that customer service grants because it is missing from a quarter. The quarter's [Payout] stays
// as it was decided; this goes where it would have gone.
type Correction struct {
	ID      CorrectionID
	Version int64
	Payer   account.ID // whose quarter it is
	Quarter civil.Quarter
	Amount  money.Amount
	Action  uuid.UUID   // account.ActionID of who granted it, and why
	State   PayoutState // Paid, Held or Forfeited
	Order   uuid.UUID   // the bank payout that carries it, or that came back; zero if none
	At      time.Time   // when it was granted, UTC
	Changed time.Time   // when its state was last decided, UTC
}

// NewCorrection decides about a correction as [Decide] does about a quarter: forfeited when the account is closed, held
// while it is blocked, forfeited without a receiving account, else paid. It answers ErrCorrection where an ID, the quarter
// or the amount is missing.
func NewCorrection(id CorrectionID, payer account.ID, q civil.Quarter, amount money.Amount, action uuid.UUID, f Facts, at time.Time) (Correction, error) {
	if id.UUID == uuid.Nil || payer.UUID == uuid.Nil || action == uuid.Nil || !q.Valid() || !amount.IsPositive() {
		return Correction{}, ErrCorrection
	}
	return Correction{
		ID: id, Payer: payer, Quarter: q, Amount: amount, Action: action, State: f.verdict(), At: moment(at), Changed: moment(at),
	}, nil
}

// Resume decides again about a correction that was held. While it stays so, Order still names the bank payout that
// failed. It answers ErrNotHeld for every other.
func (c Correction) Resume(f Facts, at time.Time) (Correction, error) {
	if c.State != Held {
		return c, ErrNotHeld
	}
	if c.State = f.verdict(); c.State != Held {
		c.Order = uuid.UUID{}
	}
	c.Changed = moment(at)
	return c, nil
}

// Return holds a correction that the bank brought back; Order still names the bank payout that failed. It answers ErrNotPaid for every other.
func (c Correction) Return(at time.Time) (Correction, error) {
	if c.State != Paid {
		return c, ErrNotPaid
	}
	c.State, c.Changed = Held, moment(at)
	return c, nil
}

// Correctable refuses an amount that a person's quarter must not be corrected by after what was granted for it before,
// with ErrCorrectedTooMuch: together they stay within the programme's MaxCorrection. It answers ErrCorrection for an amount
// that is not above nothing, or in another currency.
func (p Programme) Correctable(amount money.Amount, before []Correction) error {
	if !amount.IsPositive() || amount.Currency() != p.Currency {
		return ErrCorrection
	}
	sum := amount
	var err error
	for _, c := range before {
		if sum, err = sum.Add(c.Amount); err != nil {
			return err
		}
	}
	if sum.Minor() > p.MaxCorrection.Minor() {
		return ErrCorrectedTooMuch
	}
	return nil
}

// Verb is what the chain of actions calls a correction, with the quarter and the amount in it: neither can be changed
// afterwards without breaking the chain.
func (c Correction) Verb() string { return CorrectionVerb(c.Quarter, c.Amount) }

// CorrectionVerb is the [Correction.Verb] of a correction that is yet to be made.
func CorrectionVerb(q civil.Quarter, amount money.Amount) string {
	return fmt.Sprintf("correct cashback %s by %s", q, amount.Format())
}

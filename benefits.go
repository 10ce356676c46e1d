package seqr

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// benefit is money of the operator's for a person, besides the cashback of a quarter: the reward of an offer, or a correction.
type benefit struct {
	purpose ledger.Purpose
	subject uuid.UUID // the reward or correction
	amount  money.Amount
	expense ledger.AccountID // what it costs the operator
	source  ledger.AccountID // where the money lies: the expense, or the suspense that the bank brought it back to
}

// lies completes a benefit with where its money lies: with the expense, or after the credit of that order came back, in suspense. So
// however often the bank brings it back, the operator spends it once.
func (c *core) lies(ctx context.Context, b benefit, order uuid.UUID) (benefit, error) {
	b.source = b.expense
	if order == uuid.Nil {
		return b, nil
	}
	failed, err := c.store.Payout(ctx, ach.PayoutID{UUID: order})
	b.source = failed.Source
	return b, err
}

// payBenefit credits a benefit to the Seqr Account, where it can be spent at once, or sends it to the bank account; then it
// answers the bank payout that carries it.
func (c *core) payBenefit(ch *store.Changes, b benefit, to recipient, at time.Time) (uuid.UUID, error) {
	if prepaid := to.to.prepaid; prepaid != (ledger.AccountID{}) {
		return uuid.UUID{}, c.move(ch, b.purpose, b.source, prepaid, b.amount, b.subject, at)
	}
	err := c.payOut(ch, credit{
		owner: to.person.ID, bank: to.to.bank, source: b.source, purpose: b.purpose, subject: b.subject, amount: b.amount,
	}, at)
	if err != nil {
		return uuid.UUID{}, err
	}
	return ch.Payouts[len(ch.Payouts)-1].ID.UUID, nil
}

// keepBenefit gives the operator back what nobody can have any more, where the bank had brought it back.
func (c *core) keepBenefit(ch *store.Changes, b benefit, at time.Time) error {
	if b.source == b.expense {
		return nil
	}
	return c.move(ch, ledger.PayoutReturned, b.source, b.expense, b.amount, b.subject, at)
}

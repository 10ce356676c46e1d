package audit

import (
	"context"
	"math/big"
	"slices"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
)

// promise is an offer and what its rewards make of it.
type promise struct {
	cashback.Offer
	given  int64
	payers map[account.ID]bool
}

// auditOffers compares each reward with its offer, its payment and its money, and each offer's stock with its rewards.
func (a *auditor) auditOffers(ctx context.Context) error {
	err := all(ctx, a.read.OfferList, func(v cashback.Offer) cashback.OfferID { return v.ID }, func(v cashback.Offer) {
		a.offers[v.ID] = &promise{Offer: v, payers: map[account.ID]bool{}}
	})
	if err != nil {
		return err
	}
	given := map[string]bool{}
	err = all(ctx, a.read.RewardList, func(v cashback.Reward) cashback.RewardID { return v.ID }, func(v cashback.Reward) {
		a.report.Rewards++
		once := v.Offer.String() + v.Payment.String()
		if given[once] {
			a.found("reward", "reward "+v.ID.String(), "payment %s was rewarded twice", v.Payment)
		}
		given[once] = true
		a.auditReward(v)
	})
	if err != nil {
		return err
	}
	for id, o := range a.offers {
		if left := o.Stock - o.given; o.Stock > 0 && o.Left != left || o.Left < 0 {
			a.found("offer stock", "offer "+id.String(), "%d of %d left, its rewards leave %d", o.Left, o.Stock, left)
		}
	}
	for subject, g := range a.benefits {
		a.found("reward", "benefit "+subject.String(), "%d left for a reward that does not exist", g.amount)
	}
	return nil
}

func (a *auditor) auditReward(r cashback.Reward) {
	subject := "reward " + r.ID.String()
	p, paid := a.payments[r.Payment]
	o := a.offers[r.Offer]
	if o == nil || !paid || !p.final || p.payer != r.Payer || p.seller != o.Merchant {
		a.found("reward", subject, "its offer %s and its payment %s do not belong together", r.Offer, r.Payment)
		a.auditBenefit(subject, r)
		return
	}
	// An offer that is withdrawn ends at that moment, while payments are under way on hosts whose clocks differ.
	if p.at.Before(o.Starts) || p.at.Sub(o.Ends) > overlap || o.Location.UUID != uuid.Nil && o.Location != p.place {
		a.found("reward", subject, "approved at %s, outside of its offer", p.at)
	}
	if o.OncePerPayer && o.payers[r.Payer] {
		a.found("reward", subject, "the payer was rewarded before")
	}
	o.payers[r.Payer] = true
	if r.Amount.Minor() <= 0 || r.Amount.Minor() > p.amount {
		a.found("reward", subject, "%d for a payment of %d", r.Amount.Minor(), p.amount)
	}
	if !r.Granted {
		o.given++
		if want := promised(o.Offer, p); r.Amount.Minor() != want {
			a.found("reward", subject, "%d, the offer promised %d", r.Amount.Minor(), want)
		}
	}
	a.auditBenefit(subject, r)
}

// promised is what an offer gives for a payment in minor units, calculated in fractions.
func promised(o cashback.Offer, p paymentFacts) int64 {
	price := int64(0)
	for _, row := range p.rows {
		if slices.Contains(o.Codes, row.EAN) || slices.Contains(o.Codes, row.SKU) {
			price = max(price, row.Total.Minor())
		}
	}
	amount := o.Benefit.Amount.Minor()
	if amount == 0 {
		amount = halfUp(new(big.Rat).Mul(big.NewRat(price, 100), o.Benefit.Percent.Rat()))
	}
	return min(amount, price)
}

// auditBenefit checks that a reward was paid exactly if it says so: by one bank payout, or by one credit to a prepaid
// account of the payer's person. What the bank brought back left once per attempt.
func (a *auditor) auditBenefit(subject string, r cashback.Reward) {
	attempts := a.rewardPayouts(subject, r)
	g, credited := a.benefits[r.ID.UUID]
	delete(a.benefits, r.ID.UUID)
	if r.State != cashback.RewardPaid {
		if credited || attempts > 0 {
			a.found("reward", subject, "%s, but money left for it", r.State)
		}
		return
	}
	byBook := credited && g.times == 1 && g.amount == r.Amount.Minor() && a.prepaidOf(g.to, r.Payer)
	out, sent := a.bankPayouts[r.Order]
	byBank := sent && attempts == 1 && out.State != ach.PayoutReturned && out.Amount == r.Amount
	if byBook == byBank || credited != byBook {
		a.found("reward", subject, "%d: credited %d in %d transfers, bank payouts %d", r.Amount.Minor(), g.amount, g.times, attempts)
	}
}

// rewardPayouts counts the bank payouts of a reward that did not come back.
func (a *auditor) rewardPayouts(subject string, r cashback.Reward) int {
	n := 0
	for _, out := range a.rewarding[r.ID.UUID] {
		left := a.benefits[out.ID.UUID]
		delete(a.benefits, out.ID.UUID)
		if left.amount != out.Amount.Minor() || left.times != 1 {
			a.found("reward", subject, "bank payout of %d, the book has %d", out.Amount.Minor(), left.amount)
		}
		if out.State != ach.PayoutReturned {
			n++
		}
	}
	return n
}

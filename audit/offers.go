package audit

import (
	"context"
	"math/big"
	"slices"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
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
	return nil
}

func (a *auditor) auditReward(r cashback.Reward) {
	subject := "reward " + r.ID.String()
	p, paid := a.payments[r.Payment]
	o := a.offers[r.Offer]
	if o == nil || !paid || !p.final || p.payer != r.Payer || p.seller != o.Merchant {
		a.found("reward", subject, "its offer %s and its payment %s do not belong together", r.Offer, r.Payment)
		a.auditBenefit(subject, rewarding(r))
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
	a.auditBenefit(subject, rewarding(r))
}

// rewarding is a reward as money of the operator's.
func rewarding(r cashback.Reward) benefit {
	return benefit{
		rule: "reward", id: r.ID.UUID, payer: r.Payer, amount: r.Amount, purpose: ledger.OfferBenefit, expense: ledger.CodeOfferExpense,
		order: r.Order, paid: r.State == cashback.RewardPaid, kept: r.State == cashback.RewardForfeited,
	}
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

package seqr

import (
	"context"
	"slices"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// reclaim takes what a refund unearned in a quarter that is decided out of the payer's next payouts, and tells whether it
// did [CB-19]. It lowers the month, too, so that the next refund knows which rate is left of it.
func (c *core) reclaim(ctx context.Context, ch *store.Changes, earner account.ID, after payment.Payment, amount money.Amount) (bool, error) {
	q := after.CountsIn.Quarter()
	p, err := c.store.CashbackPayout(ctx, earner, q)
	if err != nil || !p.Reclaims() {
		return false, err
	}
	tallies, err := c.store.Tallies(ctx, earner, q)
	if err != nil {
		return false, err
	}
	gone, err := c.countsNoMore(ctx, after)
	if err != nil {
		return false, err
	}
	less := cashback.Unearn(earner, amount, gone, after.CountsIn)
	for _, t := range tallies {
		if t.Month != less.Month {
			continue
		}
		lost, err := c.Market.Cashback.Lost(t, less)
		if err != nil {
			return false, err
		}
		if p, err = p.Reclaim(lost); err != nil {
			return false, err
		}
		ch.Cashback = append(ch.Cashback, p)
		ch.Tallies = append(ch.Tallies, less)
		ch.Relied = append(ch.Relied, store.RelyOnTally(t))
		return true, nil
	}
	return false, nil
}

// countsNoMore tells whether nothing of a payment counts after a refund that takes its amount out of the month: all is given back, and
// each refund before took its amount, too. What was given back while the market did not claw back counts on [CB-19].
func (c *core) countsNoMore(ctx context.Context, after payment.Payment) (bool, error) {
	if !after.FullyRefunded() {
		return false, nil
	}
	before, err := c.refunds(ctx, after.ID)
	return !slices.ContainsFunc(before, func(r payment.Refund) bool { return !r.Unearned && !r.Reclaimed }), err
}

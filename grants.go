package seqr

import (
	"context"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// GrantRequest gives a payer the reward that an offer promised and did not give.
type GrantRequest struct {
	SupportRequest // Account is the payer
	Offer          cashback.OfferID
	Payment        payment.PaymentID
	Amount         string // what to give; empty: what the offer gives for the row that has its code, or its fixed amount
}

// GrantOffer grants a missing reward, with a reason, once per payment and offer [OFF-5]. The payment must be one that
// the offer is about: of its merchant and place, while it ran, and not given back; the item's code is what the agent
// has checked. It takes nothing from the offer's stock, and the payer gets the same text.
//
// It answers cashback.ErrNotCovered, cashback.ErrRewarded, payment.ErrNotFound for another's payment, and ErrRequest
// where the amount must be named: it is a percentage, and no row has the code.
func (s *Support) GrantOffer(ctx context.Context, r GrantRequest) (cashback.Reward, error) {
	c := s.c
	named, err := c.amount(r.Amount)
	if err != nil {
		return cashback.Reward{}, err
	}
	act, err := c.action(r.SupportRequest, "grant offer")
	if err != nil {
		return cashback.Reward{}, err
	}
	id, err := c.newID()
	if err != nil {
		return cashback.Reward{}, err
	}
	cmd := s.command("grant_offer", r.SupportRequest, r.Offer, r.Payment, r.Amount)
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (cashback.Reward, error) {
		o, p, err := c.grantable(ctx, r)
		if err != nil {
			return cashback.Reward{}, err
		}
		to, err := c.recipient(ctx, p.Payer)
		if err != nil {
			return cashback.Reward{}, err
		}
		rewarded, err := c.rewarded(ctx, o, p, to.lineage)
		if err != nil {
			return cashback.Reward{}, err
		}
		if rewarded {
			return cashback.Reward{}, refuse(cashback.ErrRewarded)
		}
		amount, err := grantedAmount(o, p, r.Amount, named)
		if err != nil {
			return cashback.Reward{}, err
		}
		reward, err := cashback.NewReward(cashback.RewardID{UUID: id}, o, p, amount, true, to.facts, now.At)
		if err != nil {
			return reward, err
		}
		ch.Actions = []account.Action{act}
		ch.Relied = append(ch.Relied, store.RelyOnPayment(p), store.RelyOnAccount(to.person))
		if err := c.give(ch, o, p, reward, to, now.At); err != nil {
			return reward, err
		}
		return ch.Rewards[0], nil
	})
}

// grantable reads an offer and a payment of the account's that it is about.
func (c *core) grantable(ctx context.Context, r GrantRequest) (o cashback.Offer, p payment.Payment, err error) {
	if o, err = c.store.Offer(ctx, r.Offer); err != nil {
		return o, p, err
	}
	if p, err = c.store.Payment(ctx, r.Payment); err != nil {
		return o, p, notFound(err)
	}
	if p.Payer != r.Account {
		return o, p, payment.ErrNotFound
	}
	if !o.Covers(p) || p.FullyRefunded() {
		return o, p, refuse(cashback.ErrNotCovered)
	}
	return o, p, nil
}

// grantedAmount is what customer service gives: what the agent named, or what the offer says; never more than was paid.
func grantedAmount(o cashback.Offer, p payment.Payment, written string, named money.Amount) (money.Amount, error) {
	amount := named
	if written == "" {
		earned, ok := o.Earned(p)
		switch {
		case ok:
			amount = earned
		case o.Benefit.Amount.IsPositive():
			amount = o.Benefit.Amount
		default:
			return amount, ErrRequest
		}
	}
	if order, err := amount.Cmp(p.Amount); err != nil || order > 0 || !amount.IsPositive() {
		return amount, payment.ErrAmount
	}
	return amount, nil
}

// ReleaseRewards decides again about all rewards of an account that are held, those that the bank brought back among
// them, after customer service has seen to what kept them. It tells how many there were; cashback.ErrNotHeld if none.
func (s *Support) ReleaseRewards(ctx context.Context, r SupportRequest) (int, error) {
	c := s.c
	act, err := c.action(r, "release rewards")
	if err != nil {
		return 0, err
	}
	return execute(ctx, c, s.command("release_rewards", r), func(ctx context.Context, now round, ch *store.Changes) (int, error) {
		n, err := c.releaseRewards(ctx, ch, r.Account, now.At, func(cashback.Reward, recipient) (bool, error) { return true, nil })
		if err == nil && n == 0 {
			err = refuse(cashback.ErrNotHeld)
		}
		ch.Actions = []account.Action{act}
		return n, err
	})
}

package seqr

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// ReleaseCashback pays the cashback that the bank brought back, of all quarters and corrections, after customer service has seen to the
// account that receives it [CB-16]. It is paid to the person's account of today, also where that is another than the
// one that earned it, and answers how much is paid. Where the account is closed and its owner has no other it is forfeited
// [CB-18], and the answer is zero.
//
// It answers cashback.ErrNotHeld if nothing was brought back, account.ErrBlocked while a block stands, and
// payment.ErrNoReceivingAccount while there is nowhere to pay to; then it stays held.
func (s *Support) ReleaseCashback(ctx context.Context, r SupportRequest) (money.Amount, error) {
	c := s.c
	act, err := c.action(r, "release cashback")
	if err != nil {
		return money.Amount{}, err
	}
	return execute(ctx, c, s.command("release_cashback", r), func(ctx context.Context, now round, ch *store.Changes) (money.Amount, error) {
		paid := money.FromMinor(0, c.Market.Currency)
		to, err := c.recipient(ctx, r.Account)
		if err != nil {
			return paid, err
		}
		brought, err := c.broughtBack(ctx, to.lineage)
		if err != nil {
			return paid, err
		}
		if err := to.mayReceive(); err != nil {
			return paid, refuse(err)
		}
		if paid, err = c.releaseBack(ctx, ch, brought, to, now.At); err != nil {
			return paid, err
		}
		ch.Actions = []account.Action{act}
		ch.Relied = []store.Ref{store.RelyOnAccount(to.person)}
		return paid, nil
	})
}

// brought is cashback that the bank brought back.
type brought struct {
	quarters    []cashback.Payout
	corrections []cashback.Correction
}

// broughtBack reads the cashback of a person's accounts that the bank brought back.
func (c *core) broughtBack(ctx context.Context, of []account.ID) (brought, error) {
	var b brought
	for _, id := range of {
		all, err := c.payouts(ctx, id)
		if err != nil {
			return b, err
		}
		for _, p := range all {
			if p.State == cashback.Held && p.Order != uuid.Nil {
				b.quarters = append(b.quarters, p)
			}
		}
	}
	err := c.heldCorrections(ctx, of, func(v cashback.Correction) error {
		if v.Order != uuid.Nil {
			b.corrections = append(b.corrections, v)
		}
		return nil
	})
	if err == nil && len(b.quarters)+len(b.corrections) == 0 {
		err = refuse(cashback.ErrNotHeld)
	}
	return b, err
}

// releaseBack decides again about what the bank brought back, and tells how much of it is paid.
func (c *core) releaseBack(ctx context.Context, ch *store.Changes, b brought, to recipient, at time.Time) (money.Amount, error) {
	paid := money.FromMinor(0, c.Market.Currency)
	for _, p := range b.quarters {
		after, err := c.releaseQuarter(ctx, ch, p, to, at)
		if err != nil {
			return paid, err
		}
		if paid, err = paid.Add(after.Amount); err != nil {
			return paid, err
		}
	}
	for _, v := range b.corrections {
		after, err := c.resumeCorrection(ctx, ch, v, to, at)
		if err != nil {
			return paid, err
		}
		if after.State != cashback.Paid {
			continue
		}
		if paid, err = paid.Add(after.Amount); err != nil {
			return paid, err
		}
	}
	return paid, nil
}

// mayReceive refuses what would be held on, or lost for want of an account, if it were decided now.
func (r recipient) mayReceive() error {
	switch {
	case r.facts.Closed:
		return nil // it ends here
	case r.facts.Blocked:
		return r.person.MayAct()
	case !r.facts.ReceivingAccount:
		return payment.ErrNoReceivingAccount
	default:
		return nil
	}
}

// elsewhere tells whether a credit that the bank brought back can be made to another bank account now.
func (c *core) elsewhere(ctx context.Context, order uuid.UUID, to recipient) (bool, error) {
	if f := to.facts; f.Closed || f.Blocked || !f.ReceivingAccount || to.to.bank.UUID == uuid.Nil {
		return false, nil
	}
	failed, err := c.store.Payout(ctx, ach.PayoutID{UUID: order})
	return failed.Bank != to.to.bank, err
}

// usable adds what waits until an owner has a bank account that can receive: rewards, and what the bank brought back from
// another one [CB-16, OFF-6]. During registration nothing waits.
func (c *core) usable(ch *store.Changes, a account.Account, at time.Time) error {
	if a.State != account.Open {
		return nil
	}
	return c.freed(ch, a, at)
}

// releaseQuarter decides again about one quarter. Its money lies where the bank brought it back to, in suspense: there it is
// paid from, or given back to the operator.
func (c *core) releaseQuarter(ctx context.Context, ch *store.Changes, p cashback.Payout, to recipient, at time.Time) (cashback.Payout, error) {
	failed, err := c.store.Payout(ctx, ach.PayoutID{UUID: p.Order})
	if err != nil {
		return p, err
	}
	to.to.source = failed.Source
	after, err := p.Resume(to.facts, at)
	if err != nil {
		return p, refuse(err)
	}
	if after.State == cashback.Forfeited {
		err = c.move(ch, ledger.PayoutReturned, failed.Source, c.house.cashback, failed.Amount, quarterID(p.Payer, p.Quarter), at)
	}
	if err != nil {
		return p, err
	}
	return after, c.bookCashback(ch, to.person, after, to.to, at)
}

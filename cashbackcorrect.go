package seqr

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// CorrectCashbackRequest grants an amount that is missing from a quarter.
type CorrectCashbackRequest struct {
	SupportRequest // Account is the one whose quarter it is; also one that a next account took over from
	Quarter        civil.Quarter
	Amount         string // what is missing, such as "12.34"
}

// CorrectCashback grants cashback that is missing from a quarter, with a reason: at most the market's
// Cashback.MaxCorrection for a person and quarter, all corrections together. The quarter's own payout stays as it was
// decided. The money goes where cashback goes [CB-15, CB-16], at once, to the account that the person has now [CB-20];
// while that is blocked it is held [CB-18]. The amount stands in the chain of actions [CS-6].
//
// It answers cashback.ErrUndecided for a quarter that is not paid to everybody yet, this person included, cashback.ErrTooEarly for one before the
// person came, cashback.ErrCorrection for nothing or less, cashback.ErrCorrectedTooMuch, and where it would be lost at once, account.ErrClosed and payment.ErrNoReceivingAccount.
func (s *Support) CorrectCashback(ctx context.Context, r CorrectCashbackRequest) (cashback.Correction, error) {
	c := s.c
	amount, err := c.amount(r.Amount)
	if err != nil {
		return cashback.Correction{}, err
	}
	act, err := c.action(r.SupportRequest, cashback.CorrectionVerb(r.Quarter, amount))
	if err != nil {
		return cashback.Correction{}, err
	}
	id, err := c.newID()
	if err != nil {
		return cashback.Correction{}, err
	}
	cmd := s.command("correct_cashback", r.SupportRequest, r.Quarter.String(), r.Amount)
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (cashback.Correction, error) {
		to, err := c.recipient(ctx, r.Account)
		if err != nil {
			return cashback.Correction{}, err
		}
		if err := c.correctable(ctx, ch, r, to, amount); err != nil {
			return cashback.Correction{}, err
		}
		v, err := cashback.NewCorrection(cashback.CorrectionID{UUID: id}, r.Account, r.Quarter, amount, act.ID.UUID, to.facts, now.At)
		if err != nil {
			return v, err
		}
		ch.Actions = []account.Action{act}
		ch.Relied = append(ch.Relied, store.RelyOnAccount(to.person))
		if err := c.bookCorrection(ch, v, c.correcting(v), to, now.At); err != nil {
			return v, err
		}
		return ch.Corrections[0], nil
	})
}

// correctable refuses a correction of a quarter that is still open, of more than is allowed, or that would be lost at once. Two agents
// who correct a person's quarter at the same moment, on whichever of the person's accounts, change chains that the other relies on.
func (c *core) correctable(ctx context.Context, ch *store.Changes, r CorrectCashbackRequest, to recipient, amount money.Amount) error {
	run, err := c.store.CashbackRun(ctx, c.Market.Code, r.Quarter)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if !run.Done {
		return refuse(cashback.ErrUndecided)
	}
	if err := c.allDecided(ctx, r.Quarter, to.lineage); err != nil {
		return err
	}
	if err := c.chainsOf(ctx, ch, r.Account, to.lineage); err != nil {
		return err
	}
	before, err := c.corrections(ctx, to.lineage)
	if err != nil {
		return err
	}
	before = slices.DeleteFunc(before, func(v cashback.Correction) bool { return v.Quarter != r.Quarter })
	if err := c.Market.Cashback.Correctable(amount, before); err != nil {
		return refuseState(err)
	}
	if err := c.cameBefore(ctx, r, to.lineage); err != nil {
		return refuseState(err)
	}
	return refuseState(to.mayBeGranted())
}

// allDecided refuses a quarter in which one of a person's accounts was left aside: what it will be paid is not known yet.
func (c *core) allDecided(ctx context.Context, q civil.Quarter, lineage []account.ID) error {
	for _, id := range lineage {
		tallies, err := c.store.Tallies(ctx, id, q)
		if err != nil {
			return err
		}
		if empty(tallies) {
			continue
		}
		if _, err := c.store.CashbackPayout(ctx, id, q); errors.Is(err, store.ErrNotFound) {
			return refuse(cashback.ErrUndecided)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// chainsOf reads the heads of the chains of a person's accounts: before what was granted is read, so that whatever is granted in
// between has moved a head that this commit writes or relies on.
func (c *core) chainsOf(ctx context.Context, ch *store.Changes, written account.ID, lineage []account.ID) error {
	for _, id := range lineage {
		head, err := c.trail(ctx, id)
		if err != nil {
			return err
		}
		if id == written {
			ch.Trails = append(ch.Trails, head)
		} else {
			ch.Relied = append(ch.Relied, store.RelyOnTrail(head))
		}
	}
	return nil
}

// cameBefore refuses a quarter that was over before the first of a person's accounts was opened.
func (c *core) cameBefore(ctx context.Context, r CorrectCashbackRequest, lineage []account.ID) error {
	for _, id := range lineage {
		a, err := c.store.Account(ctx, id)
		if err != nil || a.OpenedAt.Before(r.Quarter.End(c.Market.Zone)) {
			return err
		}
	}
	return cashback.ErrTooEarly
}

// mayBeGranted refuses what would be lost if it were decided now: an agent can grant it again when there is an account.
func (r recipient) mayBeGranted() error {
	switch f := r.facts; {
	case f.Closed:
		return account.ErrClosed
	case !f.Blocked && !f.ReceivingAccount:
		return payment.ErrNoReceivingAccount
	default:
		return nil
	}
}

// correcting is a correction as money of the operator's.
func (c *core) correcting(v cashback.Correction) benefit {
	expense := c.house.cashback
	return benefit{purpose: ledger.CashbackCorrection, subject: v.ID.UUID, amount: v.Amount, expense: expense, source: expense}
}

// bookCorrection adds a decided correction, and if it is paid, what pays it and the notice.
func (c *core) bookCorrection(ch *store.Changes, v cashback.Correction, b benefit, to recipient, at time.Time) error {
	var err error
	switch v.State {
	case cashback.Paid:
		if v.Order, err = c.payBenefit(ch, b, to, at); err != nil {
			return err
		}
		where := " is on your Seqr Account."
		if v.Order != uuid.Nil {
			where = " is on its way to your bank account."
		}
		err = c.tellInto(ch, to.person, "Your SEQR cashback", "What was missing from your cashback for "+v.Quarter.String()+", "+v.Amount.String()+","+where, at)
	case cashback.Forfeited:
		err = c.keepBenefit(ch, b, at)
	case cashback.Held, cashback.BelowMinimum, cashback.Carried:
	}
	ch.Corrections = append(ch.Corrections, v)
	return err
}

// resumeCorrection decides again about a correction that is held.
func (c *core) resumeCorrection(ctx context.Context, ch *store.Changes, v cashback.Correction, to recipient, at time.Time) (cashback.Correction, error) {
	b, err := c.lies(ctx, c.correcting(v), v.Order)
	if err != nil {
		return v, err
	}
	after, err := v.Resume(to.facts, at)
	if err != nil {
		return v, refuse(err)
	}
	return after, c.bookCorrection(ch, after, b, to, at)
}

// releaseCorrections decides again about a person's corrections that are held; those that the bank brought back, where there
// is another bank account by now.
func (c *core) releaseCorrections(ctx context.Context, ch *store.Changes, to recipient, at time.Time) error {
	return c.heldCorrections(ctx, to.lineage, func(v cashback.Correction) error {
		if v.Order != uuid.Nil {
			if can, err := c.elsewhere(ctx, v.Order, to); err != nil || !can {
				return err
			}
		}
		_, err := c.resumeCorrection(ctx, ch, v, to, at)
		return err
	})
}

// heldCorrections hands each held correction of some accounts to f.
func (c *core) heldCorrections(ctx context.Context, of []account.ID, f func(cashback.Correction) error) error {
	all, err := c.corrections(ctx, of)
	if err != nil {
		return err
	}
	for _, v := range all {
		if v.State != cashback.Held {
			continue
		}
		if err := f(v); err != nil {
			return err
		}
	}
	return nil
}

// holdCorrection holds a correction that the bank brought back, for customer service [CB-16].
func (c *core) holdCorrection(ctx context.Context, ch *store.Changes, returned ach.Payout, at time.Time) error {
	v, err := c.store.Correction(ctx, cashback.CorrectionID{UUID: returned.Subject})
	if err != nil || v.Order != returned.ID.UUID {
		return err // decided again meanwhile
	}
	if v, err = v.Return(at); err == nil {
		ch.Corrections = append(ch.Corrections, v)
	}
	return err
}

// corrections reads the corrections of a person's accounts.
func (c *core) corrections(ctx context.Context, of []account.ID) ([]cashback.Correction, error) {
	var all []cashback.Correction
	for _, id := range of {
		part, err := c.correctionsOf(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	return all, nil
}

// correctionsOf reads all corrections of an account's quarters.
func (c *core) correctionsOf(ctx context.Context, payer account.ID) ([]cashback.Correction, error) {
	return whole(every(ctx, c.store.CorrectionsOf, payer, func(v cashback.Correction) cashback.CorrectionID { return v.ID }))
}

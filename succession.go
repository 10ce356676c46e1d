package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// inherit lets a person's new account take over from the closed ones of the same identity: what they owe
// uses its limit and can block it [LIM-8, COL-14], and what they have earned is earned by it [CB-20].
func (c *core) inherit(ctx context.Context, ch *store.Changes, next account.Account, former []account.ID, at time.Time) (account.Account, error) {
	for _, id := range former {
		old, err := c.store.Account(ctx, id)
		if err != nil {
			return next, err
		}
		if next, old, err = c.carryDebts(ctx, ch, next, old, at); err != nil {
			return next, err
		}
		if err := c.carryCashback(ctx, ch, next, old, at); err != nil {
			return next, err
		}
		if old, err = old.Succeed(next.ID); err != nil {
			return next, err
		}
		ch.Accounts = append(ch.Accounts, old)
	}
	return next, nil
}

// carryDebts moves every collection of a closed account that still owes something.
func (c *core) carryDebts(ctx context.Context, ch *store.Changes, next, old account.Account, at time.Time) (account.Account, account.Account, error) {
	pa, err := next.LimitAccount()
	if errors.Is(err, account.ErrNoPaymentAccount) {
		return next, old, nil
	}
	if err != nil {
		return next, old, err
	}
	cols, err := c.collectionsOf(ctx, old.ID)
	if err != nil {
		return next, old, err
	}
	for _, col := range cols {
		if !col.Open() {
			continue
		}
		carried, err := col.CarryTo(next.ID, pa)
		if err != nil {
			return next, old, err
		}
		ch.Collections = append(ch.Collections, carried)
		if err := c.bookCarried(ch, col, carried, at); err != nil {
			return next, old, err
		}
		if !col.Blocking {
			continue
		}
		if old, err = old.SettleCollection(); err != nil {
			return next, old, err
		}
		if next, err = next.FailCollection(at); err != nil {
			return next, old, err
		}
	}
	return next, old, nil
}

// bookCarried moves a collection's amount, and what stands for it on the fees account, to the next account.
func (c *core) bookCarried(ch *store.Changes, before, after ach.Collection, at time.Time) error {
	purpose := ledger.Carried
	if before.Late {
		purpose = ledger.DebtCarried
	}
	if before.Amount.IsPositive() { // a fee alone may be left of it
		if err := c.move(ch, purpose, after.Ledger, before.Ledger, before.Amount, before.ID.UUID, at); err != nil {
			return err
		}
	}
	if before.State != ach.Owed {
		return nil
	}
	owes, err := before.Fee.Sub(before.Paid)
	switch {
	case err != nil:
		return err
	case owes.IsPositive():
		return c.move(ch, ledger.Fee, after.Fees, before.Fees, owes, before.ID.UUID, at)
	case owes.IsNegative():
		paid := money.FromMinor(-owes.Minor(), owes.Currency())
		return c.move(ch, ledger.FeePaid, before.Fees, after.Fees, paid, before.ID.UUID, at)
	}
	return nil
}

func (c *core) collectionsOf(ctx context.Context, of account.ID) ([]ach.Collection, error) {
	var all []ach.Collection
	var after ach.CollectionID
	for {
		part, err := c.store.CollectionsOf(ctx, of, after, page)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
		if len(part) < page {
			return all, nil
		}
		after = part[len(part)-1].ID
	}
}

// carryCashback moves the counters of the quarters that are not paid yet: the present one and the one before.
func (c *core) carryCashback(ctx context.Context, ch *store.Changes, next, old account.Account, at time.Time) error {
	q := civil.QuarterOf(at, c.Market.Zone)
	for _, q := range []civil.Quarter{q.Prev(), q} {
		open, err := c.quarterOpen(ctx, ch, old.ID, q)
		if err != nil {
			return err
		}
		if !open {
			continue
		}
		if open, err = c.quarterOpen(ctx, ch, next.ID, q); err != nil {
			return err
		}
		if !open {
			continue
		}
		tallies, err := c.store.Tallies(ctx, old.ID, q)
		if err != nil {
			return err
		}
		for _, t := range tallies {
			ch.Relied = append(ch.Relied, store.RelyOnTally(t))
			ch.Tallies = append(ch.Tallies,
				cashback.Increment{Payer: old.ID, Month: t.Month, Count: -t.Count, Total: money.FromMinor(-t.Total.Minor(), t.Total.Currency())},
				cashback.Increment{Payer: next.ID, Month: t.Month, Count: t.Count, Total: t.Total})
		}
	}
	return nil
}

// quarterOpen tells whether a payer's quarter is not decided yet, and relies on it if so.
func (c *core) quarterOpen(ctx context.Context, ch *store.Changes, payer account.ID, q civil.Quarter) (bool, error) {
	_, err := c.store.CashbackPayout(ctx, payer, q)
	if errors.Is(err, store.ErrNotFound) {
		ch.Relied = append(ch.Relied, store.RelyOnCashback(payer, q, 0))
		return true, nil
	}
	return false, err
}

// earner is whose counters hold a payment of a quarter now: its payer's, or those of the account that took them over.
func (c *core) earner(ctx context.Context, ch *store.Changes, payer account.ID, q civil.Quarter) (account.ID, bool, error) {
	for {
		open, err := c.quarterOpen(ctx, ch, payer, q)
		if err != nil || !open {
			return payer, false, err
		}
		a, err := c.store.Account(ctx, payer)
		if err != nil {
			return payer, false, err
		}
		if a.Successor == (account.ID{}) {
			ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
			return payer, true, nil
		}
		payer = a.Successor
	}
}

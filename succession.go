package seqr

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// inherit lets a person's account take over from closed ones of the same identity: what they owe and have reserved
// uses its limit and can block it [LIM-8, COL-14], and what they have earned is earned by it [CB-20].
func (c *core) inherit(ctx context.Context, ch *store.Changes, next account.Account, former []account.Account, at time.Time) (account.Account, error) {
	done := map[account.ID]bool{next.ID: true}
	for _, old := range former {
		old, err := c.heir(ctx, old) // another document may have led to a successor before
		if err != nil {
			return next, err
		}
		if done[old.ID] || old.State != account.Closed {
			continue
		}
		done[old.ID] = true
		if next, old, err = c.carryDebts(ctx, ch, next, old, at); err != nil {
			return next, err
		}
		if err := c.carryBalance(ctx, ch, next, old, at); err != nil {
			return next, err
		}
		if err := c.carryCashback(ctx, ch, next, old, at); err != nil {
			return next, err
		}
		if next, old, err = account.Succeed(next, old); err != nil {
			return next, err
		}
		ch.Accounts = append(ch.Accounts, old)
	}
	return next, nil
}

// carryDebts moves every collection of a closed account that still owes something, and every reservation.
func (c *core) carryDebts(ctx context.Context, ch *store.Changes, next, old account.Account, at time.Time) (account.Account, account.Account, error) {
	pa, err := next.LimitAccount()
	if errors.Is(err, account.ErrNoPaymentAccount) {
		return next, old, nil
	}
	if err != nil {
		return next, old, err
	}
	if err := c.carryReservations(ctx, ch, pa, old, at); err != nil {
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
	if !before.Payable() {
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
	return whole(every(ctx, c.store.CollectionsOf, of, func(v ach.Collection) ach.CollectionID { return v.ID }))
}

// carryReservations releases every hold of a closed account and of those before it, and holds the same for the next
// one, whose limit was not asked: the merchant's reservation stands. Who commits or ends one at this moment changes the
// same invoice, so one of both is decided again.
func (c *core) carryReservations(ctx context.Context, ch *store.Changes, to account.PaymentAccount, old account.Account, at time.Time) error {
	before, err := c.lineage(ctx, old)
	if err != nil {
		return err
	}
	for _, id := range before {
		reserved, err := c.reservationsOf(ctx, id)
		if err != nil {
			return err
		}
		for _, p := range reserved {
			if err := c.carryReservation(ctx, ch, to, p, at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *core) carryReservation(ctx context.Context, ch *store.Changes, to account.PaymentAccount, p payment.Payment, at time.Time) error {
	by, err := c.bearer(ctx, p)
	if err != nil || by.from.Kind == account.Prepaid {
		return err // what a prepaid account holds is there, whoever takes over
	}
	inv, err := c.store.Invoice(ctx, p.Invoice)
	if err != nil || inv.State != payment.Reserved {
		return err
	}
	from, merchant, err := c.sides(ctx, p)
	if err != nil {
		return err
	}
	ids, err := c.newIDs(2)
	if err != nil {
		return err
	}
	release, hold := ledger.TransferID{UUID: ids[0]}, ledger.TransferID{UUID: ids[1]}
	ch.Transfers = append(ch.Transfers,
		ledger.Transfer{ID: release, Kind: ledger.Void, Purpose: ledger.Purchase, Debit: from, Credit: merchant, Amount: p.Amount, Hold: inv.Hold, Subject: p.ID.UUID, At: at},
		ledger.Transfer{ID: hold, Kind: ledger.Hold, Purpose: ledger.Carried, Debit: to.Ledger, Credit: merchant, Amount: p.Amount, Subject: p.ID.UUID, At: at})
	inv.Hold = hold
	ch.Invoices = append(ch.Invoices, inv)
	return nil
}

// reservationsOf lists the payments of an account that are not final, among them those whose reservation has ended.
func (c *core) reservationsOf(ctx context.Context, of account.ID) ([]payment.Payment, error) {
	var reserved []payment.Payment
	for p, err := range every(ctx, c.store.PaymentsOf, of, paymentID) {
		if err != nil {
			return nil, err
		}
		if !p.Final {
			reserved = append(reserved, p)
		}
	}
	return reserved, nil
}

// lineage lists an account and those of the same person that it took over from, directly or not.
func (c *core) lineage(ctx context.Context, a account.Account) ([]account.ID, error) {
	ids := []account.ID{a.ID}
	for _, id := range a.Former {
		old, err := c.store.Account(ctx, id)
		if err != nil {
			return nil, err
		}
		before, err := c.lineage(ctx, old)
		if err != nil {
			return nil, err
		}
		ids = append(ids, before...)
	}
	return ids, nil
}

// heir is the account that stands for a person now: a itself, or the last that took over from it.
func (c *core) heir(ctx context.Context, a account.Account) (account.Account, error) {
	var err error
	for err == nil && a.Successor != (account.ID{}) {
		a, err = c.store.Account(ctx, a.Successor)
	}
	return a, err
}

// bearer is who bears a payment now.
type bearer struct {
	account account.ID             // the payer, or the same person's account that took over
	from    account.PaymentAccount // what the payer approved it from
	charged account.PaymentAccount // where it is booked
}

// bearer follows a payment from its payer to the account that took it over, if one did.
func (c *core) bearer(ctx context.Context, p payment.Payment) (bearer, error) {
	a, err := c.store.Account(ctx, p.Payer)
	if err != nil {
		return bearer{}, err
	}
	from, err := a.PaymentAccount(p.From)
	by := bearer{a.ID, from, from}
	for err == nil && from.Kind != account.Prepaid && a.Successor != (account.ID{}) {
		if a, err = c.store.Account(ctx, a.Successor); err != nil {
			return by, err
		}
		pa, err := a.LimitAccount()
		if errors.Is(err, account.ErrNoPaymentAccount) {
			return by, nil // nothing could be carried to it
		}
		if err != nil {
			return by, err
		}
		by.account, by.charged = a.ID, pa
	}
	return by, err
}

// carryCashback moves the counters of the quarters that nobody has decided yet. Where a quarter is being paid, the old account's is
// decided now: the run lists each payer once, and may have passed the next account, or be at its end.
func (c *core) carryCashback(ctx context.Context, ch *store.Changes, next, old account.Account, at time.Time) error {
	q := civil.QuarterOf(at, c.Market.Zone)
	for range lateQuarters + 1 {
		if err := c.carryQuarter(ctx, ch, next, old, q, at); err != nil {
			return err
		}
		q = q.Prev()
	}
	return nil
}

func (c *core) carryQuarter(ctx context.Context, ch *store.Changes, next, old account.Account, q civil.Quarter, at time.Time) error {
	tallies, err := c.store.Tallies(ctx, old.ID, q)
	if err != nil || empty(tallies) {
		return err
	}
	open, err := c.quarterOpen(ctx, ch, old.ID, q)
	if err != nil || !open {
		return err
	}
	for _, t := range tallies {
		ch.Relied = append(ch.Relied, store.RelyOnTally(t))
	}
	begun, err := c.payingBegun(ctx, ch, q)
	if err != nil {
		return err
	}
	if begun {
		result, err := c.Market.Cashback.Quarter(q, tallies) // what is carried over waits for the next quarter
		if err != nil {
			return err
		}
		return c.decideCashback(ctx, ch, old.ID, next, result, at)
	}
	for _, t := range tallies {
		ch.Tallies = append(ch.Tallies,
			cashback.Increment{Payer: old.ID, Month: t.Month, Count: -t.Count, Total: money.FromMinor(-t.Total.Minor(), t.Total.Currency())},
			cashback.Increment{Payer: next.ID, Month: t.Month, Count: t.Count, Total: t.Total})
	}
	return nil
}

// empty tells that no payment is counted any more.
func empty(tallies []cashback.Tally) bool {
	return !slices.ContainsFunc(tallies, func(t cashback.Tally) bool { return t.Count != 0 || !t.Total.IsZero() })
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

// payingBegun tells whether a quarter is being paid, or was, and relies on it if it is not.
func (c *core) payingBegun(ctx context.Context, ch *store.Changes, q civil.Quarter) (bool, error) {
	_, err := c.store.CashbackRun(ctx, c.Market.Code, q)
	if errors.Is(err, store.ErrNotFound) {
		ch.Relied = append(ch.Relied, store.RelyOnNoRun(c.Market.Code, q))
		return false, nil
	}
	return true, err
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

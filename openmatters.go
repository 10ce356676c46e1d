package seqr

import (
	"context"
	"slices"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// nothingOpen refuses with ErrOpenMatters while money moves, is held or is owed for an account.
func (c *core) nothingOpen(ctx context.Context, a account.Account) error {
	for _, open := range []func(context.Context, account.Account) (bool, error){c.openBalances, c.openCredits, c.openTransfers, c.openCashback, c.openRewards, c.openOrders, c.openReservations, c.openDebits} {
		found, err := open(ctx, a)
		if err != nil {
			return err
		}
		if found {
			return refuse(ErrOpenMatters)
		}
	}
	return nil
}

// openBalances tells whether anything stands on an account's accounts in the book: debits on their way, a debt, a fee, money.
func (c *core) openBalances(ctx context.Context, a account.Account) (bool, error) {
	for _, pa := range a.Accounts {
		for _, id := range []ledger.AccountID{pa.Ledger, pa.Fees} {
			if id == (ledger.AccountID{}) {
				continue
			}
			l, err := c.store.LedgerAccount(ctx, id)
			if err != nil || l.Balance != 0 || l.Held != 0 || l.Owed != 0 {
				return true, err
			}
		}
	}
	return false, nil
}

// openCredits tells whether a credit to the owner is on its way, or came back and lies in suspense. Whether cashback, a
// reward or money of a transfer does is told by its quarter, the reward or the transfer.
func (c *core) openCredits(ctx context.Context, a account.Account) (bool, error) {
	for p, err := range every(ctx, c.store.PayoutsOf, a.ID, payoutID) {
		back := p.State == ach.PayoutReturned
		if err != nil || back && !slices.Contains(toldElsewhere, p.Purpose) || !back && p.State != ach.PayoutSettled {
			return true, err
		}
	}
	return false, nil
}

// toldElsewhere are the purposes of credits whose record says what became of the money when the bank brought it back.
var toldElsewhere = []ledger.Purpose{ledger.CashbackPayout, ledger.CashbackCorrection, ledger.OfferBenefit, ledger.PersonToPerson, ledger.Withdrawal, ledger.TransferReleased}

// openTransfers tells whether money that the owner had sent or withdrawn came back after the account was closed, and lies in suspense.
func (c *core) openTransfers(ctx context.Context, a account.Account) (bool, error) {
	for t, err := range every(ctx, c.store.TransfersFrom, a.ID, transferID) {
		if err != nil || t.State == payment.TransferSuspended {
			return true, err
		}
	}
	return false, nil
}

// openCashback tells whether cashback is held, after a block or a credit that came back.
func (c *core) openCashback(ctx context.Context, a account.Account) (bool, error) {
	all, err := c.payouts(ctx, a.ID)
	if err != nil || slices.ContainsFunc(all, func(p cashback.Payout) bool { return p.State == cashback.Held }) {
		return true, err
	}
	held := false
	err = c.heldCorrections(ctx, []account.ID{a.ID}, func(cashback.Correction) error { held = true; return nil })
	return held, err
}

// openRewards tells whether a reward of an offer is held.
func (c *core) openRewards(ctx context.Context, a account.Account) (bool, error) {
	all, err := c.rewardsOf(ctx, a.ID)
	return slices.ContainsFunc(all, func(r cashback.Reward) bool { return r.State == cashback.RewardHeld }), err
}

// openOrders tells whether something that the owner paid for has yet to be sent, or an order waits for approval.
func (c *core) openOrders(ctx context.Context, a account.Account) (bool, error) {
	for o, err := range every(ctx, c.store.OrdersOf, a.ID, orderID) {
		if err != nil || o.State == payment.OrderPaid || o.State == payment.OrderPlaced {
			return true, err
		}
	}
	return false, nil
}

// openReservations tells whether a merchant can still take what the owner reserved, also if a next account bears it now.
func (c *core) openReservations(ctx context.Context, a account.Account) (bool, error) {
	for p, err := range every(ctx, c.store.PaymentsOf, a.ID, paymentID) {
		if err != nil {
			return true, err
		}
		if p.Final {
			continue
		}
		inv, err := c.store.Invoice(ctx, p.Invoice)
		if err != nil || inv.State == payment.Reserved {
			return true, err
		}
	}
	return false, nil
}

// openDebits tells whether a debit that one of the person's next accounts bears goes to a bank account of this one.
func (c *core) openDebits(ctx context.Context, a account.Account) (bool, error) {
	var banks []ach.BankAccountID
	for _, pa := range a.Accounts {
		banks = append(banks, ach.BankAccountID{UUID: pa.Bank})
	}
	for next := a.Successor; next != (account.ID{}); {
		cols, err := c.collectionsOf(ctx, next)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(cols, func(col ach.Collection) bool { return col.Open() && slices.Contains(banks, col.Bank) }) {
			return true, nil
		}
		heir, err := c.store.Account(ctx, next)
		if err != nil {
			return false, err
		}
		next = heir.Successor
	}
	return false, nil
}

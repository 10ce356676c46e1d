package seqr

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// refusedAccount marks a bank account to which a credit could not be paid because it is closed, wrong or of a kind that takes nothing
// [MND-8]. Nothing is paid to it or bought from it any more; what was approved before is still collected, as far as its bank does
// that. Its owner is told. What is to be paid waits for another account.
func (c *core) refusedAccount(ctx context.Context, ch *store.Changes, p ach.Payout, at time.Time) error {
	if c.Market.Collection.Class(p.Code) != ach.ReturnAccount || p.Purpose == ledger.MerchantPayout {
		return nil
	}
	bank, err := c.store.BankAccount(ctx, p.Bank)
	if err != nil || bank.Refused {
		return err
	}
	ch.BankAccounts = append(ch.BankAccounts, bank.Refuse())
	mandate, err := c.store.Mandate(ctx, p.Bank)
	switch {
	case err == nil:
		if mandate, err = mandate.End(); err != nil {
			return err
		}
		ch.Mandates = append(ch.Mandates, mandate)
	case !errors.Is(err, store.ErrNotFound): // one that only receives has none
		return err
	}
	a, err := c.store.Account(ctx, p.Owner)
	if err != nil || a.State == account.Closed {
		return err
	}
	if a, err = c.disable(ch, a, bank.ID); err != nil {
		return err
	}
	contact := c.Market.Account.Contact
	return c.tellInto(ch, a, "Please name another bank account", "Your bank could not take "+p.Amount.String()+" for the account that ends in "+bank.Last4+
		": it is closed or not known there. Nothing is lost. Payments to you wait until you have another bank account with SEQR. Customer service: "+contact.Phone+", "+contact.Email, at)
}

// disable ends what is paid from a bank account, in the account as this commit leaves it.
func (c *core) disable(ch *store.Changes, a account.Account, bank ach.BankAccountID) (account.Account, error) {
	at := slices.IndexFunc(ch.Accounts, func(x account.Account) bool { return x.ID == a.ID })
	if at >= 0 {
		a = ch.Accounts[at]
	}
	pa, err := a.LimitAccount()
	if err != nil || pa.Bank != bank.UUID {
		return a, nil //nolint:nilerr // nothing is paid from it
	}
	if a, err = a.DisablePaymentAccount(pa.ID); err != nil {
		return a, err
	}
	if at >= 0 {
		ch.Accounts[at] = a
	} else {
		ch.Accounts = append(ch.Accounts, a)
	}
	return a, nil
}

// askAgain is how long a credit waits until it is asked again whether its owner has another bank account. A new one asks at once.
const askAgain = 24 * time.Hour

// refused tells whether a credit that is due would go to an account that takes nothing. If it would, it is sent to the bank
// account that its owner receives on now, or waits for one.
func (s *Banking) refused(ctx context.Context, p ach.Payout, event store.EventID) (bool, error) {
	c := s.c
	bank, err := c.store.BankAccount(ctx, p.Bank)
	if err != nil || !bank.Refused || p.Purpose == ledger.MerchantPayout {
		return false, err
	}
	cmd := command{"banking.redirect", "system", ownKey("redirect", uuid.NewSHA1(event.UUID, p.ID.UUID[:]).String()), p.ID}
	_, err = execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		p, err := c.store.Payout(ctx, p.ID)
		if err != nil {
			return false, err
		}
		to, valid, err := c.presentAccount(ctx, ch, p.Owner)
		if err != nil {
			return false, err
		}
		due := now.At.Add(askAgain)
		if valid {
			if p, err = p.Redirect(to); err != nil {
				return false, refuseState(err)
			}
			ch.Payouts, due = []ach.Payout{p}, now.At
		}
		e, err := c.event(eventPayout, p.ID.UUID, now.At, due)
		ch.Events = append(ch.Events, e)
		return valid, err
	})
	if err != nil && KindOf(err) == State {
		err = nil // somebody else was first
	}
	return true, err
}

// presentAccount is the bank account on which a person receives now, also if it is that of a later account of the same person.
func (c *core) presentAccount(ctx context.Context, ch *store.Changes, owner account.ID) (ach.BankAccountID, bool, error) {
	a, err := c.store.Account(ctx, owner)
	if err != nil {
		return ach.BankAccountID{}, false, err
	}
	if a, err = c.heir(ctx, a); err != nil || a.State == account.Closed {
		return ach.BankAccountID{}, false, err
	}
	ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
	return c.receivingAccount(ctx, a)
}

// redirect asks again for all credits of an owner that wait for a bank account.
func (s *Banking) redirect(ctx context.Context, of account.ID, event store.EventID) error {
	for p, err := range every(ctx, s.c.store.PayoutsOf, of, payoutID) {
		if err != nil {
			return err
		}
		if p.State != ach.PayoutDue {
			continue
		}
		if _, err := s.refused(ctx, p, event); err != nil {
			return err
		}
	}
	return nil
}

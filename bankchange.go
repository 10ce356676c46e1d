package seqr

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// RemoveBankAccount takes the bank account away from an owner who wants another one [MND-7]. Nothing can be paid from it
// until Accounts.AddBankAccount has registered the new one, which uses the same limit, with all that is not collected
// yet. What was approved before is still collected from the old bank account; the prepaid account stays as it is.
//
// It answers ErrNoBankChange where the market has no such change, and account.ErrNoPaymentAccount if there is none to remove.
func (s *Support) RemoveBankAccount(ctx context.Context, r SupportRequest) (account.View, error) {
	c := s.c
	if !c.Market.Account.BankChange {
		return account.View{}, ErrNoBankChange
	}
	act, err := c.action(r, "remove bank account")
	if err != nil {
		return account.View{}, err
	}
	return execute(ctx, c, s.command("remove_bank_account", r), func(ctx context.Context, now round, ch *store.Changes) (account.View, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return account.View{}, err
		}
		pa, err := a.LimitAccount()
		if err != nil {
			return account.View{}, refuse(err)
		}
		if a, err = a.Unlink(pa.ID); err != nil {
			return account.View{}, refuse(err)
		}
		if err := c.endBankAccount(ctx, ch, ach.BankAccountID{UUID: pa.Bank}); err != nil {
			return account.View{}, err
		}
		ch.Accounts = []account.Account{a}
		ch.Actions = []account.Action{act}
		if err := c.tellInto(ch, a, "Your bank account was removed", "Customer service removed your bank account from SEQR. Register the new one in the app to pay from it.", now.At); err != nil {
			return account.View{}, err
		}
		balances, err := c.balances(ctx, a)
		return a.View(balances, c.Market.Account), err
	})
}

// endBankAccount ends a bank account and its mandate for new debits; those that were approved go on [COL-14].
func (c *core) endBankAccount(ctx context.Context, ch *store.Changes, id ach.BankAccountID) error {
	bank, err := c.store.BankAccount(ctx, id)
	if err != nil {
		return err
	}
	mandate, err := c.store.Mandate(ctx, id)
	if err != nil {
		return err
	}
	if mandate, err = mandate.End(); err != nil {
		return err
	}
	ch.BankAccounts = append(ch.BankAccounts, bank.Invalidate())
	ch.Mandates = append(ch.Mandates, mandate)
	return nil
}

// relink gives the limit account whose bank account was removed a new one: limit, count of collections and what is
// not collected yet stay with it.
func (c *core) relink(a account.Account, old account.PaymentAccount, k account.KindPolicy, bank uuid.UUID, pending bool) (account.Account, error) {
	if old.Kind != k.Kind {
		return a, account.ErrSecondBankAccount
	}
	return a.Relink(old.ID, bank, pending)
}

// MandateRequest names a mandate that the payer's bank has decided about.
type MandateRequest struct {
	Key  Key
	Bank ach.BankAccountID
}

// ApproveMandate books that the payer's bank agreed to a mandate that was pending, as with Autogiro, within two banking
// days [MND-9]: the limit rises from 0 if the identity is verified, and an SMS says so. One that is valid stays as it is.
// It answers ach.ErrMandateState for a mandate that is over.
func (s *Banking) ApproveMandate(ctx context.Context, r MandateRequest) (ach.MandateState, error) {
	c := s.c
	cmd := command{"banking.approve_mandate", "bank", r.Key, r.Bank}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (ach.MandateState, error) {
		m, err := c.store.Mandate(ctx, r.Bank)
		if err != nil {
			return "", err
		}
		if err := c.store.owns(ctx, m.Owner.UUID); err != nil {
			return "", err
		}
		was := m.State
		if m, err = m.Approve(); err != nil {
			return "", refuse(err)
		}
		if was == m.State {
			return m.State, nil
		}
		ch.Mandates = []ach.Mandate{m}
		return m.State, c.mandateApproved(ctx, ch, m, now)
	})
}

// mandateApproved raises the limit that waited for a mandate, and tells its owner.
func (c *core) mandateApproved(ctx context.Context, ch *store.Changes, m ach.Mandate, now round) error {
	a, err := c.store.Account(ctx, m.Owner)
	if err != nil {
		return err
	}
	pa, err := a.LimitAccount()
	if err != nil || pa.Bank != m.Bank.UUID {
		return err
	}
	if a, err = a.ApprovePaymentAccount(pa.ID, c.Market.Account); err != nil {
		return refuse(err)
	}
	if pa, err = a.PaymentAccount(pa.ID); err != nil {
		return err
	}
	ch.Accounts = []account.Account{a}
	ch.Floors = []ledger.Floor{{Account: pa.Ledger, Floor: -pa.Maximum.Minor()}}
	if err := c.usable(ch, a, now.At); err != nil {
		return err
	}
	h, err := c.openHolder(a)
	if err != nil {
		return err
	}
	text, err := c.sms(a.ID, h.Phone, "Your bank has approved your mandate. You can pay with SEQR from your bank account.", now.At)
	ch.Events = append(ch.Events, text)
	return err
}

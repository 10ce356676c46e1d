package seqr

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// BankAccountRequest links a bank account and carries the mandate to debit it.
type BankAccountRequest struct {
	Key     Key
	Account account.ID
	Kind    account.Kind    // such as account.ACHDebit; "credit_card" is always refused
	Type    ach.AccountType // required for ACH; elsewhere ach.Checking, or empty
	Routing string          // routing number, sort code or clearing number; empty for SEPA
	Number  string          // account number, or IBAN
	Mandate string          // version of the mandate text that the user accepted on the device
}

// AddBankAccount links the bank account that purchases are collected from, under a mandate whose
// text, time and device are kept as evidence [MND-1, MND-3 to MND-6]. Its limit is 0 until the identity is verified.
//
// It answers ach.ErrRouting, ach.ErrAccountNumber, ach.ErrIBAN, ach.ErrAccountType, ach.ErrCreditCard, account.ErrSecondBankAccount,
// identity.ErrTooYoung for a user who was admitted to the prepaid account alone, and ErrStep before the number is proved.
func (s *Accounts) AddBankAccount(ctx context.Context, r BankAccountRequest) (Registration, error) {
	c := s.c
	r, scheme, kind, err := c.checkBankAccount(r)
	if err != nil {
		return Registration{}, err
	}
	ids, err := c.newIDs(5)
	if err != nil {
		return Registration{}, err
	}
	bankID := ach.BankAccountID{UUID: ids[0]}
	sealed, err := c.keys.Seal(identity.KeyPersonal, []byte(r.Number), sealContext("bank account", bankID.UUID))
	if err != nil {
		return Registration{}, err
	}
	in := []string{r.Account.String(), string(r.Kind), string(r.Type), r.Routing, r.Number, r.Mandate}
	cmd := command{"accounts.add_bank_account", r.Account.String(), r.Key, in}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Registration, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Registration{}, err
		}
		if a.PhoneAt.IsZero() {
			return Registration{}, refuse(ErrStep)
		}
		if err := c.oldEnough(a, now.At); err != nil {
			return Registration{}, err
		}
		cred, err := c.store.Credential(ctx, r.Account)
		if err != nil {
			return Registration{}, err
		}
		bank, err := ach.NewBankAccount(bankID, a.ID, scheme, r.Type, r.Routing, sealed, ach.Last4(r.Number), now.At)
		if err != nil {
			return Registration{}, err
		}
		mandate, err := ach.NewMandate(ach.MandateID{UUID: ids[1]}, a.ID, bankID, r.Mandate, cred.Device.UUID, now.At)
		if err != nil {
			return Registration{}, err
		}
		if !scheme.Approved() {
			mandate = mandate.Pending()
		}
		if scheme.Approved() {
			if err := c.usable(ch, a, now.At); err != nil {
				return Registration{}, err
			}
		}
		a, opened, err := c.linkLimitAccount(a, kind, bankID.UUID, !scheme.Approved(), ids[2:])
		if err != nil {
			return Registration{}, refuse(err)
		}
		ch.Accounts = []account.Account{a}
		ch.BankAccounts = []ach.BankAccount{bank}
		ch.Mandates = []ach.Mandate{mandate}
		ch.Ledger = opened
		return c.registration(ctx, a)
	})
}

// checkBankAccount answers the request as it is kept: type, routing and number as the kind's scheme has them.
func (c *core) checkBankAccount(r BankAccountRequest) (BankAccountRequest, ach.Scheme, account.KindPolicy, error) {
	if err := ach.CheckKind(string(r.Kind)); err != nil {
		return r, "", account.KindPolicy{}, err
	}
	kind, err := c.Market.Account.Kind(r.Kind)
	if err != nil {
		return r, "", kind, err
	}
	scheme, debited := ach.SchemeOf(r.Kind)
	if !debited {
		return r, "", kind, ach.ErrKind
	}
	if r.Type == "" && scheme != ach.ACH {
		r.Type = ach.Checking
	}
	if err := scheme.CheckType(r.Type); err != nil {
		return r, "", kind, err
	}
	if r.Routing, r.Number, err = scheme.Check(r.Routing, r.Number); err != nil {
		return r, "", kind, err
	}
	if strings.TrimSpace(r.Mandate) == "" || len(r.Mandate) > 64 {
		return r, "", kind, ErrRequest
	}
	return r, scheme, kind, nil
}

// linkLimitAccount gives the limit account whose bank account was removed the new one, or adds a limit account to a, with its two accounts in the book: the one whose
// floor is the spending limit, and the one for fees, which do not use the limit [LIM-1].
func (c *core) linkLimitAccount(a account.Account, k account.KindPolicy, bank uuid.UUID, pending bool, ids []uuid.UUID) (account.Account, []ledger.Account, error) {
	if old, err := a.LimitAccount(); err == nil && old.Bank == uuid.Nil {
		a, err = c.relink(a, old, k, bank, pending)
		return a, nil, err
	}
	limit, fees := ledger.AccountID{UUID: ids[0]}, ledger.AccountID{UUID: ids[1]}
	pa := account.PaymentAccount{
		ID: account.PaymentAccountID{UUID: ids[2]}, Kind: k.Kind, Name: k.Name, Ledger: limit, Fees: fees, Bank: bank,
		Maximum: money.FromMinor(0, c.Market.Currency), Usable: true, Pending: pending,
	}
	if !a.Verified.IsZero() && !pending {
		pa.Maximum = k.Maximum
	}
	a, err := a.Link(pa, c.Market.Account)
	return a, []ledger.Account{
		{ID: limit, Owner: a.ID.UUID, Code: ledger.CodePayerDebit, Currency: c.Market.Currency, Floored: true, Floor: -pa.Maximum.Minor()},
		{ID: fees, Owner: a.ID.UUID, Code: ledger.CodePayerFees, Currency: c.Market.Currency},
	}, err
}

package seqr

import (
	"context"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// DefaultRequest names what an owner wants to pay from.
type DefaultRequest struct {
	Key     Key
	Account account.ID
	From    account.PaymentAccountID // zero: as if nothing was ever named
}

// SetDefault keeps what is paid from when the owner names no other payment account with a payment [MND-5].
// It answers account.ErrNoPaymentAccount and account.ErrClosed.
func (s *Accounts) SetDefault(ctx context.Context, r DefaultRequest) (account.View, error) {
	c := s.c
	cmd := command{"accounts.set_default", r.Account.String(), r.Key, r.From}
	return execute(ctx, c, cmd, func(ctx context.Context, _ round, ch *store.Changes) (account.View, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return account.View{}, err
		}
		if a, err = a.PayFrom(r.From); err != nil {
			return account.View{}, refuse(err)
		}
		ch.Accounts = []account.Account{a}
		balances, err := c.balances(ctx, a)
		return a.View(balances, c.Market.Account), err
	})
}

// ReceivingRequest names a bank account for incoming money.
type ReceivingRequest struct {
	Key     Key
	Account account.ID
	Routing string // sort code or clearing number; empty for an IBAN
	Number  string // account number, or IBAN
}

// Receiving is a bank account for incoming money as its owner sees it.
type Receiving struct {
	Bank  ach.BankAccountID `json:"bank"`
	Last4 string            `json:"last4"`
}

// SetReceivingAccount names the owner's bank account for incoming money, such as withdrawals from the Seqr Account, where
// the market has such: nothing is ever debited from it, so it needs no mandate and has no limit [MND-8, PRE-5]. It replaces one
// that was named before; what is on its way arrives there.
//
// It answers ErrNoReceiving where the market has none, ach.ErrIBAN, ach.ErrRouting, ach.ErrAccountNumber, account.ErrClosed,
// and ErrStep before the number is proved.
func (s *Accounts) SetReceivingAccount(ctx context.Context, r ReceivingRequest) (Receiving, error) {
	c := s.c
	scheme := c.Market.Collection.Receiving
	if scheme == "" {
		return Receiving{}, ErrNoReceiving
	}
	routing, number, err := scheme.Check(r.Routing, r.Number)
	if err != nil {
		return Receiving{}, err
	}
	id, err := c.newID()
	if err != nil {
		return Receiving{}, err
	}
	bankID := ach.BankAccountID{UUID: id}
	sealed, err := c.keys.Seal(identity.KeyPersonal, []byte(number), sealContext("bank account", id))
	if err != nil {
		return Receiving{}, err
	}
	cmd := command{"accounts.set_receiving_account", r.Account.String(), r.Key, []string{routing, number}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Receiving, error) {
		a, err := c.store.Account(ctx, r.Account)
		switch {
		case err != nil:
			return Receiving{}, err
		case a.State == account.Closed:
			return Receiving{}, refuse(account.ErrClosed)
		case a.PhoneAt.IsZero():
			return Receiving{}, refuse(ErrStep)
		}
		bank, err := ach.NewBankAccount(bankID, a.ID, scheme, ach.Checking, routing, sealed, ach.Last4(number), now.At)
		if err != nil {
			return Receiving{}, err
		}
		a.Receiving = id
		ch.Accounts, ch.BankAccounts = []account.Account{a}, []ach.BankAccount{bank}
		return Receiving{bankID, bank.Last4}, c.usable(ch, a, now.At)
	})
}

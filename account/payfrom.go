package account

import (
	"slices"
	"time"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// Link adds a payment account (MND-5, MND-6). A limit account's maximum is 0, or the policy's if
// the identity was verified before; a prepaid account has none. Both are usable at once.
//
// It answers ErrKind if the market accepts no accounts of the kind, ErrSecondBankAccount beside
// another limit account, ErrSecondPrepaid beside another prepaid one, ErrMalformed without an ID,
// name or ledger account, and ErrClosed.
func (a Account) Link(pa PaymentAccount, p Policy) (Account, error) {
	if a.State == Closed {
		return a, ErrClosed
	}
	kind, err := p.Kind(pa.Kind)
	if err != nil {
		return a, err
	}
	if pa.ID == (PaymentAccountID{}) || pa.Name == "" || pa.Ledger == (ledger.AccountID{}) {
		return a, ErrMalformed
	}
	if pa.Kind.Limit() && a.hasLimitAccount() {
		return a, ErrSecondBankAccount
	}
	if !pa.Kind.Limit() && a.hasPrepaid() {
		return a, ErrSecondPrepaid
	}
	pa.Maximum, pa.Usable = money.FromMinor(0, p.Currency), true
	pa.Locked = !pa.Kind.Limit() && p.PrepaidNeedsIdentity && a.Verified.IsZero()
	if pa.Kind.Limit() && !a.Verified.IsZero() && !pa.Pending {
		pa.Maximum = kind.Maximum
	}
	a.Accounts = append(slices.Clone(a.Accounts), pa)
	return a.settle(p), nil
}

func (a Account) hasLimitAccount() bool {
	return slices.ContainsFunc(a.Accounts, func(pa PaymentAccount) bool { return pa.Kind.Limit() })
}

// LimitAccount is the payment account with a spending limit, of which there is at most one (MND-5); ErrNoPaymentAccount if there is none.
func (a Account) LimitAccount() (PaymentAccount, error) {
	for _, pa := range a.Accounts {
		if pa.Kind.Limit() {
			return pa, nil
		}
	}
	return PaymentAccount{}, ErrNoPaymentAccount
}

func (a Account) hasPrepaid() bool {
	return slices.ContainsFunc(a.Accounts, func(pa PaymentAccount) bool { return !pa.Kind.Limit() })
}

// PrepaidAccount is the Seqr Account, of which there is at most one; ErrNoPaymentAccount if there is none.
func (a Account) PrepaidAccount() (PaymentAccount, error) {
	for _, pa := range a.Accounts {
		if !pa.Kind.Limit() {
			return pa, nil
		}
	}
	return PaymentAccount{}, ErrNoPaymentAccount
}

// VerifyIdentity records that the identity was verified and raises the maximum of each limit
// account to its kind's in maxima; it never lowers one (REG-13, REG-15, LIM-4). A second time it
// changes nothing, so the time stays that of the first. It answers ErrClosed, and an error of
// package money if a maximum is of another currency than the account.
func (a Account) VerifyIdentity(at time.Time, maxima map[Kind]money.Amount) (Account, error) {
	if a.State == Closed {
		return a, ErrClosed
	}
	accounts := slices.Clone(a.Accounts)
	for i, pa := range accounts {
		accounts[i].Locked = false
		raised, known := maxima[pa.Kind]
		if !known || !pa.Kind.Limit() || pa.Pending {
			continue
		}
		order, err := raised.Cmp(pa.Maximum)
		if err != nil {
			return a, err
		}
		if order > 0 {
			accounts[i].Maximum = raised
		}
	}
	a.Accounts = accounts
	if a.Verified.IsZero() {
		a.Verified = at.UTC()
	}
	return a, nil
}

// DisablePaymentAccount makes a payment account unusable for good: the bank account was removed,
// or a return made its mandate invalid (COL-9, MND-7). It is allowed on a closed account too,
// whose debits may still come back, and changes nothing the second time. It answers ErrNoPaymentAccount.
func (a Account) DisablePaymentAccount(id PaymentAccountID) (Account, error) {
	i := slices.IndexFunc(a.Accounts, func(pa PaymentAccount) bool { return pa.ID == id })
	if i < 0 {
		return a, ErrNoPaymentAccount
	}
	a.Accounts = slices.Clone(a.Accounts)
	a.Accounts[i].Usable = false
	return a, nil
}

// PaymentAccount finds one of the account's payment accounts, or answers ErrNoPaymentAccount.
func (a Account) PaymentAccount(id PaymentAccountID) (PaymentAccount, error) {
	for _, pa := range a.Accounts {
		if pa.ID == id {
			return pa, nil
		}
	}
	return PaymentAccount{}, ErrNoPaymentAccount
}

// PayFrom sets what is paid from when the owner names nothing (MND-5); the zero ID ends that. It answers
// ErrNoPaymentAccount for an account of somebody else, and ErrClosed.
func (a Account) PayFrom(id PaymentAccountID) (Account, error) {
	if a.State == Closed {
		return a, ErrClosed
	}
	if id != (PaymentAccountID{}) {
		if _, err := a.PaymentAccount(id); err != nil {
			return a, err
		}
	}
	a.Default = id
	return a, nil
}

// DefaultPaymentAccount is what is paid from when the owner names nothing: what [Account.PayFrom] set, also while it
// cannot be paid from, for nobody wants to be charged elsewhere unasked; else the limit account if it is active and
// usable, else the prepaid account if it is, else the first. It answers ErrNoPaymentAccount if there is none.
func (a Account) DefaultPaymentAccount() (PaymentAccount, error) {
	if a.Default != (PaymentAccountID{}) {
		return a.PaymentAccount(a.Default)
	}
	for _, limit := range []bool{true, false} {
		for _, pa := range a.Accounts {
			if pa.Kind.Limit() == limit && pa.Active() && pa.Usable {
				return pa, nil
			}
		}
	}
	if len(a.Accounts) == 0 {
		return PaymentAccount{}, ErrNoPaymentAccount
	}
	return a.Accounts[0], nil
}

// MayPay finds the payment account to pay from, the default one for a zero ID, and says whether
// it may be paid from now. What is left of its limit is the book's to check.
//
// It answers, the first that applies: ErrClosed, ErrNotRegistered, *BlockedError with all
// reasons, ErrNoPaymentAccount, ErrNotActive, ErrUnusable.
func (a Account) MayPay(from PaymentAccountID) (PaymentAccount, error) {
	if err := a.MayAct(); err != nil {
		return PaymentAccount{}, err
	}
	pa, err := a.named(from)
	switch {
	case err != nil:
		return PaymentAccount{}, err
	case !pa.Active():
		return PaymentAccount{}, ErrNotActive
	case !pa.Usable:
		return PaymentAccount{}, ErrUnusable
	}
	return pa, nil
}

// MayAct says whether the account as a whole may move money or change its PIN now (CS-3). It
// answers, the first that applies: ErrClosed, ErrNotRegistered, *BlockedError with all reasons.
func (a Account) MayAct() error {
	switch {
	case a.State == Closed:
		return ErrClosed
	case a.State != Open:
		return ErrNotRegistered
	case a.Blocked():
		return a.blockedError()
	}
	return nil
}

func (a Account) named(id PaymentAccountID) (PaymentAccount, error) {
	if id == (PaymentAccountID{}) {
		return a.DefaultPaymentAccount()
	}
	return a.PaymentAccount(id)
}

// Active says whether the account is activated: registered, not closed, and with at least one
// active payment account (REG-13). A block does not change that, nor does a used-up limit.
func (a Account) Active() bool {
	return a.State == Open && slices.ContainsFunc(a.Accounts, PaymentAccount.Active)
}

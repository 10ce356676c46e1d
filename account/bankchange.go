package account

import (
	"slices"

	"github.com/google/uuid"
)

// Unlink takes the bank account away from a payment account: it cannot be paid from until [Account.Relink] gives it
// another (MND-7). Its limit, and what uses it, stay. It answers ErrNoPaymentAccount, also for an account without one,
// and ErrClosed.
func (a Account) Unlink(id PaymentAccountID) (Account, error) {
	i, err := a.changeable(id)
	if err != nil {
		return a, err
	}
	if a.Accounts[i].Bank == uuid.Nil {
		return a, ErrNoPaymentAccount
	}
	a.Accounts = slices.Clone(a.Accounts)
	a.Accounts[i].Bank, a.Accounts[i].Usable, a.Accounts[i].Pending = uuid.Nil, false, false
	return a, nil
}

// Relink gives a payment account that was unlinked another bank account; pending while the bank has to approve the mandate
// (MND-9). It answers ErrSecondBankAccount beside one that is linked, ErrMalformed without a bank account, ErrNoPaymentAccount and ErrClosed.
func (a Account) Relink(id PaymentAccountID, bank uuid.UUID, pending bool) (Account, error) {
	i, err := a.changeable(id)
	switch {
	case err != nil:
		return a, err
	case a.Accounts[i].Bank != uuid.Nil:
		return a, ErrSecondBankAccount
	case bank == uuid.Nil:
		return a, ErrMalformed
	}
	a.Accounts = slices.Clone(a.Accounts)
	a.Accounts[i].Bank, a.Accounts[i].Usable, a.Accounts[i].Pending = bank, true, pending
	return a, nil
}

// ApprovePaymentAccount ends that a payment account waits for its mandate (MND-9): if the identity is verified, its
// maximum becomes the policy's, unless it is higher. It answers ErrNoPaymentAccount, ErrKind and ErrClosed.
func (a Account) ApprovePaymentAccount(id PaymentAccountID, p Policy) (Account, error) {
	i, err := a.changeable(id)
	if err != nil {
		return a, err
	}
	kind, err := p.Kind(a.Accounts[i].Kind)
	if err != nil {
		return a, err
	}
	a.Accounts = slices.Clone(a.Accounts)
	pa := &a.Accounts[i]
	pa.Pending = false
	if order, err := kind.Maximum.Cmp(pa.Maximum); err == nil && order > 0 && !a.Verified.IsZero() {
		pa.Maximum = kind.Maximum
	}
	return a, nil
}

// changeable finds a payment account of an account that is not closed.
func (a Account) changeable(id PaymentAccountID) (int, error) {
	if a.State == Closed {
		return 0, ErrClosed
	}
	i := slices.IndexFunc(a.Accounts, func(pa PaymentAccount) bool { return pa.ID == id })
	if i < 0 {
		return 0, ErrNoPaymentAccount
	}
	return i, nil
}

package account

import (
	"slices"

	"github.com/seqrpay/seqr/money"
)

// CountCollection notes that one more debit of a payment account counts as collected, and raises its maximum where the
// policy says that so many do (LIM-5). Allowed on a closed account too, whose debits go on. It
// answers ErrNoPaymentAccount.
func (a Account) CountCollection(id PaymentAccountID, p Policy) (Account, error) {
	i := slices.IndexFunc(a.Accounts, func(pa PaymentAccount) bool { return pa.ID == id })
	if i < 0 {
		return a, ErrNoPaymentAccount
	}
	a.Accounts = slices.Clone(a.Accounts)
	pa := &a.Accounts[i]
	pa.Collected++
	if kind, err := p.Kind(pa.Kind); err == nil && pa.Active() {
		pa.Maximum = kind.maximum(*pa)
	}
	return a, nil
}

// UncountCollection takes one from that count, because a debit came back after it had counted. A maximum that was raised
// stays (LIM-6). It answers ErrNoPaymentAccount.
func (a Account) UncountCollection(id PaymentAccountID) (Account, error) {
	i := slices.IndexFunc(a.Accounts, func(pa PaymentAccount) bool { return pa.ID == id })
	if i < 0 {
		return a, ErrNoPaymentAccount
	}
	a.Accounts = slices.Clone(a.Accounts)
	a.Accounts[i].Collected = max(a.Accounts[i].Collected-1, 0)
	return a, nil
}

// maximum is what a payment account's limit is now: raised once enough was collected, and never lowered.
func (k KindPolicy) maximum(pa PaymentAccount) money.Amount {
	if k.RaiseAfter == 0 || pa.Collected < k.RaiseAfter {
		return pa.Maximum
	}
	if order, err := k.Raised.Cmp(pa.Maximum); err != nil || order <= 0 {
		return pa.Maximum
	}
	return k.Raised
}

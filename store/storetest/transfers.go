package storetest

import (
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// sides are the lists in which what moves between two people is found, each by one of them.
type sides[V any] [7]V

// transfersListed tells transfers, requests and payouts of three people apart, and follows a transfer whose receiver
// is found only later.
func transfersListed(t *trial) {
	mine, other, number := account.ID{UUID: newID()}, account.ID{UUID: newID()}, account.Tag(newID().String())
	var want sides[[]uuid.UUID]
	for i := range 2*pageSize + 1 {
		there, back := newID(), newID()
		c := store.Changes{
			Moved:        []payment.Transfer{{ID: payment.TransferID{UUID: there}, From: mine, ToPhone: number}, {ID: payment.TransferID{UUID: back}, From: other, To: mine}},
			Requests:     []payment.MoneyRequest{{ID: payment.RequestID{UUID: there}, By: mine, Of: other}, {ID: payment.RequestID{UUID: back}, By: other, Of: mine}},
			Payouts:      []ach.Payout{{ID: ach.PayoutID{UUID: there}, Owner: mine}, {ID: ach.PayoutID{UUID: back}, Owner: other}},
			BankAccounts: []ach.BankAccount{{ID: ach.BankAccountID{UUID: there}, Owner: mine}, {ID: ach.BankAccountID{UUID: back}, Owner: other}},
		}
		t.commit(c)
		want[0], want[1], want[2] = append(want[0], there), append(want[1], back), append(want[2], there)
		want[3], want[4], want[5] = append(want[3], there), append(want[4], back), append(want[5], there)
		want[6] = append(want[6], there)
		if i%2 == 0 {
			continue
		}
		found, err := t.store.Transfer(t.ctx, payment.TransferID{UUID: there})
		require.NoError(t, err)
		found.To = other
		t.commit(store.Changes{Moved: []payment.Transfer{found}})
	}
	require.Equal(t, want, t.sidesOf(mine, number))
	require.Equal(t, sides[[]uuid.UUID]{}, t.sidesOf(account.ID{UUID: newID()}, "nobody"))
	received, err := t.store.TransfersTo(t.ctx, other, payment.TransferID{}, all)
	require.NoError(t, err)
	require.Len(t, received, pageSize)
}

func (t *trial) sidesOf(who account.ID, number account.Tag) sides[[]uuid.UUID] {
	t.Helper()
	transfer := func(v payment.Transfer) uuid.UUID { return v.ID.UUID }
	request := func(v payment.MoneyRequest) uuid.UUID { return v.ID.UUID }
	return sides[[]uuid.UUID]{
		pages(t, func(after uuid.UUID) ([]payment.Transfer, error) {
			return t.store.TransfersFrom(t.ctx, who, payment.TransferID{UUID: after}, pageSize)
		}, transfer),
		pages(t, func(after uuid.UUID) ([]payment.Transfer, error) {
			return t.store.TransfersTo(t.ctx, who, payment.TransferID{UUID: after}, pageSize)
		}, transfer),
		pages(t, func(after uuid.UUID) ([]payment.Transfer, error) {
			return t.store.TransfersFor(t.ctx, number, payment.TransferID{UUID: after}, pageSize)
		}, transfer),
		pages(t, func(after uuid.UUID) ([]payment.MoneyRequest, error) {
			return t.store.RequestsBy(t.ctx, who, payment.RequestID{UUID: after}, pageSize)
		}, request),
		pages(t, func(after uuid.UUID) ([]payment.MoneyRequest, error) {
			return t.store.RequestsOf(t.ctx, who, payment.RequestID{UUID: after}, pageSize)
		}, request),
		pages(t, func(after uuid.UUID) ([]ach.Payout, error) {
			return t.store.PayoutsOf(t.ctx, who, ach.PayoutID{UUID: after}, pageSize)
		}, func(v ach.Payout) uuid.UUID { return v.ID.UUID }),
		pages(t, func(after uuid.UUID) ([]ach.BankAccount, error) {
			return t.store.BankAccountsOf(t.ctx, who, ach.BankAccountID{UUID: after}, pageSize)
		}, func(v ach.BankAccount) uuid.UUID { return v.ID.UUID }),
	}
}

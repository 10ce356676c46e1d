package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// Limits lets 2, 16 and 64 clients race for the limits of so many accounts at once, all of which sell to one merchant, and
// wants each limit spent to the cent and passed at no point of its statement. Several handles are taken in turn: of one database,
// as several processes have.
func Limits(t *testing.T, accounts int, open func(t *testing.T) []store.Store) {
	for _, clients := range []int{2, 16, 64} {
		t.Run(fmt.Sprintf("%d clients", clients), func(t *testing.T) {
			handles := open(t)
			limits(&trial{TB: t, ctx: context.Background(), store: handles[0]}, accounts, clients, handles)
		})
	}
}

func limits(t *trial, accounts, clients int, handles []store.Store) {
	const limit, price, attempts = 100_00, 9_00, 16 // more than there is money for
	merchant := payable()
	payers := make([]ledger.Account, accounts)
	for i := range payers {
		payers[i] = limited(limit)
	}
	t.open(payers...)
	t.open(merchant)
	spent := make([]atomic.Int64, accounts)
	together(clients, func(i int) {
		random, at := rand.New(rand.NewPCG(uint64(i), 1000)), handles[i%len(handles)]
		for range max(1, attempts/clients) {
			for _, n := range random.Perm(accounts) {
				cents := int64(price + random.IntN(2))
				err := at.Commit(t.ctx, store.Changes{Transfers: []ledger.Transfer{move(payers[n], merchant, cents)}})
				if err == nil {
					spent[n].Add(cents)
				} else {
					assert.ErrorIs(t, err, store.ErrInsufficient)
				}
			}
		}
	})
	sold := int64(0)
	for n, payer := range payers {
		left := t.audited(payer).Available().Minor()
		require.Equal(t, limit-spent[n].Load(), left)
		require.GreaterOrEqual(t, left, int64(0))
		require.Less(t, left, int64(price+1), "somebody was refused who could have paid")
		sold += limit - left
	}
	require.Equal(t, sold, t.audited(merchant).Balance)
	last := payers[0]
	if left := t.audited(last).Available().Minor(); left > 0 {
		t.post(move(last, merchant, left))
	}
	t.refuse(store.ErrInsufficient, store.Changes{Transfers: []ledger.Transfer{move(last, merchant, 1)}})
}

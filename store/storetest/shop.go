package storetest

import (
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// shopListed tells apart what two merchants sell and promise and what two users got, were granted, ordered and are members of.
func shopListed(t *trial) {
	mine, other := newID(), newID()
	var want, none [7][]uuid.UUID
	for i := range 2*pageSize + 1 {
		for _, of := range []uuid.UUID{mine, other} {
			id, unpaid := newID(), newID()
			merchant, user := payment.MerchantID{UUID: of}, account.ID{UUID: of}
			t.commit(store.Changes{
				Offers:   []cashback.Offer{{ID: cashback.OfferID{UUID: id}, Merchant: merchant, Starts: start, Ends: start.Add(time.Hour)}},
				Rewards:  []cashback.Reward{{ID: cashback.RewardID{UUID: id}, Payer: user}},
				Products: []payment.Product{{ID: payment.ProductID{UUID: id}, Merchant: merchant}},
				Orders: []payment.Order{
					{ID: payment.OrderID{UUID: id}, Merchant: merchant, Payer: user, PaidAt: start.Add(seconds(i))},
					{ID: payment.OrderID{UUID: unpaid}, Merchant: merchant},
				},
				Corrections: []cashback.Correction{{ID: cashback.CorrectionID{UUID: id}, Payer: user}},
				Memberships: []payment.Membership{{ID: payment.MembershipID{UUID: id}, Owner: user}},
			})
			if of == mine {
				for i := range want {
					want[i] = append(want[i], id)
				}
			}
		}
	}
	require.Equal(t, want, t.shopOf(mine))
	require.Equal(t, none, t.shopOf(newID()))
}

func (t *trial) shopOf(of uuid.UUID) [7][]uuid.UUID {
	t.Helper()
	merchant, user := payment.MerchantID{UUID: of}, account.ID{UUID: of}
	order := func(v payment.Order) uuid.UUID { return v.ID.UUID }
	return [7][]uuid.UUID{
		pages(t, func(after uuid.UUID) ([]cashback.Offer, error) {
			return t.store.OffersOf(t.ctx, merchant, start, cashback.OfferID{UUID: after}, pageSize)
		}, func(v cashback.Offer) uuid.UUID { return v.ID.UUID }),
		pages(t, func(after uuid.UUID) ([]cashback.Reward, error) {
			return t.store.RewardsOf(t.ctx, user, cashback.RewardID{UUID: after}, pageSize)
		}, func(v cashback.Reward) uuid.UUID { return v.ID.UUID }),
		pages(t, func(after uuid.UUID) ([]cashback.Correction, error) {
			return t.store.CorrectionsOf(t.ctx, user, cashback.CorrectionID{UUID: after}, pageSize)
		}, func(v cashback.Correction) uuid.UUID { return v.ID.UUID }),
		pages(t, func(after uuid.UUID) ([]payment.Product, error) {
			return t.store.ProductsOf(t.ctx, merchant, payment.ProductID{UUID: after}, pageSize)
		}, func(v payment.Product) uuid.UUID { return v.ID.UUID }),
		pages(t, func(after uuid.UUID) ([]payment.Order, error) {
			return t.store.OrdersOf(t.ctx, user, payment.OrderID{UUID: after}, pageSize)
		}, order),
		pages(t, func(after uuid.UUID) ([]payment.Order, error) {
			return t.store.OrdersAt(t.ctx, merchant, payment.OrderID{UUID: after}, pageSize)
		}, order),
		pages(t, func(after uuid.UUID) ([]payment.Membership, error) {
			return t.store.MembershipsOf(t.ctx, user, payment.MembershipID{UUID: after}, pageSize)
		}, func(v payment.Membership) uuid.UUID { return v.ID.UUID }),
	}
}

// promotionsRun lists offers and products from their first instant on and no longer at their last.
func promotionsRun(t *trial) {
	const n = 2*pageSize + 1
	merchant := payment.MerchantID{UUID: newID()}
	var ids []uuid.UUID
	for i := range n { // the i-th runs from second i to second n+i
		id := newID()
		ids = append(ids, id)
		from, to := start.Add(seconds(i)), start.Add(seconds(n+i))
		t.commit(store.Changes{
			Offers:   []cashback.Offer{{ID: cashback.OfferID{UUID: id}, Market: home, Merchant: merchant, Starts: from, Ends: to}},
			Products: []payment.Product{{ID: payment.ProductID{UUID: id}, Market: home, Merchant: merchant, Starts: from, Ends: to}},
		})
	}
	for second := range 2*n + 1 {
		at := start.Add(seconds(second)).Add(-time.Microsecond) // before the next one starts and this one's end
		want := ids[min(n, max(0, second-n)):min(n, second)]
		require.Equal(t, append([]uuid.UUID(nil), want...), t.running(merchant, at)[0], second)
		for _, got := range t.running(merchant, at) {
			require.Equal(t, append([]uuid.UUID(nil), want...), got, second)
		}
	}
	last := t.running(merchant, start.Add(seconds(2*n-1)))
	require.Empty(t, last[0], "an offer is over at its last instant")
	require.Empty(t, last[2], "and so is a sale")
}

func (t *trial) running(m payment.MerchantID, at time.Time) [3][]uuid.UUID {
	t.Helper()
	offer := func(v cashback.Offer) uuid.UUID { return v.ID.UUID }
	return [3][]uuid.UUID{
		pages(t, func(after uuid.UUID) ([]cashback.Offer, error) {
			return t.store.OffersRunning(t.ctx, home, at, cashback.OfferID{UUID: after}, pageSize)
		}, offer),
		pages(t, func(after uuid.UUID) ([]cashback.Offer, error) {
			return t.store.OffersOf(t.ctx, m, at, cashback.OfferID{UUID: after}, pageSize)
		}, offer),
		pages(t, func(after uuid.UUID) ([]payment.Product, error) {
			return t.store.ProductsOnSale(t.ctx, home, at, payment.ProductID{UUID: after}, pageSize)
		}, func(v payment.Product) uuid.UUID { return v.ID.UUID }),
	}
}

package seqr

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// The package's tests register hundreds of people. Here a stretch at the usual cost costs little. Package identity tests the real
// one, and the examples use it.
func init() {
	slow := stretchPIN
	stretchPIN = func(pin identity.PIN, by identity.Stretch) []byte {
		if by.Cost == identity.DefaultStretchCost() {
			by.Cost = identity.StretchCost{Passes: 1, MemoryKiB: 64, Threads: 1}
		}
		return slow(pin, by)
	}
}

// SettleMerchant is what the event of a merchant's cut-off does.
func SettleMerchant(ctx context.Context, s *System, id payment.MerchantID, event uuid.UUID) error {
	return s.Merchants.settle(ctx, id, store.EventID{UUID: event})
}

// RewardPayment is what the event of a payment with an item's code does.
func RewardPayment(ctx context.Context, s *System, id payment.PaymentID) error {
	return s.Offers.reward(ctx, id)
}

// Occupy takes every place of a slow computation and of waiting for one, until free is called.
func Occupy(s *System) (free func()) {
	c := s.core
	for range cap(c.queue) {
		c.queue <- struct{}{}
	}
	return func() {
		for range cap(c.queue) {
			<-c.queue
		}
	}
}

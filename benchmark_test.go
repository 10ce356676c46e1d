package seqr_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
)

// BenchmarkCommand is what the command processor adds to a decision that decides next to nothing, for a new key and for one
// that was answered before.
func BenchmarkCommand(b *testing.B) {
	clock, market := sandbox.NewClock(start), seqr.Demo(seqr.UnitedStates())
	sys, err := seqr.New(seqr.Config{
		Market: market, Store: memory.New(), Clock: clock.Now, Bank: sandbox.NewBank(clock.Now, market.Collection.Calendar, market.Zone),
		SMS: sandbox.NewPhone(), Mail: sandbox.NewMailbox(), Verifier: genuine{}, Keys: identity.DevelopmentKeyring(), AllowDevelopmentKeys: true,
	})
	require.NoError(b, err)
	m, err := sys.Merchants.Open(b.Context(), seqr.MerchantRequest{Key: "benchmark-merchant", Name: "Corner Shop"})
	require.NoError(b, err)
	command := func(b *testing.B, key string) {
		_, err := sys.Merchants.SetActive(b.Context(), seqr.ActiveRequest{Key: seqr.Key(key), Merchant: m.ID, Active: true})
		if err != nil {
			b.Fatal(err)
		}
	}
	n := 0
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			n++
			command(b, fmt.Sprintf("benchmark-command-%d", n))
		}
	})
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			command(b, "benchmark-command-again")
		}
	})
}

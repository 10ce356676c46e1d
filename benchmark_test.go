package seqr_test

import (
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
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

// BenchmarkPayment is one payment above the store, whole and the parts of it that can be repeated by themselves. What is left of the
// whole is the approval, most of whose time goes into a signature that is made and verified.
func BenchmarkPayment(b *testing.B) {
	w := quick(b, func(c *seqr.Config) {
		fingerprints(c)
		c.Store, c.Market = memory.New(), c.Market.WithMaximum(account.ACHDebit, usd("10000000.00"))
	})
	pat, shop := w.join("Pat Specimen", "+18015550123"), w.till("Corner Shop")
	finger, err := identity.NewEd25519Key(rand.Reader)
	require.NoError(b, err)
	_, err = w.sys.Accounts.EnrolBiometric(w.ctx, pat.enrolment(finger))
	require.NoError(b, err)
	shop.lane, err = w.sys.Merchants.AddLane(w.ctx, seqr.LaneRequest{
		Key: w.key(), Merchant: shop.merchant.ID, Location: shop.location.ID, Name: "Checkout", Channel: payment.Online, Many: true,
	})
	require.NoError(b, err)
	draft := payment.Draft{Title: "Thank you for shopping", Rows: []payment.Row{{Description: "Bread", Total: usd("1.25")}}, Total: usd("1.25")}
	issue := func(b *testing.B) seqr.InvoiceStatus {
		inv, err := w.sys.Merchants.Issue(w.ctx, seqr.InvoiceRequest{Key: w.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: draft})
		if err != nil {
			b.Fatal(err)
		}
		return inv
	}
	scan := func(b *testing.B, inv seqr.InvoiceStatus) seqr.Scanned {
		seen, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: inv.Code})
		if err != nil {
			b.Fatal(err)
		}
		return seen
	}
	approve := func(b *testing.B, seen seqr.Scanned) {
		message, signature := pat.touch(finger, seen.Message)
		_, err := w.sys.Payments.Approve(w.ctx, seqr.ApproveRequest{
			Key: w.key(), Account: pat.id, Message: message, Signature: signature, Proof: identity.ProofBiometric,
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	status := func(b *testing.B, inv seqr.InvoiceStatus) {
		if _, err := w.sys.Merchants.Status(w.ctx, shop.merchant.ID, inv.Invoice); err != nil {
			b.Fatal(err)
		}
	}
	inv := issue(b)
	b.Run("issue", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			issue(b)
		}
	})
	b.Run("scan", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			scan(b, inv)
		}
	})
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			inv := issue(b)
			approve(b, scan(b, inv))
			status(b, inv)
		}
	})
	approve(b, scan(b, inv))
	b.Run("status", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			status(b, inv)
		}
	})
}

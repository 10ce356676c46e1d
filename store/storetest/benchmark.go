package storetest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Benchmark measures whole payments: two commits each, the invoice and its approval, with all
// that they write. It runs with 1, 8, 64 and 256 callers, each with a payer of its own, on a
// store that open makes. It tells; it does not judge.
func Benchmark(b *testing.B, open func(b *testing.B) store.Store) {
	for _, callers := range []int{1, 8, 64, 256} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s := open(b)
			tills := make([]*till, callers)
			for i := range tills {
				tills[i] = newTill(b, s)
			}
			b.ReportAllocs()
			b.ResetTimer()
			began := time.Now()
			var left atomic.Int64
			left.Store(int64(b.N))
			var work sync.WaitGroup
			for _, t := range tills {
				work.Go(func() {
					for left.Add(-1) >= 0 {
						if err := t.pay(s); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			work.Wait()
			b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "payments/s")
		})
	}
}

// till is a lane with one payer who comes again and again.
type till struct {
	merchant payment.Merchant
	payer    account.Account
	cred     identity.Credential
	lane     payment.Lane
	from, to ledger.Account
}

func newTill(b *testing.B, s store.Store) *till {
	b.Helper()
	t := &till{from: limited(1 << 50), to: payable()}
	t.merchant = filled[payment.Merchant]()
	t.payer, t.cred, t.lane = filled[account.Account](), filled[identity.Credential](), filled[payment.Lane]()
	t.merchant.Version, t.payer.Version, t.cred.Version, t.lane.Version = 0, 0, 0, 0
	t.cred.Account = t.payer.ID
	require.NoError(b, s.Commit(context.Background(), store.Changes{
		Merchants: []payment.Merchant{t.merchant}, Accounts: []account.Account{t.payer}, Credentials: []identity.Credential{t.cred},
		Lanes: []payment.Lane{t.lane}, Ledger: []ledger.Account{t.from, t.to},
	}))
	t.merchant.Version, t.payer.Version, t.cred.Version, t.lane.Version = 1, 1, 1, 1
	return t
}

// pay issues an invoice and approves it.
func (t *till) pay(s store.Store) error {
	inv := t.invoice()
	err := s.Commit(context.Background(), store.Changes{
		Command:  t.command(),
		Invoices: []payment.Invoice{inv}, Lanes: []payment.Lane{t.lane},
		Claims: []store.Claim{{Kind: store.ClaimReference, Value: newID().String(), Owner: inv.ID.UUID}},
		Relied: []store.Ref{store.RelyOnMerchant(t.merchant)},
	})
	if err != nil {
		return err
	}
	t.lane.Version++
	inv.Version, inv.State = 1, payment.Paid
	if err = s.Commit(context.Background(), t.approval(inv)); err == nil {
		t.cred.Version++
	}
	return err
}

func (t *till) command() *store.Command {
	id := newID()
	return &store.Command{Scope: "payments/" + t.payer.ID.String(), Key: id.String(), Fingerprint: make([]byte, 32), Answer: bytes.Repeat([]byte("a"), 200), At: start}
}

func (t *till) invoice() payment.Invoice {
	return payment.Invoice{
		ID: payment.InvoiceID{UUID: newID()}, Merchant: t.merchant.ID, Location: t.lane.Location, Lane: t.lane.ID, Channel: payment.InStore,
		Reference: "1234567890", State: payment.Issued, Mode: payment.ImmediateDebit, Title: "Groceries", Cashier: "7",
		Rows:  []payment.Row{{Description: "Apples", Total: dollars(123)}, {Description: "Bread", Total: dollars(456)}},
		Total: dollars(579), IssuedAt: start, ExpiresAt: start.Add(time.Minute),
	}
}

func (t *till) approval(inv payment.Invoice) store.Changes {
	p := payment.Payment{
		ID: payment.PaymentID{UUID: newID()}, Invoice: inv.ID, Payer: t.payer.ID, Merchant: inv.Merchant, Location: inv.Location, Lane: inv.Lane,
		Seller: "Corner Shop", Place: "Main Street", Channel: inv.Channel, Reference: inv.Reference, Title: inv.Title, Rows: inv.Rows, Amount: inv.Total,
		At: start, Final: true, Approval: payment.Approval{Message: make([]byte, 300), Signature: make([]byte, 64)},
	}
	col := ach.Collection{
		ID: ach.CollectionID{UUID: newID()}, Payment: p.ID.UUID, Owner: t.payer.ID, Ledger: t.from.ID, Seller: p.Seller, Amount: p.Amount,
		State: ach.Due, OpenedAt: start,
	}
	due := event(3600)
	due.Subject = col.ID.UUID
	return store.Changes{
		Command: t.command(), Credentials: []identity.Credential{t.cred},
		Invoices: []payment.Invoice{inv}, Payments: []payment.Payment{p}, Collections: []ach.Collection{col},
		Relied:    []store.Ref{store.RelyOnMerchant(t.merchant), store.RelyOnAccount(t.payer)},
		Transfers: []ledger.Transfer{move(t.from, t.to, 579)},
		Tallies:   []cashback.Increment{increment(t.payer.ID, 579)},
		Events:    []store.Event{due},
		Claims:    []store.Claim{{Kind: store.ClaimNonce, Value: newID().String(), Owner: t.payer.ID.UUID}},
	}
}

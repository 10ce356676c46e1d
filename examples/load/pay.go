package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// price is what everything costs.
var price = money.FromMinor(1_25, money.USD)

// before is how long ago the payments of the past were made.
const before = 60 * 24 * time.Hour

// pay measures whole payments: the till issues an invoice, the app scans it and approves with its proof, the till asks for the result.
func pay(ctx context.Context, s *site, r *result) error {
	s.begin("pattern", 0)
	p, err := newPattern(ctx, s.keys, s.now().Add(-before), price)
	s.end()
	if err != nil {
		return fmt.Errorf("the pattern: %w", err)
	}
	shops, err := s.openShops(ctx)
	if err != nil {
		return err
	}
	payers, err := s.newcomers(ctx, p, shops, r)
	if err != nil {
		return err
	}
	if s.hot {
		shops = shops[:1]
	}
	clients := make([]*client, s.clients)
	for i := range clients {
		from, n := slice(len(payers), s.clients, i)
		clients[i] = &client{sys: s.sys, proof: proofs[s.pin], payers: payers[from : from+n], shops: shops}
	}
	return s.profiled(func() error { return drive(ctx, s, clients, r) })
}

// worker is one client: it does one thing after the other, tells how long the part that counts took, and keeps its errors to itself.
type worker interface {
	work(ctx context.Context) (time.Duration, error)
}

// drive lets all clients work for the duration, or until ctx ends, and finishes what was begun.
func drive[W worker](ctx context.Context, s *site, clients []W, r *result) error {
	s.beginFor(r.Mode, s.duration)
	defer s.end()
	defer s.watchMemory(r)()
	logs := make([]timings, len(clients))
	watch := startWatch()
	var all sync.WaitGroup
	for i, c := range clients {
		all.Go(func() {
			for watch.elapsed() < s.duration && ctx.Err() == nil {
				took, err := c.work(context.WithoutCancel(ctx))
				logs[i].note(took, err)
				s.add(1)
			}
		})
	}
	all.Wait()
	r.fill(watch.elapsed(), logs)
	return nil
}

// share is the i-th of n even shares of a whole.
func share(whole, n, i int) int {
	_, size := slice(whole, n, i)
	return size
}

// slice is where the i-th of n even shares of a whole begins, and its size.
func slice(whole, n, i int) (first, size int) {
	first = whole/n*i + min(whole%n, i)
	size = whole / n
	if i < whole%n {
		size++
	}
	return first, size
}

// client is an app and a till in one: it has payers of its own, who pay one after the other.
type client struct {
	sys    *seqr.System
	proof  proof
	payers []payer
	shops  []shop
	next   int
}

func (c *client) work(ctx context.Context) (time.Duration, error) {
	p := &c.payers[c.next%len(c.payers)]
	c.next++
	return c.pay(ctx, p, c.shops[rand.IntN(len(c.shops))], price) //nolint:gosec // which shop is no secret
}

// pay is one whole payment; how long its approval took.
func (c *client) pay(ctx context.Context, p *payer, at shop, amount money.Amount) (time.Duration, error) {
	inv, err := c.sys.Merchants.Issue(ctx, seqr.InvoiceRequest{
		Key: newKey(), Merchant: at.merchant.ID, Lane: at.lane.ID,
		Draft: payment.Draft{Title: "Thank you for shopping", Rows: []payment.Row{{Description: "Bread", Total: amount}}, Total: amount},
	})
	if err != nil {
		return 0, err
	}
	seen, err := c.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: p.id, Code: inv.Code})
	if err != nil {
		return 0, err
	}
	p.counter++
	seen.Message.Counter = p.counter
	req := seqr.ApproveRequest{Key: newKey(), Account: p.id}
	if err := c.proof(p, seen.Message, &req); err != nil {
		return 0, err
	}
	watch := startWatch()
	if _, err := c.sys.Payments.Approve(ctx, req); err != nil {
		return 0, err
	}
	took := watch.elapsed()
	st, err := c.sys.Merchants.Status(ctx, at.merchant.ID, inv.Invoice)
	if err == nil && st.State != payment.Paid {
		err = fmt.Errorf("an approved invoice is %s", st.State)
	}
	return took, err
}

// proof completes what an app sends with what shows that it is the owner who agrees.
type proof func(p *payer, m identity.ApprovalMessage, r *seqr.ApproveRequest) error

// proofs are the ways of proving it, by their names on the command line.
var proofs = map[string]proof{
	"device":    byPhone,
	"server":    byPIN,
	"biometric": byFinger,
}

func proofNames() string { return strings.Join(slices.Sorted(maps.Keys(proofs)), ", ") }

// byPIN sends the PIN, which the server stretches.
func byPIN(p *payer, m identity.ApprovalMessage, r *seqr.ApproveRequest) (err error) {
	r.PIN = patternPIN
	r.Message, r.Signature, err = p.key.Approve(m)
	return err
}

// byPhone sends what the phone made of the PIN. Its slow hash is the phone's work, so it was made before anything is measured.
func byPhone(p *payer, m identity.ApprovalMessage, r *seqr.ApproveRequest) (err error) {
	r.Message, r.Signature, err = p.key.Approve(m)
	r.PINProof = p.pin.ProveApproval(r.Message)
	return err
}

// byFinger signs with the key that the phone uses upon a fingerprint.
func byFinger(p *payer, m identity.ApprovalMessage, r *seqr.ApproveRequest) (err error) {
	r.Proof = identity.ProofBiometric
	r.Message, r.Signature, err = p.finger.ApproveBiometric(m)
	return err
}

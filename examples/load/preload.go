package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// loaders is how many write at once.
const loaders = 3

// bulk is a store that takes history faster than by commits.
type bulk interface {
	Load(ctx context.Context, c store.Changes) error
}

// loading is what writes history to the store, and how many payers and payments it takes at once.
func (s *site) loading() (write func(context.Context, store.Changes) error, records int) {
	if b, ok := s.store.(bulk); ok {
		return b.Load, 2000
	}
	return s.store.Commit, 1000
}

// fill registers payers as copies of the pattern, each with an even share of the payments of the past. The first has a number; those
// after it the numbers that follow. Keep is given the payers that were registered, from a place on, by several at once.
func (s *site) fill(ctx context.Context, p pattern, first int, shops []shop, r *result, keep func(from int, batch []payer)) error {
	s.begin("payers", s.payers+s.preload)
	defer s.end()
	watch := startWatch()
	_, records := s.loading()
	each := max(1, records/(1+s.preload/s.payers)) // payers in a commit
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var next atomic.Int64
	errs := make(chan error, loaders)
	var all sync.WaitGroup
	for range loaders {
		all.Go(func() {
			for {
				from := int(next.Add(int64(each))) - each
				if from >= s.payers {
					return
				}
				batch := make([]payer, min(each, s.payers-from))
				if err := s.fillBatch(ctx, p, first, from, batch, shops); err != nil {
					errs <- err // before the others', which end because of it
					cancel()
					return
				}
				keep(from, batch)
			}
		})
	}
	all.Wait()
	close(errs)
	if s.preload > 0 {
		r.Loaded = round(float64(s.preload) / watch.elapsed().Seconds())
	}
	return <-errs
}

// fillBatch registers a few payers with their payments: they are written in one commit, or, where a payer
// has more payments than go into one, in several.
func (s *site) fillBatch(ctx context.Context, p pattern, first, from int, batch []payer, shops []shop) error {
	if s.mode == "quarter" { // it goes on where it was stopped
		if taken, err := s.registered(ctx, first+from); err != nil || taken {
			return err
		}
	}
	load, records := s.loading()
	var ch store.Changes
	commit := func() error {
		n := len(ch.Accounts) + len(ch.Payments)
		err := load(ctx, ch)
		ch = store.Changes{}
		s.add(n)
		return err
	}
	for i := range batch {
		payments := share(s.preload, s.payers, from+i)
		var err error
		if batch[i], err = s.copyPayer(&ch, p, first+from+i, payments); err != nil {
			return err
		}
		for n := range payments {
			if len(ch.Payments) >= records {
				if err := commit(); err != nil {
					return err
				}
			}
			if err := p.copyPayment(&ch, batch[i], shops[(from+i+n)%len(shops)]); err != nil {
				return err
			}
		}
	}
	return commit()
}

// copyPayment adds a payment to ch: the pattern's by another payer to another merchant. It was approved with a phone
// that the payer has no more.
func (p pattern) copyPayment(ch *store.Changes, by payer, at shop) error {
	ids, err := newIDs(3 + len(p.transfers))
	if err != nil {
		return err
	}
	inv, pay, col := p.invoice, p.payment, p.collection
	if inv.Reference, err = payment.NewReference(rand.Reader, inv.IssuedAt); err != nil {
		return err
	}
	if pay.Reference, err = payment.NewPaymentReference(rand.Reader, pay.At); err != nil {
		return err
	}
	inv.ID, inv.Version, pay.ID, pay.Version = payment.InvoiceID{UUID: ids[0]}, 0, payment.PaymentID{UUID: ids[1]}, 0
	col.ID.UUID, col.Version = ids[2], 0
	inv.Payment, inv.Payer, inv.Merchant, inv.Location, inv.Lane = pay.ID, by.id, at.merchant.ID, at.lane.Location, at.lane.ID
	pay.Invoice, pay.Payer, pay.From, pay.Merchant, pay.Location, pay.Lane = inv.ID, by.id, by.from.ID, inv.Merchant, inv.Location, inv.Lane
	pay.Seller, col.Seller = at.merchant.Name, at.merchant.Name
	col.Payment, col.Owner, col.From, col.Ledger, col.Fees, col.Bank.UUID = pay.ID.UUID, by.id, by.from.ID, by.from.Ledger, by.from.Fees, by.from.Bank
	for n, t := range p.transfers {
		ch.Transfers = append(ch.Transfers, p.copyTransfer(t, ids[3+n], by, at, pay, col.ID.UUID))
	}
	ch.Invoices = append(ch.Invoices, inv)
	ch.Payments = append(ch.Payments, pay)
	ch.Collections = append(ch.Collections, col)
	earned := cashback.Earn(by.id, pay.Amount, pay.CountsIn)
	earned.Market = inv.Market
	ch.Tallies = append(ch.Tallies, earned)
	ch.Claims = append(ch.Claims, store.Claim{Kind: store.ClaimReference, Value: inv.Reference, Owner: ids[0]},
		store.Claim{Kind: store.ClaimNonce, Value: hex.EncodeToString(ids[1][:]), Owner: by.id.UUID},
		store.Claim{Kind: store.ClaimOrder, Value: col.OrderID(), Owner: ids[2]})
	return nil
}

// copyTransfer is one of the pattern's transfers between other accounts.
func (p pattern) copyTransfer(t ledger.Transfer, id uuid.UUID, by payer, at shop, pay payment.Payment, collection uuid.UUID) ledger.Transfer {
	side := func(a ledger.AccountID) ledger.AccountID {
		switch a {
		case p.account.Accounts[0].Ledger:
			return by.from.Ledger
		case p.shop.merchant.Payable:
			return at.merchant.Payable
		default:
			return a
		}
	}
	t.ID.UUID, t.Debit, t.Credit = id, side(t.Debit), side(t.Credit)
	if t.Subject == p.payment.ID.UUID {
		t.Subject = pay.ID.UUID
	} else {
		t.Subject = collection
	}
	return t
}

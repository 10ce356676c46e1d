package main

import (
	"context"
	"time"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// transfer measures the store alone: commits that move money from an account with a floor to a merchant's, each under a
// command's key. What is more in a payment is business.
func transfer(ctx context.Context, s *site, r *result) error {
	s.audit = s.auditBook
	r.PIN, r.Preload = "none", 0 // there are no payments here
	payers, err := s.openAccounts(ctx, ledger.Account{Code: ledger.CodePayerDebit, Floored: true, Floor: -limit}, s.payers)
	if err != nil {
		return err
	}
	merchants, err := s.openAccounts(ctx, ledger.Account{Code: ledger.CodeMerchantPayable}, s.merchants)
	if err != nil {
		return err
	}
	if s.hot {
		merchants = merchants[:1]
	}
	clients := make([]*mover, s.clients)
	for i := range clients {
		first, n := slice(len(payers), s.clients, i)
		clients[i] = &mover{store: s.store, from: payers[first : first+n], to: merchants, next: i}
	}
	return s.profiled(func() error { return drive(ctx, s, clients, r) })
}

// openAccounts opens n accounts of the book.
func (s *site) openAccounts(ctx context.Context, like ledger.Account, n int) ([]ledger.AccountID, error) {
	s.begin(string(like.Code), n)
	defer s.end()
	ids := make([]ledger.AccountID, 0, n)
	write, records := s.loading()
	like.Currency = money.USD
	for len(ids) < n {
		var ch store.Changes
		for range min(n-len(ids), records) {
			id, err := newIDs(2)
			if err != nil {
				return nil, err
			}
			like.ID, like.Owner = ledger.AccountID{UUID: id[0]}, id[1]
			ch.Ledger = append(ch.Ledger, like)
			ids = append(ids, like.ID)
		}
		if err := write(ctx, ch); err != nil {
			return nil, err
		}
		s.add(len(ch.Ledger))
	}
	return ids, nil
}

// mover commits one transfer after the other.
type mover struct {
	store    store.Store
	from, to []ledger.AccountID
	next     int
}

func (m *mover) work(ctx context.Context) (time.Duration, error) {
	ids, err := newIDs(2)
	if err != nil {
		return 0, err
	}
	watch := startWatch()
	at := watch.began.UTC().Truncate(time.Microsecond) // what stores keep
	m.next++
	err = m.store.Commit(ctx, store.Changes{
		Command: &store.Command{Scope: "load/transfer", Key: ids[1].String(), Fingerprint: ids[1][:], Answer: []byte("{}"), At: at},
		Transfers: []ledger.Transfer{{
			ID: ledger.TransferID{UUID: ids[0]}, Kind: ledger.Move, Purpose: ledger.Purchase,
			Debit: m.from[m.next%len(m.from)], Credit: m.to[m.next%len(m.to)], Amount: price, Subject: ids[1], At: at,
		}},
	})
	return watch.elapsed(), err
}

// page is how many records are read at once.
const page = 1000

// auditBook lets the book check itself: here there is nothing else to audit.
func (s *site) auditBook(ctx context.Context) (string, error) {
	sum := int64(0)
	for after := (ledger.AccountID{}); ; {
		accounts, err := s.store.LedgerAccounts(ctx, after, page)
		if err != nil {
			return "", err
		}
		for _, a := range accounts {
			statement, err := s.statement(ctx, a.ID)
			if err != nil {
				return "", err
			}
			if err := a.Audit(statement); err != nil {
				return finding(err), nil
			}
			sum, after = sum+a.Balance, a.ID
		}
		if len(accounts) < page {
			break
		}
	}
	if sum != 0 {
		return finding(ledger.ErrBroken), nil
	}
	return sound, nil
}

func (s *site) statement(ctx context.Context, of ledger.AccountID) (all []ledger.Entry, err error) {
	for after := (ledger.TransferID{}); ; after = all[len(all)-1].Transfer.ID {
		part, err := s.store.Statement(ctx, of, after, page)
		all = append(all, part...)
		if err != nil || len(part) < page {
			return all, err
		}
	}
}

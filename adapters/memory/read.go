package memory

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// find reads one value by its key.
func find[K comparable, V any](ctx context.Context, s *Store, t *table[K, V], k K) (V, error) {
	return read(ctx, s, func() (V, error) { return t.get(k) })
}

// page reads a page of all values.
func page[K comparable, V any](ctx context.Context, s *Store, t *table[K, V], after K, limit int) ([]V, error) {
	return read(ctx, s, func() ([]V, error) { return t.page(after, limit), nil })
}

// pageBy reads a page of one owner's values.
func pageBy[V any](ctx context.Context, s *Store, t *table[uuid.UUID, V], list byOwner, owner, after uuid.UUID, limit int) ([]V, error) {
	return read(ctx, s, func() ([]V, error) {
		return pageOf(list, owned{owner, after}, limit, func(k owned) (V, bool) { return t.clone(*t.rows[k.id]), true }), nil
	})
}

// latest reads the owner's value with the greatest ID.
func latest[V any](ctx context.Context, s *Store, t *table[uuid.UUID, V], list byOwner, owner uuid.UUID) (V, error) {
	return read(ctx, s, func() (V, error) {
		id, ok := list.latest(owner)
		if !ok {
			var none V
			return none, store.ErrNotFound
		}
		return t.get(id)
	})
}

// LedgerAccount implements [ledger.Reader].
func (s *Store) LedgerAccount(ctx context.Context, id ledger.AccountID) (ledger.Account, error) {
	return read(ctx, s, func() (ledger.Account, error) { return s.book.Account(id) })
}

// LedgerAccounts implements [ledger.Reader].
func (s *Store) LedgerAccounts(ctx context.Context, after ledger.AccountID, limit int) ([]ledger.Account, error) {
	return read(ctx, s, func() ([]ledger.Account, error) { return s.book.Accounts(after, limit), nil })
}

// Statement implements [ledger.Reader].
func (s *Store) Statement(ctx context.Context, id ledger.AccountID, after ledger.TransferID, limit int) ([]ledger.Entry, error) {
	return read(ctx, s, func() ([]ledger.Entry, error) { return s.book.Statement(id, after, limit) })
}

// Transfers implements [ledger.Reader].
func (s *Store) Transfers(ctx context.Context, after ledger.TransferID, limit int) ([]ledger.Posting, error) {
	return read(ctx, s, func() ([]ledger.Posting, error) { return s.book.Transfers(after, limit), nil })
}

// Account implements [account.Accounts].
func (s *Store) Account(ctx context.Context, id account.ID) (account.Account, error) {
	return find(ctx, s, s.accounts, id.UUID)
}

// AccountList implements [account.Accounts].
func (s *Store) AccountList(ctx context.Context, after account.ID, limit int) ([]account.Account, error) {
	return page(ctx, s, s.accounts, after.UUID, limit)
}

// Actions implements [account.Accounts].
func (s *Store) Actions(ctx context.Context, of account.ID, after account.ActionID, limit int) ([]account.Action, error) {
	return pageBy(ctx, s, s.actions, s.actionsOf, of.UUID, after.UUID, limit)
}

// Trail implements [account.Accounts].
func (s *Store) Trail(ctx context.Context, of account.ID) (account.Trail, error) {
	return find(ctx, s, s.trails, of.UUID)
}

// TrailList implements [account.Accounts].
func (s *Store) TrailList(ctx context.Context, after account.ID, limit int) ([]account.Trail, error) {
	return page(ctx, s, s.trails, after.UUID, limit)
}

// Activation implements [identity.Credentials].
func (s *Store) Activation(ctx context.Context, phone account.Tag) (identity.Activation, error) {
	return find(ctx, s, s.activations, phone)
}

// Credential implements [identity.Credentials].
func (s *Store) Credential(ctx context.Context, of account.ID) (identity.Credential, error) {
	return find(ctx, s, s.credentials, of.UUID)
}

// CredentialList implements [identity.Credentials].
func (s *Store) CredentialList(ctx context.Context, after account.ID, limit int) ([]identity.Credential, error) {
	return page(ctx, s, s.credentials, after.UUID, limit)
}

// Scan implements [identity.Scans].
func (s *Store) Scan(ctx context.Context, id identity.ScanID) (identity.Scan, error) {
	return find(ctx, s, s.scans, id.UUID)
}

// LatestScan implements [identity.Scans].
func (s *Store) LatestScan(ctx context.Context, of account.ID) (identity.Scan, error) {
	return latest(ctx, s, s.scans, s.scansOf, of.UUID)
}

// IDRecord implements [identity.Scans].
func (s *Store) IDRecord(ctx context.Context, id account.Tag) (identity.IDRecord, error) {
	return find(ctx, s, s.idRecords, id)
}

// IDRecordList implements [identity.Scans].
func (s *Store) IDRecordList(ctx context.Context, after account.Tag, limit int) ([]identity.IDRecord, error) {
	return page(ctx, s, s.idRecords, after, limit)
}

// Merchant implements [payment.Merchants].
func (s *Store) Merchant(ctx context.Context, id payment.MerchantID) (payment.Merchant, error) {
	return find(ctx, s, s.merchants, id.UUID)
}

// Location implements [payment.Merchants].
func (s *Store) Location(ctx context.Context, id payment.LocationID) (payment.Location, error) {
	return find(ctx, s, s.locations, id.UUID)
}

// Lane implements [payment.Merchants].
func (s *Store) Lane(ctx context.Context, id payment.LaneID) (payment.Lane, error) {
	return find(ctx, s, s.lanes, id.UUID)
}

// MerchantList implements [payment.Merchants].
func (s *Store) MerchantList(ctx context.Context, after payment.MerchantID, limit int) ([]payment.Merchant, error) {
	return page(ctx, s, s.merchants, after.UUID, limit)
}

// Invoice implements [payment.Invoices].
func (s *Store) Invoice(ctx context.Context, id payment.InvoiceID) (payment.Invoice, error) {
	return find(ctx, s, s.invoices, id.UUID)
}

// InvoiceList implements [payment.Invoices].
func (s *Store) InvoiceList(ctx context.Context, after payment.InvoiceID, limit int) ([]payment.Invoice, error) {
	return page(ctx, s, s.invoices, after.UUID, limit)
}

// ExpiredInvoices implements [payment.Invoices].
func (s *Store) ExpiredInvoices(ctx context.Context, market string, now time.Time, after payment.InvoiceID, limit int) ([]payment.Invoice, error) {
	return read(ctx, s, func() ([]payment.Invoice, error) {
		var expired []uuid.UUID
		s.deadlines.after(timed{market: market}, func(k timed) bool {
			over := k.market == market && !k.at.After(now)
			if over && compareIDs(k.id, after.UUID) > 0 {
				expired = append(expired, k.id)
			}
			return over
		})
		slices.SortFunc(expired, compareIDs)
		var page []payment.Invoice
		for _, id := range expired[:max(0, min(limit, len(expired)))] {
			page = append(page, copyInvoice(*s.invoices.rows[id]))
		}
		return page, nil
	})
}

// Payment implements [payment.Payments].
func (s *Store) Payment(ctx context.Context, id payment.PaymentID) (payment.Payment, error) {
	return find(ctx, s, s.payments, id.UUID)
}

// PaymentsOf implements [payment.Payments].
func (s *Store) PaymentsOf(ctx context.Context, payer account.ID, after payment.PaymentID, limit int) ([]payment.Payment, error) {
	return pageBy(ctx, s, s.payments, s.paymentsOf, payer.UUID, after.UUID, limit)
}

// PaymentList implements [payment.Payments].
func (s *Store) PaymentList(ctx context.Context, after payment.PaymentID, limit int) ([]payment.Payment, error) {
	return page(ctx, s, s.payments, after.UUID, limit)
}

// Refunds implements [payment.Payments].
func (s *Store) Refunds(ctx context.Context, of payment.PaymentID, after payment.RefundID, limit int) ([]payment.Refund, error) {
	return pageBy(ctx, s, s.refunds, s.refundsOf, of.UUID, after.UUID, limit)
}

// BankAccount implements [ach.BankAccounts].
func (s *Store) BankAccount(ctx context.Context, id ach.BankAccountID) (ach.BankAccount, error) {
	return find(ctx, s, s.bankAccounts, id.UUID)
}

// BankAccountsOf implements [ach.BankAccounts].
func (s *Store) BankAccountsOf(ctx context.Context, owner account.ID, after ach.BankAccountID, limit int) ([]ach.BankAccount, error) {
	return pageBy(ctx, s, s.bankAccounts, s.banksOf, owner.UUID, after.UUID, limit)
}

// Mandate implements [ach.BankAccounts].
func (s *Store) Mandate(ctx context.Context, of ach.BankAccountID) (ach.Mandate, error) {
	return latest(ctx, s, s.mandates, s.mandatesOf, of.UUID)
}

// Collection implements [ach.Collections].
func (s *Store) Collection(ctx context.Context, id ach.CollectionID) (ach.Collection, error) {
	return find(ctx, s, s.collections, id.UUID)
}

// CollectionOf implements [ach.Collections].
func (s *Store) CollectionOf(ctx context.Context, payment uuid.UUID) (ach.Collection, error) {
	return read(ctx, s, func() (ach.Collection, error) {
		id, ok := s.collectionFor[payment]
		if !ok {
			return ach.Collection{}, store.ErrNotFound
		}
		return s.collections.get(id)
	})
}

// CollectionsOf implements [ach.Collections].
func (s *Store) CollectionsOf(ctx context.Context, owner account.ID, after ach.CollectionID, limit int) ([]ach.Collection, error) {
	return pageBy(ctx, s, s.collections, s.collectionsOf, owner.UUID, after.UUID, limit)
}

// CollectionList implements [ach.Collections].
func (s *Store) CollectionList(ctx context.Context, after ach.CollectionID, limit int) ([]ach.Collection, error) {
	return page(ctx, s, s.collections, after.UUID, limit)
}

// Payout implements [ach.Collections].
func (s *Store) Payout(ctx context.Context, id ach.PayoutID) (ach.Payout, error) {
	return find(ctx, s, s.payouts, id.UUID)
}

// PayoutsOf implements [ach.Collections].
func (s *Store) PayoutsOf(ctx context.Context, owner account.ID, after ach.PayoutID, limit int) ([]ach.Payout, error) {
	return pageBy(ctx, s, s.payouts, s.payoutsOf, owner.UUID, after.UUID, limit)
}

// PayoutList implements [ach.Collections].
func (s *Store) PayoutList(ctx context.Context, after ach.PayoutID, limit int) ([]ach.Payout, error) {
	return page(ctx, s, s.payouts, after.UUID, limit)
}

// Advice implements [ach.Advices].
func (s *Store) Advice(ctx context.Context, id ach.AdviceID) (ach.Advice, error) {
	return find(ctx, s, s.advices, id.UUID)
}

// AdviceList implements [ach.Advices].
func (s *Store) AdviceList(ctx context.Context, after ach.AdviceID, limit int) ([]ach.Advice, error) {
	return page(ctx, s, s.advices, after.UUID, limit)
}

// AdvicesOpen implements [ach.Advices].
func (s *Store) AdvicesOpen(ctx context.Context, market string, after ach.AdviceID, limit int) ([]ach.Advice, error) {
	return among(ctx, s, s.advices, after.UUID, limit, func(v *ach.Advice) bool { return v.Market == market && v.State == ach.AdviceOpen })
}

// Tallies implements [cashback.Tallies].
func (s *Store) Tallies(ctx context.Context, payer account.ID, q civil.Quarter) ([]cashback.Tally, error) {
	return read(ctx, s, func() ([]cashback.Tally, error) { return s.quarter(payer, q), nil })
}

// Earners implements [cashback.Tallies].
func (s *Store) Earners(ctx context.Context, market string, q civil.Quarter, after account.ID, limit int) ([]cashback.Earner, error) {
	return read(ctx, s, func() ([]cashback.Earner, error) {
		return pageOf(&s.tallyPayers, payer{run{market, q}, after.UUID}, limit, func(k payer) (cashback.Earner, bool) {
			of := account.ID{UUID: k.id}
			return cashback.Earner{Payer: of, Tallies: s.quarter(of, q), Payouts: s.waiting(of, q)}, k.run == run{market, q}
		}), nil
	})
}

// quarter is a payer's months of a quarter.
func (s *Store) quarter(payer account.ID, q civil.Quarter) (found []cashback.Tally) {
	for _, m := range q.Months() {
		if t := s.tallies.rows[monthly{payer, m}]; t != nil {
			found = append(found, *t)
		}
	}
	return found
}

// waiting is a payer's payout of a quarter, and those with something to be brought.
func (s *Store) waiting(payer account.ID, q civil.Quarter) (found []cashback.Payout) {
	s.cashback.keys.after(quarterly{payer, civil.Quarter{}}, func(k quarterly) bool {
		if p := s.cashback.rows[k]; k.payer == payer && (k.quarter == q || !p.Over.IsZero()) {
			found = append(found, copyCashback(*p))
		}
		return k.payer == payer
	})
	return found
}

// Correction implements [cashback.Corrections].
func (s *Store) Correction(ctx context.Context, id cashback.CorrectionID) (cashback.Correction, error) {
	return find(ctx, s, s.corrections, id.UUID)
}

// CorrectionsOf implements [cashback.Corrections].
func (s *Store) CorrectionsOf(ctx context.Context, payer account.ID, after cashback.CorrectionID, limit int) ([]cashback.Correction, error) {
	return pageBy(ctx, s, s.corrections, s.correctionsOf, payer.UUID, after.UUID, limit)
}

// CorrectionList implements [cashback.Corrections].
func (s *Store) CorrectionList(ctx context.Context, after cashback.CorrectionID, limit int) ([]cashback.Correction, error) {
	return page(ctx, s, s.corrections, after.UUID, limit)
}

// CashbackPayout implements [cashback.Tallies].
func (s *Store) CashbackPayout(ctx context.Context, payer account.ID, q civil.Quarter) (cashback.Payout, error) {
	return find(ctx, s, s.cashback, quarterly{payer, q})
}

// CashbackPayouts implements [cashback.Tallies].
func (s *Store) CashbackPayouts(ctx context.Context, payer account.ID, after civil.Quarter, limit int) ([]cashback.Payout, error) {
	return read(ctx, s, func() ([]cashback.Payout, error) {
		return pageOf(&s.cashback.keys, quarterly{payer, after}, limit, func(k quarterly) (cashback.Payout, bool) {
			return copyCashback(*s.cashback.rows[k]), k.payer == payer
		}), nil
	})
}

// CashbackRun implements [cashback.Tallies].
func (s *Store) CashbackRun(ctx context.Context, market string, q civil.Quarter) (cashback.Run, error) {
	return find(ctx, s, s.runs, run{market, q})
}

// Command implements [store.Reader].
func (s *Store) Command(ctx context.Context, scope, key string) (store.Command, error) {
	return read(ctx, s, func() (store.Command, error) {
		c := s.commands[named{scope, key}]
		if c == nil {
			return store.Command{}, store.ErrNotFound
		}
		return copyCommand(*c), nil
	})
}

// Claimed implements [store.Reader].
func (s *Store) Claimed(ctx context.Context, kind store.ClaimKind, value string) (uuid.UUID, error) {
	return read(ctx, s, func() (uuid.UUID, error) {
		owner, ok := s.claims[named{string(kind), value}]
		if !ok {
			return uuid.Nil, store.ErrNotFound
		}
		return owner, nil
	})
}

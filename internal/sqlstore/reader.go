package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Reader is a [store.Reader] on whatever its Querier sees.
type Reader struct{ r Querier }

// NewReader makes a Reader.
func NewReader(r Querier) Reader { return Reader{r} }

var _ store.Reader = Reader{}

// Fetcher is a Querier that reads for several callers at once.
type Fetcher interface {
	// Fetch runs a statement for one row of arguments, and gives the n-th row of the answer to each, in order and counted from 0. Where
	// it has to ask again, it begins with the first one again.
	Fetch(ctx context.Context, each func(n int, row Row) error, statement *Statement, args Values) error
}

// get reads one value by its ID.
func get[T any](ctx context.Context, r Querier, t *table[T], id uuid.UUID) (T, error) {
	return getBy(ctx, r, t, idValue(id))
}

// getBy reads one value by its key.
func getBy[T any](ctx context.Context, r Querier, t *table[T], key Values) (T, error) {
	f, ok := r.(Fetcher)
	if !ok {
		return one(ctx, r, t.scan, t.get, key)
	}
	var found T
	err := store.ErrNotFound
	failed := f.Fetch(ctx, func(_ int, row Row) (scanned error) {
		found, scanned = t.scan(row)
		err = nil
		return scanned
	}, t.fetch, key)
	return found, first(failed, err)
}

// first is the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// page reads values by the order of their IDs, strictly after the given one.
func page[T any](ctx context.Context, r Querier, t *table[T], limit int, after any) ([]T, error) {
	return many(ctx, r, t.scan, limit, t.from+" WHERE id > ? ORDER BY id LIMIT ?", after)
}

// pageBy reads a page of the values of one owner.
func pageBy[T any](ctx context.Context, r Querier, t *table[T], limit int, owner string, of, after uuid.UUID) ([]T, error) {
	return many(ctx, r, t.scan, limit, t.from+" WHERE "+owner+" = ? AND id > ? ORDER BY id LIMIT ?", of, after)
}

// latest reads an owner's value with the greatest ID.
func latest[T any](ctx context.Context, r Querier, t *table[T], owner string, of uuid.UUID) (T, error) {
	return one(ctx, r, t.scan, t.from+" WHERE "+owner+" = ? ORDER BY id DESC LIMIT 1", idValue(of))
}

// Account implements [account.Accounts].
func (s Reader) Account(ctx context.Context, id account.ID) (account.Account, error) {
	return get(ctx, s.r, accounts, id.UUID)
}

// AccountList implements [account.Accounts].
func (s Reader) AccountList(ctx context.Context, after account.ID, limit int) ([]account.Account, error) {
	return page(ctx, s.r, accounts, limit, after.UUID)
}

// Actions implements [account.Accounts].
func (s Reader) Actions(ctx context.Context, of account.ID, after account.ActionID, limit int) ([]account.Action, error) {
	return pageBy(ctx, s.r, actions, limit, "account", of.UUID, after.UUID)
}

// Trail implements [account.Accounts].
func (s Reader) Trail(ctx context.Context, of account.ID) (account.Trail, error) {
	return get(ctx, s.r, trails, of.UUID)
}

// TrailList implements [account.Accounts].
func (s Reader) TrailList(ctx context.Context, after account.ID, limit int) ([]account.Trail, error) {
	return many(ctx, s.r, trails.scan, limit, trails.from+" WHERE account > ? ORDER BY account LIMIT ?", after.UUID)
}

// Activation implements [identity.Credentials].
func (s Reader) Activation(ctx context.Context, phone account.Tag) (identity.Activation, error) {
	return getBy(ctx, s.r, activations, newRow().text(string(phone)).values())
}

// Credential implements [identity.Credentials].
func (s Reader) Credential(ctx context.Context, of account.ID) (identity.Credential, error) {
	return get(ctx, s.r, credentials, of.UUID)
}

// CredentialList implements [identity.Credentials].
func (s Reader) CredentialList(ctx context.Context, after account.ID, limit int) ([]identity.Credential, error) {
	return many(ctx, s.r, credentials.scan, limit, credentials.from+" WHERE account > ? ORDER BY account LIMIT ?", after.UUID)
}

// Scan implements [identity.Scans].
func (s Reader) Scan(ctx context.Context, id identity.ScanID) (identity.Scan, error) {
	return get(ctx, s.r, scans, id.UUID)
}

// LatestScan implements [identity.Scans].
func (s Reader) LatestScan(ctx context.Context, of account.ID) (identity.Scan, error) {
	return latest(ctx, s.r, scans, "account", of.UUID)
}

// IDRecord implements [identity.Scans].
func (s Reader) IDRecord(ctx context.Context, id account.Tag) (identity.IDRecord, error) {
	return getBy(ctx, s.r, idRecords, newRow().text(string(id)).values())
}

// IDRecordList implements [identity.Scans].
func (s Reader) IDRecordList(ctx context.Context, after account.Tag, limit int) ([]identity.IDRecord, error) {
	return page(ctx, s.r, idRecords, limit, string(after))
}

// Merchant implements [payment.Merchants].
func (s Reader) Merchant(ctx context.Context, id payment.MerchantID) (payment.Merchant, error) {
	return get(ctx, s.r, merchants, id.UUID)
}

// Location implements [payment.Merchants].
func (s Reader) Location(ctx context.Context, id payment.LocationID) (payment.Location, error) {
	return get(ctx, s.r, locations, id.UUID)
}

// Lane implements [payment.Merchants].
func (s Reader) Lane(ctx context.Context, id payment.LaneID) (payment.Lane, error) {
	return get(ctx, s.r, lanes, id.UUID)
}

// MerchantList implements [payment.Merchants].
func (s Reader) MerchantList(ctx context.Context, after payment.MerchantID, limit int) ([]payment.Merchant, error) {
	return page(ctx, s.r, merchants, limit, after.UUID)
}

// Invoice implements [payment.Invoices].
func (s Reader) Invoice(ctx context.Context, id payment.InvoiceID) (payment.Invoice, error) {
	return get(ctx, s.r, invoices, id.UUID)
}

// InvoiceList implements [payment.Invoices].
func (s Reader) InvoiceList(ctx context.Context, after payment.InvoiceID, limit int) ([]payment.Invoice, error) {
	return page(ctx, s.r, invoices, limit, after.UUID)
}

// ExpiredInvoices implements [payment.Invoices].
func (s Reader) ExpiredInvoices(ctx context.Context, market string, now time.Time, after payment.InvoiceID, limit int) ([]payment.Invoice, error) {
	return many(ctx, s.r, invoices.scan, limit, invoices.from+" WHERE market = ? AND deadline <= ? AND id > ? ORDER BY id LIMIT ?", market, now, after.UUID)
}

// Payment implements [payment.Payments].
func (s Reader) Payment(ctx context.Context, id payment.PaymentID) (payment.Payment, error) {
	return get(ctx, s.r, payments, id.UUID)
}

// PaymentsOf implements [payment.Payments].
func (s Reader) PaymentsOf(ctx context.Context, payer account.ID, after payment.PaymentID, limit int) ([]payment.Payment, error) {
	return pageBy(ctx, s.r, payments, limit, "payer", payer.UUID, after.UUID)
}

// PaymentList implements [payment.Payments].
func (s Reader) PaymentList(ctx context.Context, after payment.PaymentID, limit int) ([]payment.Payment, error) {
	return page(ctx, s.r, payments, limit, after.UUID)
}

// Refunds implements [payment.Payments].
func (s Reader) Refunds(ctx context.Context, of payment.PaymentID, after payment.RefundID, limit int) ([]payment.Refund, error) {
	return pageBy(ctx, s.r, refunds, limit, "payment", of.UUID, after.UUID)
}

// BankAccount implements [ach.BankAccounts].
func (s Reader) BankAccount(ctx context.Context, id ach.BankAccountID) (ach.BankAccount, error) {
	return get(ctx, s.r, bankAccounts, id.UUID)
}

// BankAccountsOf implements [ach.BankAccounts].
func (s Reader) BankAccountsOf(ctx context.Context, owner account.ID, after ach.BankAccountID, limit int) ([]ach.BankAccount, error) {
	return pageBy(ctx, s.r, bankAccounts, limit, "owner", owner.UUID, after.UUID)
}

// Mandate implements [ach.BankAccounts].
func (s Reader) Mandate(ctx context.Context, of ach.BankAccountID) (ach.Mandate, error) {
	all, err := mandatesOf.of(ctx, s.r, idValue(of.UUID))
	if err != nil || len(all) == 0 {
		return ach.Mandate{}, first(err, store.ErrNotFound)
	}
	return all[len(all)-1], nil
}

// Collection implements [ach.Collections].
func (s Reader) Collection(ctx context.Context, id ach.CollectionID) (ach.Collection, error) {
	return get(ctx, s.r, collections, id.UUID)
}

// CollectionOf implements [ach.Collections].
func (s Reader) CollectionOf(ctx context.Context, payment uuid.UUID) (ach.Collection, error) {
	return latest(ctx, s.r, collections, "payment", payment)
}

// CollectionsOf implements [ach.Collections].
func (s Reader) CollectionsOf(ctx context.Context, owner account.ID, after ach.CollectionID, limit int) ([]ach.Collection, error) {
	return pageBy(ctx, s.r, collections, limit, "owner", owner.UUID, after.UUID)
}

// CollectionList implements [ach.Collections].
func (s Reader) CollectionList(ctx context.Context, after ach.CollectionID, limit int) ([]ach.Collection, error) {
	return page(ctx, s.r, collections, limit, after.UUID)
}

// Payout implements [ach.Collections].
func (s Reader) Payout(ctx context.Context, id ach.PayoutID) (ach.Payout, error) {
	return get(ctx, s.r, payouts, id.UUID)
}

// PayoutsOf implements [ach.Collections].
func (s Reader) PayoutsOf(ctx context.Context, owner account.ID, after ach.PayoutID, limit int) ([]ach.Payout, error) {
	return pageBy(ctx, s.r, payouts, limit, "owner", owner.UUID, after.UUID)
}

// PayoutList implements [ach.Collections].
func (s Reader) PayoutList(ctx context.Context, after ach.PayoutID, limit int) ([]ach.Payout, error) {
	return page(ctx, s.r, payouts, limit, after.UUID)
}

// Advice implements [ach.Advices].
func (s Reader) Advice(ctx context.Context, id ach.AdviceID) (ach.Advice, error) {
	return get(ctx, s.r, advices, id.UUID)
}

// AdviceList implements [ach.Advices].
func (s Reader) AdviceList(ctx context.Context, after ach.AdviceID, limit int) ([]ach.Advice, error) {
	return page(ctx, s.r, advices, limit, after.UUID)
}

// AdvicesOpen implements [ach.Advices].
func (s Reader) AdvicesOpen(ctx context.Context, market string, after ach.AdviceID, limit int) ([]ach.Advice, error) {
	return many(ctx, s.r, advices.scan, limit, advices.from+" WHERE market = ? AND state = 'open' AND id > ? ORDER BY id LIMIT ?", market, after.UUID)
}

// Tallies implements [cashback.Tallies].
func (s Reader) Tallies(ctx context.Context, payer account.ID, q civil.Quarter) ([]cashback.Tally, error) {
	months := q.Months()
	return talliesOf.of(ctx, s.r, newRow().id(payer.UUID).text(months[0].String()).text(months[2].String()).values())
}

// Earners implements [cashback.Tallies]. All of a page is read by its first and last payer, so each index is gone through once.
func (s Reader) Earners(ctx context.Context, market string, q civil.Quarter, after account.ID, limit int) ([]cashback.Earner, error) {
	places := map[account.ID]int{}
	found, err := many(ctx, s.r, func(row Row) (e cashback.Earner, err error) {
		e.Payer.UUID, err = scanID(row)
		places[e.Payer] = len(places)
		return e, err
	}, limit, "SELECT DISTINCT payer FROM cashback_tally WHERE market = ? AND quarter = ? AND payer > ? ORDER BY payer LIMIT ?", market, q.String(), after.UUID)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	last := found[len(found)-1].Payer
	err = s.r.Query(ctx, func(row Row) error {
		t, err := tallies.scan(row)
		if i, listed := places[t.Payer]; listed {
			found[i].Tallies = append(found[i].Tallies, t)
		}
		return err
	}, tallies.from+" WHERE market = ? AND quarter = ? AND payer > ? AND payer <= ? ORDER BY payer, month", newRow().text(market).text(q.String()).id(after.UUID).id(last.UUID).values())
	if err != nil {
		return nil, err
	}
	err = s.r.Query(ctx, func(row Row) error {
		p, err := cashbackPayouts.scan(row)
		if i, listed := places[p.Payer]; listed {
			found[i].Payouts = append(found[i].Payouts, p)
		}
		return err
	}, cashbackPayouts.from+" WHERE payer > ? AND payer <= ? AND (quarter = ? OR carried_over <> '0') ORDER BY payer, quarter", newRow().id(after.UUID).id(last.UUID).text(q.String()).values())
	if err != nil {
		return nil, err
	}
	return found, nil
}

// Correction implements [cashback.Corrections].
func (s Reader) Correction(ctx context.Context, id cashback.CorrectionID) (cashback.Correction, error) {
	return get(ctx, s.r, corrections, id.UUID)
}

// CorrectionsOf implements [cashback.Corrections].
func (s Reader) CorrectionsOf(ctx context.Context, payer account.ID, after cashback.CorrectionID, limit int) ([]cashback.Correction, error) {
	return pageBy(ctx, s.r, corrections, limit, "payer", payer.UUID, after.UUID)
}

// CorrectionList implements [cashback.Corrections].
func (s Reader) CorrectionList(ctx context.Context, after cashback.CorrectionID, limit int) ([]cashback.Correction, error) {
	return page(ctx, s.r, corrections, limit, after.UUID)
}

// CashbackPayout implements [cashback.Tallies].
func (s Reader) CashbackPayout(ctx context.Context, payer account.ID, q civil.Quarter) (cashback.Payout, error) {
	return getBy(ctx, s.r, cashbackPayouts, newRow().id(payer.UUID).text(q.String()).values())
}

// CashbackPayouts implements [cashback.Tallies].
func (s Reader) CashbackPayouts(ctx context.Context, payer account.ID, after civil.Quarter, limit int) ([]cashback.Payout, error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	found, err := cashbackOf.of(ctx, s.r, newRow().id(payer.UUID).text(after.String()).values())
	return found[:min(limit, len(found))], err
}

// CashbackRun implements [cashback.Tallies].
func (s Reader) CashbackRun(ctx context.Context, market string, q civil.Quarter) (cashback.Run, error) {
	return getBy(ctx, s.r, cashbackRuns, newRow().text(market).text(q.String()).values())
}

// Command implements [store.Reader].
func (s Reader) Command(ctx context.Context, scope, key string) (store.Command, error) {
	c, err := get(ctx, s.r, commands, commandID(scope, key))
	if err == nil {
		c.Scope, c.Key = scope, key
	}
	return c, err
}

// Claimed implements [store.Reader].
func (s Reader) Claimed(ctx context.Context, kind store.ClaimKind, value string) (uuid.UUID, error) {
	c, err := getBy(ctx, s.r, claims, newRow().text(string(kind)).text(value).values())
	return c.Owner, err
}

// Pending implements [store.Reader].
func (s Reader) Pending(ctx context.Context, after store.EventID, limit int) ([]store.Event, error) {
	return page(ctx, s.r, events, limit, after.UUID)
}

// PendingAbout implements [store.Reader].
func (s Reader) PendingAbout(ctx context.Context, subject uuid.UUID, after store.EventID, limit int) ([]store.Event, error) {
	return pageBy(ctx, s.r, events, limit, "subject", subject, after.UUID)
}

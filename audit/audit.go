package audit

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/fault"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"

	"github.com/google/uuid"
)

// ErrFindings is what [Report.Err] answers when something disagrees.
var ErrFindings = fault.New(fault.Internal, "audit: records disagree")

// ErrMarket is what [Run] answers about accounts of a market whose programme it was not given.
var ErrMarket = fault.New(fault.Invalid, "audit: no cashback programme for a market that has accounts")

// Report is how many records of each kind an audit read, and what it found.
type Report struct {
	Accounts       int // of users
	Actions        int // of customer service
	LedgerAccounts int // of the book
	Transfers      int // in the book
	Invoices       int // in every state
	Payments       int // of invoices
	Refunds        int // of payments
	Moved          int // transfers of people: sent, topped up, withdrawn
	Requests       int // for money
	Collections    int // debits of bank accounts
	Payouts        int // credits to bank accounts
	Advices        int // what the bank told besides the outcome of orders
	Settlements    int // of merchants
	Tallies        int // months of payers
	Cashback       int // quarters of payers that were decided
	Corrections    int // of cashback, by customer service
	Rewards        int // of offers
	Orders         int // of products
	Findings       []Finding
}

// Finding is one disagreement: which rule, about what, and how.
type Finding struct {
	Rule    string // short name of what must hold, such as "balance"
	Subject string // kind and ID of the record
	Detail  string // expected and found; never personal data
}

// String is the finding as one line.
func (f Finding) String() string { return f.Rule + ": " + f.Subject + ": " + f.Detail }

// Clean tells that nothing disagrees.
func (r Report) Clean() bool { return len(r.Findings) == 0 }

// Err is nil for a clean report, else ErrFindings with the first few findings.
func (r Report) Err() error {
	if r.Clean() {
		return nil
	}
	const shown = 5
	lines := make([]string, 0, shown)
	for _, f := range r.Findings[:min(shown, len(r.Findings))] {
		lines = append(lines, f.String())
	}
	return fmt.Errorf("%w: %d findings: %s", ErrFindings, len(r.Findings), strings.Join(lines, "; "))
}

// String sums the report up in one line.
func (r Report) String() string {
	verdict := "everything agrees"
	if !r.Clean() {
		verdict = fmt.Sprintf("%d findings", len(r.Findings))
	}
	return fmt.Sprintf("accounts %d, transfers %d, invoices %d, payments %d, refunds %d, collections %d, cashback quarters %d: %s",
		r.Accounts, r.Transfers, r.Invoices, r.Payments, r.Refunds, r.Collections, r.Cashback, verdict)
}

// auditor collects what the passes need of one another.
type auditor struct {
	read   store.Reader
	rules  Programmes
	report Report

	accounts    map[account.ID]account.Account
	creds       map[account.ID]identity.Credential
	book        map[ledger.AccountID]*sums
	stored      map[ledger.AccountID]ledger.Account
	purchases   map[uuid.UUID]int64 // payment → moved by purchase
	payments    map[payment.PaymentID]paymentFacts
	holds       map[ledger.TransferID]*hold
	uncollected map[ledger.AccountID]int64 // limit account → open collections
	beyond      map[ledger.AccountID]int64 // limit account → open collections that count as debt
	fees        map[ledger.AccountID]int64 // fees account → what must stand on it
	debts       map[account.ID]int         // failed collections nobody paid
	months      map[monthKey]*month
	decided     map[quarterOf]time.Time // when a payer's quarter was decided; zero if it was not
	counters    map[uuid.UUID]map[uint64]string
	flows       map[flow]map[ledger.AccountID]int64
	transfers   map[uuid.UUID]transferFacts
	cards       map[string]bool
	houses      map[houseKey]ledger.AccountID
	bankPayouts map[uuid.UUID]ach.Payout
	bookings    map[ledger.AccountID]map[ledger.TransferID]*booking // of merchants
	granted     map[uuid.UUID]grant                                 // quarter of a payer → cashback credited in the book
	collected   map[account.PaymentAccountID]int                    // debits that count as collected
	benefits    map[uuid.UUID]grant                                 // reward or correction, or bank payout of one → what left for it in the book
	sent        map[uuid.UUID][]ach.Payout                          // reward or correction → its bank payouts
	outlays     map[outlay]int64                                    // what the operator spent on it, less what it kept
	actions     map[uuid.UUID]account.Action
	corrected   map[correctedQuarter]int64
	cashed      map[uuid.UUID][]ach.Payout // quarter of a payer → its bank payouts
	spent       map[uuid.UUID]int64        // bank payout of cashback → what the programme spent on it
	carried     map[account.ID]*big.Rat    // person → what quarters left and no other brought, in units; must be nothing
	offers      map[cashback.OfferID]*promise
	products    map[payment.ProductID]*sale
	charges     map[uuid.UUID][]ledger.Transfer // advice → what the book says that banks took
	suspended   map[uuid.UUID]lain              // transfer between people, or bank payout → what the book has of it in suspense
	deeds       map[deed]bool                   // of customer service
	monthly     map[uuid.UUID]*statement        // invoice of a month → what stands on it
}

// Programmes are the cashback programmes of markets, as data only, by the market's code.
type Programmes map[string]cashback.Programme

// Run audits everything that r reads, of all markets. What disagrees is in the report; the error is about reading, or
// ErrMarket if there is an account of a market without a programme: then nothing was judged.
func Run(ctx context.Context, r store.Reader, programmes Programmes) (Report, error) {
	a := &auditor{
		read: r, rules: programmes,
		accounts: map[account.ID]account.Account{}, creds: map[account.ID]identity.Credential{},
		book: map[ledger.AccountID]*sums{}, stored: map[ledger.AccountID]ledger.Account{},
		purchases: map[uuid.UUID]int64{}, payments: map[payment.PaymentID]paymentFacts{}, holds: map[ledger.TransferID]*hold{},
		uncollected: map[ledger.AccountID]int64{}, beyond: map[ledger.AccountID]int64{}, fees: map[ledger.AccountID]int64{},
		debts: map[account.ID]int{}, months: map[monthKey]*month{}, decided: map[quarterOf]time.Time{}, counters: map[uuid.UUID]map[uint64]string{},
		flows: map[flow]map[ledger.AccountID]int64{}, transfers: map[uuid.UUID]transferFacts{}, cards: map[string]bool{}, houses: map[houseKey]ledger.AccountID{},
		bankPayouts: map[uuid.UUID]ach.Payout{}, bookings: map[ledger.AccountID]map[ledger.TransferID]*booking{}, granted: map[uuid.UUID]grant{},
		collected: map[account.PaymentAccountID]int{}, monthly: map[uuid.UUID]*statement{},
		benefits: map[uuid.UUID]grant{}, sent: map[uuid.UUID][]ach.Payout{}, outlays: map[outlay]int64{}, actions: map[uuid.UUID]account.Action{},
		corrected: map[correctedQuarter]int64{},
		cashed:    map[uuid.UUID][]ach.Payout{}, spent: map[uuid.UUID]int64{},
		charges: map[uuid.UUID][]ledger.Transfer{}, deeds: map[deed]bool{}, suspended: map[uuid.UUID]lain{},
		carried: map[account.ID]*big.Rat{}, offers: map[cashback.OfferID]*promise{}, products: map[payment.ProductID]*sale{},
	}
	for _, pass := range []func(context.Context) error{
		a.readAccounts, a.auditBook, a.readPayouts, a.auditPayments, a.auditTransfers, a.auditInvoices, a.auditHolds, a.auditCollections, a.auditCashback, a.auditAccounts, a.auditIdentities, a.auditActions, a.auditAdvices, a.auditSettlements, a.auditErasure,
		a.auditOffers, a.auditCorrectedCashback, a.auditBenefits, a.auditOrders, a.auditSuspended, a.auditEvents,
	} {
		if err := pass(ctx); err != nil {
			return a.report, err
		}
	}
	return a.report, nil
}

// programme is the programme of a payer's market.
func (a *auditor) programme(payer account.ID) cashback.Programme {
	return a.rules[a.accounts[payer].Market]
}

// month is the month of a time in the zone of a payer's market.
func (a *auditor) month(payer account.ID, at time.Time) civil.Month {
	return civil.MonthOf(at, a.programme(payer).Zone)
}

// found adds a finding.
func (a *auditor) found(rule, subject, format string, args ...any) {
	a.report.Findings = append(a.report.Findings, Finding{rule, subject, fmt.Sprintf(format, args...)})
}

func (a *auditor) readAccounts(ctx context.Context) error {
	err := all(ctx, a.read.AccountList, func(v account.Account) account.ID { return v.ID }, func(v account.Account) {
		a.report.Accounts++
		a.accounts[v.ID] = v
	})
	if err != nil {
		return err
	}
	for _, v := range a.accounts {
		if _, known := a.rules[v.Market]; !known {
			return fmt.Errorf("%w: %q", ErrMarket, v.Market)
		}
	}
	return all(ctx, a.read.CredentialList, func(v identity.Credential) account.ID { return v.Account }, func(v identity.Credential) {
		a.creds[v.Account] = v
	})
}

func (a *auditor) readPayouts(ctx context.Context) error {
	return all(ctx, a.read.PayoutList, func(v ach.Payout) ach.PayoutID { return v.ID }, func(v ach.Payout) {
		a.report.Payouts++
		a.bankPayouts[v.ID.UUID] = v
		if v.Purpose == ledger.OfferBenefit || v.Purpose == ledger.CashbackCorrection {
			a.sent[v.Subject] = append(a.sent[v.Subject], v)
		}
		if v.Purpose == ledger.CashbackPayout {
			a.cashed[v.Subject] = append(a.cashed[v.Subject], v)
		}
	})
}

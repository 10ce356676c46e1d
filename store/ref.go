package store

import (
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
)

// Ref names an aggregate at a version: "I relied on this being so".
type Ref struct {
	Kind    RecordKind
	ID      string // the aggregate's key as text, such as a UUID or "2026-Q1"; of two parts: "payer/2026-Q1", "US/2026-Q1"
	Version int64  // 0: absent
}

// RecordKind is a kind of aggregate.
type RecordKind string

// The kinds of aggregates that have a version.
const (
	KindAccount     RecordKind = "account"
	KindTrail       RecordKind = "action_trail"
	KindActivation  RecordKind = "activation"
	KindCredential  RecordKind = "credential"
	KindScan        RecordKind = "scan"
	KindIDRecord    RecordKind = "id_record"
	KindMerchant    RecordKind = "merchant"
	KindLocation    RecordKind = "location"
	KindLane        RecordKind = "lane"
	KindInvoice     RecordKind = "invoice"
	KindPayment     RecordKind = "payment"
	KindTransfer    RecordKind = "transfer"
	KindRequest     RecordKind = "money_request"
	KindSettlement  RecordKind = "settlement"
	KindBankAccount RecordKind = "bank_account"
	KindMandate     RecordKind = "mandate"
	KindCollection  RecordKind = "collection"
	KindPayout      RecordKind = "payout"
	KindAdvice      RecordKind = "bank_advice"
	KindCashback    RecordKind = "cashback_payout"
	KindRun         RecordKind = "cashback_run"
	KindTally       RecordKind = "tally"
	KindCorrection  RecordKind = "cashback_correction"
	KindOffer       RecordKind = "offer"
	KindReward      RecordKind = "reward"
	KindProduct     RecordKind = "product"
	KindOrder       RecordKind = "order"
	KindMembership  RecordKind = "membership"
	KindEndpoint    RecordKind = "endpoint"
	KindNotice      RecordKind = "notice"
)

// RelyOnAccount and its kin name an aggregate at the version it was read.
func RelyOnAccount(v account.Account) Ref { return Ref{KindAccount, v.ID.String(), v.Version} }

// RelyOnTrail names the head of an account's chain of actions at the version it was read; a zero Version says that there was none.
func RelyOnTrail(v account.Trail) Ref { return Ref{KindTrail, v.Account.String(), v.Version} }

// RelyOnCredential names a credential at the version it was read.
func RelyOnCredential(v identity.Credential) Ref {
	return Ref{KindCredential, v.Account.String(), v.Version}
}

// RelyOnScan names a scan at the version it was read.
func RelyOnScan(v identity.Scan) Ref { return Ref{KindScan, v.ID.String(), v.Version} }

// RelyOnMerchant names a merchant at the version it was read.
func RelyOnMerchant(v payment.Merchant) Ref { return Ref{KindMerchant, v.ID.String(), v.Version} }

// RelyOnLane names a lane at the version it was read.
func RelyOnLane(v payment.Lane) Ref { return Ref{KindLane, v.ID.String(), v.Version} }

// RelyOnPayment names a payment at the version it was read.
func RelyOnPayment(v payment.Payment) Ref { return Ref{KindPayment, v.ID.String(), v.Version} }

// RelyOnOffer names an offer at the version it was read.
func RelyOnOffer(v cashback.Offer) Ref { return Ref{KindOffer, v.ID.String(), v.Version} }

// RelyOnProduct names a product at the version it was read.
func RelyOnProduct(v payment.Product) Ref { return Ref{KindProduct, v.ID.String(), v.Version} }

// RelyOnBankAccount names a bank account at the version it was read.
func RelyOnBankAccount(v ach.BankAccount) Ref {
	return Ref{KindBankAccount, v.ID.String(), v.Version}
}

// RelyOnTally names a month's tally at the version it was read; a zero Version says that there was none.
func RelyOnTally(v cashback.Tally) Ref {
	return Ref{KindTally, v.Payer.String() + "/" + v.Month.String(), v.Version}
}

// RelyOnCashback names a payer's payout of a quarter at the version it was read; 0 says that there was none.
func RelyOnCashback(payer account.ID, q civil.Quarter, version int64) Ref {
	return Ref{KindCashback, payer.String() + "/" + q.String(), version}
}

// RelyOnNoRun says that nobody has begun to pay a market's cashback of a quarter.
func RelyOnNoRun(market string, q civil.Quarter) Ref {
	return Ref{KindRun, market + "/" + q.String(), 0}
}

// RelyOnCollection names a collection at the version it was read.
func RelyOnCollection(v ach.Collection) Ref {
	return Ref{KindCollection, v.ID.String(), v.Version}
}

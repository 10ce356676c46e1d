package ach

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// BankAccounts reads bank accounts and mandates.
type BankAccounts interface {
	// BankAccount finds one by its ID, or answers ErrNotFound.
	BankAccount(ctx context.Context, id BankAccountID) (BankAccount, error)
	// Mandate finds a bank account's mandate, or answers ErrNotFound.
	Mandate(ctx context.Context, of BankAccountID) (Mandate, error)
}

// Collections reads collections and payouts.
type Collections interface {
	// Collection finds one by its ID, or answers ErrNotFound.
	Collection(ctx context.Context, id CollectionID) (Collection, error)
	// CollectionOf finds the collection of a payment, or answers ErrNotFound.
	CollectionOf(ctx context.Context, payment uuid.UUID) (Collection, error)
	// CollectionsOf lists a user's collections ordered by ID, strictly after the given one, at most limit.
	CollectionsOf(ctx context.Context, owner account.ID, after CollectionID, limit int) ([]Collection, error)
	// CollectionList lists all collections ordered by ID, strictly after the given one, at most limit.
	CollectionList(ctx context.Context, after CollectionID, limit int) ([]Collection, error)
	// Payout finds one by its ID, or answers ErrNotFound.
	Payout(ctx context.Context, id PayoutID) (Payout, error)
	// PayoutList lists all payouts ordered by ID, strictly after the given one, at most limit.
	PayoutList(ctx context.Context, after PayoutID, limit int) ([]Payout, error)
}

// Bank is the operator's bank. Every adapter of it passes achtest.
type Bank interface {
	// Submit hands over one debit or credit. It is idempotent by Order.ID: a repeat with the same
	// content answers nil, with other content ErrOrderReused. An error of another kind means: try again.
	Submit(ctx context.Context, o Order) error
	// Reports lists what the bank told and nobody has acknowledged yet, oldest first, at most limit.
	// Reports may come more than once, late or out of order.
	Reports(ctx context.Context, limit int) ([]Report, error)
	// Acknowledge says that reports were booked and need not come again. Unknown IDs are ignored.
	Acknowledge(ctx context.Context, ids ...string) error
}

// Direction of an order.
type Direction string

// The directions.
const (
	DebitOrder  Direction = "debit"  // takes from the user's account
	CreditOrder Direction = "credit" // gives to it
)

// Order is one debit or credit for the bank. It holds personal data: never log it.
type Order struct {
	ID          string // unique, at most 15 characters of A-Z and 0-9; another attempt is another ID
	Direction   Direction
	Amount      money.Amount
	Routing     string
	Number      string // account number in clear
	Type        AccountType
	Holder      string // name of the account's holder
	Company     string // whom the statement shows: the merchant
	Description string // entry description, at most 10 characters
	Attempt     int    // 1, or 2 for a re-presentment
	On          civil.Date
	Collection  CollectionID // what a debit collects; zero for credits
	Payout      PayoutID     // what a credit pays; zero for debits
}

// ReportKind says what the bank tells.
type ReportKind string

// The kinds.
const (
	ReportSettled  ReportKind = "settled"  // the network booked the order on On
	ReportReturned ReportKind = "returned" // the order failed or was taken back, for Code
)

// Report is one thing the bank tells about an order.
type Report struct {
	ID     string // unique at this bank; the same report has the same ID whenever it comes
	Order  string // Order.ID
	Kind   ReportKind
	Code   string // return code, such as "R01"; empty for a settlement
	On     civil.Date
	Amount money.Amount
}

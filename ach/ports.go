package ach

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
)

// BankAccounts reads bank accounts and mandates.
type BankAccounts interface {
	// BankAccount finds one by its ID, or answers store.ErrNotFound.
	BankAccount(ctx context.Context, id BankAccountID) (BankAccount, error)
	// BankAccountsOf lists an owner's bank accounts ordered by ID, strictly after the given one, at most limit.
	BankAccountsOf(ctx context.Context, owner account.ID, after BankAccountID, limit int) ([]BankAccount, error)
	// Mandate finds a bank account's mandate, or answers store.ErrNotFound.
	Mandate(ctx context.Context, of BankAccountID) (Mandate, error)
}

// Collections reads collections and payouts.
type Collections interface {
	// Collection finds one by its ID, or answers store.ErrNotFound.
	Collection(ctx context.Context, id CollectionID) (Collection, error)
	// CollectionOf finds the collection of a payment, or answers store.ErrNotFound.
	CollectionOf(ctx context.Context, payment uuid.UUID) (Collection, error)
	// CollectionsOf lists a user's collections ordered by ID, strictly after the given one, at most limit.
	CollectionsOf(ctx context.Context, owner account.ID, after CollectionID, limit int) ([]Collection, error)
	// CollectionList lists all collections ordered by ID, strictly after the given one, at most limit.
	CollectionList(ctx context.Context, after CollectionID, limit int) ([]Collection, error)
	// Payout finds one by its ID, or answers store.ErrNotFound.
	Payout(ctx context.Context, id PayoutID) (Payout, error)
	// PayoutsOf lists the credits to a user's bank accounts ordered by ID, strictly after the given one, at most limit.
	PayoutsOf(ctx context.Context, owner account.ID, after PayoutID, limit int) ([]Payout, error)
	// PayoutList lists all payouts ordered by ID, strictly after the given one, at most limit.
	PayoutList(ctx context.Context, after PayoutID, limit int) ([]Payout, error)
}

// Advices reads what the bank told besides the outcome of orders.
type Advices interface {
	// Advice finds one by its ID, or answers store.ErrNotFound.
	Advice(ctx context.Context, id AdviceID) (Advice, error)
	// AdviceList lists all ordered by ID, strictly after the given one, at most limit.
	AdviceList(ctx context.Context, after AdviceID, limit int) ([]Advice, error)
	// AdvicesOpen lists those of a market that wait for the operator ordered by ID, strictly after the given one, at most limit.
	AdvicesOpen(ctx context.Context, market string, after AdviceID, limit int) ([]Advice, error)
}

// Bank is the operator's bank. Every adapter of it passes achtest. One that tells more than
// what becomes of orders is a [Notifier] as well.
type Bank interface {
	// Submit hands over one debit or credit. It is idempotent by Order.ID: a repeat with the same
	// content answers nil, with other content ErrOrderReused. An error of another kind means: try again.
	Submit(ctx context.Context, o Order) error
	// Reports lists what the bank told and nobody has acknowledged yet, oldest first, at most limit.
	// Reports may come more than once, late or out of order.
	Reports(ctx context.Context, limit int) ([]Report, error)
	// Acknowledge says that reports, or notices of a [Notifier], were booked and need not come again. Unknown IDs are ignored.
	Acknowledge(ctx context.Context, ids ...string) error
}

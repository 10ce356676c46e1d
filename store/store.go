package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/fault"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// What a store answers; see the package for when.
var (
	// ErrConflict: something that was changed or relied on is not as it was read. Read again.
	ErrConflict = fault.New(fault.Conflict, "store: changed since it was read")
	// ErrExists: a claim, a command's key or an ID is taken.
	ErrExists = fault.New(fault.Conflict, "store: already taken")
	// ErrUnknown: nobody can say whether the commit was written.
	ErrUnknown = fault.New(fault.Unavailable, "store: outcome unknown, repeat with the same key")
	// ErrNotFound: there is no such record.
	ErrNotFound = fault.New(fault.NotFound, "store: not found")
	// ErrInsufficient is the book's: a transfer would take an account below its floor.
	ErrInsufficient = ledger.ErrInsufficient
	// ErrRef: a [Ref] of a kind, or with an ID, that no record can have.
	ErrRef = fault.New(fault.Invalid, "store: no record can have this reference")
	// ErrClosed: the store was closed before.
	ErrClosed = fault.New(fault.Unavailable, "store: closed")
)

// Store keeps everything. Reading is of committed state; writing is one call.
// All methods are safe for concurrent use. What is read and written is copied: changing a
// value afterwards changes nothing in the store.
type Store interface {
	Reader
	// Commit writes all of c, durably, and answers nil; or writes nothing and answers
	// ErrExists (a claim or command key is taken), ErrConflict (a version moved), ErrRef,
	// ErrInsufficient (a floor would be passed), another error of the book or the tallies, or
	// the context's. Only ErrUnknown leaves open whether c was written: repeat the command
	// with the same key to learn it.
	Commit(ctx context.Context, c Changes) error
	// Claim leases up to limit events of a market that are due at now and that nobody has leased, oldest due
	// first and then by ID, until now+lease, and counts the attempt. An event that is not Done
	// by then is claimed again.
	Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) ([]Event, error)
	// Done removes events that were handled. Unknown IDs are ignored.
	Done(ctx context.Context, ids ...EventID) error
	// Close waits for what is being written and ends the store. A second time it does nothing.
	Close() error
}

// Scrubber is a store whose files may still hold, after a commit, what the commit overwrote: in a log, for instance. Scrub
// does away with that. It answers ErrUnknown if it could not at this moment; nothing is wrong with the data then.
type Scrubber interface {
	Scrub(ctx context.Context) error
}

// Reader is what a decision reads: the small read ports of all domain packages, and the
// store's own records.
type Reader interface {
	ledger.Reader
	account.Accounts
	identity.Credentials
	identity.Scans
	payment.Merchants
	payment.Invoices
	payment.Payments
	payment.Settlements
	payment.Transfers
	ach.BankAccounts
	ach.Collections
	ach.Advices
	cashback.Tallies
	cashback.Corrections
	cashback.Offers
	payment.Shop
	payment.Memberships
	payment.Endpoints

	// Command finds the record of a command that was carried out, or answers ErrNotFound.
	Command(ctx context.Context, scope, key string) (Command, error)
	// Claimed finds who holds a unique claim, or answers ErrNotFound.
	Claimed(ctx context.Context, kind ClaimKind, value string) (uuid.UUID, error)
	// Pending lists events of all markets that are not done ordered by ID, strictly after the given one, at most limit, due or not.
	Pending(ctx context.Context, after EventID, limit int) ([]Event, error)
	// PendingAbout lists those of a subject among them, in the same way.
	PendingAbout(ctx context.Context, subject uuid.UUID, after EventID, limit int) ([]Event, error)
}

// Changes is what one decision wants written, as a plain value: all of it or nothing.
//
// Aggregates carry the Version they were read at; 0 means that it must not exist yet. A
// commit raises it by one. Values whose type has no Version are written once and must not exist.
type Changes struct {
	Command *Command // makes a retry harmless; nil for none

	Accounts     []account.Account
	Actions      []account.Action
	Trails       []account.Trail
	Activations  []identity.Activation
	Credentials  []identity.Credential
	Scans        []identity.Scan
	IDRecords    []identity.IDRecord
	Merchants    []payment.Merchant
	Locations    []payment.Location
	Lanes        []payment.Lane
	Invoices     []payment.Invoice
	Payments     []payment.Payment
	Refunds      []payment.Refund
	Settlements  []payment.Settlement
	Settled      []payment.SettlementLine
	Moved        []payment.Transfer
	Requests     []payment.MoneyRequest
	BankAccounts []ach.BankAccount
	Mandates     []ach.Mandate
	Collections  []ach.Collection
	Payouts      []ach.Payout
	Advices      []ach.Advice
	Cashback     []cashback.Payout
	Runs         []cashback.Run
	Corrections  []cashback.Correction
	Offers       []cashback.Offer
	Rewards      []cashback.Reward
	Products     []payment.Product
	Orders       []payment.Order
	Memberships  []payment.Membership
	Endpoints    []payment.Endpoint
	Notices      []payment.Notice

	Relied []Ref // aggregates only relied upon: must still be at that version, 0 meaning absent

	Ledger    []ledger.Account  // accounts to open, with zero balances
	Floors    []ledger.Floor    // new floors
	Transfers []ledger.Transfer // in this order, each seeing those before it
	Tallies   []cashback.Increment

	Events   []Event
	Claims   []Claim // must be free
	Releases []Claim // made free; must be held by that owner
}

// Command is the record of a command that was carried out: its key, what it asked and what it answered.
type Command struct {
	Scope       string // who asked for what: one caller's keys never meet another's
	Key         string // the caller's
	Fingerprint []byte // SHA-256 of the input without secrets
	Answer      []byte // JSON
	At          time.Time
}

// EventID names an event.
type EventID struct{ uuid.UUID }

// Event is something to be done after the commit: a message, a call to the bank, a step when its time has come.
type Event struct {
	ID       EventID
	Market   string    // whose system is to do it, such as "US"
	Kind     string    // such as "collection.send"
	Subject  uuid.UUID // what it is about
	Body     []byte    // JSON; sealed where it holds anything personal
	At       time.Time // when it was written, UTC
	Due      time.Time // not to be claimed before; zero: at once
	Attempts int       // how often it has been claimed; set by the store
}

// ClaimKind is a kind of values that are unique within it.
type ClaimKind string

// The kinds of claims.
const (
	ClaimPhone     ClaimKind = "phone"     // tag of a mobile number → open user account
	ClaimDevice    ClaimKind = "device"    // device key's fingerprint → user account
	ClaimNonce     ClaimKind = "nonce"     // approval nonce → device
	ClaimLaneCode  ClaimKind = "lane_code" // upper-case lane code → lane
	ClaimReference ClaimKind = "reference" // invoice reference → invoice
	ClaimReport    ClaimKind = "report"    // bank report → collection or payout
	ClaimCard      ClaimKind = "card"      // acquirer's reference of a card payment → transfer
	ClaimOrder     ClaimKind = "order"     // bank order ID → collection or payout
	ClaimReward    ClaimKind = "reward"    // offer and payment → reward
	ClaimRewarded  ClaimKind = "rewarded"  // offer and payer, where a person is rewarded once → reward
	ClaimProduct   ClaimKind = "product"   // upper-case product code → product
)

// Claim holds a value that only one owner may hold.
type Claim struct {
	Kind  ClaimKind
	Value string
	Owner uuid.UUID
}

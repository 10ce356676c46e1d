package account

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// ID names a user account.
type ID struct{ uuid.UUID }

// PaymentAccountID names one of a user's payment accounts.
type PaymentAccountID struct{ uuid.UUID }

// Tag stands for a secret or personal value without telling it: a keyed hash in text form.
// Equal values have equal tags under the same key; nobody without the key can guess from one to the other.
type Tag string

// Account is a registered person and the SEQR account that can be blocked or closed as a whole.
// Fields are exported for stores; change an account only through its verbs, which return the new value.
type Account struct {
	ID        ID
	Version   int64  // the version that was read; 0 for a new one
	Market    string // the market's code, such as "US"
	State     State
	Phone     Tag              // of the E.164 mobile number
	PhoneAt   time.Time        // when the number was proved by its code; zero: not yet
	Terms     Acceptance       // which terms were accepted, and when
	Personal  []byte           // the [Holder], sealed; only the facade can open it
	Complete  bool             // name, e-mail address and birth date are in Personal
	PINAt     time.Time        // when the PIN was first chosen; zero: not yet
	Verified  time.Time        // when the identity was verified; zero: not yet
	Blocks    []Block          // the reasons for which it may not move money
	Debts     int              // failed collections that nobody has paid yet
	Accounts  []PaymentAccount // what it pays from
	Default   PaymentAccountID // what its owner wants to pay from unless another is named; zero: see [Account.DefaultPaymentAccount] (MND-5)
	Receiving uuid.UUID        // the ach bank account for incoming money alone; zero: the one that is debited (MND-8)
	Documents []Tag            // of the identity documents and personal numbers it is linked to
	OpenedAt  time.Time        // when registration started, UTC
	ClosedAt  time.Time        // UTC; zero while open
	ErasedAt  time.Time        // when its personal data were erased, UTC; zero: not
	Successor ID               // the same person's next account, once that is verified; else zero
	Former    []ID             // the same person's closed accounts that this one took over from directly
}

// Acceptance is the evidence that the terms were accepted.
type Acceptance struct {
	Version string
	At      time.Time // UTC
}

// Reason is why an account is blocked. Reasons are independent of one another.
type Reason string

// The reasons.
const (
	DuplicateID Reason = "duplicate_id" // its identity document is linked to another account too
	Collection  Reason = "collection"   // a collection failed and nobody has paid it yet
	WrongPIN    Reason = "wrong_pin"    // too many wrong PINs in a row
	LostPhone   Reason = "lost_phone"   // the owner said so to customer service
	Other       Reason = "other"        // customer service's own
)

// Block is one reason and when it began.
type Block struct {
	Reason Reason    `json:"reason"`
	Since  time.Time `json:"since"` // UTC
}

// Kind is the kind of a payment account.
type Kind string

// The kinds of payment accounts.
const (
	ACHDebit  Kind = "ach_debit"       // a US bank account under an ACH Direct Debit mandate
	SEPADebit Kind = "sepa_debit"      // a bank account of the euro area under a SEPA direct debit mandate
	Autogiro  Kind = "autogiro"        // a Swedish bank account under an Autogiro mandate, which the bank approves
	UKDebit   Kind = "uk_direct_debit" // a UK current account under a Direct Debit instruction
	Invoice   Kind = "invoice"         // purchases of a month on one invoice
	Prepaid   Kind = "prepaid"         // the Seqr Account
)

// Limit says whether accounts of the kind have a spending limit: all but the prepaid one.
func (k Kind) Limit() bool { return k != Prepaid }

// PaymentAccount is one account that its owner can pay from.
type PaymentAccount struct {
	ID        PaymentAccountID
	Kind      Kind
	Name      string           // as the owner sees it, such as "ACH Direct Debit Account"
	Ledger    ledger.AccountID // its account in the book
	Fees      ledger.AccountID // where fees owed for it are booked; zero for prepaid
	Bank      uuid.UUID        // the ach bank account behind it; zero for prepaid
	Maximum   money.Amount     // the most that may be approved and not yet collected; zero minor units until verified
	Usable    bool             // false once a return made the mandate invalid, or the bank account was removed
	Collected int              // how many of its debits count as collected (LIM-5); a late return takes one away (LIM-6)
	Pending   bool             // a bank account whose mandate the bank has not approved yet (MND-9): its limit is 0 until then
	Locked    bool             // a prepaid account of a market that asks for a verified identity first, until then (REG-16)
}

// Active says whether the account can be paid from at all: a limit account once its maximum was
// raised from 0, whatever is left of it, and no mandate is pending; a prepaid account at once, unless the market wants the identity verified first
// (REG-13, REG-16).
func (pa PaymentAccount) Active() bool {
	if pa.Kind.Limit() {
		return pa.Maximum.Minor() > 0 && !pa.Pending
	}
	return !pa.Locked
}

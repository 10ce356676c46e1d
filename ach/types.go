package ach

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// BankAccountID names a user's bank account.
type BankAccountID struct{ uuid.UUID }

// MandateID names a mandate.
type MandateID struct{ uuid.UUID }

// CollectionID names the debit of one payment.
type CollectionID struct{ uuid.UUID }

// PayoutID names a credit to a bank account.
type PayoutID struct{ uuid.UUID }

// AccountType is checking or savings.
type AccountType string

// The types.
const (
	Checking AccountType = "checking"
	Savings  AccountType = "savings"
)

// BankAccount is a user's bank account. Only its last digits are kept in clear.
type BankAccount struct {
	ID      BankAccountID
	Version int64
	Owner   account.ID
	Type    AccountType
	Routing string // nine digits
	Number  []byte // sealed account number
	Last4   string // its last characters, for screens
	Valid   bool   // false once a return said so, or it was removed
	AddedAt time.Time
}

// MandateState is where a mandate is.
type MandateState string

// The states of a mandate.
const (
	MandatePending MandateState = "pending" // the bank has not agreed yet (Autogiro)
	MandateValid   MandateState = "valid"
	MandateInvalid MandateState = "invalid" // a return took it away
	MandateEnded   MandateState = "ended"   // the user deregistered
)

// Mandate is a user's standing authorisation to debit a bank account, with the evidence of it.
type Mandate struct {
	ID      MandateID
	Version int64
	Owner   account.ID
	Bank    BankAccountID
	State   MandateState
	Text    string    // version of the text that was accepted
	Device  uuid.UUID // on which it was accepted
	At      time.Time
}

// CollectionState is where a collection is.
type CollectionState string

// The states of a collection.
const (
	Due       CollectionState = "due"       // to be sent on DueOn
	Sent      CollectionState = "sent"      // the bank has it
	Settled   CollectionState = "settled"   // booked by the network; may still come back in time
	Collected CollectionState = "collected" // counts as paid
	Owed      CollectionState = "owed"      // failed for good: manual payment due
	Repaid    CollectionState = "repaid"    // paid outside the scheme
	Suspense  CollectionState = "suspense"  // refused for a reason that is ours; the operator decides
	Dropped   CollectionState = "dropped"   // refunded in full before it was sent
)

// Collection is the debit of one payment: sent, settled, perhaps returned and presented once more.
type Collection struct {
	ID         CollectionID
	Version    int64
	Payment    uuid.UUID // what it collects for
	Owner      account.ID
	From       account.PaymentAccountID
	Ledger     ledger.AccountID // the payer's limit account
	Fees       ledger.AccountID // where the payer's fees are booked
	Bank       BankAccountID
	Seller     string       // on the payer's bank statement
	Amount     money.Amount // to be collected: approved less refunds before it was sent
	State      CollectionState
	Attempt    int          // 0 before the first is sent, then 1 or 2
	DueOn      civil.Date   // the banking day to send the next attempt on
	SettledOn  civil.Date   // of the present attempt; zero before
	ReturnCode string       // of the last return
	Late       bool         // it came back after it was Collected: debt was booked beyond the floor
	Blocking   bool         // it is one of its owner's failed collections that nobody has paid
	Fee        money.Amount // charged after the second failure; zero before
	Paid       money.Amount // received so far by manual payment
	OpenedAt   time.Time
	EndedAt    time.Time // when it became Collected, Repaid or Dropped
}

// PayoutState is where a payout is.
type PayoutState string

// The states of a payout.
const (
	PayoutDue      PayoutState = "due"
	PayoutSent     PayoutState = "sent"
	PayoutSettled  PayoutState = "settled"
	PayoutReturned PayoutState = "returned"
)

// Payout is a credit to a user's bank account: cashback, a refund after collection.
type Payout struct {
	ID      PayoutID
	Version int64
	Owner   account.ID
	Bank    BankAccountID
	Source  ledger.AccountID // debited when it was made; credited again if the bank returns it
	Purpose ledger.Purpose
	Subject uuid.UUID // the payment refunded, the cashback payout
	Amount  money.Amount
	State   PayoutState
	Code    string // of the return
	MadeAt  time.Time
}

package ledger

import (
	"github.com/google/uuid"

	"github.com/seqrpay/seqr/money"
)

// AccountID names one account of the book.
type AccountID struct{ uuid.UUID }

// TransferID names one transfer. IDs are UUIDv7, so their order is roughly that of time.
type TransferID struct{ uuid.UUID }

// Account is one account of the book, as it stands. Amounts are minor units of Currency.
//
// A balance is what was credited less what was debited. An account with a floor can be
// debited only while Balance − Held stays at or above it; a spending limit of 100.00 is a
// floor of −10000. Owed is debt that may lie beyond the floor (see [Purpose]): the invariant
// that holds at every point is Balance − Held + Owed ≥ Floor.
type Account struct {
	ID       AccountID
	Owner    uuid.UUID      // whose it is: a user account, a merchant, or zero for the operator's own
	Code     Code           // its place in the chart of accounts
	Currency money.Currency // all its amounts are in this currency
	Floored  bool           // whether Floor applies
	Floor    int64          // the lowest Balance − Held that an ordinary debit may leave
	Balance  int64          // credits less debits
	Held     int64          // debits reserved by holds that are neither posted nor voided
	Owed     int64          // debt that may pass the floor
	Entries  int64          // number of the last entry; counted only where Floored
}

// Code is an account's place in the chart of accounts.
type Code string

// The chart of accounts.
const (
	CodePayerDebit       Code = "payer_debit"       // a user's limit account: minus what is approved and not yet collected
	CodePayerFees        Code = "payer_fees"        // fees a user owes; apart, because a fee does not use the spending limit
	CodePrepaid          Code = "prepaid"           // a user's Seqr Account
	CodeMerchantPayable  Code = "merchant_payable"  // what the operator owes a merchant
	CodeBankClearing     Code = "bank_clearing"     // the operator's money at the bank
	CodeCashbackExpense  Code = "cashback_expense"  // what the cashback programme costs
	CodeOfferExpense     Code = "offer_expense"     // what offers cost
	CodeFeeIncome        Code = "fee_income"        // fees charged
	CodeSuspense         Code = "suspense"          // what customer service must sort out
	CodeTransferClearing Code = "transfer_clearing" // money on its way between two currencies
)

// Floor sets an account's floor to a new value, for example when a spending limit rises.
type Floor struct {
	Account AccountID
	Floor   int64 // minor units, usually ≤ 0
}

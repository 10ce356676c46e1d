package ledger

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
	CodeBankCharges      Code = "bank_charges"      // what banks took for debits that they took back
	CodeSuspense         Code = "suspense"          // what customer service must sort out
	CodeUnclaimed        Code = "unclaimed"         // money of people who left and could not be credited in time
	CodeTransferClearing Code = "transfer_clearing" // money on its way from one person to another, or between two currencies
)

// Known says whether the code is in the chart of accounts.
func (c Code) Known() bool {
	switch c {
	case CodePayerDebit, CodePayerFees, CodePrepaid, CodeMerchantPayable, CodeBankClearing,
		CodeCashbackExpense, CodeOfferExpense, CodeFeeIncome, CodeBankCharges, CodeSuspense, CodeUnclaimed, CodeTransferClearing:
		return true
	default:
		return false
	}
}

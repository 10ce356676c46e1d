package ach

import "github.com/seqrpay/seqr/internal/fault"

// What is refused when a bank account or mandate is registered.
var (
	// ErrRouting: not nine digits, a wrong check digit, or a prefix that no bank has.
	ErrRouting = fault.New(fault.Invalid, "ach: routing number is not valid")
	// ErrAccountNumber: empty, longer than 17 characters, or with characters that the network does not carry.
	ErrAccountNumber = fault.New(fault.Invalid, "ach: account number is not valid")
	// ErrIBAN: of no country that takes part, of another length than the country's, or with wrong check digits.
	ErrIBAN = fault.New(fault.Invalid, "ach: IBAN is not valid")
	// ErrAccountType: neither checking nor savings, or a savings account where the scheme draws from current accounts only.
	ErrAccountType = fault.New(fault.Invalid, "ach: no debits from accounts of this type")
	// ErrScheme: no such scheme.
	ErrScheme = fault.New(fault.Invalid, "ach: no such scheme")
	// ErrCreditCard: a credit card cannot be linked as a payment account, in no market.
	ErrCreditCard = fault.New(fault.Invalid, "ach: a credit card cannot be linked")
	// ErrKind: no such kind of payment account.
	ErrKind = fault.New(fault.Invalid, "ach: no such kind of payment account")
	// ErrBankAccount: something a bank account needs is missing.
	ErrBankAccount = fault.New(fault.Invalid, "ach: bank account is incomplete")
	// ErrMandate: something that is evidence of a mandate is missing.
	ErrMandate = fault.New(fault.Invalid, "ach: mandate is incomplete")
	// ErrMandateState: a mandate that is invalid or ended cannot be approved any more.
	ErrMandateState = fault.New(fault.State, "ach: mandate is over")
	// ErrPolicy: a value of the policy is unset or makes no sense.
	ErrPolicy = fault.New(fault.Invalid, "ach: policy is incomplete")
)

// What a collection or payout refuses. Nothing has changed when one of them is answered.
var (
	// ErrNotFound: no such collection, payout or bank account, or not the caller's.
	ErrNotFound = fault.New(fault.NotFound, "ach: not found")
	// ErrIncomplete: something that a collection or payout needs is missing.
	ErrIncomplete = fault.New(fault.Invalid, "ach: collection or payout is incomplete")
	// ErrAmount: zero or less, or of another currency.
	ErrAmount = fault.New(fault.Invalid, "ach: amount is not above zero or of another currency")
	// ErrState: it is in a state that does not allow this.
	ErrState = fault.New(fault.State, "ach: not possible in this state")
	// ErrNotDue: the day to send it has not come.
	ErrNotDue = fault.New(fault.State, "ach: not due yet")
	// ErrNotYet: it may still come back in time, so it does not count as collected.
	ErrNotYet = fault.New(fault.State, "ach: may still be returned in time")
	// ErrSent: the bank has it, or its re-presentment needs the same amount: credit the payer by a payout instead.
	ErrSent = fault.New(fault.State, "ach: debit was sent already")
	// ErrTooMuch: a refund is larger than what is left to collect.
	ErrTooMuch = fault.New(fault.Exceeded, "ach: refund is larger than the debit")
	// ErrOverpaid: a manual payment is larger than what is owed.
	ErrOverpaid = fault.New(fault.Exceeded, "ach: payment is larger than the debt")
	// ErrCorrected: a debit that was refused for a fault of ours is corrected and sent again only once.
	ErrCorrected = fault.New(fault.Exceeded, "ach: was corrected once already")
	// ErrReference: not a reference that a payer could have been told.
	ErrReference = fault.New(fault.Invalid, "ach: reference is not valid")
	// ErrOtherAccount: the bank account is not the one that the order is for.
	ErrOtherAccount = fault.New(fault.Invalid, "ach: another bank account than the order's")
)

// What a bank and its reports are answered.
var (
	// ErrOrder: an order that no bank may be given.
	ErrOrder = fault.New(fault.Invalid, "ach: bank order is malformed")
	// ErrOrderReused: the ID of an order came again with other content.
	ErrOrderReused = fault.New(fault.Conflict, "ach: bank order ID used for another order")
	// ErrReport: a report that makes no sense, or one about something else.
	ErrReport = fault.New(fault.Invalid, "ach: bank report makes no sense here")
	// ErrReportStale: a report that was booked already, or about an attempt that is over. Acknowledge it; there is nothing to book.
	ErrReportStale = fault.New(fault.Conflict, "ach: bank report is about something that is over")
)

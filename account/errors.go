package account

import (
	"strings"

	"github.com/seqrpay/seqr/internal/fault"
)

// What a mobile number can lack (REG-4, REG-5).
var (
	// ErrPhoneNoCountryCode: the number does not start with "+" and its country code.
	ErrPhoneNoCountryCode = fault.New(fault.Invalid, "account: phone number without country code")
	// ErrPhoneLeadingZero: the national part starts with a zero that the market does not know.
	ErrPhoneLeadingZero = fault.New(fault.Invalid, "account: phone number with a leading zero")
	// ErrPhoneLength: too few or too many digits.
	ErrPhoneLength = fault.New(fault.Invalid, "account: phone number with a wrong number of digits")
	// ErrPhoneRegion: a number of another country than the market's.
	ErrPhoneRegion = fault.New(fault.Invalid, "account: phone number of another country")
	// ErrPhoneInvalid: no phone number at all, or one that nobody can have.
	ErrPhoneInvalid = fault.New(fault.Invalid, "account: not a phone number")
)

// What the checks of personal data and of customer service's records refuse.
var (
	// ErrName: see [CheckName].
	ErrName = fault.New(fault.Invalid, "account: not a name")
	// ErrEmail: see [CheckEmail].
	ErrEmail = fault.New(fault.Invalid, "account: not an e-mail address")
	// ErrTrail: the actions of an account are not the chain that they were written as; see [TrailError] (CS-6).
	ErrTrail = fault.New(fault.Internal, "account: chain of actions broken")
	// ErrAction: agent, verb or reason is missing or too long (CS-6).
	ErrAction = fault.New(fault.Invalid, "account: an action needs an agent, a verb and a reason")
	// ErrReason: not one of the reasons for a block (CS-4).
	ErrReason = fault.New(fault.Invalid, "account: unknown reason for a block")
	// ErrPolicy: market data are unset or contradict each other (MKT-4). The message lists all of them.
	ErrPolicy = fault.New(fault.Invalid, "account: market data unset or inconsistent")
)

// What registration refuses.
var (
	// ErrMalformed: an account or payment account without an ID or another part that it cannot be without.
	ErrMalformed = fault.New(fault.Invalid, "account: something is missing in a new account")
	// ErrTerms: the terms were not accepted (REG-3).
	ErrTerms = fault.New(fault.Denied, "account: terms not accepted")
	// ErrPhoneProved: the mobile number was proved; from then on registration cannot change it.
	ErrPhoneProved = fault.New(fault.State, "account: phone number proved already")
	// ErrPINChosen: a PIN was chosen; from then on it is changed, not chosen.
	ErrPINChosen = fault.New(fault.State, "account: PIN chosen already")
	// ErrDescribed: the identity was verified with the personal data as they are.
	ErrDescribed = fault.New(fault.State, "account: personal data verified already")
	// ErrKind: the market accepts no payment accounts of this kind; a credit card is one nowhere (MND-6).
	ErrKind = fault.New(fault.Invalid, "account: kind of payment account not accepted")
	// ErrSecondBankAccount: one bank account at a time serves as payment account (MND-5).
	ErrSecondBankAccount = fault.New(fault.State, "account: another bank account is linked")
	// ErrSecondPrepaid: the prepaid account exists.
	ErrSecondPrepaid = fault.New(fault.State, "account: prepaid account exists already")
)

// Why an account may not do something.
var (
	// ErrNoPaymentAccount: the account has no such payment account.
	ErrNoPaymentAccount = fault.New(fault.NotFound, "account: no such payment account")
	// ErrNotClosed: only a closed account has a successor.
	ErrNotClosed = fault.New(fault.State, "account: is not closed")
	// ErrClosed: the account was closed.
	ErrClosed = fault.New(fault.State, "account: closed")
	// ErrNotRegistered: steps of the registration are missing.
	ErrNotRegistered = fault.New(fault.State, "account: registration not finished")
	// ErrBlocked: at least one block stands; see [BlockedError] for the reasons (CS-3).
	ErrBlocked = fault.New(fault.Denied, "account: blocked")
	// ErrNotActive: the payment account's maximum is 0, as before the identity is verified (REG-13, REG-14, IDV-6).
	ErrNotActive = fault.New(fault.State, "account: payment account not active")
	// ErrUnusable: the bank account was removed, or a return made its mandate invalid (COL-9).
	ErrUnusable = fault.New(fault.State, "account: payment account no longer usable")
	// ErrNotBlocked: no block of this reason stands.
	ErrNotBlocked = fault.New(fault.State, "account: not blocked for this reason")
	// ErrErased: the personal data of the account were erased.
	ErrErased = fault.New(fault.State, "account: personal data erased")
	// ErrRetained: the market asks to keep the personal data of the closed account for longer.
	ErrRetained = fault.New(fault.State, "account: personal data must be kept for now")
	// ErrInDebt: failed collections are unpaid, and only full payment lifts their block (COL-8, COL-10).
	ErrInDebt = fault.New(fault.State, "account: failed collections unpaid")
	// ErrNoDebt: no failed collection is unpaid.
	ErrNoDebt = fault.New(fault.State, "account: no failed collection unpaid")
)

// BlockedError is ErrBlocked with all reasons, for a screen to show and customer service to resolve.
type BlockedError struct {
	Reasons []Reason `json:"reasons"`
}

// Error names the reasons.
func (e *BlockedError) Error() string {
	reasons := make([]string, len(e.Reasons))
	for i, r := range e.Reasons {
		reasons[i] = string(r)
	}
	return ErrBlocked.Error() + ": " + strings.Join(reasons, ", ")
}

// Unwrap answers ErrBlocked.
func (e *BlockedError) Unwrap() error { return ErrBlocked }

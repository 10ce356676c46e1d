package seqr

import (
	"errors"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/fault"
	"github.com/seqrpay/seqr/money"
)

// Kind is the class of an error: what a caller can do about it. Map it to an HTTP status, a gRPC code or an exit status.
type Kind = fault.Kind

// The classes. An error of somebody else's is Internal; nil has class 0.
const (
	Invalid     = fault.Invalid     // the request can never succeed as it stands
	NotFound    = fault.NotFound    // no such thing, or not the caller's
	Conflict    = fault.Conflict    // something changed or is taken; read again
	Denied      = fault.Denied      // the caller may not do this
	Exceeded    = fault.Exceeded    // a limit of money, number or time was passed
	State       = fault.State       // the thing is in a state that does not allow this
	Unavailable = fault.Unavailable // try again later, with the same key
	Internal    = fault.Internal    // a defect
)

// KindOf is the class of err, found anywhere in its tree of wrapped errors.
func KindOf(err error) Kind { return fault.KindOf(err) }

// What the services themselves refuse; the rules of the domain packages have sentinels of their own there.
var (
	ErrKey              = fault.New(fault.Invalid, "seqr: command key must be 16 to 64 characters of A-Z a-z 0-9 _ -")
	ErrKeyReused        = fault.New(fault.Conflict, "seqr: command key was used for another request")
	ErrBusy             = fault.New(fault.Unavailable, "seqr: busy, try again with the same key")
	ErrConfig           = fault.New(fault.Invalid, "seqr: configuration")
	ErrRequest          = fault.New(fault.Invalid, "seqr: a required field is missing or too long")
	ErrNotFound         = fault.New(fault.NotFound, "seqr: not found")
	ErrTerms            = fault.New(fault.Invalid, "seqr: not the current version of the terms")
	ErrPhoneTaken       = fault.New(fault.Conflict, "seqr: another open account has this mobile number")
	ErrDeviceTaken      = fault.New(fault.Conflict, "seqr: another account is bound to this device key")
	ErrPINMismatch      = fault.New(fault.Invalid, "seqr: PIN and its repetition differ")
	ErrStep             = fault.New(fault.State, "seqr: an earlier step of the registration is missing")
	ErrStepDone         = fault.New(fault.State, "seqr: this step of the registration is done")
	ErrLimit            = fault.New(fault.Exceeded, "seqr: more than is available")
	ErrApprovalReplayed = fault.New(fault.Denied, "seqr: approval was used before")
	ErrDeclined         = fault.New(fault.Denied, "seqr: declined")
	ErrUnknownOrder     = fault.New(fault.NotFound, "seqr: bank report about an order that was never sent")
	ErrSupportOnly      = fault.New(fault.State, "seqr: only customer service can do this")
	ErrReasonManaged    = fault.New(fault.State, "seqr: this block is lifted by its own cause")
	ErrNoPINRecovery    = fault.New(fault.State, "seqr: a forgotten PIN cannot be restored in this market; deregister and register again")
	ErrNoDeviceMove     = fault.New(fault.State, "seqr: an account does not move to another phone in this market; deregister and register again")
	ErrNoBankChange     = fault.New(fault.State, "seqr: a bank account cannot be changed in this market; deregister and register again")
	ErrNoReceiving      = fault.New(fault.State, "seqr: no bank accounts for incoming money alone in this market")
	ErrBalanceLeft      = fault.New(fault.State, "seqr: the prepaid account is not empty; withdraw first or have it paid out")
	ErrOpenMatters      = fault.New(fault.State, "seqr: money is on its way, held or owed for this account")
	ErrNoLetters        = fault.New(fault.State, "seqr: nobody is identified by letter here")
	ErrOtherMarket      = fault.New(fault.NotFound, "seqr: belongs to another market; ask the system of that market")
	ErrTaken            = fault.New(fault.Conflict, "seqr: already taken")
)

// LimitError tells how much was asked for and how much is available. It unwraps to [ErrLimit].
// It is for the payer's screen; a merchant sees only that the payment was declined.
type LimitError struct {
	Needed    money.Amount `json:"needed"`
	Available money.Amount `json:"available"` // never negative
}

// Error names both amounts.
func (e *LimitError) Error() string {
	return ErrLimit.Error() + ": needed " + e.Needed.String() + ", available " + e.Available.String()
}

// Unwrap answers ErrLimit.
func (e *LimitError) Unwrap() error { return ErrLimit }

// SupportError is a refusal that only customer service can help with, and how to reach it [CS-1]. It unwraps to the
// refusal: account.ErrBlocked, identity.ErrFrozen, identity.ErrTooManyScans, ErrSupportOnly.
type SupportError struct {
	Err     error
	Contact account.Contact // the market's customer service
}

// Error is the refusal's.
func (e *SupportError) Error() string { return e.Err.Error() }

// Unwrap is the refusal.
func (e *SupportError) Unwrap() error { return e.Err }

// withContact adds customer service to a refusal that needs it.
func (c *core) withContact(err error) error {
	for _, needs := range []error{account.ErrBlocked, identity.ErrFrozen, identity.ErrTooManyScans, ErrSupportOnly} {
		if errors.Is(err, needs) {
			return &SupportError{Err: err, Contact: c.Market.Account.Contact}
		}
	}
	return err
}

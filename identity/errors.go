package identity

import (
	"fmt"
	"time"

	"github.com/seqrpay/seqr/internal/fault"
)

// Errors of keyrings.
var (
	// ErrKeyUnknown: no key of that ID. What was written under it can no longer be read or compared.
	ErrKeyUnknown = fault.New(fault.Internal, "identity: no such key")
	// ErrKeyID: a master key's ID is empty, too long, has other than plain characters, or is used twice.
	ErrKeyID = fault.New(fault.Invalid, "identity: key ID cannot be used")
	// ErrKeyWeak: a master key's secret is too short, or one byte repeated.
	ErrKeyWeak = fault.New(fault.Invalid, "identity: key is too weak")
	// ErrSealBroken: sealed data, a stored code or the context it was made for were altered.
	ErrSealBroken = fault.New(fault.Internal, "identity: sealed data was altered")
	// ErrTagEmpty: there is nothing to make a tag of. All such tags would be equal.
	ErrTagEmpty = fault.New(fault.Invalid, "identity: no value to make a tag of")
	// ErrEntropy: the source of randomness failed. Nothing was made with what it gave.
	ErrEntropy = fault.New(fault.Unavailable, "identity: no entropy")
)

// Errors of SMS codes (REG-6, REG-7).
var (
	// ErrCodeShape: not the right number of digits. It cannot be the code and is not counted as an entry.
	ErrCodeShape = fault.New(fault.Invalid, "identity: not the shape of a code")
	// ErrCodeTooSoon: no further code may be sent yet; [CodeWaitError] says when.
	ErrCodeTooSoon = fault.New(fault.Exceeded, "identity: too soon for another code")
	// ErrCodeRefused: wrong, used, dead, expired, or none is outstanding. Which of them is not told.
	ErrCodeRefused = fault.New(fault.Denied, "identity: code refused")
)

// Errors of choosing a PIN (PIN-1).
var (
	// ErrPINShape: not 4 to 6 digits.
	ErrPINShape = fault.New(fault.Invalid, "identity: not the shape of a PIN")
	// ErrPINLength: more or fewer digits than the market permits.
	ErrPINLength = fault.New(fault.Invalid, "identity: PIN has not the permitted length")
	// ErrPINRepeats: one digit repeated.
	ErrPINRepeats = fault.New(fault.Invalid, "identity: PIN repeats one digit")
	// ErrPINRun: digits in sequence, up or down.
	ErrPINRun = fault.New(fault.Invalid, "identity: PIN is a run of digits")
	// ErrPINBirthDate: the birth date, or a part of it.
	ErrPINBirthDate = fault.New(fault.Invalid, "identity: PIN is the birth date")
	// ErrPINStretched: a stretched PIN, its salt or cost has not the form that [StretchPIN] and [Stretch] say.
	ErrPINStretched = fault.New(fault.Internal, "identity: stretched PIN, salt or cost has a wrong form")
	// ErrPINEnrolment: not the bytes of a [PINEnrolment].
	ErrPINEnrolment = fault.New(fault.Invalid, "identity: not an enrolment of a PIN")
	// ErrStretch: the PIN is stretched elsewhere (by the phone instead of the server, or the other way round), or with another salt or
	// cost. It says nothing about the PIN and counts no attempt: ask anew how it is stretched.
	ErrStretch = fault.New(fault.State, "identity: PIN is not stretched so")
)

// Errors of proving ownership (PIN-4, DEV-1).
var (
	// ErrPINMissing: no PIN has been chosen yet.
	ErrPINMissing = fault.New(fault.State, "identity: no PIN chosen")
	// ErrPINWrong: not the PIN. The answer is given only after the commit that counted it.
	ErrPINWrong = fault.New(fault.Denied, "identity: wrong PIN")
	// ErrPINWait: nothing is evaluated yet; [PINWaitError] says until when.
	ErrPINWait = fault.New(fault.Denied, "identity: too early for another PIN")
	// ErrPINBlocked: too many wrong PINs; only customer service can help.
	ErrPINBlocked = fault.New(fault.Denied, "identity: blocked by wrong PINs")
	// ErrDevice: a credential needs an account and a device.
	ErrDevice = fault.New(fault.Invalid, "identity: account or device has no ID")
	// ErrDeviceKey: not a public key of that algorithm.
	ErrDeviceKey = fault.New(fault.Invalid, "identity: not a device key")
	// ErrSignature: the bound device did not sign this. It says nothing about the PIN and counts no attempt.
	ErrSignature = fault.New(fault.Denied, "identity: signature refused")
	// ErrCounter: the counter was used before: the device key was copied.
	ErrCounter = fault.New(fault.Denied, "identity: counter was used before")
	// ErrCounterOld: the counter is so far behind the last that nobody knows any more whether it was used.
	ErrCounterOld = fault.New(fault.Denied, "identity: counter too far behind")
	// ErrCounterRange: the counter is too large to be kept. It is a defect of the app, and no sign of a copy.
	ErrCounterRange = fault.New(fault.Invalid, "identity: counter too large")
	// ErrNoMove: customer service has not allowed another phone, or the time for it is over.
	ErrNoMove = fault.New(fault.State, "identity: no other phone can be bound")
	// ErrNoRestore: customer service has not allowed a new PIN without the old one, or the time for it is over.
	ErrNoRestore = fault.New(fault.State, "identity: no new PIN without the old one")
	// ErrProof: not a kind of proof, or more than one at once: PIN, fingerprint, or what the phone made of the PIN.
	ErrProof = fault.New(fault.Invalid, "identity: not a kind of proof")
	// ErrNoBiometric: the market accepts no fingerprint in place of the PIN.
	ErrNoBiometric = fault.New(fault.State, "identity: no fingerprint in place of the PIN in this market")
	// ErrNotEnrolled: no fingerprint is in use.
	ErrNotEnrolled = fault.New(fault.State, "identity: no fingerprint is in use")
	// ErrFrozen: the device key was seen in two places, or revoked.
	ErrFrozen = fault.New(fault.Denied, "identity: device key is frozen")
)

// Errors of approvals and nonces.
var (
	// ErrApprovalShape: not the bytes of an approval, or a field that cannot be written as such.
	ErrApprovalShape = fault.New(fault.Invalid, "identity: not an approval")
	// ErrApprovalMismatch: the approval is of something else than what would be carried out.
	ErrApprovalMismatch = fault.New(fault.Denied, "identity: approval of something else")
	// ErrApprovalStale: the approved content was edited since; show it again and ask again.
	ErrApprovalStale = fault.New(fault.Conflict, "identity: approval of an older revision")
	// ErrNonceUnknown: not a nonce that was made for this.
	ErrNonceUnknown = fault.New(fault.Denied, "identity: no such nonce")
	// ErrNonceExpired: the nonce's time is over; ask for another.
	ErrNonceExpired = fault.New(fault.Exceeded, "identity: nonce expired")
)

// Errors of birth dates (REG-9, REG-10) and policies.
var (
	// ErrBirthDate: not a date in the market's format.
	ErrBirthDate = fault.New(fault.Invalid, "identity: not a birth date in the required format")
	// ErrBirthFormat: not a format of birth dates.
	ErrBirthFormat = fault.New(fault.Invalid, "identity: no such format of birth dates")
	// ErrTooYoung: below the market's minimum age.
	ErrTooYoung = fault.New(fault.Denied, "identity: below the minimum age")
	// ErrPolicy: a policy has a value that it cannot work with.
	ErrPolicy = fault.New(fault.Invalid, "identity: policy cannot be used")
)

// CodeWaitError says when the next code may be sent. It unwraps to [ErrCodeTooSoon].
type CodeWaitError struct {
	Next time.Time // UTC; at that moment a code is permitted
}

// Error names the time.
func (e *CodeWaitError) Error() string {
	return fmt.Sprintf("%v, next at %s", ErrCodeTooSoon, e.Next.Format(time.RFC3339))
}

// Unwrap answers ErrCodeTooSoon.
func (e *CodeWaitError) Unwrap() error { return ErrCodeTooSoon }

// PINWaitError says until when no PIN is evaluated. It unwraps to [ErrPINWait].
type PINWaitError struct {
	Until time.Time // UTC; at that moment a PIN is evaluated again
}

// Error names the time.
func (e *PINWaitError) Error() string {
	return fmt.Sprintf("%v, wait until %s", ErrPINWait, e.Until.Format(time.RFC3339))
}

// Unwrap answers ErrPINWait.
func (e *PINWaitError) Unwrap() error { return ErrPINWait }

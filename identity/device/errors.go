package device

import "github.com/seqrpay/seqr/internal/fault"

// Errors of this package; PINs are refused with the sentinels of package identity.
var (
	// ErrMismatch: PIN and repetition differ (PIN-3).
	ErrMismatch = fault.New(fault.Invalid, "device: PIN and its repetition differ")
	// ErrSecret: a phone's secret has another length than [identity.PhoneSecretSize].
	ErrSecret = fault.New(fault.Invalid, "device: not a phone's secret")
)

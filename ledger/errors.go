package ledger

import "github.com/seqrpay/seqr/internal/fault"

// What the book refuses.
var (
	ErrInsufficient   = fault.New(fault.Exceeded, "ledger: not enough to spend")
	ErrUnknownAccount = fault.New(fault.NotFound, "ledger: no such account")
	ErrExists         = fault.New(fault.Conflict, "ledger: transfer or account exists already")
	ErrUnknownHold    = fault.New(fault.NotFound, "ledger: no such hold")
	ErrHoldResolved   = fault.New(fault.State, "ledger: hold was resolved already")
	ErrPostTooMuch    = fault.New(fault.Exceeded, "ledger: more than was held")
	ErrCurrency       = fault.New(fault.Invalid, "ledger: another currency than the account's")
	ErrMalformed      = fault.New(fault.Invalid, "ledger: transfer makes no sense")
	ErrOverflow       = fault.New(fault.Exceeded, "ledger: balance too large")
)

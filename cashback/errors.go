package cashback

import "github.com/seqrpay/seqr/internal/fault"

// What this package refuses.
var (
	// ErrProgramme: a programme's data are unset or contradict each other. The message lists all of them.
	ErrProgramme = fault.New(fault.Invalid, "cashback: programme unset or inconsistent")
	// ErrTally: months of another quarter, payer or currency, the same month twice, or a month below zero.
	ErrTally = fault.New(fault.Internal, "cashback: months do not fit together")
	// ErrNotHeld: only a payout that is held can be resumed.
	ErrNotHeld = fault.New(fault.State, "cashback: payout not held")
	// ErrNotPaid: only a payout that was paid can come back from the bank.
	ErrNotPaid = fault.New(fault.State, "cashback: payout not paid")
)

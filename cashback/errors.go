package cashback

import "github.com/seqrpay/seqr/internal/fault"

// What this package refuses.
var (
	// ErrProgramme: a programme's data are unset or contradict each other. The message lists all of them.
	ErrProgramme = fault.New(fault.Invalid, "cashback: programme unset or inconsistent")
	// ErrTally: months of another quarter, payer or currency, the same month twice, or a month below zero.
	ErrTally = fault.New(fault.Internal, "cashback: months do not fit together")
	// ErrCorrection: a correction without an ID, a quarter, or an amount above nothing in the programme's currency.
	ErrCorrection = fault.New(fault.Invalid, "cashback: correction incomplete or of nothing")
	// ErrUndecided: a quarter is corrected only after all of it was decided.
	ErrUndecided = fault.New(fault.State, "cashback: quarter not paid yet")
	// ErrCorrectedTooMuch: all corrections of a person's quarter together would be more than the programme allows.
	ErrCorrectedTooMuch = fault.New(fault.Exceeded, "cashback: corrected by more than customer service may")
	// ErrTooEarly: the quarter had ended before the person began to register.
	ErrTooEarly = fault.New(fault.State, "cashback: quarter was over before the person came")
	// ErrOffer: an offer without an ID, a merchant, codes or a time in which it runs, or with a stock below zero.
	ErrOffer = fault.New(fault.Invalid, "cashback: offer incomplete or out of range")
	// ErrBenefit: an offer gives either an amount in the merchant's currency or a percentage of 0 to 100, above nothing.
	ErrBenefit = fault.New(fault.Invalid, "cashback: offer needs one amount or percentage")
	// ErrWithdrawn: the offer has ended already.
	ErrWithdrawn = fault.New(fault.State, "cashback: offer has ended")
	// ErrNoneLeft: all rewards of the offer have been given.
	ErrNoneLeft = fault.New(fault.State, "cashback: no reward left")
	// ErrNotCovered: the offer is about another merchant, place or time than the payment, or the payment was given back.
	ErrNotCovered = fault.New(fault.State, "cashback: offer does not cover this payment")
	// ErrRewarded: this payment, or this person, was rewarded by the offer before.
	ErrRewarded = fault.New(fault.State, "cashback: rewarded already")
	// ErrNotHeld: only a payout or reward that is held can be resumed.
	ErrNotHeld = fault.New(fault.State, "cashback: payout not held")
	// ErrNotReclaimed: of a quarter that paid nothing and carried nothing, nothing is taken back.
	ErrNotReclaimed = fault.New(fault.State, "cashback: nothing to take back")
	// ErrNotPaid: only a payout or reward that was paid can come back from the bank.
	ErrNotPaid = fault.New(fault.State, "cashback: payout not paid")
)

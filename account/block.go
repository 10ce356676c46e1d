package account

import (
	"slices"
	"time"
)

// Valid says whether r is one of the reasons.
func (r Reason) Valid() bool {
	switch r {
	case DuplicateID, Collection, WrongPIN, LostPhone, Other:
		return true
	}
	return false
}

// Blocked says whether any block stands.
func (a Account) Blocked() bool { return len(a.Blocks) > 0 }

// BlockedFor says whether a block of this reason stands.
func (a Account) BlockedFor(r Reason) bool {
	return slices.ContainsFunc(a.Blocks, func(b Block) bool { return b.Reason == r })
}

func (a Account) blockedError() error {
	e := &BlockedError{Reasons: make([]Reason, len(a.Blocks))}
	for i, b := range a.Blocks {
		e.Reasons[i] = b.Reason
	}
	return e
}

// Block adds a reason for which the account may not move money (CS-4). A reason that stands
// already stays as it is, with its first time. It answers ErrReason for an unknown reason and ErrClosed.
func (a Account) Block(r Reason, at time.Time) (Account, error) {
	switch {
	case !r.Valid():
		return a, ErrReason
	case a.State == Closed:
		return a, ErrClosed
	}
	return a.withBlock(r, at), nil
}

// Unblock lifts one reason; the account is free only when none is left (CS-4). Only customer
// service calls for it (CS-2). It answers ErrNotBlocked if the reason does not stand, ErrInDebt
// for Collection while debts are unpaid, which only payment ends (COL-8), ErrReason and ErrClosed.
func (a Account) Unblock(r Reason) (Account, error) {
	switch {
	case !r.Valid():
		return a, ErrReason
	case a.State == Closed:
		return a, ErrClosed
	case !a.BlockedFor(r):
		return a, ErrNotBlocked
	case r == Collection && a.Debts > 0:
		return a, ErrInDebt
	}
	return a.withoutBlock(r), nil
}

// FailCollection counts one more failed collection and blocks the account for it (COL-3). Closed
// accounts owe what they owe, so it counts there too.
func (a Account) FailCollection(at time.Time) (Account, error) {
	a.Debts++
	return a.withBlock(Collection, at), nil
}

// SettleCollection counts one failed collection as paid and lifts the collection block with the
// last one (COL-5, COL-8, COL-10). Other reasons stay. It answers ErrNoDebt if none was unpaid.
func (a Account) SettleCollection() (Account, error) {
	if a.Debts == 0 {
		return a, ErrNoDebt
	}
	a.Debts--
	if a.Debts > 0 {
		return a, nil
	}
	return a.withoutBlock(Collection), nil
}

func (a Account) withBlock(r Reason, at time.Time) Account {
	if !a.BlockedFor(r) {
		a.Blocks = append(slices.Clone(a.Blocks), Block{Reason: r, Since: at.UTC()})
	}
	return a
}

func (a Account) withoutBlock(r Reason) Account {
	a.Blocks = slices.DeleteFunc(slices.Clone(a.Blocks), func(b Block) bool { return b.Reason == r })
	return a
}

package account

import "slices"

// Succeed lets a person's account take over what a closed one still owes and has earned (LIM-8, COL-14,
// CB-20), and notes it on both. It answers ErrNotClosed for an old account that is open, and ErrMalformed
// if both are the same, one has no ID, or the old one has another successor.
func Succeed(next, old Account) (Account, Account, error) {
	switch {
	case old.State != Closed:
		return next, old, ErrNotClosed
	case next.ID == (ID{}) || next.ID == old.ID || old.Successor != (ID{}) && old.Successor != next.ID:
		return next, old, ErrMalformed
	}
	old.Successor = next.ID
	if !slices.Contains(next.Former, old.ID) {
		next.Former = append(slices.Clone(next.Former), old.ID)
	}
	return next, old, nil
}

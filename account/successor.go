package account

// Succeed notes the same person's next account, which takes over what a closed one still owes and has
// earned (LIM-8, COL-14, CB-20). It answers ErrNotClosed for an account that is open, and ErrMalformed
// for a next account that is the same one, none, or another than was noted before.
func (a Account) Succeed(next ID) (Account, error) {
	switch {
	case a.State != Closed:
		return a, ErrNotClosed
	case next == (ID{}) || next == a.ID || a.Successor != (ID{}) && a.Successor != next:
		return a, ErrMalformed
	}
	a.Successor = next
	return a, nil
}

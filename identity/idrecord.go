package identity

import (
	"slices"

	"github.com/seqrpay/seqr/account"
)

// Link adds an account to those that one identity document stands for, and answers all accounts that must
// be blocked now: none while it is the only one, else every linked account including the new one (IDV-7),
// so a third link blocks all three. Linking an account that is linked already changes nothing and
// blocks nobody (IDV-10). Commit the record with its version: of two simultaneous links the later one then sees
// the earlier.
func (r IDRecord) Link(id account.ID) (IDRecord, []account.ID) {
	if slices.Contains(r.Accounts, id) {
		return r, nil
	}
	linked := make([]account.ID, 0, len(r.Accounts)+1)
	r.Accounts = append(append(linked, r.Accounts...), id)
	if len(r.Accounts) == 1 {
		return r, nil
	}
	return r, slices.Clone(r.Accounts)
}

// Unlink frees the document from an account that was deregistered (IDV-11) or closed by customer service
// (IDV-8), and remembers it as a former account of that person. One that is not linked changes nothing.
func (r IDRecord) Unlink(id account.ID) IDRecord {
	kept := make([]account.ID, 0, len(r.Accounts))
	for _, a := range r.Accounts {
		if a != id {
			kept = append(kept, a)
		}
	}
	if len(kept) < len(r.Accounts) {
		r.Former = append(slices.Clone(r.Former), id)
	}
	r.Accounts = kept
	return r
}

// Inherit answers the closed accounts of the same person that have no successor yet, and the record without them:
// the account that is linked now takes over what they owe and have earned.
func (r IDRecord) Inherit() (IDRecord, []account.ID) {
	former := r.Former
	r.Former = nil
	return r, former
}

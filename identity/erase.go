package identity

import (
	"slices"
	"time"

	"github.com/seqrpay/seqr/account"
)

// Erase takes out of a closed account's credential all that came from its owner: the hash of the PIN. The public key of the device stays,
// frozen: with it the approvals can be verified, and it says nothing about anybody.
func (c Credential) Erase() Credential {
	c = c.Freeze()
	c.PIN = PINRecord{}
	return c
}

// Erase drops the pictures of a scan that was never decided, and ends it; what is decided has none (PRV-3).
func (s Scan) Erase(at time.Time) Scan {
	if s.State == Capturing || s.State == Submitted {
		s.State, s.DecidedAt = Failed, at.UTC()
	}
	s.Front, s.Back = nil, nil
	return s
}

// Forget takes an account out of a document's record altogether: nobody inherits from it any more.
func (r IDRecord) Forget(id account.ID) IDRecord {
	is := func(other account.ID) bool { return other == id }
	r.Accounts = slices.DeleteFunc(slices.Clone(r.Accounts), is)
	r.Former = slices.DeleteFunc(slices.Clone(r.Former), is)
	return r
}

// Forget separates a number's codes from the account that they were for. That codes were sent to the number stays known, so
// that it is not flooded.
func (a Activation) Forget() Activation {
	a.Account, a.Code, a.Done = account.ID{}, nil, true
	return a
}

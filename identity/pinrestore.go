package identity

import "time"

// AllowRestore lets the owner set a new PIN without the old one until a time: customer service has checked who asks
// (PIN-6). The old PIN keeps working meanwhile, under the same counts.
func (c Credential) AllowRestore(until time.Time) Credential {
	c.RestoreBy = until.UTC()
	return c
}

// MayRestore answers nil before the time that customer service allowed, ErrFrozen for a key that works no more, and
// else ErrNoRestore.
func (c Credential) MayRestore(at time.Time) error {
	switch {
	case c.Frozen:
		return ErrFrozen
	case !at.Before(c.RestoreBy):
		return ErrNoRestore
	}
	return nil
}

// RestorePIN sets a new PIN, once, as [Credential.MayRestore] answers; wrong PINs before it count no more. A fingerprint has to be
// enrolled anew, with the new PIN.
func (c Credential) RestorePIN(r PINRecord, at time.Time) (Credential, error) {
	if err := c.MayRestore(at); err != nil {
		return c, err
	}
	c = c.ChangePIN(r).Reset().EndBiometric(at)
	c.RestoreBy = time.Time{}
	return c, nil
}

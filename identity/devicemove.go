package identity

import "time"

// AllowMove lets the owner bind another phone until a time: customer service has checked who asks (DEV-4).
func (c Credential) AllowMove(until time.Time) Credential {
	c.MoveBy = until.UTC()
	return c
}

// MayMove answers nil before the time that customer service allowed, and else ErrNoMove. A key that was stopped may be
// replaced too: that is what another phone is for.
func (c Credential) MayMove(at time.Time) error {
	if !at.Before(c.MoveBy) {
		return ErrNoMove
	}
	return nil
}

// Move binds another phone, once, as [Credential.MayMove] answers: from now on nothing that the old one signs passes. The
// PIN, wrong entries of it and waits stay; the new phone's counters begin anew. A PIN that the old phone stretched is dropped, since its
// keys hold that phone's secret: once [Credential.Recognizes] has said that the new phone's enrolment is of the same PIN, store that
// one by [Credential.SealPIN] and [Credential.ChangePIN]. It answers the errors of [NewCredential] too.
func (c Credential) Move(to DeviceID, a Algorithm, pub []byte, at time.Time) (Credential, error) {
	if err := c.MayMove(at); err != nil {
		return c, err
	}
	next, err := NewCredential(c.Account, to, a, pub, at)
	if err != nil {
		return c, err
	}
	next.Version, next.PIN, next.Wrong, next.WaitUntil, next.RestoreBy = c.Version, c.PIN, c.Wrong, c.WaitUntil, c.RestoreBy
	if next.PIN.OnDevice() {
		next.PIN = PINRecord{}
	}
	return next, nil
}

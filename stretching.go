package seqr

import (
	"context"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

// Stretching is how an account's PIN is made slow to guess, and by whom. None of it is secret.
type Stretching struct {
	OnDevice bool             `json:"on_device"`      // the phone stretches the PIN in use, and proves it; else the PIN is sent
	Now      identity.Stretch `json:"now,omitzero"`   // of the PIN in use, where the phone stretches it
	Next     identity.Stretch `json:"next"`           // for a PIN that is chosen next on the phone, with a salt that is new each time
	Only     bool             `json:"only_on_device"` // the market lets PINs be chosen on the phone only
}

// Outdated says whether the market has made guessing slower since the PIN in use was enrolled by the phone. The app then enrols the
// same PIN anew by ChangePIN, when its owner has typed it.
func (s Stretching) Outdated() bool { return s.OnDevice && s.Now.Cost != s.Next.Cost }

// Stretch tells how the phone stretches an account's PIN: the one in use, and one that is chosen next [PIN-1, PIN-8]. An app may keep what it
// enrolled by; a phone that the account moves to asks. It answers store.ErrNotFound for an unknown account.
func (s *Accounts) Stretch(ctx context.Context, of account.ID) (Stretching, error) {
	c := s.c
	cred, err := c.store.Credential(ctx, of)
	if err != nil {
		return Stretching{}, err
	}
	next, err := c.newStretch()
	if err != nil {
		return Stretching{}, err
	}
	v := Stretching{OnDevice: cred.PIN.OnDevice(), Next: next, Only: c.Market.Identity.PIN.DeviceOnly}
	if v.OnDevice {
		v.Now = cred.PIN.Stretch()
	}
	return v, nil
}

package seqr

import (
	"bytes"
	"context"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// chosenPIN is a PIN that is chosen: typed twice for the server to stretch, or enrolled by the phone that stretches it.
type chosenPIN struct {
	c         *core
	pin       identity.PIN
	enrolment identity.PINEnrolment // by the phone; else zero
	digest    []byte                // of the enrolment, for the phone to sign; else nil
	rec       identity.PINRecord    // of a PIN that the server stretches, made once
}

// chosen reads a PIN that is chosen, one way or the other; identity.ErrProof for both at once.
func (c *core) chosen(pin, repeat string, enrolment []byte) (chosenPIN, error) {
	if len(enrolment) == 0 {
		p, err := newPIN(pin, repeat)
		return chosenPIN{c: c, pin: p}, err
	}
	if pin != "" || repeat != "" {
		return chosenPIN{}, identity.ErrProof
	}
	e, err := identity.ParsePINEnrolment(enrolment)
	return chosenPIN{c: c, enrolment: e, digest: identity.EnrolmentDigest(enrolment)}, err
}

func newPIN(pin, repeat string) (identity.PIN, error) {
	if pin != repeat {
		return identity.PIN{}, ErrPINMismatch
	}
	return identity.ParsePIN(pin)
}

func (n *chosenPIN) onDevice() bool { return n.digest != nil }

// input is what was asked for, without secrets: two enrolments are two requests, since each is signed.
func (n *chosenPIN) input(r ChoosePINRequest) any {
	if n.onDevice() {
		return []any{r.Account, r.Signed.fingerprint()}
	}
	return r.Account
}

// chooser is the credential of who chooses the first PIN. The phone's enrolment is signed by the phone.
func (n *chosenPIN) chooser(ctx context.Context, a account.Account, s SignedAction, at time.Time, ch *store.Changes) (identity.Credential, error) {
	if n.onDevice() {
		return n.signedBy(ctx, a, s, identity.ActionChoosePIN, at, ch)
	}
	return n.c.store.Credential(ctx, a.ID)
}

// signedBy is core.signedBy for an action that is about this PIN: about the enrolment, or about nothing where the PIN itself was sent.
func (n *chosenPIN) signedBy(ctx context.Context, a account.Account, s SignedAction, want identity.Action, at time.Time, ch *store.Changes) (identity.Credential, error) {
	m, err := identity.ParseAction(s.Message)
	if err != nil {
		return identity.Credential{}, err
	}
	if !bytes.Equal(m.About, n.digest) {
		return identity.Credential{}, identity.ErrApprovalMismatch
	}
	return n.c.signedBy(ctx, a, s, want, at, ch)
}

// record is what is stored of the PIN, after the rules for choosing one were kept: those of the market here, and where the phone stretches
// it, on the phone. It answers identity.ErrStretch where the market wants PINs stretched otherwise.
func (n *chosenPIN) record(ctx context.Context, a account.Account, cred identity.Credential) (identity.PINRecord, error) {
	policy := n.c.Market.Identity.PIN
	if n.onDevice() {
		if n.enrolment.Stretch.Cost != policy.Cost {
			return identity.PINRecord{}, refuse(identity.ErrStretch)
		}
		return cred.SealPIN(n.c.keys, n.enrolment)
	}
	if policy.DeviceOnly {
		return identity.PINRecord{}, refuse(identity.ErrStretch)
	}
	if n.rec.IsZero() {
		h, err := n.c.openHolder(a)
		if err != nil {
			return identity.PINRecord{}, err
		}
		if err := n.pin.CheckChoice(policy, h.BirthDate); err != nil {
			return identity.PINRecord{}, err
		}
		if n.rec, err = n.c.newRecord(ctx, n.pin); err != nil {
			return identity.PINRecord{}, err
		}
	}
	return n.rec, nil
}

// newStretch is how the next PIN is stretched: the market's cost, and a new salt.
func (c *core) newStretch() (identity.Stretch, error) {
	salt, err := c.random(identity.SaltSize)
	return identity.Stretch{Salt: salt, Cost: c.Market.Identity.PIN.Cost}, err
}

// newRecord stretches a PIN with a new salt, and makes its record.
func (c *core) newRecord(ctx context.Context, pin identity.PIN) (identity.PINRecord, error) {
	by, err := c.newStretch()
	if err != nil {
		return identity.PINRecord{}, err
	}
	stretched, err := c.stretch(ctx, pin, by)
	if err != nil {
		return identity.PINRecord{}, err
	}
	return identity.NewPINRecord(c.keys, stretched, by)
}

// stretch is the slow hash, at most Parallel at a time.
func (c *core) stretch(ctx context.Context, pin identity.PIN, by identity.Stretch) (out []byte, err error) {
	err = c.slowly(ctx, func() error {
		out = stretchPIN(pin, by)
		return nil
	})
	return out, err
}

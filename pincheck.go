package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// stretchPIN is the slow hash of a PIN. Only the package's tests replace it, by one that costs less.
var stretchPIN = identity.StretchPIN

// pinCheck compares what a caller shows of a PIN with a credential: the PIN itself, or what the phone that stretches it made of it. The
// slow hash is made once per salt, however often the command is decided again.
type pinCheck struct {
	c         *core
	pin       identity.PIN
	device    func(identity.Credential) (bool, error) // compares what the phone made; nil where the PIN itself was sent
	by        identity.Stretch
	stretched []byte
	renewed   *identity.PINRecord // at the market's present cost
}

// checkOf takes a PIN or the phone's proof of it, which device compares. Both at once is identity.ErrProof: an app that sends the PIN
// beside its proof has not understood that it should not.
func (c *core) checkOf(pin string, proof []byte, device func(identity.Credential) (bool, error)) (pinCheck, error) {
	switch {
	case len(proof) > 0 && pin != "":
		return pinCheck{}, identity.ErrProof
	case len(proof) > 0:
		return pinCheck{c: c, device: device}, nil
	}
	p, err := identity.ParsePIN(pin)
	return pinCheck{c: c, pin: p}, err
}

// checkSigned is checkOf for a PIN beside a signed action.
func (c *core) checkSigned(pin string, proof []byte, s SignedAction) (pinCheck, error) {
	return c.checkOf(pin, proof, func(cred identity.Credential) (bool, error) {
		return cred.ProvesAction(c.keys, s.Message, proof)
	})
}

// attempt evaluates the PIN and adds to ch what counts it. That must be committed before
// anybody is told the outcome: it carries the credential's version, so of many simultaneous guesses only
// those that the lock-out allows are ever answered [PIN-4, PIN-5]. The fifth wrong PIN blocks the account in the same commit.
func (p *pinCheck) attempt(ctx context.Context, a account.Account, cred identity.Credential, at time.Time, ch *store.Changes) error {
	if err := cred.Ready(at); err != nil {
		return tried(err)
	}
	right, err := p.compare(ctx, cred, at)
	if err != nil {
		return err
	}
	if right {
		if cred, err = p.renew(ctx, cred); err != nil {
			return err
		}
	}
	cred, blocked, refused := cred.Attempt(p.c.Market.Identity.Lock, right, at)
	ch.Credentials = []identity.Credential{cred}
	if blocked {
		if a, err = a.Block(account.WrongPIN, at); err != nil {
			return err
		}
		ch.Accounts = []account.Account{a}
		if err := p.c.tellInto(ch, a, "Your SEQR account is blocked", "Your SEQR account is blocked because of wrong PINs. Please contact customer service: "+p.c.Market.Account.Contact.Phone, at); err != nil {
			return err
		}
	}
	if refused != nil {
		return tried(refused)
	}
	return nil
}

// compare says whether the PIN is right. What is stretched elsewhere than the stored one is refused without being looked at.
func (p *pinCheck) compare(ctx context.Context, cred identity.Credential, at time.Time) (bool, error) {
	if !cred.PIN.IsZero() && cred.PIN.OnDevice() != (p.device != nil) {
		return false, refuse(identity.ErrStretch)
	}
	if p.device != nil {
		right, err := p.device(cred)
		return right, refuseState(err)
	}
	if p.stretched == nil || !p.by.Equal(cred.PIN.Stretch()) {
		if err := p.stretch(ctx, cred, at); err != nil {
			return false, err
		}
	}
	return cred.PIN.Matches(p.c.keys, p.stretched)
}

// stretch makes the slow hash, unless a wait began while it queued for it: of many guesses at once few cost anything.
func (p *pinCheck) stretch(ctx context.Context, cred identity.Credential, at time.Time) error {
	if cred.PIN.IsZero() {
		return identity.ErrPINMissing
	}
	return p.c.slowly(ctx, func() error {
		latest, err := p.c.store.Credential(ctx, cred.Account)
		if err != nil {
			return err
		}
		latest.Frozen = cred.Frozen // whether the key matters is the caller's to know
		if err := latest.Ready(at); err != nil {
			return tried(err)
		}
		p.by = cred.PIN.Stretch()
		p.stretched = stretchPIN(p.pin, p.by)
		return nil
	})
}

// renew brings what is stored of a right PIN up to date: after the keyring was rotated, and where the market made guessing slower since. What the
// phone stretched is only sealed anew; at a new cost its owner enrols it by a change of PIN.
func (p *pinCheck) renew(ctx context.Context, cred identity.Credential) (identity.Credential, error) {
	outdated := cred.PIN.Outdated(p.c.keys)
	switch {
	case cred.PIN.OnDevice() && outdated:
		return cred.RenewPIN(p.c.keys)
	case cred.PIN.OnDevice():
		return cred, nil
	case cred.PIN.Cost != p.c.Market.Identity.PIN.Cost:
		return p.slowDown(ctx, cred)
	case outdated:
		rec, err := identity.NewPINRecord(p.c.keys, p.stretched, p.by)
		return cred.ChangePIN(rec), err
	}
	return cred, nil
}

// slowDown stretches a right PIN at the market's present cost. Where there is no room for that now, the next right PIN will do.
func (p *pinCheck) slowDown(ctx context.Context, cred identity.Credential) (identity.Credential, error) {
	if p.renewed == nil {
		rec, err := p.c.newRecord(ctx, p.pin)
		if errors.Is(err, ErrBusy) {
			return cred, nil
		}
		if err != nil {
			return cred, err
		}
		p.renewed = &rec
	}
	return cred.ChangePIN(*p.renewed), nil
}

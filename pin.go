package seqr

import (
	"bytes"
	"context"
	"io"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// stretchPIN is the slow hash of a PIN. Only the package's tests replace it, by one that is slow once for each PIN.
var stretchPIN = identity.StretchPIN

// pinCheck compares one PIN with a credential. The slow hash is made once per salt, however often the command is decided again.
type pinCheck struct {
	c         *core
	pin       identity.PIN
	salt      []byte
	stretched []byte
}

// attempt evaluates the PIN and adds to ch what counts it. That must be committed before
// anybody is told the outcome: it carries the credential's version, so of many simultaneous guesses only
// those that the lock-out allows are ever answered [PIN-4, PIN-5]. The fifth wrong PIN blocks the account in the same commit.
func (p *pinCheck) attempt(ctx context.Context, a account.Account, cred identity.Credential, at time.Time, ch *store.Changes) error {
	if err := cred.Ready(at); err != nil {
		return tried(err)
	}
	if p.stretched == nil || !bytes.Equal(p.salt, cred.PIN.Salt) {
		if err := p.stretch(ctx, cred, at); err != nil {
			return err
		}
	}
	right, err := cred.PIN.Matches(p.c.keys, p.stretched)
	if err != nil {
		return err
	}
	if right && cred.PIN.Outdated(p.c.keys) { // the pepper was rotated since: renew what it protects
		rec, err := identity.NewPINRecord(p.c.keys, p.stretched, p.salt)
		if err != nil {
			return err
		}
		cred = cred.ChangePIN(rec)
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

// stretch makes the slow hash, unless a wait began while it queued for it: of many guesses at once few cost anything.
func (p *pinCheck) stretch(ctx context.Context, cred identity.Credential, at time.Time) error {
	return p.c.slowly(ctx, func() error {
		latest, err := p.c.store.Credential(ctx, cred.Account)
		if err != nil {
			return err
		}
		latest.Frozen = cred.Frozen // whether the key matters is the caller's to know
		if err := latest.Ready(at); err != nil {
			return tried(err)
		}
		p.salt, p.stretched = cred.PIN.Salt, stretchPIN(p.pin, cred.PIN.Salt)
		return nil
	})
}

// ChangePINRequest replaces a PIN by a new one, typed twice.
type ChangePINRequest struct {
	Key     Key
	Account account.ID
	Signed  SignedAction // by the bound device, for identity.ActionChangePIN
	Old     string
	New     string
	Repeat  string
}

// ChangePIN replaces the PIN [PIN-3]. The old one stays valid if anything is wrong; a wrong old PIN
// counts like any other. It answers ErrPINMismatch, the
// identity errors of ChoosePIN, identity.ErrPINWrong, *identity.PINWaitError and account.ErrBlocked.
func (s *Accounts) ChangePIN(ctx context.Context, r ChangePINRequest) (Registration, error) {
	c := s.c
	next, err := newPIN(r.New, r.Repeat)
	if err != nil {
		return Registration{}, err
	}
	old, err := identity.ParsePIN(r.Old)
	if err != nil {
		return Registration{}, err
	}
	check := pinCheck{c: c, pin: old}
	var rec identity.PINRecord
	cmd := command{"accounts.change_pin", r.Account.String(), r.Key, r.Signed.fingerprint()}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Registration, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Registration{}, err
		}
		cred, err := c.signedBy(ctx, a, r.Signed, identity.ActionChangePIN, now.At, ch)
		if err != nil {
			return Registration{}, err
		}
		if err := a.MayAct(); err != nil {
			return Registration{}, refuse(err)
		}
		if len(rec.Hash) == 0 {
			if rec, err = c.choosePIN(ctx, a, next); err != nil {
				return Registration{}, err
			}
		}
		if err := check.attempt(ctx, a, cred, now.At, ch); err != nil {
			return Registration{}, err
		}
		ch.Credentials[0] = ch.Credentials[0].ChangePIN(rec)
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
		if err := c.tellInto(ch, a, "Your SEQR PIN was changed", "Your SEQR PIN was changed. If that was not you, call customer service: "+c.Market.Account.Contact.Phone, now.At); err != nil {
			return Registration{}, err
		}
		return c.registration(ctx, a)
	})
}

// random reads n bytes from the configured source.
func (c *core) random(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(c.Random, b)
	return b, err
}

// today is the calendar day of t in the market's zone.
func (c *core) today(t time.Time) civil.Date { return civil.DateOf(t, c.Market.Zone) }

package seqr

import (
	"context"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// RestorePIN lets the owner of an account, whose credentials the agent has checked, set a new PIN on the bound device within
// the market's time, 24 hours, and answers until when [PIN-6]. The agent neither sees nor sets a PIN. Balance, cashback, receipts and mandates
// are kept; a block for wrong PINs ends when the new PIN is set, any other must be lifted first.
//
// It answers ErrNoPINRecovery where the market has none [PIN-7], account.ErrBlocked, ErrClosed and ErrNotRegistered, and
// identity.ErrFrozen for a device key that was stopped.
func (s *Support) RestorePIN(ctx context.Context, r SupportRequest) (time.Time, error) {
	c := s.c
	if !c.Market.Account.PINRecovery {
		return time.Time{}, ErrNoPINRecovery
	}
	act, err := c.action(r, "restore PIN")
	if err != nil {
		return time.Time{}, err
	}
	return execute(ctx, c, s.command("restore_pin", r), func(ctx context.Context, now round, ch *store.Changes) (time.Time, error) {
		a, cred, err := c.forgetful(ctx, r.Account)
		if err != nil {
			return time.Time{}, err
		}
		until := now.At.Add(c.Market.Identity.PermitLife)
		cred = cred.AllowRestore(until)
		if err := cred.MayRestore(now.At); err != nil {
			return time.Time{}, refuse(err)
		}
		ch.Credentials = []identity.Credential{cred}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		ch.Actions = []account.Action{act}
		return until, c.tellInto(ch, a, "Set a new SEQR PIN", "Customer service lets you set a new SEQR PIN in the app. If you did not ask for that, call "+c.Market.Account.Contact.Phone+".", now.At)
	})
}

// forgetful reads the account of an owner who forgot the PIN: registered, and blocked for nothing but wrong PINs.
func (c *core) forgetful(ctx context.Context, of account.ID) (account.Account, identity.Credential, error) {
	a, err := c.store.Account(ctx, of)
	if err != nil {
		return a, identity.Credential{}, err
	}
	if err := withoutPINBlock(a).MayAct(); err != nil {
		return a, identity.Credential{}, refuse(err)
	}
	cred, err := c.store.Credential(ctx, of)
	return a, cred, err
}

func withoutPINBlock(a account.Account) account.Account {
	if free, err := a.Unblock(account.WrongPIN); err == nil {
		return free
	}
	return a
}

// RequestPINCode sends the code with which a new PIN is set, after customer service allowed it [PIN-6]. It answers
// identity.ErrNoRestore otherwise, and *identity.CodeWaitError.
func (s *Accounts) RequestPINCode(ctx context.Context, r StepRequest) (Started, error) {
	c := s.c
	cmd := command{"accounts.request_pin_code", r.Account.String(), r.Key, r.Account}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Started, error) {
		a, cred, err := c.forgetful(ctx, r.Account)
		if err != nil {
			return Started{}, err
		}
		if err := cred.MayRestore(now.At); err != nil {
			return Started{}, refuse(err)
		}
		h, err := c.openHolder(a)
		if err != nil {
			return Started{}, err
		}
		ch.Relied = []store.Ref{store.RelyOnAccount(a), store.RelyOnCredential(cred)}
		return Started{Account: a.ID, Device: cred.Device}, c.sendCode(ctx, ch, a, h.Phone, now.At)
	})
}

// RestorePINRequest sets a new PIN in place of a forgotten one.
type RestorePINRequest struct {
	Key     Key
	Account account.ID
	Code    string       // from RequestPINCode
	Signed  SignedAction // by the bound device, for identity.ActionRestorePIN; about the Enrolment, if there is one
	PIN     string
	Repeat  string

	Enrolment []byte // in place of PIN and Repeat, for a PIN that the phone stretches: as device.Phone.Choose made it
}

// RestorePIN sets a new PIN in place of a forgotten one: on the bound device, with a code that went to the mobile number,
// once and while customer service allows it [PIN-6]. A block for wrong PINs ends with it.
//
// It answers identity.ErrNoRestore, identity.ErrCodeRefused, identity.ErrSignature, account.ErrBlocked, and for the new
// PIN the errors of ChoosePIN.
func (s *Accounts) RestorePIN(ctx context.Context, r RestorePINRequest) (Registration, error) {
	c := s.c
	pin, err := c.chosen(r.PIN, r.Repeat, r.Enrolment)
	if err != nil {
		return Registration{}, err
	}
	code, err := identity.ParseCode(r.Code, c.Market.Identity.Codes)
	if err != nil {
		return Registration{}, err
	}
	restoring := pinRestore{c: c, pin: pin, code: code, signed: r.Signed}
	cmd := command{"accounts.restore_pin", r.Account.String(), r.Key, r.Signed.fingerprint()}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Registration, error) {
		return restoring.decide(ctx, r.Account, now, ch)
	})
}

// pinRestore is a new PIN on its way; its slow hash is made once.
type pinRestore struct {
	c      *core
	pin    chosenPIN
	code   identity.Code
	signed SignedAction
}

func (p *pinRestore) decide(ctx context.Context, of account.ID, now round, ch *store.Changes) (Registration, error) {
	c := p.c
	a, _, err := c.forgetful(ctx, of)
	if err != nil {
		return Registration{}, err
	}
	cred, err := p.pin.signedBy(ctx, a, p.signed, identity.ActionRestorePIN, now.At, ch)
	if err != nil {
		return Registration{}, err
	}
	if err := cred.MayRestore(now.At); err != nil {
		return Registration{}, refuse(err)
	}
	rec, err := p.pin.record(ctx, a, cred)
	if err != nil {
		return Registration{}, err
	}
	ch.Credentials = []identity.Credential{cred}
	if err := c.enterCode(ctx, ch, a, p.code, now.At); err != nil {
		return Registration{}, err
	}
	if ch.Credentials[0], err = cred.RestorePIN(rec, now.At); err != nil {
		return Registration{}, refuse(err)
	}
	free := withoutPINBlock(a)
	if a.Blocked() && !free.Blocked() {
		ch.Accounts = []account.Account{free}
		if err := c.freed(ch, free, now.At); err != nil {
			return Registration{}, err
		}
	} else {
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
	}
	if err := c.tellInto(ch, free, "Your SEQR PIN was changed", "A new SEQR PIN was set. If that was not you, call customer service: "+c.Market.Account.Contact.Phone, now.At); err != nil {
		return Registration{}, err
	}
	return c.registration(ctx, free)
}

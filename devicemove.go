package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// MoveDevice lets the owner of an account, whose credentials the agent has checked, bind another phone within the market's
// time, 24 hours, and answers until when [DEV-4]. It is possible while a block stands, which stays: whoever lost a phone gets the new
// one first, and is unblocked then.
//
// It answers ErrNoDeviceMove where the market has none, account.ErrClosed and account.ErrNotRegistered.
func (s *Support) MoveDevice(ctx context.Context, r SupportRequest) (time.Time, error) {
	c := s.c
	if !c.Market.Account.DeviceMove {
		return time.Time{}, ErrNoDeviceMove
	}
	act, err := c.action(r, "move device")
	if err != nil {
		return time.Time{}, err
	}
	return execute(ctx, c, s.command("move_device", r), func(ctx context.Context, now round, ch *store.Changes) (time.Time, error) {
		a, cred, err := c.movable(ctx, r.Account)
		if err != nil {
			return time.Time{}, err
		}
		until := now.At.Add(c.Market.Identity.PermitLife)
		ch.Credentials = []identity.Credential{cred.AllowMove(until)}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		ch.Actions = []account.Action{act}
		return until, c.tellInto(ch, a, "Your SEQR account moves to another phone", "Customer service lets you use SEQR on another phone. If you did not ask for that, call "+c.Market.Account.Contact.Phone+".", now.At)
	})
}

// movable reads an account that may get another phone: a registered one.
func (c *core) movable(ctx context.Context, of account.ID) (account.Account, identity.Credential, error) {
	a, err := c.store.Account(ctx, of)
	if err != nil {
		return a, identity.Credential{}, err
	}
	if err := a.MayAct(); err != nil && !errors.Is(err, account.ErrBlocked) {
		return a, identity.Credential{}, refuse(err)
	}
	cred, err := c.store.Credential(ctx, of)
	return a, cred, err
}

// RequestMoveCode sends the code with which another phone is bound, after customer service allowed it [DEV-4]. It answers
// identity.ErrNoMove otherwise, and *identity.CodeWaitError.
func (s *Accounts) RequestMoveCode(ctx context.Context, r StepRequest) (Started, error) {
	c := s.c
	cmd := command{"accounts.request_move_code", r.Account.String(), r.Key, r.Account}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Started, error) {
		a, cred, err := c.movable(ctx, r.Account)
		if err != nil {
			return Started{}, err
		}
		if err := cred.MayMove(now.At); err != nil {
			return Started{}, refuse(err)
		}
		h, err := c.openHolder(a)
		if err != nil {
			return Started{}, err
		}
		ch.Relied = []store.Ref{store.RelyOnAccount(a), store.RelyOnCredential(cred)}
		return Started{Account: a.ID}, c.sendCode(ctx, ch, a, h.Phone, now.At)
	})
}

// MoveDeviceRequest binds another phone to an account.
type MoveDeviceRequest struct {
	Key       Key
	Account   account.ID
	Code      string // from RequestMoveCode
	PIN       string
	Algorithm identity.Algorithm
	PublicKey []byte // of the key that the new phone made

	// Enrolment is in place of PIN, where the old phone stretched it: as device.Unlocked.Enrol made it on the new phone, from the same PIN
	// and by the same identity.Stretch. It proves the PIN, and is what the new phone proves it by from then on.
	Enrolment []byte
}

// MoveDevice binds another phone, with a code that went to the mobile number and the PIN, once and while customer service
// allows it [DEV-4]. The old phone's signatures are worth nothing from that moment on [DEV-1].
//
// It answers identity.ErrNoMove, ErrDeviceTaken, identity.ErrCodeRefused, and for the PIN identity.ErrPINWrong, which counts,
// and *identity.PINWaitError; for a key that is none the errors of identity.ParsePublicKey.
func (s *Accounts) MoveDevice(ctx context.Context, r MoveDeviceRequest) (Started, error) {
	c := s.c
	check, enrolment, err := c.checkMoved(r)
	if err != nil {
		return Started{}, err
	}
	code, err := identity.ParseCode(r.Code, c.Market.Identity.Codes)
	if err != nil {
		return Started{}, err
	}
	if err := identity.ParsePublicKey(r.Algorithm, r.PublicKey); err != nil {
		return Started{}, err
	}
	id, err := c.newID()
	if err != nil {
		return Started{}, err
	}
	moving := deviceMove{c: c, req: r, device: identity.DeviceID{UUID: id}, code: code, check: check, enrolment: enrolment}
	cmd := command{"accounts.move_device", r.Account.String(), r.Key, identity.DeviceFingerprint(r.Algorithm, r.PublicKey)}
	return execute(ctx, c, cmd, moving.decide)
}

// deviceMove is another phone on its way; the slow hash of the PIN is made once.
type deviceMove struct {
	c      *core
	req    MoveDeviceRequest
	device identity.DeviceID
	code   identity.Code
	check  pinCheck

	enrolment identity.PINEnrolment // by the new phone, where the old one stretched the PIN; else zero
}

// checkMoved is the check of the PIN that a new phone brings, and its enrolment, if it brings one.
func (c *core) checkMoved(r MoveDeviceRequest) (pinCheck, identity.PINEnrolment, error) {
	if len(r.Enrolment) == 0 {
		check, err := c.checkOf(r.PIN, nil, nil)
		return check, identity.PINEnrolment{}, err
	}
	e, err := identity.ParsePINEnrolment(r.Enrolment)
	if err != nil {
		return pinCheck{}, e, err
	}
	check, err := c.checkOf(r.PIN, r.Enrolment, func(cred identity.Credential) (bool, error) {
		return cred.Recognizes(c.keys, e)
	})
	return check, e, err
}

// bind binds the new phone to a credential whose PIN was right, and enrols what the new phone makes of the PIN.
func (m *deviceMove) bind(cred identity.Credential, at time.Time) (identity.Credential, error) {
	cred, err := cred.Move(m.device, m.req.Algorithm, m.req.PublicKey, at)
	if err != nil || m.enrolment.Keys.IsZero() {
		return cred, err
	}
	rec, err := cred.SealPIN(m.c.keys, m.enrolment)
	return cred.ChangePIN(rec), err
}

func (m *deviceMove) decide(ctx context.Context, now round, ch *store.Changes) (Started, error) {
	c := m.c
	a, cred, err := c.movable(ctx, m.req.Account)
	if err != nil {
		return Started{}, err
	}
	if err := cred.MayMove(now.At); err != nil {
		return Started{}, refuse(err)
	}
	next := identity.DeviceFingerprint(m.req.Algorithm, m.req.PublicKey)
	if _, err := c.store.Claimed(ctx, store.ClaimDevice, next); !errors.Is(err, store.ErrNotFound) {
		return Started{}, taken(err, ErrDeviceTaken)
	}
	if err := c.enterCode(ctx, ch, a, m.code, now.At); err != nil {
		return Started{}, err
	}
	checked := cred
	checked.Frozen = false // a stopped key says nothing about who knows the PIN
	if err := m.check.attempt(ctx, a, checked, now.At, ch); err != nil {
		for i := range ch.Credentials {
			ch.Credentials[i].Frozen = cred.Frozen
		}
		return Started{}, err
	}
	if ch.Credentials[0], err = m.bind(ch.Credentials[0], now.At); err != nil {
		return Started{}, refuseState(err)
	}
	ch.Releases = append(ch.Releases, store.Claim{Kind: store.ClaimDevice, Value: identity.DeviceFingerprint(cred.Algorithm, cred.PublicKey), Owner: a.ID.UUID})
	ch.Claims = append(ch.Claims, store.Claim{Kind: store.ClaimDevice, Value: next, Owner: a.ID.UUID})
	if len(ch.Accounts) == 0 {
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
	}
	return Started{Account: a.ID, Device: m.device}, c.tellInto(ch, a, "SEQR is on your new phone",
		"Your SEQR account is on another phone now, and no longer on the old one. If that was not you, call customer service: "+c.Market.Account.Contact.Phone, now.At)
}

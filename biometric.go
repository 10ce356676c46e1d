package seqr

import (
	"bytes"
	"context"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// Biometric is whether an owner can approve by a fingerprint in place of the PIN.
type Biometric struct {
	Offered bool      `json:"offered"` // by the market
	Since   time.Time `json:"since,omitzero"`
}

// Enrolled says whether a fingerprint is in use.
func (b Biometric) Enrolled() bool { return !b.Since.IsZero() }

// Biometric tells whether the market accepts a fingerprint in place of the PIN, and since when the account has one in use [PIN-2].
func (s *Accounts) Biometric(ctx context.Context, of account.ID) (Biometric, error) {
	cred, err := s.c.store.Credential(ctx, of)
	return s.c.biometric(cred), err
}

func (c *core) biometric(cred identity.Credential) Biometric {
	b := Biometric{Offered: c.Market.Identity.Biometric}
	if cred.Biometric.InUse() {
		b.Since = cred.Biometric.EnrolledAt
	}
	return b
}

// EnrolBiometricRequest lets a fingerprint stand in for the PIN.
type EnrolBiometricRequest struct {
	Key       Key
	Account   account.ID
	Signed    SignedAction // by the bound device, for identity.ActionEnrolBiometric, about the digest of the new key
	PIN       string
	Algorithm identity.Algorithm
	PublicKey []byte // of a second key, which the phone's secure hardware uses only upon the owner's fingerprint
	PINProof  []byte // in place of PIN, where the phone stretches it: as device.Unlocked.Act proved Signed
}

// EnrolBiometric lets a fingerprint that the phone checks stand in for the PIN when the owner approves payments, orders and transfers
// [PIN-2], where the market accepts that. It takes the PIN and the bound device, which signs the new key's digest, so that nobody puts
// another key in its place on the way. The PIN goes on working. One enrolled before is replaced.
//
// A fingerprint falls when the owner ends it, moves to another phone or gets a new PIN without the old one, when customer service
// blocks the account for a lost phone, and when the account is closed.
//
// It answers identity.ErrNoBiometric where the market has none, identity.ErrDeviceKey for what is no key or the phone's own,
// identity.ErrApprovalMismatch for a key that was not signed, identity.ErrPINWrong, which counts, *identity.PINWaitError, and account.ErrBlocked.
func (s *Accounts) EnrolBiometric(ctx context.Context, r EnrolBiometricRequest) (Biometric, error) {
	c := s.c
	if err := c.Market.Identity.Proves(identity.ProofBiometric); err != nil {
		return Biometric{}, err
	}
	check, err := c.checkSigned(r.PIN, r.PINProof, r.Signed)
	if err != nil {
		return Biometric{}, err
	}
	if err := identity.ParsePublicKey(r.Algorithm, r.PublicKey); err != nil {
		return Biometric{}, err
	}
	m, err := identity.ParseAction(r.Signed.Message)
	if err != nil {
		return Biometric{}, err
	}
	if m.Action == identity.ActionEnrolBiometric && !bytes.Equal(m.About, identity.KeyDigest(r.Algorithm, r.PublicKey)) {
		return Biometric{}, identity.ErrApprovalMismatch
	}
	id, err := c.newID()
	if err != nil {
		return Biometric{}, err
	}
	enrolling := enrolment{c: c, req: r, id: identity.DeviceID{UUID: id}, check: check}
	cmd := command{"accounts.enrol_biometric", r.Account.String(), r.Key, r.Signed.fingerprint()}
	return execute(ctx, c, cmd, enrolling.decide)
}

// enrolment is a fingerprint on its way; the slow hash of the PIN is made once.
type enrolment struct {
	c     *core
	req   EnrolBiometricRequest
	id    identity.DeviceID
	check pinCheck
}

func (e *enrolment) decide(ctx context.Context, now round, ch *store.Changes) (Biometric, error) {
	c := e.c
	a, err := c.store.Account(ctx, e.req.Account)
	if err != nil {
		return Biometric{}, err
	}
	cred, err := c.signedBy(ctx, a, e.req.Signed, identity.ActionEnrolBiometric, now.At, ch)
	if err != nil {
		return Biometric{}, err
	}
	if err := a.MayAct(); err != nil {
		return Biometric{}, refuse(err)
	}
	if _, err := cred.EnrolBiometric(e.id, e.req.Algorithm, e.req.PublicKey, now.At); err != nil {
		return Biometric{}, err
	}
	if err := e.check.attempt(ctx, a, cred, now.At, ch); err != nil {
		return Biometric{}, err
	}
	if cred, err = ch.Credentials[0].EnrolBiometric(e.id, e.req.Algorithm, e.req.PublicKey, now.At); err != nil {
		return Biometric{}, err
	}
	ch.Credentials[0] = cred
	ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
	return c.biometric(cred), c.tellInto(ch, a, "A fingerprint approves for you now",
		"You can approve with your fingerprint in the SEQR app now. If that was not you, call customer service: "+c.Market.Account.Contact.Phone, now.At)
}

// EndBiometricRequest leaves the PIN alone to approve with.
type EndBiometricRequest struct {
	Key     Key
	Account account.ID
	Signed  SignedAction // by the bound device, for identity.ActionEndBiometric
}

// EndBiometric ends the use of a fingerprint [PIN-2]: from this moment on it approves nothing. It takes the bound device but not the PIN, and works
// on a blocked account and in a market that accepts no more fingerprints: nothing is gained by it but safety. It answers
// identity.ErrNotEnrolled if none is in use, and account.ErrClosed.
func (s *Accounts) EndBiometric(ctx context.Context, r EndBiometricRequest) (Biometric, error) {
	c := s.c
	cmd := command{"accounts.end_biometric", r.Account.String(), r.Key, r.Signed.fingerprint()}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Biometric, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Biometric{}, err
		}
		cred, err := c.signedBy(ctx, a, r.Signed, identity.ActionEndBiometric, now.At, ch)
		if err != nil {
			return Biometric{}, err
		}
		switch {
		case a.State == account.Closed:
			return Biometric{}, refuse(account.ErrClosed)
		case !cred.Biometric.InUse():
			return Biometric{}, refuse(identity.ErrNotEnrolled)
		}
		cred = cred.EndBiometric(now.At)
		ch.Credentials = []identity.Credential{cred}
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
		return c.biometric(cred), c.tellInto(ch, a, "Your fingerprint approves no more", "Your fingerprint approves no more in the SEQR app; use your PIN.", now.At)
	})
}

// endBiometric adds to ch that an account's fingerprint approves no more, if one is in use.
func (c *core) endBiometric(ctx context.Context, ch *store.Changes, of account.ID, at time.Time) error {
	cred, err := c.store.Credential(ctx, of)
	if err != nil || !cred.Biometric.InUse() {
		return err
	}
	ch.Credentials = append(ch.Credentials, cred.EndBiometric(at))
	return nil
}

package seqr_test

import (
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// What is refused of fingerprints, and of scanning once more.

func badEnrolBiometric(c *cast) []bad {
	gus := c.join("Gus Example", "+18015550157")
	enrol := func(p *person, change func(*seqr.EnrolBiometricRequest)) func() error {
		return func() error {
			r := p.enrolment(p.finger())
			change(&r)
			_, err := c.sys.Accounts.EnrolBiometric(c.ctx, r)
			return err
		}
	}
	as := func(f func(*seqr.EnrolBiometricRequest)) func() error { return enrol(gus, f) }
	none := func(*seqr.EnrolBiometricRequest) {}
	own := func() error {
		_, err := c.sys.Accounts.EnrolBiometric(c.ctx, gus.enrolment(gus.key))
		return err
	}
	return append(shapes(func(k seqr.Key) error { return as(func(r *seqr.EnrolBiometricRequest) { r.Key = k })() }),
		refused("no PIN", as(func(r *seqr.EnrolBiometricRequest) { r.PIN = "" }), identity.ErrPINShape, seqr.Invalid),
		refused("no key", as(func(r *seqr.EnrolBiometricRequest) { r.PublicKey = nil }), identity.ErrDeviceKey, seqr.Invalid),
		refused("the phone's own key", own, identity.ErrDeviceKey, seqr.Invalid),
		refused("not signed", as(func(r *seqr.EnrolBiometricRequest) { r.Signed = seqr.SignedAction{} }), identity.ErrApprovalShape, seqr.Invalid),
		refused("signed for something else", as(func(r *seqr.EnrolBiometricRequest) { r.Signed = gus.act(identity.ActionClose) }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("another key was signed", as(func(r *seqr.EnrolBiometricRequest) { r.PublicKey = gus.finger().PublicKey() }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("another signature", as(func(r *seqr.EnrolBiometricRequest) { r.Signed.Signature = []byte("x") }), identity.ErrSignature, seqr.Denied),
		refused("blocked", enrol(c.sam, none), account.ErrBlocked, seqr.Denied),
		refused("closed", enrol(c.kim, none), account.ErrClosed, seqr.State),
		refused("unknown account", as(func(r *seqr.EnrolBiometricRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
		counted("wrong PIN", as(func(r *seqr.EnrolBiometricRequest) { r.PIN = "111222" }), identity.ErrPINWrong, seqr.Denied),
	)
}

func badEndBiometric(c *cast) []bad {
	end := func(p *person, change func(*seqr.EndBiometricRequest)) func() error {
		return func() error {
			r := seqr.EndBiometricRequest{Key: c.key(), Account: p.id, Signed: p.act(identity.ActionEndBiometric)}
			change(&r)
			_, err := c.sys.Accounts.EndBiometric(c.ctx, r)
			return err
		}
	}
	none := func(*seqr.EndBiometricRequest) {}
	as := func(f func(*seqr.EndBiometricRequest)) func() error { return end(c.pat, f) }
	return append(shapes(func(k seqr.Key) error { return as(func(r *seqr.EndBiometricRequest) { r.Key = k })() }),
		refused("none enrolled", as(none), identity.ErrNotEnrolled, seqr.State),
		refused("not signed", as(func(r *seqr.EndBiometricRequest) { r.Signed = seqr.SignedAction{} }), identity.ErrApprovalShape, seqr.Invalid),
		refused("signed for something else", as(func(r *seqr.EndBiometricRequest) { r.Signed = c.pat.act(identity.ActionClose) }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("closed", end(c.kim, none), account.ErrClosed, seqr.State),
		refused("unknown account", as(func(r *seqr.EndBiometricRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
	)
}

func badAllowScans(c *cast) []bad {
	allow := func(r seqr.SupportRequest) error {
		_, err := c.sys.Support.AllowScans(c.ctx, r)
		return err
	}
	of := func(p *person) func() error { return func() error { return allow(c.help(p.id)) } }
	bob := c.enrol("Blurred Bob Example", "+18015550158")
	bob.prove()
	require.ErrorIs(c.t, bob.capturesFront(), identity.ErrTooManyScans)
	return append(unsigned(c, bob, allow),
		refused("scans are left", of(c.pat), identity.ErrScansLeft, seqr.State),
		refused("none was made", of(c.lee), identity.ErrScansLeft, seqr.State),
		refused("closed", of(c.kim), account.ErrClosed, seqr.State),
	)
}

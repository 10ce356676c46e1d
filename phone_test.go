package seqr_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/identity/device"
)

// onPhone is a market in which the phone stretches every PIN. Its cost is for tests that stretch many.
func onPhone(c *seqr.Config) { onEither(c); c.Market.Identity.PIN.DeviceOnly = true }

// onEither is a market in which the phone or the server does.
func onEither(c *seqr.Config) {
	c.Market.Identity.PIN.Cost = identity.StretchCost{Passes: 1, MemoryKiB: 8, Threads: 1}
}

// phoned is a person whose phone stretches the PIN.
type phoned struct {
	*person
	phone *device.Phone
	now   identity.Stretch // of the PIN in use
}

// takesPhone gives a person's key a phone.
func (p *person) takesPhone() *phoned {
	p.w.t.Helper()
	d, err := device.New(p.key, rand.Reader)
	require.NoError(p.w.t, err)
	return &phoned{person: p, phone: d}
}

// joinOnPhone registers a person who can pay.
func (w *world) joinOnPhone(name, number string) *phoned {
	w.t.Helper()
	p := w.apply(number).takesPhone()
	p.confirm()
	p.describe(name)
	_, err := w.sys.Accounts.ChoosePIN(w.ctx, p.choosing())
	require.NoError(w.t, err)
	p.linkBank()
	p.prove()
	return p
}

func (p *phoned) stretching() seqr.Stretching {
	p.w.t.Helper()
	v, err := p.w.sys.Accounts.Stretch(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return v
}

// enrols chooses a PIN on the phone.
func (p *phoned) enrols(pin string) []byte {
	w := p.w
	w.t.Helper()
	next := p.stretching().Next
	b, err := p.phone.Choose(device.Choice{
		Account: p.id, PIN: pin, Repeat: pin, Stretch: next,
		Policy: w.sys.Market().Identity.PIN, Birth: civil.Date{Year: 1990, Month: time.May, Day: 17},
	})
	require.NoError(w.t, err)
	p.pin, p.now = pin, next
	return b
}

func (p *phoned) choosing() seqr.ChoosePINRequest {
	p.w.t.Helper()
	enrolment := p.enrols(p.pin)
	return seqr.ChoosePINRequest{Key: p.w.key(), Account: p.id, Enrolment: enrolment, Signed: p.signsAbout(identity.ActionChoosePIN, enrolment)}
}

// types is the phone after a PIN was typed, whatever it was.
func (p *phoned) types(pin string) *device.Unlocked {
	p.w.t.Helper()
	parsed, err := identity.ParsePIN(pin)
	require.NoError(p.w.t, err)
	u, err := p.phone.Unlock(p.id, parsed, p.now)
	require.NoError(p.w.t, err)
	return u
}

// challenge is what the phone signs next for an action, about a digest or about nothing.
func (p *phoned) challenge(a identity.Action, about []byte) identity.ActionMessage {
	w := p.w
	w.t.Helper()
	m, err := w.sys.Accounts.Challenge(w.ctx, p.id, a)
	require.NoError(w.t, err)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counter++
	m.Counter, m.About = p.counter, about
	return m
}

// signsAbout signs an action about an enrolment, without a PIN.
func (p *phoned) signsAbout(a identity.Action, enrolment []byte) seqr.SignedAction {
	p.w.t.Helper()
	message, signature, err := p.key.Act(p.challenge(a, identity.EnrolmentDigest(enrolment)))
	require.NoError(p.w.t, err)
	return seqr.SignedAction{Message: message, Signature: signature}
}

// acts signs an action and proves a PIN beside it.
func (p *phoned) acts(a identity.Action, about []byte, pin string) (seqr.SignedAction, []byte) {
	p.w.t.Helper()
	s, err := p.types(pin).Act(p.challenge(a, about))
	require.NoError(p.w.t, err)
	return seqr.SignedAction{Message: s.Message, Signature: s.Signature}, s.PINProof
}

// approves is the request that approves what was scanned, with a PIN that was typed.
func (p *phoned) approves(m identity.ApprovalMessage, pin string) seqr.ApproveRequest {
	p.w.t.Helper()
	p.mu.Lock()
	p.counter++
	m.Counter = p.counter
	p.mu.Unlock()
	s, err := p.types(pin).Approve(m)
	require.NoError(p.w.t, err)
	return seqr.ApproveRequest{Key: p.w.key(), Account: p.id, Message: s.Message, Signature: s.Signature, PINProof: s.PINProof}
}

// guesses approves what waits at a till with a PIN.
func (p *phoned) guess(t *till, pin string) error {
	p.w.t.Helper()
	_, err := p.w.sys.Payments.Approve(p.w.ctx, p.approves(p.look(t.code()).Message, pin))
	return err
}

func (p *phoned) mustPay(t *till, amount string) {
	p.w.t.Helper()
	t.ask(amount)
	require.NoError(p.w.t, p.guess(t, p.pin))
}

// changing is a change of the PIN to another that the phone stretches.
func (p *phoned) changing(old, next string) seqr.ChangePINRequest {
	p.w.t.Helper()
	was := p.now
	enrolment := p.enrols(next)
	p.now, was = was, p.now
	signed, proof := p.acts(identity.ActionChangePIN, identity.EnrolmentDigest(enrolment), old)
	p.now = was
	return seqr.ChangePINRequest{Key: p.w.key(), Account: p.id, Signed: signed, OldProof: proof, Enrolment: enrolment}
}

func (p *phoned) credential() identity.Credential {
	p.w.t.Helper()
	cred, err := p.w.store.Credential(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return cred
}

// A market in which the phone stretches every PIN takes none that is sent [PIN-1, PIN-8].
func TestPhoneOnly(t *testing.T) {
	t.Parallel()
	w := quick(t, onPhone)
	p := w.apply("+18015550101").takesPhone()
	p.confirm()
	p.describe("Pat Example")
	_, err := w.sys.Accounts.ChoosePIN(w.ctx, seqr.ChoosePINRequest{Key: w.key(), Account: p.id, PIN: testPIN, Repeat: testPIN})
	require.ErrorIs(t, err, identity.ErrStretch)
	v := p.stretching()
	require.True(t, v.Only)
	require.False(t, v.OnDevice || v.Outdated())
	require.NotEqual(t, v.Next.Salt, p.stretching().Next.Salt, "a new salt each time")

	_, err = w.sys.Accounts.ChoosePIN(w.ctx, p.choosing())
	require.NoError(t, err)
	v = p.stretching()
	require.True(t, v.OnDevice)
	require.Equal(t, p.now, v.Now)
	require.False(t, v.Outdated())
	_, err = w.sys.Accounts.ChoosePIN(w.ctx, p.choosing())
	require.ErrorIs(t, err, seqr.ErrStepDone)
	w.audit()
}

// The birth date is recognized in a PIN that the server never saw, too [PIN-1].
func TestBirthDateOnThePhone(t *testing.T) {
	t.Parallel()
	w := quick(t, onPhone)
	p := w.apply("+18015550101").takesPhone()
	p.confirm()
	p.pin = "051791" // nearly
	b, err := p.phone.Choose(device.Choice{Account: p.id, PIN: "051790", Repeat: "051790", Stretch: p.stretching().Next, Policy: w.sys.Market().Identity.PIN})
	require.NoError(t, err, "nobody knows the birth date yet")
	_, err = w.sys.Accounts.ChoosePIN(w.ctx, seqr.ChoosePINRequest{Key: w.key(), Account: p.id, Enrolment: b, Signed: p.signsAbout(identity.ActionChoosePIN, b)})
	require.NoError(t, err)
	describe := func(born string) error {
		_, err := w.sys.Accounts.Describe(w.ctx, seqr.DescribeRequest{Key: w.key(), Account: p.id, Name: "Pat Example", Email: "pat@example.com", BirthDate: born})
		return err
	}
	require.ErrorIs(t, describe("05/17/1990"), identity.ErrPINBirthDate)
	require.NoError(t, describe("05/18/1990"))
}

// While everybody waits for the slow hash, a phone that made it itself pays; who sends a PIN is told so at once, and tries again.
func TestBusy(t *testing.T) {
	t.Parallel()
	w := quick(t, onEither)
	shop, pat, sam := w.till("Corner Grocery"), w.joinOnPhone("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	free := seqr.Occupy(w.sys)
	shop.ask("1.00")
	request := sam.sign(sam.look(shop.code()), sam.pin)
	commits := len(w.store.(*watched).commits)
	_, err := w.sys.Payments.Approve(w.ctx, request)
	require.ErrorIs(t, err, seqr.ErrBusy)
	require.Equal(t, seqr.Unavailable, seqr.KindOf(err))
	require.Len(t, w.store.(*watched).commits, commits, "nothing is left of it")
	other := w.till("Book Shop")
	pat.mustPay(other, "2.00")
	free()
	_, err = w.sys.Payments.Approve(w.ctx, request)
	require.NoError(t, err, "with the same key")
	w.audit()
}

// A market that makes guessing slower has PINs that the server stretches renewed as they are used, and the phone's by their owners.
func TestGuessingIsMadeSlower(t *testing.T) {
	t.Parallel()
	w := quick(t, onEither)
	shop, pat, sam := w.till("Corner Grocery"), w.joinOnPhone("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	slower := w.config(w.sys.Market())
	slower.Market.Identity.PIN.Cost.Passes = 3
	slower.Verifier = unhurried{}
	w.sys = newSystem(t, slower)

	before := (&phoned{person: sam}).credential().PIN
	require.ErrorIs(t, func() error { shop.ask("1.00"); return sam.guess(shop, "111222") }(), identity.ErrPINWrong)
	require.Equal(t, before, (&phoned{person: sam}).credential().PIN, "a wrong one renews nothing")
	sam.mustPay(shop, "1.00")
	after := (&phoned{person: sam}).credential().PIN
	require.Equal(t, 3, after.Cost.Passes)
	require.NotEqual(t, before.Salt, after.Salt)
	sam.mustPay(shop, "1.00")

	pat.mustPay(shop, "1.00")
	require.True(t, pat.stretching().Outdated())
	_, err := w.sys.Accounts.ChangePIN(w.ctx, pat.changing(pat.pin, pat.pin))
	require.NoError(t, err)
	require.False(t, pat.stretching().Outdated())
	pat.mustPay(shop, "1.00")
	w.audit()
}

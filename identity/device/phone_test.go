package device_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/identity/device"
	"github.com/seqrpay/seqr/money"
)

var (
	noon  = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	owner = account.ID{UUID: uuid.UUID{15: 1}}
	ring  = identity.DevelopmentKeyring()
	by    = identity.Stretch{Salt: []byte("sixteen byte sal"), Cost: identity.StretchCost{Passes: 1, MemoryKiB: 8, Threads: 1}}
)

// newPhone is the n-th phone.
func newPhone(t require.TestingT, n byte) *device.Phone {
	key, err := identity.NewEd25519Key(bytes.NewReader(bytes.Repeat([]byte{n}, 32)))
	require.NoError(t, err)
	p, err := device.New(key, bytes.NewReader(bytes.Repeat([]byte{n + 100}, 32)))
	require.NoError(t, err)
	return p
}

func boundTo(t require.TestingT, p *device.Phone, n byte) identity.Credential {
	c, err := identity.NewCredential(owner, identity.DeviceID{UUID: uuid.UUID{15: n}}, p.Key().Algorithm(), p.Key().PublicKey(), noon)
	require.NoError(t, err)
	return c
}

func choice(pin string) device.Choice {
	return device.Choice{
		Account: owner, PIN: pin, Repeat: pin, Stretch: by, Policy: identity.DefaultPINPolicy(),
		Birth: civil.Date{Year: 1990, Month: time.May, Day: 17},
	}
}

// keeps is what the server does with an enrolment.
func keeps(t require.TestingT, c identity.Credential, enrolment []byte) identity.Credential {
	e, err := identity.ParsePINEnrolment(enrolment)
	require.NoError(t, err)
	r, err := c.SealPIN(ring, e)
	require.NoError(t, err)
	return c.ChangePIN(r)
}

func typed(t require.TestingT, p *device.Phone, digits string) *device.Unlocked {
	pin, err := identity.ParsePIN(digits)
	require.NoError(t, err)
	u, err := p.Unlock(owner, pin, by)
	require.NoError(t, err)
	return u
}

func approval() identity.ApprovalMessage {
	return identity.ApprovalMessage{
		Market: "US", Account: owner, Counter: 1, Nonce: make([]byte, 32), Digest: make([]byte, 32), PayeeName: identity.NameDigest("Coffee Bar"),
		Amount: money.FromMinor(12_34, money.USD), ExpiresAt: noon,
	}
}

func TestApprovalsAndActions(t *testing.T) {
	p := newPhone(t, 1)
	enrolment, err := p.Choose(choice("739164"))
	require.NoError(t, err)
	c := keeps(t, boundTo(t, p, 1), enrolment)
	for digits, want := range map[string]bool{"739164": true, "739165": false} {
		s, err := typed(t, p, digits).Approve(approval())
		require.NoError(t, err)
		require.NoError(t, c.VerifySignature(s.Message, s.Signature))
		ok, err := c.ProvesApproval(ring, s.Message, s.PINProof)
		require.NoError(t, err)
		require.Equal(t, want, ok)

		s, err = typed(t, p, digits).Act(identity.ActionMessage{Action: identity.ActionClose, Account: owner, Nonce: make([]byte, 32), ExpiresAt: noon})
		require.NoError(t, err)
		require.NoError(t, c.VerifyRequest(s.Message, s.Signature))
		ok, err = c.ProvesAction(ring, s.Message, s.PINProof)
		require.NoError(t, err)
		require.Equal(t, want, ok)
	}
	_, err = typed(t, p, "739164").Approve(identity.ApprovalMessage{})
	require.ErrorIs(t, err, identity.ErrApprovalShape)
	_, err = typed(t, p, "739164").Act(identity.ActionMessage{})
	require.ErrorIs(t, err, identity.ErrApprovalShape)
}

// Another phone has another secret: it proves nothing until it is enrolled, and is recognized by the PIN.
func TestAnotherPhone(t *testing.T) {
	old, next := newPhone(t, 1), newPhone(t, 2)
	enrolment, err := old.Choose(choice("739164"))
	require.NoError(t, err)
	c := keeps(t, boundTo(t, old, 1), enrolment)
	s, err := typed(t, next, "739164").Approve(approval())
	require.NoError(t, err)
	ok, err := c.ProvesApproval(ring, s.Message, s.PINProof)
	require.NoError(t, err)
	require.False(t, ok)
	for digits, want := range map[string]bool{"739164": true, "739165": false} {
		b, err := typed(t, next, digits).Enrol()
		require.NoError(t, err)
		e, err := identity.ParsePINEnrolment(b)
		require.NoError(t, err)
		ok, err := c.Recognizes(ring, e)
		require.NoError(t, err)
		require.Equal(t, want, ok)
	}
}

// A phone that was switched off has its key and secret from the keystore.
func TestOpen(t *testing.T) {
	p := newPhone(t, 1)
	again, err := device.Open(p.Key(), p.Secret())
	require.NoError(t, err)
	first, err := p.Choose(choice("739164"))
	require.NoError(t, err)
	second, err := again.Choose(choice("739164"))
	require.NoError(t, err)
	require.Equal(t, first, second)
	_, err = device.Open(p.Key(), p.Secret()[1:])
	require.ErrorIs(t, err, device.ErrSecret)
	_, err = device.New(p.Key(), strings.NewReader("not enough"))
	require.ErrorIs(t, err, identity.ErrEntropy)
}

func TestChooseRefuses(t *testing.T) { // PIN-1
	for what, c := range map[string]struct {
		spoil func(*device.Choice)
		want  error
	}{
		"mistyped":       {func(c *device.Choice) { c.Repeat = "739165" }, device.ErrMismatch},
		"letters":        {func(c *device.Choice) { c.PIN, c.Repeat = "secret", "secret" }, identity.ErrPINShape},
		"too short":      {func(c *device.Choice) { c.Policy.MinDigits, c.PIN, c.Repeat = 6, "7391", "7391" }, identity.ErrPINLength},
		"repeats":        {func(c *device.Choice) { c.PIN, c.Repeat = "1111", "1111" }, identity.ErrPINRepeats},
		"a run":          {func(c *device.Choice) { c.PIN, c.Repeat = "3456", "3456" }, identity.ErrPINRun},
		"the birth date": {func(c *device.Choice) { c.PIN, c.Repeat = "170590", "170590" }, identity.ErrPINBirthDate},
		"no salt":        {func(c *device.Choice) { c.Stretch.Salt = nil }, identity.ErrPINStretched},
		"a false server": {func(c *device.Choice) { c.Stretch.Cost.MemoryKiB = 1 << 30 }, identity.ErrPolicy},
	} {
		bad := choice("739164")
		c.spoil(&bad)
		enrolment, err := newPhone(t, 1).Choose(bad)
		require.ErrorIs(t, err, c.want, what)
		require.Nil(t, enrolment)
	}
}

func TestPhonesPrintNothing(t *testing.T) {
	p := newPhone(t, 1)
	u := typed(t, p, "739164")
	encoded, err := json.Marshal(p)
	require.NoError(t, err)
	said := fmt.Sprintf("%v %+v %#v %x %s %+v %#v %s %s", p, p, p, p, p, u, *u, encoded, p.LogValue())
	for _, secret := range []string{fmt.Sprintf("%x", p.Secret()[:4]), fmt.Sprint(p.Secret()[:4]), "739164"} {
		require.NotContains(t, said, strings.Trim(secret, "[]"))
	}
}

// A PIN is chosen, and an approval proved, without the server ever seeing the PIN.
func Example() {
	key, _ := identity.NewEd25519Key(bytes.NewReader(bytes.Repeat([]byte{1}, 32)))                     // in production rand.Reader, or a secure element
	phone, _ := device.New(key, bytes.NewReader(bytes.Repeat([]byte{2}, 32)))                          // in production rand.Reader
	stretch := identity.Stretch{Salt: []byte("16 random bytes."), Cost: identity.DefaultStretchCost()} // from the server

	weak := device.Choice{Account: owner, PIN: "123456", Repeat: "123456", Stretch: stretch, Policy: identity.DefaultPINPolicy()}
	_, err := phone.Choose(weak)
	fmt.Println(errors.Is(err, identity.ErrPINRun))

	good := weak
	good.PIN, good.Repeat = "739164", "739164"
	enrolment, _ := phone.Choose(good)
	fmt.Println(len(enrolment), "bytes go to the server, once")

	pin, _ := identity.ParsePIN("739164") // typed to agree to a payment
	unlocked, _ := phone.Unlock(owner, pin, stretch)
	signed, _ := unlocked.Approve(approval())
	fmt.Println(len(signed.PINProof), "bytes prove the PIN of this approval")
	// Output:
	// true
	// 117 bytes go to the server, once
	// 32 bytes prove the PIN of this approval
}

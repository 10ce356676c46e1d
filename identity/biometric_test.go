package identity_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

func TestPolicyProves(t *testing.T) {
	for _, c := range []struct {
		kind    identity.ProofKind
		off, on error
	}{
		{"", nil, nil},
		{identity.ProofPIN, nil, nil},
		{identity.ProofBiometric, identity.ErrNoBiometric, nil},
		{"face", identity.ErrProof, identity.ErrProof},
	} {
		p := identity.DefaultPolicy()
		require.Equal(t, c.off, p.Proves(c.kind), "%q by default", c.kind)
		p.Biometric = true
		require.Equal(t, c.on, p.Proves(c.kind), "%q", c.kind)
	}
}

// Of the phone's two keys each signs for one proof only, and the second for as long as it is in use.
func TestVerifyProof(t *testing.T) {
	eachAlgorithm(t, func(t *testing.T, a identity.Algorithm) {
		phone, finger := deviceKey(t, a, 1), deviceKey(t, a, 2)
		none := bound(t, phone)
		enrolled, err := none.EnrolBiometric(deviceID(2), a, finger.PublicKey(), noon.In(time.FixedZone("x", 3600)))
		require.NoError(t, err)
		require.Equal(t, noon, enrolled.Biometric.EnrolledAt)
		require.Equal(t, time.UTC, enrolled.Biometric.EnrolledAt.Location())
		ended := enrolled.EndBiometric(noon.Add(time.Hour))
		message, byPhone, err := phone.Approve(approval())
		require.NoError(t, err)
		_, byFinger, err := finger.ApproveBiometric(approval())
		require.NoError(t, err)
		_, phoneAsFinger, err := phone.ApproveBiometric(approval())
		require.NoError(t, err)
		_, fingerAsPhone, err := finger.Approve(approval())
		require.NoError(t, err)
		for _, c := range []struct {
			what string
			cred identity.Credential
			kind identity.ProofKind
			by   []byte
			want error
		}{
			{"PIN, no finger", none, identity.ProofPIN, byPhone, nil},
			{"PIN", enrolled, identity.ProofPIN, byPhone, nil},
			{"PIN, finger ended", ended, "", byPhone, nil},
			{"PIN by the finger's key", enrolled, identity.ProofPIN, fingerAsPhone, identity.ErrSignature},
			{"PIN by the finger's signature", enrolled, identity.ProofPIN, byFinger, identity.ErrSignature},
			{"finger, none enrolled", none, identity.ProofBiometric, byFinger, identity.ErrSignature},
			{"finger", enrolled, identity.ProofBiometric, byFinger, nil},
			{"finger ended", ended, identity.ProofBiometric, byFinger, identity.ErrSignature},
			{"finger by the phone's key", enrolled, identity.ProofBiometric, phoneAsFinger, identity.ErrSignature},
			{"finger by the phone's signature", enrolled, identity.ProofBiometric, byPhone, identity.ErrSignature},
			{"finger by an approval's signature", enrolled, identity.ProofBiometric, fingerAsPhone, identity.ErrSignature},
			{"finger without a signature", enrolled, identity.ProofBiometric, nil, identity.ErrSignature},
		} {
			require.Equal(t, c.want, c.cred.VerifyProof(c.kind, message, c.by), c.what)
		}
		require.NoError(t, ended.Biometric.VerifySignature(message, byFinger), "evidence stays evidence")
		require.ErrorIs(t, none.Biometric.VerifySignature(message, byFinger), identity.ErrSignature)
		require.Equal(t, deviceID(1), enrolled.Prover(identity.ProofPIN))
		require.Equal(t, deviceID(2), enrolled.Prover(identity.ProofBiometric))
	})
}

func TestEnrolBiometricRefuses(t *testing.T) {
	phone, finger := deviceKey(t, identity.Ed25519, 1), deviceKey(t, identity.Ed25519, 2)
	c := bound(t, phone)
	for _, bad := range []struct {
		what string
		id   identity.DeviceID
		pub  []byte
		want error
	}{
		{"no ID", identity.DeviceID{}, finger.PublicKey(), identity.ErrDevice},
		{"no key", deviceID(2), nil, identity.ErrDeviceKey},
		{"the phone's own", deviceID(2), phone.PublicKey(), identity.ErrDeviceKey},
	} {
		got, err := c.EnrolBiometric(bad.id, identity.Ed25519, bad.pub, noon)
		require.ErrorIs(t, err, bad.want, bad.what)
		require.Equal(t, c, got, bad.what)
	}
}

// What becomes of a fingerprint by everything that happens to a credential.
func TestWhatEndsAFingerprint(t *testing.T) {
	next := deviceKey(t, identity.P256, 3)
	for what, c := range map[string]struct {
		do   func(identity.Credential) (identity.Credential, error)
		kept bool
	}{
		"a right PIN": {func(c identity.Credential) (identity.Credential, error) {
			c, _, err := c.Attempt(identity.DefaultLockPolicy(), true, noon)
			return c, err
		}, true},
		"a new counter": {func(c identity.Credential) (identity.Credential, error) { return c.Advance(7) }, true},
		"unblocked":     {func(c identity.Credential) (identity.Credential, error) { return c.Reset(), nil }, true},
		"a changed PIN": {func(c identity.Credential) (identity.Credential, error) {
			return c.ChangePIN(identity.PINRecord{}), nil
		}, true},
		"a PIN restored": {func(c identity.Credential) (identity.Credential, error) {
			return c.RestorePIN(identity.PINRecord{}, noon)
		}, false},
		"ended": {func(c identity.Credential) (identity.Credential, error) { return c.EndBiometric(noon), nil }, false},
		"ended once again": {func(c identity.Credential) (identity.Credential, error) {
			return c.EndBiometric(noon).EndBiometric(noon), nil
		}, false},
		"another phone": {func(c identity.Credential) (identity.Credential, error) {
			return c.Move(deviceID(3), next.Algorithm(), next.PublicKey(), noon)
		}, false},
	} {
		finger := deviceKey(t, identity.P256, 2)
		cred, err := bound(t, deviceKey(t, identity.Ed25519, 1)).EnrolBiometric(deviceID(2), finger.Algorithm(), finger.PublicKey(), noon)
		require.NoError(t, err)
		cred, err = c.do(cred.AllowRestore(noon.Add(time.Hour)).AllowMove(noon.Add(time.Hour)))
		require.NoError(t, err, what)
		require.Equal(t, c.kept, cred.Biometric.InUse(), what)
	}
}

// A phone holds two keys: its own, which signs beside the PIN, and one that it uses upon a fingerprint only.
func ExampleCredential_VerifyProof() {
	phone, _ := identity.NewEd25519Key(entropy(1))
	finger, _ := identity.NewP256Key(entropy(2))
	cred, _ := identity.NewCredential(accountID(1), deviceID(1), phone.Algorithm(), phone.PublicKey(), noon)
	cred, _ = cred.EnrolBiometric(deviceID(2), finger.Algorithm(), finger.PublicKey(), noon)

	message, signature, _ := finger.ApproveBiometric(approval())
	fmt.Println(cred.VerifyProof(identity.ProofBiometric, message, signature))
	cred = cred.EndBiometric(noon.Add(time.Hour))
	fmt.Println(cred.VerifyProof(identity.ProofBiometric, message, signature))
	// Output:
	// <nil>
	// identity: signature refused
}

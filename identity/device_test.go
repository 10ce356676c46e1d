package identity_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"math"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

func deviceID(n byte) identity.DeviceID { return identity.DeviceID{UUID: uuid.UUID{0: 0xd0, 15: n}} }

// deviceKey is a key of either algorithm; equal seeds make equal keys.
func deviceKey(t require.TestingT, a identity.Algorithm, seed byte) *identity.DeviceKey {
	newKey := map[identity.Algorithm]func() (*identity.DeviceKey, error){
		identity.Ed25519: func() (*identity.DeviceKey, error) { return identity.NewEd25519Key(entropy(seed)) },
		identity.P256:    func() (*identity.DeviceKey, error) { return identity.NewP256Key(entropy(seed)) },
	}
	k, err := newKey[a]()
	require.NoError(t, err)
	return k
}

func bound(t require.TestingT, k *identity.DeviceKey) identity.Credential {
	c, err := identity.NewCredential(accountID(1), deviceID(1), k.Algorithm(), k.PublicKey(), noon)
	require.NoError(t, err)
	return c
}

func eachAlgorithm(t *testing.T, test func(t *testing.T, a identity.Algorithm)) {
	for _, a := range []identity.Algorithm{identity.Ed25519, identity.P256} {
		t.Run(string(a), func(t *testing.T) { test(t, a) })
	}
}

func TestDeviceKeysAreMadeOfTheirEntropy(t *testing.T) {
	eachAlgorithm(t, func(t *testing.T, a identity.Algorithm) {
		one := deviceKey(t, a, 1)
		require.Equal(t, a, one.Algorithm())
		require.Equal(t, one.PublicKey(), deviceKey(t, a, 1).PublicKey())
		require.NotEqual(t, one.PublicKey(), deviceKey(t, a, 2).PublicKey())
		clear(one.PublicKey())
		require.Equal(t, one.PublicKey(), deviceKey(t, a, 1).PublicKey(), "what it hands out is a copy")
	})
}

func TestDeviceKeysWithoutEntropy(t *testing.T) {
	_, err := identity.NewEd25519Key(bytes.NewReader(make([]byte, 31)))
	require.ErrorIs(t, err, identity.ErrEntropy)
	_, err = identity.NewP256Key(bytes.NewReader(make([]byte, 31)))
	require.ErrorIs(t, err, identity.ErrEntropy)
	_, err = identity.NewP256Key(stuck(0))
	require.ErrorIs(t, err, identity.ErrEntropy, "zero is no key")
	_, err = identity.NewP256Key(stuck(255))
	require.ErrorIs(t, err, identity.ErrEntropy, "nor is what is not below the order")
}

func TestP256KeyDrawsAgainAboveTheOrder(t *testing.T) {
	good := bytes.Repeat([]byte{7}, 32)
	want, err := identity.NewP256Key(bytes.NewReader(good))
	require.NoError(t, err)
	got, err := identity.NewP256Key(bytes.NewReader(append(bytes.Repeat([]byte{255}, 32), good...)))
	require.NoError(t, err)
	require.Equal(t, want.PublicKey(), got.PublicKey())
}

func TestP256PublicKeyIsWhatOthersWrite(t *testing.T) {
	parsed, err := x509.ParsePKIXPublicKey(deviceKey(t, identity.P256, 1).PublicKey())
	require.NoError(t, err)
	again, err := x509.MarshalPKIXPublicKey(parsed.(*ecdsa.PublicKey))
	require.NoError(t, err)
	require.Equal(t, deviceKey(t, identity.P256, 1).PublicKey(), again)
}

func TestParsePublicKey(t *testing.T) {
	ed, p256 := deviceKey(t, identity.Ed25519, 1).PublicKey(), deviceKey(t, identity.P256, 1).PublicKey()
	require.NoError(t, identity.ParsePublicKey(identity.Ed25519, ed))
	require.NoError(t, identity.ParsePublicKey(identity.P256, p256))

	offCurve := bytes.Clone(p256)
	offCurve[len(offCurve)-1] ^= 1
	infinity := append(bytes.Clone(p256[:26]), 0)
	for name, c := range map[string]struct {
		a   identity.Algorithm
		pub []byte
	}{
		"unknown algorithm":     {"rsa", ed},
		"no algorithm":          {"", ed},
		"no key":                {identity.Ed25519, nil},
		"Ed25519 too short":     {identity.Ed25519, ed[:31]},
		"Ed25519 too long":      {identity.Ed25519, append(bytes.Clone(ed), 0)},
		"P-256 as Ed25519":      {identity.Ed25519, p256},
		"Ed25519 as P-256":      {identity.P256, ed},
		"P-256 nothing":         {identity.P256, nil},
		"P-256 too short":       {identity.P256, p256[:90]},
		"P-256 too long":        {identity.P256, append(bytes.Clone(p256), 0)},
		"P-256 off the curve":   {identity.P256, offCurve},
		"P-256 at infinity":     {identity.P256, infinity},
		"P-256 without its DER": {identity.P256, p256[26:]},
		"P-384":                 {identity.P256, p384(t)},
	} {
		require.ErrorIs(t, identity.ParsePublicKey(c.a, c.pub), identity.ErrDeviceKey, name)
	}
}

func p384(t *testing.T) []byte {
	k, err := ecdsa.ParseRawPrivateKey(elliptic.P384(), bytes.Repeat([]byte{7}, 48))
	require.NoError(t, err)
	der, err := x509.MarshalPKIXPublicKey(&k.PublicKey)
	require.NoError(t, err)
	return der
}

// Under a point of low order some signature without any private key is good for one message in at most 8. The
// points refused are exactly such points, and the forgery is shown for each.
func TestParsePublicKeyRefusesPointsUnderWhichAnybodyCanSign(t *testing.T) {
	forged := append([]byte{1}, make([]byte, 63)...) // R is the neutral point, S is 0
	for _, y := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	} {
		for _, sign := range []byte{0, 0x80} {
			point, err := hex.DecodeString(y)
			require.NoError(t, err)
			point[31] |= sign
			require.ErrorIs(t, identity.ParsePublicKey(identity.Ed25519, point), identity.ErrDeviceKey, y)
			require.True(t, forgeable(point, forged), "%x is refused without reason", point)
		}
	}
}

// forgeable says whether the signature is good for any of many messages under the point.
func forgeable(point, signature []byte) bool {
	for n := range 200 {
		if ed25519.Verify(point, fmt.Append(nil, "approval ", n), signature) {
			return true
		}
	}
	return false
}

func TestNewCredential(t *testing.T) {
	k := deviceKey(t, identity.Ed25519, 1)
	pub := k.PublicKey()
	c, err := identity.NewCredential(accountID(1), deviceID(1), identity.Ed25519, pub, noon)
	require.NoError(t, err)
	require.Equal(t, identity.Credential{
		Account: accountID(1), Device: deviceID(1), Algorithm: identity.Ed25519, PublicKey: k.PublicKey(), BoundAt: noon,
	}, c)
	clear(pub)
	require.Equal(t, k.PublicKey(), c.PublicKey, "it keeps its own copy")
	require.True(t, c.PIN.IsZero())

	_, err = identity.NewCredential(account.ID{}, deviceID(1), identity.Ed25519, k.PublicKey(), noon)
	require.ErrorIs(t, err, identity.ErrDevice)
	_, err = identity.NewCredential(accountID(1), identity.DeviceID{}, identity.Ed25519, k.PublicKey(), noon)
	require.ErrorIs(t, err, identity.ErrDevice)
	_, err = identity.NewCredential(accountID(1), deviceID(1), identity.P256, k.PublicKey(), noon)
	require.ErrorIs(t, err, identity.ErrDeviceKey)
}

func TestDeviceFingerprint(t *testing.T) {
	k := deviceKey(t, identity.Ed25519, 1)
	f := identity.DeviceFingerprint(identity.Ed25519, k.PublicKey())
	require.Len(t, f, 43)
	require.Equal(t, f, identity.DeviceFingerprint(identity.Ed25519, k.PublicKey()))
	require.NotEqual(t, f, identity.DeviceFingerprint(identity.P256, k.PublicKey()))
	require.NotEqual(t, f, identity.DeviceFingerprint(identity.Ed25519, deviceKey(t, identity.Ed25519, 2).PublicKey()))
}

func TestVerifySignature(t *testing.T) {
	eachAlgorithm(t, func(t *testing.T, a identity.Algorithm) {
		k := deviceKey(t, a, 1)
		c := bound(t, k)
		message := []byte("message")
		signature, err := k.Sign(message)
		require.NoError(t, err)
		require.NoError(t, c.VerifySignature(message, signature))
		require.Equal(t, "message", string(message))

		again, err := k.Sign(message)
		require.NoError(t, err)
		require.Equal(t, signature, again, "signing needs no randomness")

		for name, refused := range map[string]error{
			"another message":   c.VerifySignature([]byte("massage"), signature),
			"no message":        c.VerifySignature(nil, signature),
			"longer message":    c.VerifySignature([]byte("message\x00"), signature),
			"no signature":      c.VerifySignature(message, nil),
			"cut signature":     c.VerifySignature(message, signature[:len(signature)-1]),
			"longer signature":  c.VerifySignature(message, append(bytes.Clone(signature), 0)),
			"another device":    bound(t, deviceKey(t, a, 2)).VerifySignature(message, signature),
			"as a request":      c.VerifyRequest(message, signature),
			"no algorithm":      identity.Credential{PublicKey: k.PublicKey()}.VerifySignature(message, signature),
			"no key":            identity.Credential{Algorithm: a}.VerifySignature(message, signature),
			"nothing at all":    identity.Credential{}.VerifySignature(nil, nil),
			"another algorithm": otherAlgorithm(c).VerifySignature(message, signature),
		} {
			require.Equal(t, identity.ErrSignature, refused, name)
		}
		for i := range signature {
			altered := bytes.Clone(signature)
			altered[i] ^= 4
			require.ErrorIs(t, c.VerifySignature(message, altered), identity.ErrSignature, "byte %d", i)
		}
	})
}

// otherAlgorithm is a credential whose key is taken for one of the other kind.
func otherAlgorithm(c identity.Credential) identity.Credential {
	if c.Algorithm = identity.P256; len(c.PublicKey) != ed25519.PublicKeySize {
		c.Algorithm = identity.Ed25519
	}
	return c
}

func TestVerifyRequest(t *testing.T) {
	eachAlgorithm(t, func(t *testing.T, a identity.Algorithm) {
		k := deviceKey(t, a, 1)
		signature, err := k.SignRequest([]byte("message"))
		require.NoError(t, err)
		require.NoError(t, bound(t, k).VerifyRequest([]byte("message"), signature))
		require.ErrorIs(t, bound(t, k).VerifyRequest([]byte("massage"), signature), identity.ErrSignature)
		require.ErrorIs(t, bound(t, k).VerifySignature([]byte("message"), signature), identity.ErrSignature)
	})
}

func TestAdvance(t *testing.T) {
	for _, c := range []struct {
		last, counter uint64
		used          uint64 // below last
		want          error
	}{
		{last: 0, counter: 0, want: identity.ErrCounterOld},
		{last: 0, counter: 1},
		{last: 7, counter: 0, want: identity.ErrCounterOld},
		{last: 7, counter: 6, used: 1 << 0, want: identity.ErrCounter},
		{last: 7, counter: 6, used: 1 << 1},
		{last: 7, counter: 1},
		{last: 7, counter: 7, want: identity.ErrCounter},
		{last: 7, counter: 8},
		{last: 100, counter: 37},
		{last: 100, counter: 37, used: 1 << 62, want: identity.ErrCounter},
		{last: 100, counter: 36, want: identity.ErrCounterOld},
		{last: 7, counter: 1000},
		{last: 7, counter: math.MaxInt64},
		{last: 7, counter: math.MaxInt64 + 1, want: identity.ErrCounterRange},
		{last: 7, counter: math.MaxUint64, want: identity.ErrCounterRange},
		{last: math.MaxInt64, counter: math.MaxInt64, want: identity.ErrCounter},
	} {
		before := identity.Credential{Counter: c.last, Used: c.used}
		got, err := before.Advance(c.counter)
		require.Equal(t, c.want, err, "%d after %d", c.counter, c.last)
		if c.want != nil {
			require.Equal(t, before, got)
			continue
		}
		require.Equal(t, max(c.last, c.counter), got.Counter)
		_, err = got.Advance(c.counter)
		require.Equal(t, identity.ErrCounter, err, "%d again", c.counter)
	}
}

// Whatever the order in which messages arrive, each counter passes once; only those far behind are refused unseen.
func TestAdvanceTakesEachCounterOnce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var c identity.Credential
		used := map[uint64]bool{}
		for range rapid.IntRange(1, 60).Draw(r, "messages") {
			counter := rapid.Uint64Range(1, 150).Draw(r, "counter")
			var want error
			switch {
			case counter+64 <= c.Counter:
				want = identity.ErrCounterOld
			case used[counter]:
				want = identity.ErrCounter
			}
			next, err := c.Advance(counter)
			require.Equal(r, want, err)
			if err == nil {
				used[counter] = true
			}
			c = next
		}
	})
}

func TestFreeze(t *testing.T) {
	c := bound(t, deviceKey(t, identity.Ed25519, 1))
	require.True(t, c.Freeze().Frozen)
	require.False(t, c.Frozen)
	require.ErrorIs(t, c.Freeze().Ready(noon), identity.ErrFrozen)
}

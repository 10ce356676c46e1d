package identity_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

// A public key comes from a phone that anybody may have written. What is taken is a key for everybody else too, in the
// only form that it has, and nobody signs under it without the private one.
func FuzzParsePublicKey(f *testing.F) {
	for _, a := range []identity.Algorithm{identity.Ed25519, identity.P256} {
		key := deviceKey(f, a, 1).PublicKey()
		f.Add(string(a), key)
		f.Add(string(a), key[:len(key)-1])
		f.Add(string(a), make([]byte, len(key)))
	}
	f.Add("", []byte{})
	forged := append([]byte{1}, make([]byte, 63)...)
	f.Fuzz(func(t *testing.T, algorithm string, der []byte) {
		a, before := identity.Algorithm(algorithm), bytes.Clone(der)
		err := identity.ParsePublicKey(a, der)
		require.Equal(t, before, der)
		if err != nil {
			require.ErrorIs(t, err, identity.ErrDeviceKey)
			return
		}
		if a == identity.Ed25519 {
			require.False(t, forgeable(der, forged))
			return
		}
		parsed, err := x509.ParsePKIXPublicKey(der)
		require.NoError(t, err)
		key, ok := parsed.(*ecdsa.PublicKey)
		require.True(t, ok)
		require.Equal(t, elliptic.P256(), key.Curve)
		again, err := x509.MarshalPKIXPublicKey(key)
		require.NoError(t, err)
		require.Equal(t, der, again)
	})
}

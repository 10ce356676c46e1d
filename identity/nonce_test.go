package identity_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

var binding = identity.NonceBinding{Account: accountID(1), Device: deviceID(1), Subject: uuid.UUID{1}, Revision: 3}

func nonce(t require.TestingT, k identity.Keys, expires time.Time) []byte {
	n, err := identity.NewNonce(k, entropy(1), binding, expires)
	require.NoError(t, err)
	require.Len(t, n, identity.NonceSize)
	return n
}

func TestCheckNonceUntilItExpires(t *testing.T) {
	k := identity.DevelopmentKeyring()
	n := nonce(t, k, after(120))
	for _, c := range []struct {
		at   time.Duration
		want error
	}{
		{-time.Hour, nil},
		{0, nil},
		{119 * time.Second, nil},
		{120*time.Second - time.Microsecond, nil},
		{120 * time.Second, identity.ErrNonceExpired},
		{121 * time.Second, identity.ErrNonceExpired},
	} {
		expires, err := identity.CheckNonce(k, n, binding, noon.Add(c.at))
		require.Equal(t, c.want, err, c.at)
		require.Equal(t, after(120), expires)
		require.Equal(t, time.UTC, expires.Location())
	}
}

func TestNonceExpiresToTheMicrosecond(t *testing.T) {
	k := identity.DevelopmentKeyring()
	n := nonce(t, k, noon.Add(1999*time.Nanosecond))
	expires, err := identity.CheckNonce(k, n, binding, noon)
	require.NoError(t, err)
	require.Equal(t, noon.Add(time.Microsecond), expires)
}

func TestCheckNonceForAnythingElse(t *testing.T) {
	k := identity.DevelopmentKeyring()
	n := nonce(t, k, after(120))
	for name, spoil := range map[string]func(*identity.NonceBinding){
		"account":  func(b *identity.NonceBinding) { b.Account = accountID(2) },
		"device":   func(b *identity.NonceBinding) { b.Device = deviceID(2) },
		"subject":  func(b *identity.NonceBinding) { b.Subject = uuid.UUID{2} },
		"revision": func(b *identity.NonceBinding) { b.Revision = 4 },
	} {
		other := binding
		spoil(&other)
		_, err := identity.CheckNonce(k, n, other, noon)
		require.Equal(t, identity.ErrNonceUnknown, err, name)
	}
}

func TestCheckNonceNoticesEveryChange(t *testing.T) {
	k := identity.DevelopmentKeyring()
	n := nonce(t, k, after(120))
	for i := range n {
		for bit := range 8 {
			altered := bytes.Clone(n)
			altered[i] ^= 1 << bit
			_, err := identity.CheckNonce(k, altered, binding, noon)
			require.Equal(t, identity.ErrNonceUnknown, err, "byte %d bit %d", i, bit)
		}
	}
	for _, length := range []int{0, 16, 31} {
		_, err := identity.CheckNonce(k, n[:length], binding, noon)
		require.Equal(t, identity.ErrNonceUnknown, err)
	}
	_, err := identity.CheckNonce(k, append(bytes.Clone(n), 0), binding, noon)
	require.Equal(t, identity.ErrNonceUnknown, err)
	_, err = identity.CheckNonce(k, nil, binding, noon)
	require.Equal(t, identity.ErrNonceUnknown, err)
}

func TestNonceOutlivesARotation(t *testing.T) {
	n := nonce(t, keyring(t, masterKey("old", 1)), after(120))
	_, err := identity.CheckNonce(keyring(t, masterKey("new", 2), masterKey("old", 1)), n, binding, noon)
	require.NoError(t, err)
	_, err = identity.CheckNonce(keyring(t, masterKey("new", 2)), n, binding, noon)
	require.ErrorIs(t, err, identity.ErrNonceUnknown)
	_, err = identity.CheckNonce(staleKeys{identity.DevelopmentKeyring()}, n, binding, noon)
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
}

// A used nonce is remembered by what is not its hash.
func TestNonceKey(t *testing.T) {
	n := bytes.Repeat([]byte{0xab}, identity.NonceSize)
	require.Equal(t, strings.Repeat("ab", 16), identity.NonceKey(n))
	n[identity.NonceSize-1]++
	require.Equal(t, strings.Repeat("ab", 16), identity.NonceKey(n))
	n[15]++
	require.Equal(t, strings.Repeat("ab", 15)+"ac", identity.NonceKey(n))
	require.Equal(t, "ab", identity.NonceKey([]byte{0xab}))
	require.Empty(t, identity.NonceKey(nil))
}

func TestNoncesDiffer(t *testing.T) {
	k, source := identity.DevelopmentKeyring(), entropy(1)
	seen := map[string]bool{}
	for range 100 {
		n, err := identity.NewNonce(k, source, binding, after(120))
		require.NoError(t, err)
		require.False(t, seen[string(n)])
		seen[string(n)] = true
	}
}

func TestNewNonceWithoutEntropyOrKeys(t *testing.T) {
	_, err := identity.NewNonce(identity.DevelopmentKeyring(), bytes.NewReader(make([]byte, 7)), binding, noon)
	require.ErrorIs(t, err, identity.ErrEntropy)
	_, err = identity.NewNonce(noKeys{}, entropy(1), binding, noon)
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
}

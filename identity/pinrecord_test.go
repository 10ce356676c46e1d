package identity_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

var (
	salt   = []byte("sixteen byte sal")
	slowly = identity.Stretch{Salt: salt, Cost: identity.DefaultStretchCost()}
)

// stretched stands for the slow hash of a PIN where the test is not about it.
func stretched(n byte) []byte { return bytes.Repeat([]byte{n}, 32) }

// What is stored was stretched with exactly this cost: argon2id, t=2, m=19456, p=1. The bytes were recorded when this
// test was written; if it fails, no stored PIN matches any more.
func TestStretchPIN(t *testing.T) {
	require.Equal(t, "0b0e538cec53c674becf4f8ce3e79c97f043716865a85f2f13a8c36fbddd0c8e", hex.EncodeToString(identity.StretchPIN(pin(t, "739164"), slowly)))
}

func TestPINRecordMatches(t *testing.T) {
	k := keyring(t, masterKey("a", 1))
	r, err := identity.NewPINRecord(k, stretched(1), slowly)
	require.NoError(t, err)
	require.Equal(t, "a", r.KeyID)
	require.False(t, r.IsZero())

	ok, err := r.Matches(k, stretched(1))
	require.NoError(t, err)
	require.True(t, ok)
	for _, wrong := range [][]byte{stretched(2), nil, stretched(1)[:31], append(stretched(1), 0)} {
		ok, err = r.Matches(k, wrong)
		require.NoError(t, err)
		require.False(t, ok)
	}
	require.NotContains(t, string(r.Hash), string(stretched(1)))
}

func TestPINRecordIsWorthlessWithoutThePepper(t *testing.T) { // PIN-8
	r, err := identity.NewPINRecord(keyring(t, masterKey("a", 1)), stretched(1), slowly)
	require.NoError(t, err)
	ok, err := r.Matches(keyring(t, masterKey("a", 2)), stretched(1))
	require.NoError(t, err)
	require.False(t, ok)
}

func TestPINRecordRotates(t *testing.T) {
	old := keyring(t, masterKey("old", 1))
	rotated := keyring(t, masterKey("new", 2), masterKey("old", 1))
	r, err := identity.NewPINRecord(old, stretched(1), slowly)
	require.NoError(t, err)
	require.False(t, r.Outdated(old))
	require.True(t, r.Outdated(rotated))

	ok, err := r.Matches(rotated, stretched(1))
	require.NoError(t, err)
	require.True(t, ok)
	renewed, err := identity.NewPINRecord(rotated, stretched(1), r.Stretch())
	require.NoError(t, err)
	require.False(t, renewed.Outdated(rotated))

	_, err = r.Matches(keyring(t, masterKey("new", 2)), stretched(1))
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
}

func TestPINRecordOfNothing(t *testing.T) {
	k := identity.DevelopmentKeyring()
	require.True(t, identity.PINRecord{}.IsZero())
	require.False(t, identity.PINRecord{}.Outdated(k))
	ok, err := identity.PINRecord{}.Matches(k, stretched(1))
	require.ErrorIs(t, err, identity.ErrPINMissing)
	require.False(t, ok)

	_, err = identity.NewPINRecord(k, stretched(1)[:31], slowly)
	require.ErrorIs(t, err, identity.ErrPINStretched)
	_, err = identity.NewPINRecord(k, stretched(1), identity.Stretch{Salt: salt[:15], Cost: slowly.Cost})
	require.ErrorIs(t, err, identity.ErrPINStretched)
	_, err = identity.NewPINRecord(noKeys{}, stretched(1), slowly)
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
}

func TestPINRecordKeepsItsOwnCopy(t *testing.T) {
	mine := bytes.Clone(salt)
	r, err := identity.NewPINRecord(identity.DevelopmentKeyring(), stretched(1), identity.Stretch{Salt: mine, Cost: slowly.Cost})
	require.NoError(t, err)
	clear(mine)
	require.Equal(t, salt, r.Salt)
}

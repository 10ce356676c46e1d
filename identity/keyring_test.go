package identity_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/identity"
)

// masterKey is a usable master key; equal seeds make equal keys.
func masterKey(id string, seed byte) identity.MasterKey {
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = seed + byte(i)
	}
	return identity.MasterKey{ID: id, Secret: secret}
}

func keyring(t require.TestingT, current identity.MasterKey, older ...identity.MasterKey) *identity.Keyring {
	k, err := identity.NewKeyring(current, older...)
	require.NoError(t, err)
	return k
}

func TestNewKeyringRefusesKeysThatCannotBeUsed(t *testing.T) {
	good := masterKey("a", 1).Secret
	for _, c := range []struct {
		name string
		keys []identity.MasterKey
		want error
	}{
		{"no ID", []identity.MasterKey{{Secret: good}}, identity.ErrKeyID},
		{"point in the ID", []identity.MasterKey{{ID: "a.b", Secret: good}}, identity.ErrKeyID},
		{"line break in the ID", []identity.MasterKey{{ID: "a\n", Secret: good}}, identity.ErrKeyID},
		{"no ASCII", []identity.MasterKey{{ID: "ä", Secret: good}}, identity.ErrKeyID},
		{"ID of 33", []identity.MasterKey{{ID: strings.Repeat("a", 33), Secret: good}}, identity.ErrKeyID},
		{"ID of 32", []identity.MasterKey{{ID: strings.Repeat("a", 32), Secret: good}}, nil},
		{"every kind of character", []identity.MasterKey{{ID: "aZ09-_", Secret: good}}, nil},
		{"same ID twice", []identity.MasterKey{{ID: "a", Secret: good}, masterKey("a", 2)}, identity.ErrKeyID},
		{"no secret", []identity.MasterKey{{ID: "a"}}, identity.ErrKeyWeak},
		{"31 bytes", []identity.MasterKey{{ID: "a", Secret: good[:31]}}, identity.ErrKeyWeak},
		{"32 bytes", []identity.MasterKey{{ID: "a", Secret: good[:32]}}, nil},
		{"zeros", []identity.MasterKey{{ID: "a", Secret: make([]byte, 64)}}, identity.ErrKeyWeak},
		{"older one weak", []identity.MasterKey{{ID: "a", Secret: good}, {ID: "b", Secret: good[:5]}}, identity.ErrKeyWeak},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, err := identity.NewKeyring(c.keys[0], c.keys[1:]...)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, c.want == nil, k != nil)
		})
	}
}

func TestKeyringKeepsItsOwnCopyOfASecret(t *testing.T) {
	m := masterKey("a", 1)
	k := keyring(t, m)
	clear(m.Secret)
	_, got, err := k.MAC(identity.KeyPIN, []byte("x"))
	require.NoError(t, err)
	_, want, err := keyring(t, masterKey("a", 1)).MAC(identity.KeyPIN, []byte("x"))
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// What is stored was made with keys derived in exactly this way. If this test fails, nothing stored
// can be read any more.
func TestKeyringDerivesTheSameKeysForEver(t *testing.T) {
	k := identity.DevelopmentKeyring()
	for p, want := range map[identity.Purpose]string{
		identity.KeyPhone:    "dab7bcad64ad10cd5ae149b2f6cab7ec310ce33a260505c61b95c40508175e23",
		identity.KeyCode:     "8ecd34199963c1258a9c62df8e597c085e1cd03b2cd306b0684b12e244992016",
		identity.KeyPIN:      "bede5d41e58a69e183c2dc1933da87b70f7c31c62c6cd25e7bb14b95c966da70",
		identity.KeyID:       "ce735a8fda569321104fd9547d8707885da7ee81cfd4681362a08046b9d358af",
		identity.KeyPersonal: "20b60a106739c5b4b1350445d88d2c0a80a3b9fec8bbfccf16845822243907c0",
		identity.KeyNonce:    "e9b63b056b033462da30d1f349bb3107e6e15777a4839ea1b0a04cd1a8504cf7",
	} {
		id, mac, err := k.MAC(p, []byte("+18015550123"))
		require.NoError(t, err)
		require.Equal(t, "development", id)
		require.Equal(t, want, hex.EncodeToString(mac), p)
	}
	sealed, err := hex.DecodeString("0b646576656c6f706d656e74d24ba65f1451d39e0512eff3cb925cd07685f77510e5d242ff0c31457ef2d4027c050c0ba3f8a778003270cd959e83")
	require.NoError(t, err)
	plain, err := k.Open(identity.KeyPersonal, sealed, []byte("account/1"))
	require.NoError(t, err)
	require.Equal(t, "Anna Maria Eriksson", string(plain))
}

func TestKeyringSeparatesPurposesAndKeys(t *testing.T) {
	k := keyring(t, masterKey("new", 1), masterKey("old", 2))
	seen := map[string]string{}
	for _, p := range []identity.Purpose{identity.KeyPhone, identity.KeyCode, identity.KeyPIN, identity.KeyID, identity.KeyPersonal, identity.KeyNonce, "webhook"} {
		require.Equal(t, []string{"new", "old"}, k.KeyIDs(p))
		for _, id := range k.KeyIDs(p) {
			mac, err := k.MACWith(p, id, []byte("data"))
			require.NoError(t, err)
			require.Len(t, mac, 32)
			require.Empty(t, seen[string(mac)], "the same MAC for another purpose or key")
			seen[string(mac)] = string(p) + id
		}
	}
	id, mac, err := k.MAC(identity.KeyPIN, []byte("data"))
	require.NoError(t, err)
	require.Equal(t, "new", id)
	require.Equal(t, "pinnew", seen[string(mac)])
}

func TestKeyringKeyIDsAreACopy(t *testing.T) {
	k := keyring(t, masterKey("a", 1))
	k.KeyIDs(identity.KeyPIN)[0] = "b"
	require.Equal(t, []string{"a"}, k.KeyIDs(identity.KeyPIN))
}

func TestKeyringRotates(t *testing.T) {
	old := keyring(t, masterKey("2025", 1))
	sealed, err := old.Seal(identity.KeyPersonal, []byte("plain"), []byte("row 1"))
	require.NoError(t, err)

	rotated := keyring(t, masterKey("2026", 2), masterKey("2025", 1))
	plain, err := rotated.Open(identity.KeyPersonal, sealed, []byte("row 1"))
	require.NoError(t, err)
	require.Equal(t, "plain", string(plain))

	renewed, err := rotated.Seal(identity.KeyPersonal, plain, []byte("row 1"))
	require.NoError(t, err)

	removed := keyring(t, masterKey("2026", 2))
	plain, err = removed.Open(identity.KeyPersonal, renewed, []byte("row 1"))
	require.NoError(t, err)
	require.Equal(t, "plain", string(plain))
	_, err = removed.Open(identity.KeyPersonal, sealed, []byte("row 1"))
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
	require.ErrorContains(t, err, "2025", "an operator must learn which key is missing")
	_, err = removed.MACWith(identity.KeyPIN, "2025", nil)
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
}

func TestKeyringNeverPutsAForeignTextIntoAnError(t *testing.T) {
	_, err := identity.DevelopmentKeyring().MACWith(identity.KeyPIN, "x\nforged log line", nil)
	require.Equal(t, identity.ErrKeyUnknown, err)
}

func TestKeyringOpenNoticesEveryChange(t *testing.T) {
	k := keyring(t, masterKey("a", 1))
	context := []byte("account/1")
	sealed, err := k.Seal(identity.KeyPersonal, []byte("plain"), context)
	require.NoError(t, err)
	for i := range sealed {
		altered := bytes.Clone(sealed)
		altered[i] ^= 1
		_, err := k.Open(identity.KeyPersonal, altered, context)
		require.Error(t, err, "byte %d", i)
		if i != 1 { // the key's ID
			require.ErrorIs(t, err, identity.ErrSealBroken, "byte %d", i)
		}
	}
	for n := range sealed {
		_, err := k.Open(identity.KeyPersonal, sealed[:n], context)
		require.ErrorIs(t, err, identity.ErrSealBroken, "cut to %d", n)
	}
	_, err = k.Open(identity.KeyPersonal, append(bytes.Clone(sealed), 0), context)
	require.ErrorIs(t, err, identity.ErrSealBroken)
	_, err = k.Open(identity.KeyPersonal, sealed, []byte("account/2"))
	require.ErrorIs(t, err, identity.ErrSealBroken, "moved to another row")
	_, err = k.Open(identity.KeyPIN, sealed, context)
	require.ErrorIs(t, err, identity.ErrSealBroken, "taken for another purpose")
}

func TestKeyringSealsTheSameDifferentlyEachTime(t *testing.T) {
	k := identity.DevelopmentKeyring()
	one, err := k.Seal(identity.KeyPersonal, []byte("plain"), nil)
	require.NoError(t, err)
	two, err := k.Seal(identity.KeyPersonal, []byte("plain"), nil)
	require.NoError(t, err)
	require.NotEqual(t, one, two)
	require.NotContains(t, string(one), "plain")
}

func TestKeyringSealAndOpen(t *testing.T) {
	k := keyring(t, masterKey("a", 1), masterKey("b", 2))
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		context := rapid.SliceOf(rapid.Byte()).Draw(t, "context")
		sealed, err := k.Seal(identity.KeyPersonal, plain, context)
		require.NoError(t, err)
		got, err := k.Open(identity.KeyPersonal, sealed, context)
		require.NoError(t, err)
		require.True(t, bytes.Equal(plain, got))
	})
}

func TestKeyringIsSafeForConcurrentUse(t *testing.T) {
	k := keyring(t, masterKey("a", 1), masterKey("b", 2))
	want, err := keyring(t, masterKey("b", 2)).MACWith(identity.KeyPIN, "b", []byte("data"))
	require.NoError(t, err)
	var wg sync.WaitGroup
	errs := make(chan error, 16)
	for range cap(errs) {
		wg.Go(func() {
			for range 50 {
				mac, err := k.MACWith(identity.KeyPIN, "b", []byte("data"))
				if err != nil || !bytes.Equal(mac, want) {
					errs <- fmt.Errorf("MAC differs: %v", err)
					return
				}
				sealed, err := k.Seal(identity.KeyPersonal, mac, nil)
				if err != nil {
					errs <- err
					return
				}
				if plain, err := k.Open(identity.KeyPersonal, sealed, nil); err != nil || !bytes.Equal(plain, mac) {
					errs <- fmt.Errorf("opened something else: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	require.NoError(t, <-errs)
}

func TestKeyringDevelopment(t *testing.T) {
	require.True(t, identity.DevelopmentKeyring().Development())
	require.False(t, keyring(t, masterKey("development", 1)).Development(), "the secret counts, not the name")

	published := identity.MasterKey{ID: "prod", Secret: []byte("seqr development key: published, protects nothing")}
	require.True(t, keyring(t, published).Development())
	require.True(t, keyring(t, masterKey("a", 1), published).Development(), "an older key opens what is stored, too")
}

func FuzzKeyringOpen(f *testing.F) {
	k := identity.DevelopmentKeyring()
	sealed, err := k.Seal(identity.KeyPersonal, []byte("plain"), nil)
	require.NoError(f, err)
	for _, seed := range [][]byte{nil, {0}, {255}, {11}, sealed, sealed[:12], sealed[:len(sealed)-1], []byte("\x0bdevelopment")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		plain, err := k.Open(identity.KeyPersonal, b, nil)
		if err == nil {
			require.Equal(t, "plain", string(plain), "opened what was never sealed")
		}
	})
}

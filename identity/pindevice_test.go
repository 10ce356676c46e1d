package identity_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

// secretOf is what the n-th phone keeps to itself.
func secretOf(n byte) []byte { return bytes.Repeat([]byte{0x50 + n}, identity.PhoneSecretSize) }

// pinKeys are the keys of a PIN on the phone that bound binds.
func pinKeys(t require.TestingT, digits string) identity.PINKeys {
	return pinKeysOn(t, digits, 1)
}

// pinKeysOn are those on the n-th phone.
func pinKeysOn(t require.TestingT, digits string, n byte) identity.PINKeys {
	k := deviceKey(t, identity.Ed25519, n)
	keys, err := identity.NewPINKeys(identity.StretchPIN(pin(t, digits), quickly), secretOf(n), accountID(1), identity.KeyDigest(k.Algorithm(), k.PublicKey()))
	require.NoError(t, err)
	return keys
}

func enrolmentOf(keys identity.PINKeys) identity.PINEnrolment {
	return identity.PINEnrolment{Stretch: quickly, Keys: keys}
}

// enrolled is a credential whose PIN, 739164, is stretched by the phone.
func enrolled(t require.TestingT, k identity.Keys) identity.Credential {
	c := bound(t, deviceKey(t, identity.Ed25519, 1))
	r, err := c.SealPIN(k, enrolmentOf(pinKeys(t, "739164")))
	require.NoError(t, err)
	return c.ChangePIN(r)
}

// onServer is a credential whose PIN, 739164, is stretched by the server.
func onServer(t require.TestingT, k identity.Keys) identity.Credential {
	r, err := identity.NewPINRecord(k, identity.StretchPIN(pin(t, "739164"), quickly), quickly)
	require.NoError(t, err)
	return bound(t, deviceKey(t, identity.Ed25519, 1)).ChangePIN(r)
}

// Apps in other languages must come to the same bytes.
func TestPINKeysAreThese(t *testing.T) {
	keys, err := identity.NewPINKeys(stretched(1), secretOf(1), accountID(1), stretched(2))
	require.NoError(t, err)
	b, err := enrolmentOf(keys).Bytes()
	require.NoError(t, err)
	require.Equal(t, "01"+"0010"+hex.EncodeToString(salt)+"00080000000000000001"+"00080000000000000008"+"00080000000000000001"+
		"0020"+provingVector+"0020"+checkingVector, hex.EncodeToString(b))
	require.Equal(t, approvalProofVector, hex.EncodeToString(keys.ProveApproval([]byte("message"))))
	require.Equal(t, actionProofVector, hex.EncodeToString(keys.ProveAction([]byte("message"))))
}

func TestNewPINKeysRefuses(t *testing.T) {
	for what, of := range map[string][3][]byte{
		"a short hash":    {stretched(1)[1:], secretOf(1), stretched(2)},
		"no secret":       {stretched(1), nil, stretched(2)},
		"a long secret":   {stretched(1), append(secretOf(1), 0), stretched(2)},
		"no phone at all": {stretched(1), secretOf(1), nil},
	} {
		keys, err := identity.NewPINKeys(of[0], of[1], accountID(1), of[2])
		require.ErrorIs(t, err, identity.ErrPINStretched, what)
		require.True(t, keys.IsZero())
	}
}

// Only the right PIN on the right phone of the right account proves, and only what was proved.
func TestProvesApproval(t *testing.T) {
	k := keyring(t, masterKey("a", 1))
	c := enrolled(t, k)
	message := []byte("an approval")
	key := deviceKey(t, identity.Ed25519, 1)
	with := func(digits string, secret []byte, account byte, phone []byte, by identity.Stretch) []byte {
		keys, err := identity.NewPINKeys(identity.StretchPIN(pin(t, digits), by), secret, accountID(account), phone)
		require.NoError(t, err)
		return keys.ProveApproval(message)
	}
	phone := identity.KeyDigest(key.Algorithm(), key.PublicKey())
	right := with("739164", secretOf(1), 1, phone, quickly)
	other := quickly
	other.Salt = []byte("another 16 bytes")
	for what, proof := range map[string][]byte{
		"another PIN":      with("739165", secretOf(1), 1, phone, quickly),
		"another secret":   with("739164", secretOf(2), 1, phone, quickly),
		"another account":  with("739164", secretOf(1), 2, phone, quickly),
		"another phone":    with("739164", secretOf(1), 1, stretched(9), quickly),
		"another salt":     with("739164", secretOf(1), 1, phone, other),
		"another message":  pinKeys(t, "739164").ProveApproval([]byte("an approval of more")),
		"an action":        pinKeys(t, "739164").ProveAction(message),
		"nothing":          nil,
		"a part":           right[:31],
		"more":             append(bytes.Clone(right), 0),
		"one bit is wrong": append([]byte{right[0] ^ 1}, right[1:]...),
	} {
		ok, err := c.ProvesApproval(k, message, proof)
		require.NoError(t, err, what)
		require.False(t, ok, what)
	}
	ok, err := c.ProvesApproval(k, message, right)
	require.NoError(t, err)
	require.True(t, ok)
	ok, err = c.ProvesAction(k, message, pinKeys(t, "739164").ProveAction(message))
	require.NoError(t, err)
	require.True(t, ok)
}

// What can be asked of a PIN, whoever stretches it.
func TestPINsByWhoStretchesThem(t *testing.T) {
	k := keyring(t, masterKey("a", 1))
	message, keys := []byte("message"), pinKeys(t, "739164")
	slow := identity.StretchPIN(pin(t, "739164"), quickly)
	ask := map[string]func(identity.Credential) (bool, error){
		"Matches": func(c identity.Credential) (bool, error) { return c.PIN.Matches(k, slow) },
		"ProvesApproval": func(c identity.Credential) (bool, error) {
			return c.ProvesApproval(k, message, keys.ProveApproval(message))
		},
		"ProvesAction": func(c identity.Credential) (bool, error) {
			return c.ProvesAction(k, message, keys.ProveAction(message))
		},
		"Recognizes": func(c identity.Credential) (bool, error) {
			return c.Recognizes(k, enrolmentOf(pinKeysOn(t, "739164", 2)))
		},
		"IsPIN": func(c identity.Credential) (bool, error) { return c.IsPIN(k, slow) },
		"RenewPIN": func(c identity.Credential) (bool, error) {
			next, err := c.RenewPIN(k)
			return next.PIN.OnDevice(), err
		},
		"Move": func(c identity.Credential) (bool, error) {
			to := deviceKey(t, identity.P256, 3)
			next, err := c.AllowMove(noon.Add(time.Hour)).Move(deviceID(3), to.Algorithm(), to.PublicKey(), noon)
			return !next.PIN.IsZero(), err
		},
	}
	type answer struct {
		yes bool
		err error
	}
	yes, no := answer{yes: true}, answer{}
	missing, elsewhere := answer{err: identity.ErrPINMissing}, answer{err: identity.ErrStretch}
	for state, row := range map[string]struct {
		cred identity.Credential
		want map[string]answer
	}{
		"none": {bound(t, deviceKey(t, identity.Ed25519, 1)), map[string]answer{
			"Matches": missing, "ProvesApproval": missing, "ProvesAction": missing, "Recognizes": missing, "IsPIN": missing, "RenewPIN": no, "Move": no,
		}},
		"the server": {onServer(t, k), map[string]answer{
			"Matches": yes, "ProvesApproval": elsewhere, "ProvesAction": elsewhere, "Recognizes": elsewhere, "IsPIN": yes, "RenewPIN": no, "Move": yes,
		}},
		"the phone": {enrolled(t, k), map[string]answer{
			"Matches": elsewhere, "ProvesApproval": yes, "ProvesAction": yes, "Recognizes": yes, "IsPIN": yes, "RenewPIN": yes, "Move": no,
		}},
	} {
		require.Len(t, row.want, len(ask))
		for what, do := range ask {
			got, err := do(row.cred)
			require.ErrorIs(t, err, row.want[what].err, "%s: %s", state, what)
			require.Equal(t, row.want[what].yes, got, "%s: %s", state, what)
		}
	}
}

// Another phone is recognized by the same PIN, made slow in the same way.
func TestRecognizes(t *testing.T) {
	k := keyring(t, masterKey("a", 1))
	c := enrolled(t, k)
	ok, err := c.Recognizes(k, enrolmentOf(pinKeysOn(t, "739165", 2)))
	require.NoError(t, err)
	require.False(t, ok, "another PIN")
	e := enrolmentOf(pinKeysOn(t, "739164", 2))
	e.Stretch.Cost.Passes++
	_, err = c.Recognizes(k, e)
	require.ErrorIs(t, err, identity.ErrStretch)
	_, err = c.Recognizes(k, identity.PINEnrolment{Stretch: quickly})
	require.ErrorIs(t, err, identity.ErrStretch)
}

// Whoever has the database, without the keyring, has nothing to try PINs on; and with the keyring but without the phone's secret nothing that
// approves (PIN-8).
func TestSealedPINIsWorthlessWithoutTheKeyring(t *testing.T) {
	k := keyring(t, masterKey("a", 1))
	c := enrolled(t, k)
	keys := pinKeys(t, "739164")
	for what, secret := range map[string][]byte{"stretched": identity.StretchPIN(pin(t, "739164"), quickly), "secret": secretOf(1), "proof": keys.ProveApproval(nil)} {
		require.NotContains(t, string(c.PIN.Sealed), string(secret), what)
	}
	other := keyring(t, masterKey("a", 2))
	_, err := c.ProvesApproval(other, nil, keys.ProveApproval(nil))
	require.ErrorIs(t, err, identity.ErrSealBroken)
	_, err = c.IsPIN(other, stretched(1))
	require.ErrorIs(t, err, identity.ErrSealBroken)
	again := enrolled(t, k)
	require.NotEqual(t, c.PIN.Sealed, again.PIN.Sealed, "equal PINs do not show")
}

// What was sealed opens for its account, its phone, its salt and cost only.
func TestSealedPINStaysInItsPlace(t *testing.T) {
	k := keyring(t, masterKey("a", 1))
	proof := pinKeys(t, "739164").ProveApproval(nil)
	for what, spoil := range map[string]func(*identity.Credential){
		"another account": func(c *identity.Credential) { c.Account = accountID(2) },
		"another phone":   func(c *identity.Credential) { c.Device = deviceID(2) },
		"another salt":    func(c *identity.Credential) { c.PIN.Salt = []byte("another 16 bytes") },
		"another cost":    func(c *identity.Credential) { c.PIN.Cost.Passes++ },
		"one bit":         func(c *identity.Credential) { c.PIN.Sealed[20] ^= 1 },
	} {
		c := enrolled(t, k)
		spoil(&c)
		_, err := c.ProvesApproval(k, nil, proof)
		require.ErrorIs(t, err, identity.ErrSealBroken, what)
	}
}

// A rotation of the keyring needs no PIN.
func TestSealedPINRotates(t *testing.T) {
	old, rotated := keyring(t, masterKey("old", 1)), keyring(t, masterKey("new", 2), masterKey("old", 1))
	c := enrolled(t, old)
	require.False(t, c.PIN.Outdated(old))
	require.True(t, c.PIN.Outdated(rotated))
	renewed, err := c.RenewPIN(rotated)
	require.NoError(t, err)
	require.False(t, renewed.PIN.Outdated(rotated))
	ok, err := renewed.ProvesApproval(keyring(t, masterKey("new", 2)), nil, pinKeys(t, "739164").ProveApproval(nil))
	require.NoError(t, err)
	require.True(t, ok)
	_, err = c.RenewPIN(keyring(t, masterKey("new", 2)))
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
}

func TestSealPINRefuses(t *testing.T) {
	c := bound(t, deviceKey(t, identity.Ed25519, 1))
	for _, e := range []identity.PINEnrolment{{}, {Stretch: quickly}, {Keys: pinKeys(t, "739164")}} {
		_, err := c.SealPIN(identity.DevelopmentKeyring(), e)
		require.ErrorIs(t, err, identity.ErrPINStretched)
		_, err = e.Bytes()
		require.ErrorIs(t, err, identity.ErrPINStretched)
	}
	_, err := c.SealPIN(noKeys{}, enrolmentOf(pinKeys(t, "739164")))
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
}

func TestPINKeysAreNeverPrinted(t *testing.T) { // PIN-8
	keys := pinKeys(t, "739164")
	e := enrolmentOf(keys)
	b, err := e.Bytes()
	require.NoError(t, err)
	said := fmt.Sprintf("%v %+v %#v %s %x %q %v %+v %#v", keys, keys, keys, keys, keys, keys, e, e, struct{ e identity.PINEnrolment }{e})
	encoded, err := json.Marshal(e)
	require.NoError(t, err)
	said += string(encoded) + keys.String() + keys.LogValue().String()
	require.Contains(t, said, "PINKeys(redacted)")
	for i := 64; i+8 < len(b); i += 8 {
		require.NotContains(t, said, hex.EncodeToString(b[i:i+4]))
	}
}

func FuzzParsePINEnrolment(f *testing.F) {
	b, err := enrolmentOf(pinKeys(f, "739164")).Bytes()
	require.NoError(f, err)
	huge := bytes.Clone(b)
	copy(huge[21:29], "\xff\xff\xff\xff\xff\xff\xff\xff")
	for _, seed := range [][]byte{nil, {1}, b, b[:len(b)-1], append(bytes.Clone(b), 0), huge, make([]byte, len(b)), bytes.Repeat([]byte{1}, len(b))} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := identity.ParsePINEnrolment(b)
		if err != nil {
			require.Equal(t, identity.ErrPINEnrolment, err)
			require.True(t, e.Keys.IsZero())
			return
		}
		require.NoError(t, e.Stretch.Check())
		again, err := e.Bytes()
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}

// The phone does the slow part; the server opens what it keeps and makes one HMAC.
func ExampleCredential_ProvesApproval() {
	keys := identity.DevelopmentKeyring()
	phone, _ := identity.NewEd25519Key(entropy(1))
	cred, _ := identity.NewCredential(accountID(1), deviceID(1), phone.Algorithm(), phone.PublicKey(), noon)

	by := identity.Stretch{Salt: []byte("sixteen byte sal"), Cost: identity.DefaultStretchCost()} // from the server
	typed, _ := identity.ParsePIN("739164")
	secret := bytes.Repeat([]byte{7}, identity.PhoneSecretSize) // in the phone's keystore; in production random
	mine, _ := identity.NewPINKeys(identity.StretchPIN(typed, by), secret, accountID(1), identity.KeyDigest(phone.Algorithm(), phone.PublicKey()))

	record, _ := cred.SealPIN(keys, identity.PINEnrolment{Stretch: by, Keys: mine})
	cred = cred.ChangePIN(record)
	message, signature, _ := phone.Approve(approval())
	fmt.Println(cred.VerifySignature(message, signature))
	fmt.Println(cred.ProvesApproval(keys, message, mine.ProveApproval(message)))
	// Output:
	// <nil>
	// true <nil>
}

// What an approval costs the server where the phone stretches the PIN: one signature, one decryption, one HMAC.
func BenchmarkApprovalProof(b *testing.B) {
	k := identity.DevelopmentKeyring()
	for _, a := range []identity.Algorithm{identity.Ed25519, identity.P256} {
		phone := deviceKey(b, a, 1)
		c := bound(b, phone)
		keys, err := identity.NewPINKeys(stretched(1), secretOf(1), c.Account, stretched(2))
		require.NoError(b, err)
		c.PIN, err = c.SealPIN(k, enrolmentOf(keys))
		require.NoError(b, err)
		message, signature, err := phone.Approve(approval())
		require.NoError(b, err)
		proof := keys.ProveApproval(message)
		b.Run("proof", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ok, err := c.ProvesApproval(k, message, proof)
				if !ok || err != nil {
					b.Fatal(ok, err)
				}
			}
		})
		b.Run("signature "+string(a), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := c.VerifySignature(message, signature); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The same where the server stretches it.
func BenchmarkStretchPIN(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		identity.StretchPIN(pin(b, "739164"), slowly)
	}
}

// Computed by another program from what the comments promise; if they change, no PIN that a phone stretched matches any more.
const (
	provingVector       = "7e6e7e6a1b9552f8bae762d77ddd14705b786dd41f3529f5da63500e5b5c6251"
	checkingVector      = "3e1eb97a795e77ba47e23faf3883dcfff69e4437da1eee0812ef72ef92cdaa73"
	approvalProofVector = "1d47ae055a8294efe35fb54e0ee0b7276f5cc522514e8246ef0bb5bfe2b899d0"
	actionProofVector   = "a2f031e870a0363b89e85de6e5f173fcf71bc00e8f30d20217cf111d87871df8"
)

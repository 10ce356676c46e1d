package identity

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"

	"github.com/seqrpay/seqr/account"
)

// PhoneSecretSize is the length in bytes of the random secret that a phone mixes into its PIN, and that never leaves the phone.
const PhoneSecretSize = 32

// What the keys of a PIN are derived for. Changed, no PIN that a phone stretched matches any more.
const (
	provingInfo  = "seqr.pin.proving.v1\x00"
	checkingInfo = "seqr.pin.checking.v1\x00"
)

// PINKeys are what a phone makes of its owner's PIN, so that the PIN itself never leaves the phone. One proves the PIN of
// each approval and action. It is made of the PIN and of a secret of the phone, so whoever sees its proofs cannot try PINs against them. The
// other is made of the PIN alone: by it the owner is known on another phone, and a birth date is recognized. Like a PIN they are printed
// by no verb, logger or encoder. The zero PINKeys are none.
type PINKeys struct{ keys *pinKeys }

type pinKeys struct{ proving, checking [stretchedSize]byte }

const pinKeysRedacted = "PINKeys(redacted)"

// NewPINKeys derives the keys of a stretched PIN, for one account on one phone: that with this secret and the key with this
// [KeyDigest]. ErrPINStretched if one of them has a wrong length.
func NewPINKeys(stretched, phoneSecret []byte, of account.ID, phone []byte) (PINKeys, error) {
	if len(stretched) != stretchedSize || len(phoneSecret) != PhoneSecretSize || len(phone) != sha256.Size {
		return PINKeys{}, ErrPINStretched
	}
	mixed := append(append(make([]byte, 0, stretchedSize+PhoneSecretSize), stretched...), phoneSecret...)
	proving, err := hkdf.Key(sha256.New, mixed, nil, provingInfo+string(of.UUID[:])+string(phone), stretchedSize)
	if err != nil {
		return PINKeys{}, fmt.Errorf("identity: derive PIN key: %w", err)
	}
	checking, err := checkingKey(stretched, of)
	if err != nil {
		return PINKeys{}, err
	}
	return pinKeysOf(proving, checking), nil
}

// checkingKey is the key that is made of the PIN alone.
func checkingKey(stretched []byte, of account.ID) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, stretched, nil, checkingInfo+string(of.UUID[:]), stretchedSize)
	if err != nil {
		return nil, fmt.Errorf("identity: derive PIN key: %w", err)
	}
	return key, nil
}

func pinKeysOf(proving, checking []byte) PINKeys {
	k := new(pinKeys)
	copy(k.proving[:], proving)
	copy(k.checking[:], checking)
	return PINKeys{k}
}

// IsZero says whether there are no keys.
func (p PINKeys) IsZero() bool { return p.keys == nil }

// ProveApproval proves the PIN of an approval, beside the signature of its bytes: 32 bytes. It must not be called on zero PINKeys.
func (p PINKeys) ProveApproval(message []byte) []byte { return p.prove(approvalDomain, message) }

// ProveAction is ProveApproval for an action. Neither's proofs pass as the other's.
func (p PINKeys) ProveAction(message []byte) []byte { return p.prove(requestDomain, message) }

func (p PINKeys) prove(domain string, message []byte) []byte {
	h := hmac.New(sha256.New, p.keys.proving[:])
	_, _ = io.WriteString(h, domain)
	_, _ = h.Write(message)
	return h.Sum(nil)
}

// sameCheck compares in constant time what is made of the PIN alone.
func (p PINKeys) sameCheck(checking []byte) bool { return hmac.Equal(p.keys.checking[:], checking) }

// bytes is both keys, to be sealed.
func (p PINKeys) bytes() []byte {
	return append(append(make([]byte, 0, 2*stretchedSize), p.keys.proving[:]...), p.keys.checking[:]...)
}

// String is "PINKeys(redacted)".
func (p PINKeys) String() string { return pinKeysRedacted }

// Format prints "PINKeys(redacted)" for every verb.
func (p PINKeys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, pinKeysRedacted) }

// LogValue is "PINKeys(redacted)".
func (p PINKeys) LogValue() slog.Value { return slog.StringValue(pinKeysRedacted) }

// MarshalJSON is "PINKeys(redacted)".
func (p PINKeys) MarshalJSON() ([]byte, error) { return []byte(`"` + pinKeysRedacted + `"`), nil }

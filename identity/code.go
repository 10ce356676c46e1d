package identity

import (
	"crypto/hmac"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"

	"github.com/seqrpay/seqr/account"
)

// Code is an SMS activation code. It prints as Code(redacted) by every verb, logger and encoder; only
// [Code.Reveal] tells it. The zero Code is none.
type Code struct{ secret }

const codeRedacted = "Code(redacted)"

// NewCode draws a code, every one equally likely. ErrEntropy if the source of randomness fails,
// ErrPolicy if the policy asks for no digits.
func NewCode(entropy io.Reader, p CodePolicy) (Code, error) {
	if err := p.Check(); err != nil {
		return Code{}, err
	}
	digits := make([]byte, p.Digits)
	for i := range digits {
		d, err := drawDigit(entropy)
		if err != nil {
			return Code{}, err
		}
		digits[i] = '0' + d
	}
	return Code{newSecret(string(digits))}, nil
}

// maxDraws bounds the search for a usable draw. A sound source needs more than one for 6 digits in 256;
// one that needs this many is broken.
const maxDraws = 64

// drawDigit throws bytes away that would make the low digits likelier: 256 is no multiple of 10.
func drawDigit(entropy io.Reader) (byte, error) {
	const fair = 250
	for range maxDraws {
		b, err := readEntropy(entropy, 1)
		if err != nil {
			return 0, err
		}
		if b[0] < fair {
			return b[0] % 10, nil
		}
	}
	return 0, fmt.Errorf("%w: the source repeats itself", ErrEntropy)
}

// readEntropy reads n random bytes.
func readEntropy(entropy io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(entropy, b); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEntropy, err)
	}
	return b, nil
}

// ParseCode reads a code as the user entered it: ASCII digits, as many as the policy says, and nothing else.
// ErrCodeShape otherwise.
func ParseCode(s string, p CodePolicy) (Code, error) {
	if len(s) == 0 || len(s) != p.Digits || !allDigits(s) {
		return Code{}, ErrCodeShape
	}
	return Code{newSecret(s)}, nil
}

// Reveal tells the code, for the text of the one SMS that carries it.
func (c Code) Reveal() string { return c.reveal() }

// Equal compares two codes in constant time.
func (c Code) Equal(o Code) bool { return c.equal(o.secret) }

// IsZero says whether there is no code.
func (c Code) IsZero() bool { return c.digits == nil }

// String is "Code(redacted)".
func (c Code) String() string { return codeRedacted }

// Format prints "Code(redacted)" for every verb.
func (c Code) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, codeRedacted) }

// LogValue is "Code(redacted)".
func (c Code) LogValue() slog.Value { return slog.StringValue(codeRedacted) }

// MarshalJSON is "Code(redacted)".
func (c Code) MarshalJSON() ([]byte, error) { return []byte(`"` + codeRedacted + `"`), nil }

// CodeMAC is what an [Activation] keeps of a code: a keyed hash that binds it to the number it was sent to and
// to the registration that asked for it, with the key's ID in front, so that it can be checked after a rotation.
func CodeMAC(k Keys, phone account.Tag, of account.ID, c Code) ([]byte, error) {
	keyID, mac, err := k.MAC(KeyCode, codeBytes(phone, of, c))
	if err != nil {
		return nil, err
	}
	return append(appendKeyID(nil, keyID), mac...), nil
}

// CodeMatches says in constant time whether c is the code of which stored is the [CodeMAC]. Nothing stored
// matches nothing. ErrKeyUnknown if the key is gone, ErrSealBroken if stored is not a CodeMAC.
func CodeMatches(k Keys, stored []byte, phone account.Tag, of account.ID, c Code) (bool, error) {
	if len(stored) == 0 {
		return false, nil
	}
	keyID, want, ok := cutKeyID(stored)
	if !ok {
		return false, ErrSealBroken
	}
	got, err := k.MACWith(KeyCode, keyID, codeBytes(phone, of, c))
	if err != nil {
		return false, err
	}
	return hmac.Equal(got, want) && !c.IsZero(), nil
}

// codeBytes is what the hash is over. Only the code at its end has no fixed length or length in front.
func codeBytes(phone account.Tag, of account.ID, c Code) []byte {
	b := append([]byte("seqr.code.v1\x00"), of.UUID[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(phone)))
	b = append(b, phone...)
	return append(b, c.reveal()...)
}

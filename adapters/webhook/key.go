package webhook

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

const (
	secretPrefix  = "whsec_" // shared secret
	privatePrefix = "whsk_"  // Ed25519, signs
	publicPrefix  = "whpk_"  // Ed25519, verifies

	hmacVersion    = "v1"
	ed25519Version = "v1a"

	leastSecret = 24 // bytes, as Standard Webhooks has it
	mostSecret  = 64
)

// SigningKey makes signatures. Printed, it shows nothing. The zero value is no key.
type SigningKey struct {
	secret  []byte             // of HMAC
	private ed25519.PrivateKey // or this
}

// VerifyingKey checks signatures. Printed, it shows nothing, because a shared secret can sign too. The zero value is no
// key.
type VerifyingKey struct {
	secret []byte
	public ed25519.PublicKey
}

// NewSecret draws a shared secret of 32 bytes from random, such as crypto/rand.Reader: "whsec_" and base64. Give it to
// ParseSigningKey, and to the receiver.
func NewSecret(random io.Reader) (string, error) {
	secret := make([]byte, 32)
	if _, err := io.ReadFull(random, secret); err != nil {
		return "", fmt.Errorf("webhook: new secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(secret), nil
}

// ParseSigningKey reads "whsec_" and 24 to 64 bytes in base64, or "whsk_" and the 32-byte seed of an Ed25519 key or the
// whole key of 64 bytes. It answers ErrKey.
func ParseSigningKey(text string) (SigningKey, error) {
	if secret, ok := decode(text, secretPrefix); ok && goodSecret(secret) {
		return SigningKey{secret: secret}, nil
	}
	key, ok := decode(text, privatePrefix)
	switch {
	case ok && len(key) == ed25519.SeedSize:
		return SigningKey{private: ed25519.NewKeyFromSeed(key)}, nil
	case ok && len(key) == ed25519.PrivateKeySize:
		private := ed25519.NewKeyFromSeed(key[:ed25519.SeedSize])
		if private.Equal(ed25519.PrivateKey(key)) {
			return SigningKey{private: private}, nil
		}
	}
	return SigningKey{}, ErrKey
}

// ParseVerifyingKey reads "whsec_" and 24 to 64 bytes in base64, or "whpk_" and the 32 bytes of an Ed25519 public key.
// It answers ErrKey.
func ParseVerifyingKey(text string) (VerifyingKey, error) {
	if secret, ok := decode(text, secretPrefix); ok && goodSecret(secret) {
		return VerifyingKey{secret: secret}, nil
	}
	if public, ok := decode(text, publicPrefix); ok && len(public) == ed25519.PublicKeySize {
		return VerifyingKey{public: public}, nil
	}
	return VerifyingKey{}, ErrKey
}

// Public is the "whpk_" text that a receiver verifies with; empty for a shared secret, which has no public half.
func (k SigningKey) Public() string {
	if len(k.private) == 0 {
		return ""
	}
	public := k.private[ed25519.SeedSize:]
	return publicPrefix + base64.StdEncoding.EncodeToString(public)
}

func decode(text, prefix string) ([]byte, bool) {
	rest, ok := strings.CutPrefix(text, prefix)
	bytes, err := base64.StdEncoding.Strict().DecodeString(rest)
	return bytes, ok && err == nil && !strings.ContainsAny(rest, "\r\n")
}

func goodSecret(secret []byte) bool { return len(secret) >= leastSecret && len(secret) <= mostSecret }

// sign is one signature as it stands in the header.
func (k SigningKey) sign(content []byte) string {
	if len(k.private) > 0 {
		return ed25519Version + "," + base64.StdEncoding.EncodeToString(ed25519.Sign(k.private, content))
	}
	return hmacVersion + "," + base64.StdEncoding.EncodeToString(tag(k.secret, content))
}

// made says whether this key's other half made the signature.
func (k VerifyingKey) made(s signature, content []byte) bool {
	switch s.version {
	case hmacVersion:
		return len(k.secret) > 0 && hmac.Equal(s.bytes, tag(k.secret, content))
	case ed25519Version:
		return len(k.public) > 0 && ed25519.Verify(k.public, content, s.bytes)
	}
	return false
}

func tag(secret, content []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write(content)
	return h.Sum(nil)
}

func (k SigningKey) set() bool   { return len(k.secret) > 0 || len(k.private) > 0 }
func (k VerifyingKey) set() bool { return len(k.secret) > 0 || len(k.public) > 0 }

const keyRedacted = "webhook.Key{redacted}"

// Format prints no secrets, whatever the verb.
func (k SigningKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, keyRedacted) }

// LogValue logs no secrets.
func (k SigningKey) LogValue() slog.Value { return slog.StringValue(keyRedacted) }

// Format prints no secrets, whatever the verb.
func (k VerifyingKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, keyRedacted) }

// LogValue logs no secrets.
func (k VerifyingKey) LogValue() slog.Value { return slog.StringValue(keyRedacted) }

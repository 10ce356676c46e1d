package identity

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
)

// DeviceKey is the phone's side of a [Credential]: the private key, in memory. Apps on phones with a secure element
// keep theirs there and make the same signatures; this one is for tests, simulators and thin clients.
// It is safe for concurrent use and prints its algorithm only.
type DeviceKey struct {
	algorithm Algorithm
	public    []byte
	private   crypto.Signer
}

// NewEd25519Key makes a key from 32 bytes of entropy. Equal entropy makes equal keys. ErrEntropy.
func NewEd25519Key(entropy io.Reader) (*DeviceKey, error) {
	seed, err := readEntropy(entropy, ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	private := ed25519.NewKeyFromSeed(seed)
	public := bytes.Clone(private[ed25519.SeedSize:])
	return &DeviceKey{algorithm: Ed25519, public: public, private: private}, nil
}

// NewP256Key makes a key from 32 bytes of entropy, drawn again in the rare case that they are no number below the
// curve's order. Equal entropy makes equal keys: ecdsa.GenerateKey would not look at it. ErrEntropy.
func NewP256Key(entropy io.Reader) (*DeviceKey, error) {
	const scalarSize = 32
	for range maxDraws {
		scalar, err := readEntropy(entropy, scalarSize)
		if err != nil {
			return nil, err
		}
		private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
		if err != nil {
			continue
		}
		point, err := private.PublicKey.Bytes()
		if err != nil {
			return nil, fmt.Errorf("identity: encode device key: %w", err)
		}
		public := append([]byte(p256Prefix), point...)
		return &DeviceKey{algorithm: P256, public: public, private: private}, nil
	}
	return nil, fmt.Errorf("%w: the source repeats itself", ErrEntropy)
}

// Algorithm is the key's signature scheme.
func (k *DeviceKey) Algorithm() Algorithm { return k.algorithm }

// PublicKey is the public key in the form that [ParsePublicKey] takes.
func (k *DeviceKey) PublicKey() []byte { return bytes.Clone(k.public) }

// Sign signs the bytes of an approval, for [Credential.VerifySignature]. The same bytes have the same signature,
// also with P-256 (RFC 6979).
func (k *DeviceKey) Sign(message []byte) ([]byte, error) { return k.sign(approvalDomain, message) }

// SignRequest signs what is no approval, for [Credential.VerifyRequest].
func (k *DeviceKey) SignRequest(message []byte) ([]byte, error) {
	return k.sign(requestDomain, message)
}

// Approve writes and signs an approval: what a phone sends after its owner has seen payee and amount.
// ErrApprovalShape.
func (k *DeviceKey) Approve(m ApprovalMessage) (message, signature []byte, err error) {
	if message, err = m.Bytes(); err != nil {
		return nil, nil, err
	}
	signature, err = k.Sign(message)
	return message, signature, err
}

func (k *DeviceKey) sign(domain string, message []byte) ([]byte, error) {
	signed := append([]byte(domain), message...)
	if k.algorithm == Ed25519 {
		return k.private.Sign(nil, signed, crypto.Hash(0))
	}
	sum := sha256.Sum256(signed)
	return k.private.Sign(nil, sum[:], crypto.SHA256)
}

// Format prints the algorithm, never the key, whatever the verb.
func (k *DeviceKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.redacted()) }

// LogValue is the algorithm, never the key.
func (k *DeviceKey) LogValue() slog.Value { return slog.StringValue(k.redacted()) }

func (k *DeviceKey) redacted() string {
	if k == nil {
		return "DeviceKey(nil)"
	}
	return "DeviceKey(" + string(k.algorithm) + ")"
}

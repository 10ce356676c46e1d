package identity

import (
	"bytes"
	"crypto/sha256"
	"time"

	"github.com/google/uuid"
)

// ProofKind is how an owner shows, beside having the phone, that it is they who agree (PIN-2).
type ProofKind string

// The kinds of proof.
const (
	// ProofPIN is the PIN, beside a signature of the phone's key.
	ProofPIN ProofKind = "pin"
	// ProofBiometric is the signature of a second key, which the phone's secure hardware uses only after it has recognized
	// a fingerprint of the owner. Nothing about the finger ever leaves the phone.
	ProofBiometric ProofKind = "biometric"
)

// Proves answers nil for a kind of proof that the market accepts. The PIN is accepted everywhere, and is what no kind stands for.
// ErrNoBiometric where fingerprints are not accepted, ErrProof for an unknown kind.
func (p Policy) Proves(k ProofKind) error {
	switch k {
	case ProofPIN, "":
		return nil
	case ProofBiometric:
		if !p.Biometric {
			return ErrNoBiometric
		}
		return nil
	}
	return ErrProof
}

// BiometricKey is the public half of a key that a phone uses upon a fingerprint only. The zero value is none.
type BiometricKey struct {
	ID         DeviceID // names the key in the evidence of what it approved, as a phone's ID names the phone's own key
	Algorithm  Algorithm
	PublicKey  []byte // as [ParsePublicKey] takes it
	EnrolledAt time.Time
	EndedAt    time.Time // from then on it approves nothing; it is kept to verify what it approved before. Zero: in use
}

// InUse says whether the key can approve something.
func (k BiometricKey) InUse() bool { return !k.EnrolledAt.IsZero() && k.EndedAt.IsZero() }

// KeyDigest is the SHA-256 that names a public key: the bound device signs it to enrol a fingerprint.
func KeyDigest(a Algorithm, pub []byte) []byte {
	sum := sha256.Sum256(append([]byte(string(a)+"\x00"), pub...))
	return sum[:]
}

// EnrolBiometric lets a key of the bound phone, which it uses upon a fingerprint only, approve in place of the PIN. It
// replaces one that was enrolled before. That the owner asked for it, with PIN and phone, is for the caller to have
// seen. ErrDevice without an ID, ErrDeviceKey for what is no key, and for the phone's own key: that one signs without a fingerprint.
func (c Credential) EnrolBiometric(id DeviceID, a Algorithm, pub []byte, at time.Time) (Credential, error) {
	if id.UUID == uuid.Nil {
		return c, ErrDevice
	}
	if err := ParsePublicKey(a, pub); err != nil {
		return c, err
	}
	if a == c.Algorithm && bytes.Equal(pub, c.PublicKey) {
		return c, ErrDeviceKey
	}
	c.Biometric = BiometricKey{ID: id, Algorithm: a, PublicKey: bytes.Clone(pub), EnrolledAt: at.UTC()}
	return c, nil
}

// EndBiometric leaves the PIN alone to approve with; nothing happens where no fingerprint is in use.
func (c Credential) EndBiometric(at time.Time) Credential {
	if c.Biometric.InUse() {
		c.Biometric.EndedAt = at.UTC()
	}
	return c
}

// VerifyProof says whether an approval was signed by the key that stands behind a kind of proof: the phone's own for a PIN,
// which is still to be compared, or the one that needs a fingerprint. ErrSignature if not, and also if no fingerprint is in use: who has
// not the key learns nothing, and counts no attempt.
func (c Credential) VerifyProof(k ProofKind, message, signature []byte) error {
	if k != ProofBiometric {
		return c.VerifySignature(message, signature)
	}
	if !c.Biometric.InUse() {
		return ErrSignature
	}
	return c.Biometric.VerifySignature(message, signature)
}

// VerifySignature says whether this key signed the bytes of an approval, be it in use or ended; ErrSignature if not.
func (k BiometricKey) VerifySignature(message, signature []byte) error {
	return verify(k.Algorithm, k.PublicKey, biometricDomain, message, signature)
}

// Prover is the ID of the key that stands behind a kind of proof, for the evidence.
func (c Credential) Prover(k ProofKind) DeviceID {
	if k == ProofBiometric {
		return c.Biometric.ID
	}
	return c.Device
}

// ApproveBiometric is [DeviceKey.Approve] for a key that its phone uses upon a fingerprint only. The bytes are those of any
// approval, with the phone's ID and its next counter; the signature passes as no other.
func (k *DeviceKey) ApproveBiometric(m ApprovalMessage) (message, signature []byte, err error) {
	if message, err = m.Bytes(); err != nil {
		return nil, nil, err
	}
	signature, err = k.sign(biometricDomain, message)
	return message, signature, err
}

package identity

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"math"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
)

// What a device signs begins with one of these, so that a signature given for one purpose is
// of no use for another.
const (
	approvalDomain  = "seqr.approval.v1\x00"
	requestDomain   = "seqr.request.v1\x00"
	biometricDomain = "seqr.biometric.v1\x00"
)

// p256Prefix is all of the PKIX DER of a P-256 key but its uncompressed point. Being constant, it leaves one
// way to write each key, so that its fingerprint is unique.
const p256Prefix = "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00"

// ParsePublicKey says whether der is a public key of the algorithm: 32 bytes for Ed25519, and for P-256 a PKIX
// SubjectPublicKeyInfo in DER with an uncompressed point, as phones export it. ErrDeviceKey otherwise, also for the
// Ed25519 points of low order, under which anybody can sign.
func ParsePublicKey(a Algorithm, der []byte) error {
	switch a {
	case Ed25519:
		if len(der) != ed25519.PublicKeySize || lowOrder(der) {
			return ErrDeviceKey
		}
		return nil
	case P256:
		_, err := parseP256(der)
		return err
	}
	return ErrDeviceKey
}

func parseP256(der []byte) (*ecdsa.PublicKey, error) {
	point, found := bytes.CutPrefix(der, []byte(p256Prefix))
	if !found {
		return nil, ErrDeviceKey
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return nil, ErrDeviceKey
	}
	return key, nil
}

// lowOrderPoints are the y-coordinates, little-endian, of the points of Ed25519 whose order divides 8, in every
// encoding that decoders accept.
var lowOrderPoints = [...]string{
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
	"\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
	"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
	"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
	"\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
	"\xed\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
	"\xee\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
}

func lowOrder(point []byte) bool {
	y := bytes.Clone(point)
	y[len(y)-1] &= 0x7f // the sign of x
	for _, low := range lowOrderPoints {
		if string(y) == low {
			return true
		}
	}
	return false
}

// DeviceFingerprint names a device key in the claim that binds it to one account (DEV-1).
func DeviceFingerprint(a Algorithm, pub []byte) string {
	return base64.RawURLEncoding.EncodeToString(KeyDigest(a, pub))
}

// NewCredential binds an account to a device key. No PIN is chosen yet. ErrDevice, ErrDeviceKey. The
// algorithm is fixed from here on: it is never read from a message.
func NewCredential(of account.ID, d DeviceID, a Algorithm, pub []byte, at time.Time) (Credential, error) {
	if of.UUID == uuid.Nil || d.UUID == uuid.Nil {
		return Credential{}, ErrDevice
	}
	if err := ParsePublicKey(a, pub); err != nil {
		return Credential{}, err
	}
	return Credential{Account: of, Device: d, Algorithm: a, PublicKey: bytes.Clone(pub), BoundAt: at.UTC()}, nil
}

// VerifySignature says whether the bound device signed the bytes of an approval; ErrSignature if not. A refused
// signature says nothing about the PIN and counts no attempt, so a stranger cannot lock anybody out.
func (c Credential) VerifySignature(message, signature []byte) error {
	return verify(c.Algorithm, c.PublicKey, approvalDomain, message, signature)
}

// VerifyRequest is VerifySignature for what a device signs besides approvals; see [DeviceKey.SignRequest]. Neither's
// signatures pass as the other's.
func (c Credential) VerifyRequest(message, signature []byte) error {
	return verify(c.Algorithm, c.PublicKey, requestDomain, message, signature)
}

func verify(a Algorithm, pub []byte, domain string, message, signature []byte) error {
	signed := append(append(make([]byte, 0, 2*maxApproval), domain...), message...)
	switch a {
	case Ed25519:
		if len(pub) == ed25519.PublicKeySize && ed25519.Verify(pub, signed, signature) {
			return nil
		}
	case P256:
		key, err := parseP256(pub)
		if err != nil {
			return ErrSignature
		}
		if sum := sha256.Sum256(signed); ecdsa.VerifyASN1(key, sum[:], signature) {
			return nil
		}
	}
	return ErrSignature
}

// counterWindow is how many counters are remembered, the highest included: what fits beside it into a signed 64-bit
// column. No app signs as many within the time that a nonce lives.
const counterWindow = 64

// Advance takes over the counter of a signed message. A device uses each counter once, so one that was used before is
// ErrCounter: together with a fresh nonce it means that the key lives in two places, and the caller should
// [Credential.Freeze] it. A message that was overtaken on its way by a later one is no such sign: its counter is lower
// than the last but unused, and is taken. One so far behind that nobody knows any more is ErrCounterOld, and 0 is too.
// Counters above 1<<63−1 are ErrCounterRange: no database could keep them, and a device that sent one by mistake
// could never send another.
func (c Credential) Advance(counter uint64) (Credential, error) {
	switch {
	case counter > math.MaxInt64:
		return c, ErrCounterRange
	case counter == 0 || counter+counterWindow <= c.Counter:
		return c, ErrCounterOld
	case counter > c.Counter:
		ahead := counter - c.Counter
		c.Used = (c.Used<<ahead | 1<<(ahead-1)) & math.MaxInt64 // shifting by 64 or more leaves nothing
		c.Counter = counter
		return c, nil
	case counter == c.Counter:
		return c, ErrCounter
	}
	bit := uint64(1) << (c.Counter - counter - 1)
	if c.Used&bit != 0 {
		return c, ErrCounter
	}
	c.Used |= bit
	return c, nil
}

// Freeze makes the device key useless, because it was seen in two places, was lost, or is revoked.
func (c Credential) Freeze() Credential {
	c.Frozen = true
	return c
}

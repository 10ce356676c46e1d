package identity

import (
	"bytes"
	"crypto/sha256"
)

// maxEnrolment bounds the bytes of an enrolment; all of them have this length.
const maxEnrolment = 1 + (2 + SaltSize) + 3*(2+8) + 2*(2+stretchedSize)

// PINEnrolment is what a phone sends once, when its owner chooses a PIN that the phone stretches: by what it was stretched, and the keys
// by which the server will know the PIN. It is a secret on its way; what is kept of it is sealed.
type PINEnrolment struct {
	Stretch Stretch
	Keys    PINKeys
}

// Bytes is the one way to write an enrolment: a version, then salt, passes, memory, threads, and both keys, as [ApprovalMessage.Bytes]
// writes its fields. ErrPINStretched without keys, and for what [Stretch.Check] refuses. Whoever reads the bytes can prove the PIN of
// the phone that signs beside them, and try PINs: send them over nothing but TLS, and never log them.
func (e PINEnrolment) Bytes() ([]byte, error) {
	if e.Keys.IsZero() || e.Stretch.Check() != nil {
		return nil, ErrPINStretched
	}
	w := approvalWriter{append(make([]byte, 0, maxEnrolment), approvalVersion)}
	w.field(e.Stretch.Salt)
	w.number(uint64(e.Stretch.Cost.Passes))
	w.number(uint64(e.Stretch.Cost.MemoryKiB))
	w.number(uint64(e.Stretch.Cost.Threads))
	w.field(e.Keys.keys.proving[:])
	w.field(e.Keys.keys.checking[:])
	return w.bytes, nil
}

// ParsePINEnrolment reads what [PINEnrolment.Bytes] wrote, and nothing else; ErrPINEnrolment otherwise.
func ParsePINEnrolment(b []byte) (PINEnrolment, error) {
	if len(b) != maxEnrolment || b[0] != approvalVersion {
		return PINEnrolment{}, ErrPINEnrolment
	}
	r := approvalReader{rest: bytes.Clone(b[1:])}
	e := PINEnrolment{Stretch: Stretch{
		Salt: r.field(),
		Cost: StretchCost{Passes: int(r.number()), MemoryKiB: int(r.number()), Threads: int(r.number())},
	}}
	proving, checking := r.field(), r.field()
	e.Keys = pinKeysOf(proving, checking)
	if again, err := e.Bytes(); err != nil || r.failed || !bytes.Equal(again, b) {
		return PINEnrolment{}, ErrPINEnrolment
	}
	return e, nil
}

// EnrolmentDigest is the SHA-256 that names the bytes of an enrolment: the bound device signs it, so that nobody
// puts another in its place on the way.
func EnrolmentDigest(enrolment []byte) []byte {
	sum := sha256.Sum256(append([]byte("seqr.pin.enrolment.v1\x00"), enrolment...))
	return sum[:]
}

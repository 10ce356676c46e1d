package identity

import (
	"bytes"
	"crypto/hmac"

	"golang.org/x/crypto/argon2"
)

// SaltSize is the length of the random salt of a stored PIN, in bytes.
const SaltSize = 16

// The cost of stretching a PIN: 19 MiB and about 30 ms of one core. Changed, no stored PIN matches any more.
const (
	stretchPasses    = 2
	stretchMemoryKiB = 19456
	stretchThreads   = 1
	stretchedSize    = 32
)

// StretchPIN is the slow hash of a PIN: Argon2id, 32 bytes. It takes 19 MiB and about 30 ms: bound how
// many run at once, and do it outside any lock. It makes guessing slow; what makes it hopeless is the
// keyring's pepper in [NewPINRecord], without which a stolen record says nothing.
func StretchPIN(p PIN, salt []byte) []byte {
	return argon2.IDKey([]byte(p.reveal()), salt, stretchPasses, stretchMemoryKiB, stretchThreads, stretchedSize)
}

// NewPINRecord is what is stored of a PIN: a keyed hash over the stretched PIN, with the salt it was stretched
// with, [SaltSize] random bytes. ErrPINStretched if either has another length.
func NewPINRecord(k Keys, stretched, salt []byte) (PINRecord, error) {
	if len(stretched) != stretchedSize || len(salt) != SaltSize {
		return PINRecord{}, ErrPINStretched
	}
	keyID, mac, err := k.MAC(KeyPIN, pinBytes(stretched))
	if err != nil {
		return PINRecord{}, err
	}
	return PINRecord{KeyID: keyID, Salt: bytes.Clone(salt), Hash: mac}, nil
}

// IsZero says whether no PIN has been chosen.
func (r PINRecord) IsZero() bool { return len(r.Hash) == 0 }

// Matches says in constant time whether a PIN, stretched with the record's salt, is the stored one.
// ErrPINMissing if none is stored, ErrKeyUnknown if its pepper is gone.
func (r PINRecord) Matches(k Keys, stretched []byte) (bool, error) {
	if r.IsZero() {
		return false, ErrPINMissing
	}
	mac, err := k.MACWith(KeyPIN, r.KeyID, pinBytes(stretched))
	if err != nil {
		return false, err
	}
	return hmac.Equal(mac, r.Hash), nil
}

// Outdated says whether the record was made with an older pepper than the current one. Renew it after a
// right PIN, when the stretched PIN is at hand: there is no other moment.
func (r PINRecord) Outdated(k Keys) bool {
	ids := k.KeyIDs(KeyPIN)
	return !r.IsZero() && len(ids) > 0 && ids[0] != r.KeyID
}

func pinBytes(stretched []byte) []byte {
	return append([]byte("seqr.pin.v1\x00"), stretched...)
}

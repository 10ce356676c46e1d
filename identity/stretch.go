package identity

import (
	"bytes"
	"fmt"

	"golang.org/x/crypto/argon2"
)

// SaltSize is the length of the random salt of a PIN, in bytes.
const SaltSize = 16

// stretchedSize is the length of a stretched PIN, and of every key derived from one, in bytes.
const stretchedSize = 32

// Limits of a cost: what a phone can do within seconds, and fields that do not overflow.
const (
	maxPasses    = 64
	maxMemoryKiB = 1 << 20
	maxThreads   = 16
	minLaneKiB   = 8 // Argon2id's own minimum for each thread
)

// StretchCost is how slow one guess of a PIN is made: the parameters of Argon2id. It is kept with each PIN, so that a
// market can raise it while PINs that were stretched before go on matching.
type StretchCost struct {
	Passes    int `json:"passes"`     // over the memory
	MemoryKiB int `json:"memory_kib"` // KiB in all
	Threads   int `json:"threads"`    // lanes, which share the memory
}

// DefaultStretchCost is 2 passes over 19 MiB by one thread, about 30 ms of one core: the least that OWASP recommends.
func DefaultStretchCost() StretchCost { return StretchCost{Passes: 2, MemoryKiB: 19456, Threads: 1} }

// Check refuses, with ErrPolicy, what Argon2id cannot be asked for, and more than 64 passes, 1 GiB or 16 threads.
func (c StretchCost) Check() error {
	switch {
	case c.Passes < 1 || c.Passes > maxPasses:
		return fmt.Errorf("%w: stretching a PIN takes 1 to %d passes", ErrPolicy, maxPasses)
	case c.Threads < 1 || c.Threads > maxThreads:
		return fmt.Errorf("%w: stretching a PIN takes 1 to %d threads", ErrPolicy, maxThreads)
	case c.MemoryKiB < minLaneKiB*c.Threads || c.MemoryKiB > maxMemoryKiB:
		return fmt.Errorf("%w: stretching a PIN takes %d KiB for each thread, and at most %d", ErrPolicy, minLaneKiB, maxMemoryKiB)
	}
	return nil
}

// Stretch is how a PIN is stretched, by whoever does it: a phone needs it to prove the PIN. It is no secret.
type Stretch struct {
	Salt []byte      `json:"salt"` // SaltSize random bytes
	Cost StretchCost `json:"cost"`
}

// Check answers ErrPINStretched for a salt of another length, and the errors of [StretchCost.Check].
func (s Stretch) Check() error {
	if len(s.Salt) != SaltSize {
		return ErrPINStretched
	}
	return s.Cost.Check()
}

// Equal says whether two stretch every PIN alike.
func (s Stretch) Equal(o Stretch) bool { return s.Cost == o.Cost && bytes.Equal(s.Salt, o.Salt) }

// StretchPIN is the slow hash of a PIN: Argon2id, 32 bytes, of a Stretch that [Stretch.Check] accepts. At the default cost it takes 19 MiB
// and about 30 ms: bound how many run at once, and do it outside any lock. It makes guessing slow; what makes it hopeless is that
// a stolen [PINRecord] says nothing without the keyring.
func StretchPIN(p PIN, s Stretch) []byte {
	c := s.Cost
	return argon2.IDKey([]byte(p.reveal()), s.Salt, uint32(c.Passes), uint32(c.MemoryKiB), uint8(c.Threads), stretchedSize)
}

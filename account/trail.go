package account

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"
	"time"
)

// Trail is the head of the chain of actions of one account: how many there are, and the digest of the last. The digest
// covers all before it, so a Trail that was copied to another place is an anchor: nobody can change, take out, insert or
// reorder what came before it without its digest telling (CS-6). Make the first one with its Account alone.
type Trail struct {
	Account ID     `json:"account"`
	Version int64  `json:"-"`
	Number  int64  `json:"number"` // of the last action; 0 without any
	Digest  []byte `json:"digest"` // of the last action; nil without any
}

// Append puts an action at the end of the chain: it answers the new head, and the action with its number and digest.
// ErrMalformed if it belongs to another account.
func (t Trail) Append(a Action) (Trail, Action, error) {
	if a.Account != t.Account {
		return t, a, ErrMalformed
	}
	a.Number = t.Number + 1
	a.Digest = a.digest(t.Digest)
	t.Number, t.Digest = a.Number, slices.Clone(a.Digest)
	return t, a, nil
}

// Verify checks that the actions, in any order, are exactly the chain that ends in this head: numbered from 1 without a
// gap, each with the digest of its content and its predecessor's. Anchors are heads of the same account that were kept
// elsewhere before; each must be what the chain says at its number. The first number that does not fit is in the
// [TrailError] that it answers.
func (t Trail) Verify(actions []Action, anchors ...Trail) error {
	broken := func(n int64) error { return &TrailError{Account: t.Account, Number: n} }
	at, known := Trail{Account: t.Account}, map[int64][]byte{0: nil}
	for _, a := range slices.SortedFunc(slices.Values(actions), func(a, b Action) int { return cmp.Compare(a.Number, b.Number) }) {
		next, want, err := at.Append(a)
		if err != nil || a.Number != want.Number || !bytes.Equal(a.Digest, want.Digest) {
			return broken(at.Number + 1)
		}
		at, known[next.Number] = next, next.Digest
	}
	for _, head := range append(slices.Clone(anchors), t) {
		digest, there := known[head.Number]
		if head.Account != t.Account || !there || !bytes.Equal(head.Digest, digest) {
			return broken(min(head.Number, at.Number+1))
		}
	}
	if t.Number != at.Number {
		return broken(t.Number + 1)
	}
	return nil
}

// TrailError tells where a chain of actions breaks. It unwraps to [ErrTrail].
type TrailError struct {
	Account ID    `json:"account"`
	Number  int64 `json:"number"` // the first action that is not as it was written
}

// Error names the account and the number.
func (e *TrailError) Error() string {
	return fmt.Sprintf("%s: account %s, action %d", ErrTrail.Error(), e.Account, e.Number)
}

// Unwrap answers ErrTrail.
func (e *TrailError) Unwrap() error { return ErrTrail }

// trailDomain keeps digests of actions apart from digests of anything else.
const trailDomain = "seqr/account/action/1"

// digest is the SHA-256 of the action's content and of its predecessor's digest, each part with its length in front, so that
// no two contents are written alike. It needs no key: who may check the chain must not need a secret, and who holds
// the keys is one of those against whom it guards. What it cannot show, a chain rewritten from the start, an anchor shows.
func (a Action) digest(before []byte) []byte {
	h := sha256.New()
	at := a.At.UTC().Truncate(time.Microsecond).UnixMicro() // as stores keep it
	for _, part := range [][]byte{
		[]byte(trailDomain), before, a.Account.UUID[:], a.ID.UUID[:], []byte(a.Agent), []byte(a.Verb), []byte(a.Reason),
	} {
		writePart(h, part)
	}
	writePart(h, binary.BigEndian.AppendUint64(nil, uint64(a.Number)))
	writePart(h, binary.BigEndian.AppendUint64(nil, uint64(at)))
	return h.Sum(nil)
}

func writePart(h hash.Hash, part []byte) {
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
	h.Write(part)
}

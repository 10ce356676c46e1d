package identity

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/seqrpay/seqr/account"
)

// CodePolicy is what one market asks of SMS codes.
type CodePolicy struct {
	Digits   int           // of a code; 6
	Life     time.Duration // a code is refused from this long after it was made; 10 minutes
	MaxWrong int           // the wrong entry with which a code dies; 5
	Gap      time.Duration // between two codes to one number; 30 seconds
	Caps     []SendCap     // on codes to one number; 3 in 10 minutes and 5 in 24 hours
}

// SendCap permits so many codes to one number within any stretch of time of that length.
type SendCap struct {
	Count  int           // codes at most
	Within time.Duration // of each other
}

// DefaultCodePolicy is the policy whose values stand beside the fields of [CodePolicy] (REG-6, REG-7).
func DefaultCodePolicy() CodePolicy {
	return CodePolicy{
		Digits:   6,
		Life:     10 * time.Minute,
		MaxWrong: 5,
		Gap:      30 * time.Second,
		Caps:     []SendCap{{Count: 3, Within: 10 * time.Minute}, {Count: 5, Within: 24 * time.Hour}},
	}
}

// Check refuses, with ErrPolicy, values under which no code could be sent or entered, or one could be guessed.
func (p CodePolicy) Check() error {
	switch {
	case p.Digits < 4 || p.Digits > 12:
		return fmt.Errorf("%w: a code has 4 to 12 digits", ErrPolicy)
	case p.Life <= 0:
		return fmt.Errorf("%w: a code needs a life", ErrPolicy)
	case p.MaxWrong < 1:
		return fmt.Errorf("%w: a code dies with some wrong entry", ErrPolicy)
	case p.Gap < 0:
		return fmt.Errorf("%w: the gap between codes is negative", ErrPolicy)
	}
	for _, c := range p.Caps {
		if c.Count < 1 || c.Within <= 0 {
			return fmt.Errorf("%w: a cap on codes permits none", ErrPolicy)
		}
	}
	return nil
}

// memory is how long a sent code matters to a later one.
func (p CodePolicy) memory() time.Duration {
	longest := p.Gap
	for _, c := range p.Caps {
		longest = max(longest, c.Within)
	}
	return longest
}

// Send notes that a code is sent to the number now; mac is its [CodeMAC]. The code that was outstanding is void.
// It also works on an Activation of which only Phone is set: the first code to a number. A code
// too soon after others is refused with a [CodeWaitError], and what was outstanding stays so.
//
// Commit what it returns before the SMS leaves, or a crash in between lets a number be flooded.
func (a Activation) Send(p CodePolicy, of account.ID, mac []byte, at time.Time) (Activation, error) {
	if next := a.NextSend(p); next.After(at) {
		return a, &CodeWaitError{Next: next}
	}
	at = at.UTC()
	forgotten := func(sent time.Time) bool { return at.Sub(sent) >= p.memory() }
	a.Sends = append(slices.DeleteFunc(slices.Clone(a.Sends), forgotten), at)
	a.Account, a.Code, a.SentAt = of, bytes.Clone(mac), at
	a.Wrong, a.Done = 0, false
	return a, nil
}

// NextSend is the earliest time at which another code may be sent to the number, UTC; the zero time if
// none was sent (REG-7).
func (a Activation) NextSend(p CodePolicy) time.Time {
	if len(a.Sends) == 0 {
		return time.Time{}
	}
	sends := slices.SortedFunc(slices.Values(a.Sends), time.Time.Compare)
	next := sends[len(sends)-1].Add(p.Gap)
	for _, c := range p.Caps {
		if len(sends) < c.Count {
			continue
		}
		if free := sends[len(sends)-c.Count].Add(c.Within); free.After(next) {
			next = free
		}
	}
	return next.UTC()
}

// Outstanding says whether a code could still be entered at that time (REG-8).
func (a Activation) Outstanding(p CodePolicy, at time.Time) bool {
	return !a.Done && len(a.Code) > 0 && a.Wrong < p.MaxWrong && at.Before(a.ExpiresAt(p))
}

// ExpiresAt is the time from which the newest code is refused, UTC; the zero time if none was sent.
func (a Activation) ExpiresAt(p CodePolicy) time.Time {
	if a.SentAt.IsZero() {
		return time.Time{}
	}
	return a.SentAt.Add(p.Life).UTC()
}

// Enter counts an entry of the outstanding code; right is what [CodeMatches] answered for it. Right, it uses the
// code up and answers nil. Anything else is ErrCodeRefused, the same for a wrong, used, dead or
// expired code and for none: whoever guesses learns nothing else.
//
// The new Activation comes back with the error too. Commit it before telling anybody either outcome:
// an entry that is answered but not counted can be repeated for ever.
func (a Activation) Enter(p CodePolicy, right bool, at time.Time) (Activation, error) {
	if !a.Outstanding(p, at) {
		return a.over(), ErrCodeRefused
	}
	if right {
		return a.over(), nil
	}
	a.Wrong++
	if a.Wrong >= p.MaxWrong {
		a = a.over()
	}
	return a, ErrCodeRefused
}

// over leaves no code outstanding, and nothing to guess at.
func (a Activation) over() Activation {
	a.Code, a.Done = nil, true
	return a
}

package identity

import (
	"fmt"
	"time"
)

// LockPolicy is what consecutive wrong PINs lead to.
type LockPolicy struct {
	Waits []Wait // 30 seconds after the 3rd and 5 minutes after the 4th
	Block int    // the wrong PIN that blocks the account; 5
}

// Wait keeps PINs from being evaluated for a time, after so many consecutive wrong ones and each further one, until
// a longer count has a Wait of its own.
type Wait struct {
	After int
	For   time.Duration
}

// DefaultLockPolicy is the policy whose values stand beside the fields of [LockPolicy] (PIN-4).
func DefaultLockPolicy() LockPolicy {
	return LockPolicy{
		Waits: []Wait{{After: 3, For: 30 * time.Second}, {After: 4, For: 5 * time.Minute}},
		Block: 5,
	}
}

// Check refuses, with ErrPolicy, a policy that never blocks, or whose waits have no length.
func (p LockPolicy) Check() error {
	if p.Block < 1 {
		return fmt.Errorf("%w: wrong PINs must block at some count", ErrPolicy)
	}
	for _, w := range p.Waits {
		if w.After < 1 || w.For <= 0 {
			return fmt.Errorf("%w: a wait follows a wrong PIN and has a length", ErrPolicy)
		}
	}
	return nil
}

// after is how long nothing is evaluated after so many wrong PINs.
func (p LockPolicy) after(wrong int) time.Duration {
	var latest Wait
	for _, w := range p.Waits {
		if w.After <= wrong && w.After >= latest.After {
			latest = w
		}
	}
	return latest.For
}

// Ready says whether a PIN may be evaluated now: ErrFrozen, or a [PINWaitError] while a wait is on. Ask before
// stretching the PIN, which is costly.
func (c Credential) Ready(at time.Time) error {
	if c.Frozen {
		return ErrFrozen
	}
	if at.Before(c.WaitUntil) {
		return &PINWaitError{Until: c.WaitUntil}
	}
	return nil
}

// Attempt counts one evaluated PIN; right is what [PINRecord.Matches] answered for it. A right one answers nil
// and starts the count anew. A wrong one answers ErrPINWrong, and blocked is true from the one that
// blocks the account on (PIN-4). What [Credential.Ready] refuses is refused here too, even if right, and not counted;
// and so is everything after the block, with ErrPINBlocked, until [Credential.Reset].
//
// The new Credential comes back with ErrPINWrong too. Commit it, with the version it was read at, before telling
// anybody either outcome: then parallel guesses learn no more than the permitted few (PIN-5).
func (c Credential) Attempt(p LockPolicy, right bool, at time.Time) (next Credential, blocked bool, err error) {
	if err := c.Ready(at); err != nil {
		return c, false, err
	}
	if c.Wrong >= p.Block {
		return c, true, ErrPINBlocked
	}
	if right {
		return c.Reset(), false, nil
	}
	c.Wrong++
	c.WaitUntil = time.Time{}
	blocked = c.Wrong >= p.Block
	if wait := p.after(c.Wrong); wait > 0 && !blocked {
		c.WaitUntil = at.UTC().Add(wait)
	}
	return c, blocked, ErrPINWrong
}

// Reset starts the count of wrong PINs anew, after a right one or because customer service unblocked the account.
func (c Credential) Reset() Credential {
	c.Wrong, c.WaitUntil = 0, time.Time{}
	return c
}

// ChangePIN replaces the stored PIN. It asks for nothing: that the old PIN was right, or that none
// was chosen yet, is for the caller to have seen (PIN-3).
func (c Credential) ChangePIN(r PINRecord) Credential {
	c.PIN = r.clone()
	return c
}

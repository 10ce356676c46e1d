package identity_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/identity"
)

// wrongPINs is a credential with so many wrong PINs, and no wait left of them.
func wrongPINs(n int) identity.Credential {
	return identity.Credential{Account: accountID(1), Wrong: n}
}

// PIN-4: what an evaluated PIN leads to, after every count of wrong ones.
func TestAttempt(t *testing.T) {
	p := identity.DefaultLockPolicy()
	for _, c := range []struct {
		before  int
		right   bool
		wrong   int
		wait    time.Duration
		blocked bool
		err     error
	}{
		{0, true, 0, 0, false, nil},
		{1, true, 0, 0, false, nil},
		{2, true, 0, 0, false, nil},
		{3, true, 0, 0, false, nil},
		{4, true, 0, 0, false, nil},
		{5, true, 5, 0, true, identity.ErrPINBlocked},
		{6, true, 6, 0, true, identity.ErrPINBlocked},
		{0, false, 1, 0, false, identity.ErrPINWrong},
		{1, false, 2, 0, false, identity.ErrPINWrong},
		{2, false, 3, 30 * time.Second, false, identity.ErrPINWrong},
		{3, false, 4, 5 * time.Minute, false, identity.ErrPINWrong},
		{4, false, 5, 0, true, identity.ErrPINWrong},
		{5, false, 5, 0, true, identity.ErrPINBlocked},
		{6, false, 6, 0, true, identity.ErrPINBlocked},
	} {
		t.Run(fmt.Sprintf("%d wrong, then %t", c.before, c.right), func(t *testing.T) {
			got, blocked, err := wrongPINs(c.before).Attempt(p, c.right, noon)
			require.Equal(t, c.err, err)
			require.Equal(t, c.blocked, blocked)
			require.Equal(t, c.wrong, got.Wrong)
			if c.wait == 0 {
				require.Zero(t, got.WaitUntil)
				return
			}
			require.Equal(t, noon.Add(c.wait), got.WaitUntil)
		})
	}
}

// PIN-4: what is refused while a wait is on, and from when it is not.
func TestReady(t *testing.T) {
	p := identity.DefaultLockPolicy()
	after3, _, _ := wrongPINs(2).Attempt(p, false, noon)
	after4, _, _ := wrongPINs(3).Attempt(p, false, noon)
	frozen := after3.Freeze()
	for _, c := range []struct {
		name string
		in   identity.Credential
		at   time.Duration
		want error
	}{
		{"none wrong", wrongPINs(0), 0, nil},
		{"at once after the 3rd", after3, 0, identity.ErrPINWait},
		{"29.9 s after the 3rd", after3, 29_900 * time.Millisecond, identity.ErrPINWait},
		{"1 µs before 30 s", after3, 30*time.Second - time.Microsecond, identity.ErrPINWait},
		{"30 s after the 3rd", after3, 30 * time.Second, nil},
		{"30 s after the 4th", after4, 30 * time.Second, identity.ErrPINWait},
		{"299.9 s after the 4th", after4, 299_900 * time.Millisecond, identity.ErrPINWait},
		{"5 min after the 4th", after4, 5 * time.Minute, nil},
		{"frozen", frozen, time.Hour, identity.ErrFrozen},
		{"frozen and waiting", frozen, 0, identity.ErrFrozen},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.in.Ready(noon.Add(c.at))
			require.ErrorIs(t, err, c.want)
			if wait, ok := errors.AsType[*identity.PINWaitError](err); ok {
				require.Equal(t, c.in.WaitUntil, wait.Until)
				require.Contains(t, err.Error(), wait.Until.Format(time.RFC3339))
			}
			for _, right := range []bool{true, false} {
				got, blocked, attempted := c.in.Attempt(p, right, noon.Add(c.at))
				if c.want == nil {
					require.Equal(t, right, attempted == nil, "evaluated")
					continue
				}
				require.ErrorIs(t, attempted, c.want, "refused, even if right")
				require.False(t, blocked)
				require.Equal(t, c.in, got, "and not counted")
			}
		})
	}
}

func TestAttemptKeepsTimesInUTC(t *testing.T) {
	got, _, err := wrongPINs(2).Attempt(identity.DefaultLockPolicy(), false, noon.In(time.FixedZone("x", 3600)))
	require.ErrorIs(t, err, identity.ErrPINWrong)
	require.Equal(t, time.UTC, got.WaitUntil.Location())
}

func TestAttemptUnderOtherPolicies(t *testing.T) {
	waits := identity.LockPolicy{Waits: []identity.Wait{{After: 4, For: 4}, {After: 2, For: 2}}, Block: 7}
	for n, want := range []time.Duration{1: 0, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 0} {
		if n == 0 {
			continue
		}
		got, blocked, err := wrongPINs(n-1).Attempt(waits, false, noon)
		require.ErrorIs(t, err, identity.ErrPINWrong)
		require.Equal(t, n == 7, blocked)
		if want == 0 {
			require.Zero(t, got.WaitUntil, "after %d", n)
			continue
		}
		require.Equal(t, noon.Add(want), got.WaitUntil, "after %d", n)
	}
	_, blocked, err := wrongPINs(0).Attempt(identity.LockPolicy{Block: 1}, false, noon)
	require.ErrorIs(t, err, identity.ErrPINWrong)
	require.True(t, blocked)
}

func TestResetLetsTheOwnerTryAgain(t *testing.T) {
	p := identity.DefaultLockPolicy()
	blocked, _, _ := wrongPINs(4).Attempt(p, false, noon)
	freed := blocked.Reset()
	require.Zero(t, freed.Wrong)
	require.Zero(t, freed.WaitUntil)
	_, _, err := freed.Attempt(p, true, noon)
	require.NoError(t, err)
	require.True(t, blocked.Freeze().Reset().Frozen, "a copied key stays useless")
}

func TestChangePIN(t *testing.T) {
	r := identity.PINRecord{KeyID: "a", Salt: []byte("salt"), Hash: []byte("hash")}
	c := wrongPINs(2).ChangePIN(r)
	require.Equal(t, r, c.PIN)
	require.Equal(t, 2, c.Wrong, "only a right PIN starts the count anew")
	clear(r.Hash)
	require.Equal(t, "hash", string(c.PIN.Hash))
}

// Whatever is tried and whenever, customer service aside, at most 5 wrong PINs in a row are evaluated, and never two
// within a wait.
func TestAttemptsAreBounded(t *testing.T) {
	p := identity.DefaultLockPolicy()
	rapid.Check(t, func(t *rapid.T) {
		c, at := wrongPINs(0), noon
		row, last := 0, time.Time{}
		for range rapid.IntRange(0, 60).Draw(t, "attempts") {
			at = at.Add(time.Duration(rapid.IntRange(0, 400_000).Draw(t, "gap")) * time.Millisecond)
			right := rapid.IntRange(0, 9).Draw(t, "right") == 0
			next, blocked, err := c.Attempt(p, right, at)
			switch {
			case err == nil:
				require.Less(t, row, 5)
				row = 0
			case errors.Is(err, identity.ErrPINWrong):
				if row == 3 {
					require.GreaterOrEqual(t, at.Sub(last), 30*time.Second)
				}
				if row == 4 {
					require.GreaterOrEqual(t, at.Sub(last), 5*time.Minute)
				}
				row, last = row+1, at
				require.Equal(t, row == 5, blocked)
			default:
				require.Equal(t, c, next)
			}
			require.LessOrEqual(t, row, 5)
			c = next
		}
	})
}

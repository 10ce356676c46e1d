package identity_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/identity"
)

// noon is the time at which the tests begin.
var noon = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)

// sent is the state after a code was sent at noon.
func sent(t require.TestingT) identity.Activation {
	a, err := identity.Activation{Phone: "tag"}.Send(identity.DefaultCodePolicy(), accountID(1), []byte("mac"), noon)
	require.NoError(t, err)
	return a
}

func TestSendTheFirstCode(t *testing.T) {
	a := sent(t)
	require.Equal(t, identity.Activation{
		Phone: "tag", Account: accountID(1), Code: []byte("mac"), SentAt: noon, Sends: []time.Time{noon},
	}, a)
	require.Equal(t, noon.Add(10*time.Minute), a.ExpiresAt(identity.DefaultCodePolicy()))
	require.Zero(t, identity.Activation{}.ExpiresAt(identity.DefaultCodePolicy()))
	require.Zero(t, identity.Activation{}.NextSend(identity.DefaultCodePolicy()))
}

func TestSendKeepsTimesInUTCAndItsOwnCopy(t *testing.T) {
	mac := []byte("mac")
	a, err := identity.Activation{}.Send(identity.DefaultCodePolicy(), accountID(1), mac, noon.In(time.FixedZone("x", 3600)))
	require.NoError(t, err)
	clear(mac)
	require.Equal(t, "mac", string(a.Code))
	require.Equal(t, time.UTC, a.SentAt.Location())
	require.Equal(t, time.UTC, a.Sends[0].Location())
}

// REG-7, each line a sequence of requests at so many seconds.
func TestSendLimits(t *testing.T) {
	const minute, hour = 60.0, 3600.0
	for _, c := range []struct {
		name  string
		sends []float64
		at    float64
		next  float64 // 0: permitted
	}{
		{"at once", []float64{0}, 0, 30},
		{"29.9 s", []float64{0}, 29.9, 30},
		{"30 s", []float64{0}, 30, 0},
		{"third", []float64{0, 30}, 60, 0},
		{"fourth after 90 s", []float64{0, 30, 60}, 90, 10 * minute},
		{"fourth just before 10 min", []float64{0, 30, 60}, 599.9, 10 * minute},
		{"fourth at 10 min", []float64{0, 30, 60}, 10 * minute, 0},
		{"fifth waits for the second", []float64{0, 30, 60, 10 * minute}, 10*minute + 29, 10*minute + 30},
		{"gap and cap end together", []float64{0, 30, 60, 10 * minute}, 10*minute + 30, 0},
		{"sixth in a day", []float64{0, hour, 2 * hour, 3 * hour, 4 * hour}, 5 * hour, 24 * hour},
		{"sixth just before the day is over", []float64{0, hour, 2 * hour, 3 * hour, 4 * hour}, 24*hour - 0.1, 24 * hour},
		{"sixth after a day", []float64{0, hour, 2 * hour, 3 * hour, 4 * hour}, 24 * hour, 0},
		{"the later of two limits", []float64{0, 23 * hour, 23*hour + 30, 23*hour + 60, 23*hour + 90 + 10*minute}, 23*hour + 95 + 10*minute, 24 * hour},
		{"clock went back", []float64{100}, 50, 130},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := identity.Activation{Phone: "tag"}
			for _, s := range c.sends {
				a.Sends = append(a.Sends, after(s))
			}
			a.Code, a.SentAt, a.Account = []byte("older"), after(c.sends[len(c.sends)-1]), accountID(1)
			got, err := a.Send(identity.DefaultCodePolicy(), accountID(2), []byte("mac"), after(c.at))
			if c.next == 0 {
				require.NoError(t, err)
				require.Equal(t, "mac", string(got.Code))
				return
			}
			require.ErrorIs(t, err, identity.ErrCodeTooSoon)
			var wait *identity.CodeWaitError
			require.ErrorAs(t, err, &wait)
			require.Equal(t, after(c.next), wait.Next)
			require.Equal(t, a, got, "a refused request changes nothing, and the outstanding code lives on")
			require.Contains(t, err.Error(), wait.Next.Format(time.RFC3339))
		})
	}
}

func after(seconds float64) time.Time { return noon.Add(time.Duration(seconds * float64(time.Second))) }

func TestSendVoidsTheOlderCode(t *testing.T) { // REG-6
	p := identity.DefaultCodePolicy()
	a, err := sent(t).Enter(p, false, after(1))
	require.ErrorIs(t, err, identity.ErrCodeRefused)
	require.Equal(t, 1, a.Wrong)

	b, err := a.Send(p, accountID(2), []byte("newer"), after(30))
	require.NoError(t, err)
	require.Equal(t, "newer", string(b.Code))
	require.Equal(t, accountID(2), b.Account)
	require.Zero(t, b.Wrong, "the newer code has all its entries")
	require.True(t, b.Outstanding(p, after(629)))
	require.Equal(t, []time.Time{noon}, a.Sends, "the receiver is not touched")
}

func TestSendAfterDoneStartsAnewButKeepsCounting(t *testing.T) {
	p := identity.DefaultCodePolicy()
	a, err := sent(t).Enter(p, true, after(1))
	require.NoError(t, err)
	_, err = a.Send(p, accountID(2), []byte("x"), after(29))
	require.ErrorIs(t, err, identity.ErrCodeTooSoon, "a used code does not open the way for a flood")
	a, err = a.Send(p, accountID(2), []byte("x"), after(30))
	require.NoError(t, err)
	require.True(t, a.Outstanding(p, after(30)))
}

func TestSendForgetsWhatNoLimitRemembers(t *testing.T) {
	a := identity.Activation{Sends: []time.Time{after(0), after(1), after(2)}}
	a, err := a.Send(identity.DefaultCodePolicy(), accountID(1), []byte("x"), after(24*3600+1))
	require.NoError(t, err)
	require.Equal(t, []time.Time{after(2), after(24*3600 + 1)}, a.Sends)
}

// REG-6: what an entry leads to, in every state an activation can be in.
func TestEnter(t *testing.T) {
	p := identity.DefaultCodePolicy()
	fresh := sent(t)
	wrong := func(n int) identity.Activation { a := sent(t); a.Wrong = n; return a }
	done := sent(t)
	done.Done, done.Code = true, nil
	doneKept := sent(t)
	doneKept.Done = true
	for _, c := range []struct {
		name   string
		in     identity.Activation
		right  bool
		at     float64
		ok     bool
		wrong  int
		closed bool
	}{
		{"right at once", fresh, true, 0, true, 0, true},
		{"right at 9:59", fresh, true, 599, true, 0, true},
		{"right at 9:59.999999", fresh, true, 599.999999, true, 0, true},
		{"right at 10:00", fresh, true, 600, false, 0, true},
		{"right at 10:01", fresh, true, 601, false, 0, true},
		{"wrong", fresh, false, 1, false, 1, false},
		{"wrong the 4th time", wrong(3), false, 1, false, 4, false},
		{"wrong the 5th time", wrong(4), false, 1, false, 5, true},
		{"right at the 5th entry", wrong(4), true, 1, true, 4, true},
		{"right after the 5th wrong", wrong(5), true, 1, false, 5, true},
		{"wrong after expiry", wrong(2), false, 600, false, 2, true},
		{"right, used before", done, true, 1, false, 0, true},
		{"wrong, used before", done, false, 1, false, 0, true},
		{"right, void but hash kept", doneKept, true, 1, false, 0, true},
		{"right, none ever sent", identity.Activation{Phone: "tag"}, true, 1, false, 0, true},
		{"right, clock of another server behind", fresh, true, -1, true, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := c.in
			before.Sends = slices.Clone(c.in.Sends)
			got, err := c.in.Enter(p, c.right, after(c.at))
			if c.ok {
				require.NoError(t, err)
			} else {
				require.Equal(t, identity.ErrCodeRefused, err, "always the same error")
			}
			require.Equal(t, c.wrong, got.Wrong)
			require.Equal(t, c.closed, got.Done)
			require.Equal(t, !c.closed, got.Outstanding(p, after(c.at)))
			if c.closed {
				require.Empty(t, got.Code, "nothing is left to guess at")
			}
			require.Equal(t, before, c.in)
			require.Equal(t, c.in.Sends, got.Sends)
		})
	}
}

func TestACodeWorksOnce(t *testing.T) {
	p := identity.DefaultCodePolicy()
	a, err := sent(t).Enter(p, true, after(1))
	require.NoError(t, err)
	_, err = a.Enter(p, true, after(2))
	require.ErrorIs(t, err, identity.ErrCodeRefused)
}

// However requests come, the limits hold for what was really sent, and the time that a refusal names is the
// first that is permitted.
func TestSendLimitsHoldForAnyRequests(t *testing.T) {
	p := identity.DefaultCodePolicy()
	rapid.Check(t, func(t *rapid.T) {
		a := identity.Activation{Phone: "tag"}
		var all []time.Time
		at := noon
		for range rapid.IntRange(1, 60).Draw(t, "requests") {
			at = at.Add(time.Duration(rapid.IntRange(0, 7200).Draw(t, "gap")) * time.Second)
			next, err := a.Send(p, accountID(1), []byte("x"), at)
			if wait, ok := errors.AsType[*identity.CodeWaitError](err); ok {
				_, err = a.Send(p, accountID(1), []byte("x"), wait.Next.Add(-time.Microsecond))
				require.ErrorIs(t, err, identity.ErrCodeTooSoon)
				at = wait.Next
				next, err = a.Send(p, accountID(1), []byte("x"), at)
			}
			require.NoError(t, err)
			a, all = next, append(all, at)
			require.LessOrEqual(t, len(a.Sends), 5, "what is kept is bounded")
		}
		for i := 1; i < len(all); i++ {
			require.GreaterOrEqual(t, all[i].Sub(all[i-1]), p.Gap)
			for _, c := range p.Caps {
				if i >= c.Count {
					require.GreaterOrEqual(t, all[i].Sub(all[i-c.Count]), c.Within)
				}
			}
		}
	})
}

// However a code is guessed at, at most 5 entries of it are evaluated.
func TestEntriesAreBounded(t *testing.T) {
	p := identity.DefaultCodePolicy()
	rapid.Check(t, func(t *rapid.T) {
		a, evaluated, used := sent(t), 0, 0
		for range rapid.IntRange(0, 20).Draw(t, "entries") {
			right := rapid.Bool().Draw(t, "right")
			if a.Outstanding(p, after(1)) {
				evaluated++
			}
			var err error
			if a, err = a.Enter(p, right, after(1)); err == nil {
				used++
			}
		}
		require.LessOrEqual(t, evaluated, 5)
		require.LessOrEqual(t, used, 1)
	})
}

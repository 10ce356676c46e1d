package identity_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/fault"
)

var (
	scanStart = time.Date(2026, time.November, 21, 10, 0, 0, 0, time.FixedZone("EST", -5*60*60))
	scanOwner = account.ID{UUID: uuid.MustParse("018f0000-0000-7000-8000-0000000000aa")}
	scanID    = identity.ScanID{UUID: uuid.MustParse("018f0000-0000-7000-8000-000000000001")}

	genuine = identity.Verdict{Genuine: true, Country: "USA", Number: "X123"}
	forged  = identity.Verdict{Problems: []identity.Problem{identity.NotGenuine}}
)

func digestOf(s string) []byte {
	d := sha256.Sum256([]byte(s))
	return d[:]
}

// scanIn is a scan brought to a state by its verbs.
func scanIn(t *testing.T, state identity.ScanState) identity.Scan {
	t.Helper()
	s, err := identity.NewScan(scanID, scanOwner, identity.Passport, scanStart)
	require.NoError(t, err)
	if state == identity.Capturing {
		return s
	}
	s, err = s.Capture(identity.FrontSide, []byte("front"), digestOf("front"), scanStart)
	require.NoError(t, err)
	s, err = s.Capture(identity.BackSide, []byte("back"), digestOf("back"), scanStart)
	require.NoError(t, err)
	s, err = s.Submit(scanStart.Add(time.Minute))
	require.NoError(t, err)
	if state == identity.Submitted {
		return s
	}
	verdict := genuine
	if state == identity.Failed {
		verdict = forged
	}
	s, err = s.Decide(verdict, scanStart.Add(4*time.Minute))
	require.NoError(t, err)
	return s
}

// Every state and every verb: what is refused, and by which error.
func TestScanStatesAndVerbs(t *testing.T) {
	verbs := map[string]func(s identity.Scan) (identity.Scan, error){
		"capture": func(s identity.Scan) (identity.Scan, error) {
			return s.Capture(identity.FrontSide, []byte("x"), digestOf("x"), scanStart)
		},
		"discard": identity.Scan.Discard,
		"submit":  func(s identity.Scan) (identity.Scan, error) { return s.Submit(scanStart) },
		"decide":  func(s identity.Scan) (identity.Scan, error) { return s.Decide(genuine, scanStart) },
	}
	matrix := []struct {
		state                            identity.ScanState
		capture, discard, submit, decide error
	}{
		{identity.Capturing, nil, nil, identity.ErrSideMissing, identity.ErrScanNotSubmitted},
		{identity.Submitted, identity.ErrScanSubmitted, identity.ErrScanSubmitted, identity.ErrScanSubmitted, nil},
		{identity.Verified, identity.ErrScanDecided, identity.ErrScanDecided, identity.ErrScanDecided, identity.ErrScanDecided},
		{identity.Failed, identity.ErrScanDecided, identity.ErrScanDecided, identity.ErrScanDecided, identity.ErrScanDecided},
	}
	for _, row := range matrix {
		for verb, want := range map[string]error{"capture": row.capture, "discard": row.discard, "submit": row.submit, "decide": row.decide} {
			before := scanIn(t, row.state)
			after, err := verbs[verb](before)
			if want == nil {
				require.NoError(t, err, "%s %s", row.state, verb)
				continue
			}
			require.ErrorIs(t, err, want, "%s %s", row.state, verb)
			require.Equal(t, fault.State, fault.KindOf(err))
			require.Equal(t, before, after, "a refused verb changes nothing")
		}
	}
	require.Len(t, matrix, int(identity.Failed), "a new state needs a row")
	_, err := identity.Scan{}.Submit(scanStart)
	require.ErrorIs(t, err, identity.ErrScanNotSubmitted, "a scan without a state takes no verb")
}

func TestNewScan(t *testing.T) { // IDV-1
	for _, kind := range identity.DefaultDocumentPolicy().Kinds {
		s, err := identity.NewScan(scanID, scanOwner, kind, scanStart)
		require.NoError(t, err)
		require.Equal(t, identity.Scan{
			ID: scanID, Account: scanOwner, Document: kind, State: identity.Capturing, OpenedAt: scanStart.UTC(),
		}, s)
	}
	_, err := identity.NewScan(scanID, scanOwner, "library_card", scanStart)
	require.ErrorIs(t, err, identity.ErrDocumentKind)
}

// IDV-2: each side has its own step, and what is missing is named.
func TestScanNeedsBothSides(t *testing.T) {
	fresh := scanIn(t, identity.Capturing)
	with := func(sides ...identity.Side) identity.Scan {
		s := fresh
		for _, side := range sides {
			var err error
			s, err = s.Capture(side, []byte(side.String()), digestOf(side.String()), scanStart)
			require.NoError(t, err)
		}
		return s
	}
	for _, c := range []struct {
		scan identity.Scan
		want []identity.Side
	}{
		{fresh, []identity.Side{identity.FrontSide, identity.BackSide}},
		{with(identity.FrontSide), []identity.Side{identity.BackSide}},
		{with(identity.BackSide), []identity.Side{identity.FrontSide}},
		{with(identity.FrontSide, identity.FrontSide), []identity.Side{identity.BackSide}},
	} {
		require.Equal(t, c.want, c.scan.Missing())
		_, err := c.scan.Submit(scanStart)
		var missing *identity.MissingSideError
		require.ErrorAs(t, err, &missing)
		require.Equal(t, c.want, missing.Sides)
		require.ErrorIs(t, err, identity.ErrSideMissing)
	}
	both := with(identity.BackSide, identity.FrontSide)
	require.Empty(t, both.Missing())
	_, err := both.Submit(scanStart)
	require.NoError(t, err)
	require.Equal(t, "identity: a side of the document is missing: [back]",
		(&identity.MissingSideError{Sides: []identity.Side{identity.BackSide}}).Error())
}

func TestScanCapture(t *testing.T) {
	fresh := scanIn(t, identity.Capturing)
	sealed := []byte("sealed")
	s, err := fresh.Capture(identity.FrontSide, sealed, digestOf("1"), scanStart)
	require.NoError(t, err)
	sealed[0] = '!'
	require.Equal(t, "sealed", string(s.Front), "the caller keeps its own copy")

	again, err := s.Capture(identity.FrontSide, []byte("newer"), digestOf("2"), scanStart)
	require.NoError(t, err)
	require.Equal(t, "newer", string(again.Front))
	require.Equal(t, "sealed", string(s.Front), "the older value is as it was")
	require.NotEqual(t, s.Digest, again.Digest)

	for name, bad := range map[string]struct {
		side           identity.Side
		sealed, digest []byte
		want           error
	}{
		"no side":       {0, []byte("x"), digestOf("x"), identity.ErrSide},
		"another side":  {3, []byte("x"), digestOf("x"), identity.ErrSide},
		"no picture":    {identity.BackSide, nil, digestOf("x"), identity.ErrCapture},
		"no digest":     {identity.BackSide, []byte("x"), nil, identity.ErrCapture},
		"half a digest": {identity.BackSide, []byte("x"), digestOf("x")[:16], identity.ErrCapture},
	} {
		same, err := s.Capture(bad.side, bad.sealed, bad.digest, scanStart)
		require.ErrorIs(t, err, bad.want, name)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.Equal(t, s, same)
	}
}

// The digest depends on both pictures and on nothing else, such as the order of capturing.
// What was captured for nothing is dropped, and both sides can be captured anew (PRV-3).
func TestScanDiscard(t *testing.T) {
	s, err := scanIn(t, identity.Capturing).Capture(identity.FrontSide, []byte("front"), digestOf("front"), scanStart)
	require.NoError(t, err)
	after, err := s.Discard()
	require.NoError(t, err)
	require.Equal(t, scanIn(t, identity.Capturing), after)
	require.Equal(t, []identity.Side{identity.FrontSide, identity.BackSide}, after.Missing())
	require.NotEmpty(t, s.Front, "the receiver has changed")
}

func TestScanDigest(t *testing.T) {
	digest := func(first, second identity.Side, front, back string) []byte {
		s := scanIn(t, identity.Capturing)
		for _, side := range []identity.Side{first, second} {
			content := map[identity.Side]string{identity.FrontSide: front, identity.BackSide: back}[side]
			var err error
			s, err = s.Capture(side, []byte("sealed"), digestOf(content), scanStart)
			require.NoError(t, err)
		}
		s, err := s.Submit(scanStart)
		require.NoError(t, err)
		require.Len(t, s.Digest, sha256.Size)
		return s.Digest
	}
	want := digest(identity.FrontSide, identity.BackSide, "a", "b")
	require.Equal(t, want, digest(identity.BackSide, identity.FrontSide, "a", "b"))
	require.NotEqual(t, want, digest(identity.FrontSide, identity.BackSide, "b", "a"))
	require.NotEqual(t, want, digest(identity.FrontSide, identity.BackSide, "a", "a"))
}

// IDV-4 and PRV-3: problems, result and time stay; pictures do not.
func TestScanDecide(t *testing.T) {
	submitted := scanIn(t, identity.Submitted)
	at := scanStart.Add(3 * time.Minute)
	cases := []struct {
		name     string
		verdict  identity.Verdict
		state    identity.ScanState
		problems []identity.Problem
	}{
		{"genuine", genuine, identity.Verified, nil},
		{"forged", forged, identity.Failed, []identity.Problem{identity.NotGenuine}},
		{
			"two problems, one twice",
			identity.Verdict{Problems: []identity.Problem{identity.Blur, identity.Glare, identity.Blur}},
			identity.Failed,
			[]identity.Problem{identity.Blur, identity.Glare},
		},
		{"refused without a reason", identity.Verdict{}, identity.Failed, []identity.Problem{identity.NotGenuine}},
		{"refused for an empty reason", identity.Verdict{Problems: []identity.Problem{""}}, identity.Failed, []identity.Problem{identity.NotGenuine}},
	}
	for _, c := range cases {
		s, err := submitted.Decide(c.verdict, at)
		require.NoError(t, err, c.name)
		require.Equal(t, c.state, s.State, c.name)
		require.Equal(t, c.problems, s.Problems, c.name)
		require.Empty(t, s.Front)
		require.Empty(t, s.Back)
		require.Equal(t, submitted.Digest, s.Digest)
		require.Equal(t, at.UTC(), s.DecidedAt)
	}
	require.NotEmpty(t, submitted.Front, "the older value is as it was")
}

func TestVerdictsThatDecideNothing(t *testing.T) {
	submitted := scanIn(t, identity.Submitted)
	for name, v := range map[string]identity.Verdict{
		"pending":               {Pending: true},
		"pending and genuine":   {Pending: true, Genuine: true, Country: "USA", Number: "1"},
		"pending with problems": {Pending: true, Problems: []identity.Problem{identity.Blur}},
		"genuine with problems": {Genuine: true, Country: "USA", Number: "1", Problems: []identity.Problem{identity.Blur}},
		"no country":            {Genuine: true, Number: "1"},
		"no number":             {Genuine: true, Country: "USA"},
		"a number of fillers":   {Genuine: true, Country: "USA", Number: "<<<-"},
	} {
		same, err := submitted.Decide(v, scanStart)
		require.ErrorIs(t, err, identity.ErrVerdict, name)
		require.Equal(t, submitted, same)
	}
	require.NoError(t, identity.Verdict{Pending: true}.Check())
}

// IDV-5: five minutes are normal; more is late, not failed.
func TestScanExpected(t *testing.T) {
	p := identity.DefaultDocumentPolicy()
	require.True(t, scanIn(t, identity.Capturing).Expected(p).IsZero())
	s := scanIn(t, identity.Submitted)
	expected := scanStart.Add(6 * time.Minute).UTC()
	require.Equal(t, expected, s.Expected(p))
	require.False(t, s.Delayed(expected, p))
	require.True(t, s.Delayed(expected.Add(1), p))
	for _, state := range []identity.ScanState{identity.Capturing, identity.Verified, identity.Failed} {
		require.False(t, scanIn(t, state).Delayed(expected.Add(time.Hour), p), state)
	}
}

func TestSideAndStateNames(t *testing.T) {
	for _, side := range []identity.Side{identity.FrontSide, identity.BackSide} {
		parsed, err := identity.ParseSide(side.String())
		require.NoError(t, err)
		require.Equal(t, side, parsed)
	}
	_, err := identity.ParseSide("edge")
	require.ErrorIs(t, err, identity.ErrSide)
	require.Equal(t, "side(0)", identity.Side(0).String())
	require.Equal(t, []string{"state(0)", "capturing", "submitted", "verified", "failed"}, []string{
		identity.ScanState(0).String(), identity.Capturing.String(), identity.Submitted.String(), identity.Verified.String(), identity.Failed.String(),
	})
}

package identity_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

// decided is a scan with a verdict, after as many refused ones.
func decided(t *testing.T, before int, v identity.Verdict) identity.Scan {
	s, err := identity.Scan{State: identity.Submitted, Refused: before}.Decide(v, noon)
	require.NoError(t, err)
	return s
}

func TestScansAgain(t *testing.T) { // IDV-4
	refused, genuine := identity.Verdict{}, identity.Verdict{Genuine: true, Country: "USA", Number: "1"}
	next := func() identity.Scan {
		s, err := identity.NewScan(identity.ScanID{UUID: uuid.UUID{1}}, accountID(1), identity.Passport, noon)
		require.NoError(t, err)
		return s
	}
	for _, c := range []struct {
		what    string
		last    identity.Scan
		maximum int
		want    int // refused before the next
		err     error
	}{
		{"the first", identity.Scan{}, 1, 0, nil},
		{"no maximum", decided(t, 99, refused), 0, 100, nil},
		{"one below", decided(t, 1, refused), 3, 2, nil},
		{"reached", decided(t, 2, refused), 3, 0, identity.ErrTooManyScans},
		{"above, after the maximum was lowered", decided(t, 5, refused), 3, 0, identity.ErrTooManyScans},
		{"a success begins anew", decided(t, 2, genuine), 3, 0, nil},
		{"dropped", identity.Scan{State: identity.Capturing, Refused: 2}, 3, 2, nil},
	} {
		p := identity.DefaultDocumentPolicy()
		p.MaxRefused = c.maximum
		got, err := c.last.Again(next(), p)
		require.Equal(t, c.err, err, c.what)
		require.Equal(t, c.want, got.Refused, c.what)
		require.Equal(t, c.err != nil, c.last.UsedUp(p), c.what)
		more, err := c.last.AllowMore(p)
		if c.err == nil {
			require.Equal(t, identity.ErrScansLeft, err, c.what)
			continue
		}
		require.NoError(t, err, c.what)
		require.Zero(t, more.Refused, c.what)
		require.False(t, more.UsedUp(p), c.what)
	}
}

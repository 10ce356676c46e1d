package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/internal/fault"
)

var (
	errGone = fault.New(fault.NotFound, "fault_test: gone")
	errFull = fault.New(fault.Exceeded, "fault_test: full")
)

func TestKindOf(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"nothing":                 {nil, 0},
		"a sentinel":              {errGone, fault.NotFound},
		"wrapped":                 {fmt.Errorf("a: %w", fmt.Errorf("b: %w", errFull)), fault.Exceeded},
		"the first of two":        {errors.Join(errFull, errGone), fault.Exceeded},
		"beside somebody else's":  {errors.Join(io.EOF, errGone), fault.NotFound},
		"somebody else's":         {io.EOF, fault.Internal},
		"an error with a class":   {denial{}, fault.Denied},
		"wrapped with an own one": {fmt.Errorf("%w: %w", denial{}, errGone), fault.Denied},
	} {
		require.Equal(t, c.want, fault.KindOf(c.err), name)
	}
}

// denial has a class without being a sentinel, as typed errors do.
type denial struct{}

func (denial) Error() string         { return "denied" }
func (denial) FaultKind() fault.Kind { return fault.Denied }

func TestSentinelsAreFoundByTheirTexts(t *testing.T) {
	require.EqualError(t, errGone, "fault_test: gone")
	found, ok := fault.Lookup(errGone.Error())
	require.True(t, ok)
	require.ErrorIs(t, found, errGone)
	require.NotErrorIs(t, found, errFull)
	_, ok = fault.Lookup("fault_test: never declared")
	require.False(t, ok)
}

func TestTextsAreUnique(t *testing.T) {
	require.PanicsWithValue(t, "fault: declared twice: fault_test: gone", func() {
		_ = fault.New(fault.Invalid, "fault_test: gone")
	})
	require.Equal(t, fault.NotFound, fault.KindOf(errGone))
}

func TestRoot(t *testing.T) {
	root, ok := fault.Root(fmt.Errorf("a: %w", errFull))
	require.True(t, ok)
	require.Equal(t, errFull, root)
	for _, other := range []error{nil, io.EOF, denial{}} {
		_, ok = fault.Root(other)
		require.False(t, ok)
	}
}

func TestKindsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for k := fault.Kind(0); k <= fault.Internal; k++ {
		require.NotEmpty(t, k.String())
		require.False(t, seen[k.String()], "%s names two classes", k)
		seen[k.String()] = true
	}
	require.Equal(t, "kind(9)", (fault.Internal + 1).String())
}

package achtest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlan(t *testing.T) {
	reasons, err := plan([]Exception{Except("report/limit of zero or less", "the bank has no limit")})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"report/limit of zero or less": "the bank has no limit"}, reasons)
	_, err = plan([]Exception{Except("report/nothing of this name", "because")})
	require.ErrorContains(t, err, "no case")
	_, err = plan([]Exception{Except("report/limit of zero or less", " ")})
	require.ErrorContains(t, err, "without a reason")
}

func TestCasesHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range Cases() {
		require.False(t, seen[name], name)
		seen[name] = true
	}
	require.Len(t, seen, len(cases))
}

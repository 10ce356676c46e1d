package identitytest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlan(t *testing.T) {
	reasons, err := plan([]Exception{Except("verdict/an expired document", "the service has no expired specimen")})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"verdict/an expired document": "the service has no expired specimen"}, reasons)
	_, err = plan([]Exception{Except("verdict/nothing of this name", "because")})
	require.ErrorContains(t, err, "no case")
	_, err = plan([]Exception{Except("verdict/an expired document", " ")})
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

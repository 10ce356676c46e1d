package seqr_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// docs/events.md lists exactly the kinds of events that this package writes.
func TestEveryKindOfEventIsDocumented(t *testing.T) {
	source, err := os.ReadFile("personal.go")
	require.NoError(t, err)
	doc, err := os.ReadFile("docs/events.md")
	require.NoError(t, err)
	kinds := func(pattern string, text []byte) []string {
		var found []string
		for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
			found = append(found, string(m[1]))
		}
		return found
	}
	written := kinds(`(?m)^\tevent[A-Z]\w*\s*= "([a-z._]+)"$`, source)
	require.NotEmpty(t, written)
	require.ElementsMatch(t, written, kinds("(?m)^\\| `([a-z._]+)` \\|", doc))
}

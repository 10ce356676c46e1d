package identitytest

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

// repeatCases are about asking again, and about asking at the same time.
var repeatCases = []testCase{
	{"repeat/the same submission has the same verdict", func(t *testing.T, h *harness) {
		s := h.submission(t, Sharp)
		v := h.decided(t, s)
		for range 3 {
			require.Equal(t, v, h.ask(t, s))
		}
	}},
	{"repeat/a refusal has the same problems", func(t *testing.T, h *harness) {
		s := h.submission(t, Glaring)
		v := h.decided(t, s)
		require.Equal(t, v, h.ask(t, s))
	}},
	{"repeat/asking while it is pending does not delay it", func(t *testing.T, h *harness) {
		s := h.submission(t, Sharp)
		for range 3 {
			h.ask(t, s)
		}
		require.True(t, h.decided(t, s).Genuine)
	}},
	{"repeat/changing an answer does not change the next", func(t *testing.T, h *harness) {
		s := h.submission(t, Blurred)
		v := h.decided(t, s)
		require.NotEmpty(t, v.Problems)
		v.Problems[0] = "changed"
		require.NotContains(t, h.ask(t, s).Problems, identity.Problem("changed"))
	}},
	{"repeat/eight at once with one submission agree", func(t *testing.T, h *harness) {
		s := h.submission(t, Sharp)
		h.ask(t, s)
		h.pass(t)
		verdicts := h.atOnce(t, s, s, s, s, s, s, s, s)
		for _, v := range verdicts {
			require.Equal(t, verdicts[0], v)
		}
		require.True(t, verdicts[0].Genuine)
	}},
	{"repeat/submissions at once keep apart", func(t *testing.T, h *harness) {
		sharp, blurred := h.submission(t, Sharp), h.submission(t, Blurred)
		h.ask(t, sharp)
		h.ask(t, blurred)
		h.pass(t)
		for i, v := range h.atOnce(t, sharp, blurred, sharp, blurred) {
			require.Equal(t, i%2 == 0, v.Genuine)
		}
	}},
}

// atOnce asks about all submissions at the same time.
func (h *harness) atOnce(t *testing.T, all ...identity.Submission) []identity.Verdict {
	t.Helper()
	verdicts, errs := make([]identity.Verdict, len(all)), make([]error, len(all))
	var wg sync.WaitGroup
	for i, s := range all {
		wg.Go(func() { verdicts[i], errs[i] = h.Verifier.Verify(t.Context(), s) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	return verdicts
}

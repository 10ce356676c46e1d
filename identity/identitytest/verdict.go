package identitytest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

// verdictCases are about what a verifier finds.
var verdictCases = []testCase{
	{"verdict/a sharp picture of a genuine document", func(t *testing.T, h *harness) {
		want := h.Document(t, Sharp)
		v := h.decided(t, h.submissionOf(want))
		require.True(t, v.Genuine)
		require.Empty(t, v.Problems)
		require.Equal(t, want.Country, v.Country)
		require.Equal(t, want.Number, v.Number)
		require.Equal(t, want.PersonalNumber, v.PersonalNumber)
	}},
	{"verdict/one document submitted twice is one number", func(t *testing.T, h *harness) {
		first, second := h.decided(t, h.submission(t, Sharp)), h.decided(t, h.submission(t, Sharp))
		require.Equal(t, first, second)
	}},
	{"verdict/pending tells nothing yet", func(t *testing.T, h *harness) {
		if v := h.ask(t, h.submission(t, Sharp)); v.Pending {
			require.Equal(t, identity.Verdict{Pending: true}, v)
		}
	}},
	{"verdict/decided stays decided", func(t *testing.T, h *harness) {
		s := h.submission(t, Blurred)
		v := h.decided(t, s)
		h.pass(t)
		require.Equal(t, v, h.ask(t, s))
	}},
	{"verdict/a blurred picture", func(t *testing.T, h *harness) {
		h.refused(t, h.submission(t, Blurred), identity.Blur)
	}},
	{"verdict/a picture with glare", func(t *testing.T, h *harness) {
		h.refused(t, h.submission(t, Glaring), identity.Glare)
	}},
	{"verdict/an expired document", func(t *testing.T, h *harness) {
		h.refused(t, h.submission(t, Expired), identity.Expired)
	}},
	{"verdict/the document of somebody of another name", func(t *testing.T, h *harness) {
		s := h.submission(t, Sharp)
		s.Name = "Quentin Zzyzx"
		h.refused(t, s, identity.Mismatch)
	}},
	{"verdict/the document of somebody of another age", func(t *testing.T, h *harness) {
		s := h.submission(t, Sharp)
		s.BirthDate = s.BirthDate.AddDays(-1)
		h.refused(t, s, identity.Mismatch)
	}},
	{"verdict/a refused picture does not spoil the next", func(t *testing.T, h *harness) {
		h.refused(t, h.submission(t, Blurred), identity.Blur)
		require.True(t, h.decided(t, h.submission(t, Sharp)).Genuine)
	}},
}

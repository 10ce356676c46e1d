package identitytest

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/fault"
)

// callCases are about calls that cannot succeed, and about what a call leaves alone.
var callCases = []testCase{
	{"call/a canceled context", func(t *testing.T, h *harness) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s := h.submission(t, Sharp)
		v, err := h.Verifier.Verify(ctx, s)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, identity.ErrVerifierUnavailable)
		require.Equal(t, fault.Unavailable, fault.KindOf(err))
		require.Equal(t, identity.Verdict{}, v)
		require.True(t, h.decided(t, s).Genuine, "the same submission asked again")
	}},
	{"call/a submission without ID", incomplete(func(s *identity.Submission) { s.ID = identity.ScanID{} })},
	{"call/a submission of another kind", incomplete(func(s *identity.Submission) { s.Document = "library_card" })},
	{"call/a submission without a front", incomplete(func(s *identity.Submission) { s.Front = nil })},
	{"call/a submission without a back", incomplete(func(s *identity.Submission) { s.Back = []byte{} })},
	{"call/pictures that are none are refused, not an error", func(t *testing.T, h *harness) {
		s := h.submission(t, Sharp)
		s.Front, s.Back = []byte("no picture"), []byte("none either")
		h.refused(t, s, identity.Illegible)
	}},
	{"call/the pictures are left as they were", func(t *testing.T, h *harness) {
		s := h.submission(t, Sharp)
		front, back := bytes.Clone(s.Front), bytes.Clone(s.Back)
		h.decided(t, s)
		require.True(t, bytes.Equal(front, s.Front))
		require.True(t, bytes.Equal(back, s.Back))
	}},
}

// incomplete is the case of a submission that lacks something.
func incomplete(spoil func(s *identity.Submission)) func(t *testing.T, h *harness) {
	return func(t *testing.T, h *harness) {
		s := h.submission(t, Sharp)
		spoil(&s)
		v, err := h.Verifier.Verify(t.Context(), s)
		require.ErrorIs(t, err, identity.ErrSubmission)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.Equal(t, identity.Verdict{}, v)
	}
}

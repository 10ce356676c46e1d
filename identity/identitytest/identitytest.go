package identitytest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// Harness is a verifier and what a test can do around it. Each case opens its own.
type Harness struct {
	// Verifier under test, without submissions.
	Verifier identity.Verifier
	// Document answers the pictures of a document in a condition. Asked again, it answers the same
	// document: the same person and number.
	Document func(t *testing.T, c Condition) Document
	// Now is the time by which submissions are dated; time.Now in UTC if nil.
	Now func() time.Time
	// Pass lets so much time pass that whatever was submitted is decided. Nil if the verifier decides at once.
	Pass func(t *testing.T)
}

// Condition is how a document was photographed, or what is the matter with it.
type Condition uint8

// The conditions.
const (
	Sharp   Condition = iota + 1 // well photographed, genuine and valid
	Blurred                      // both sides out of focus
	Glaring                      // a reflection on both sides
	Expired                      // well photographed, but no longer valid
)

// Document is a document to submit, and what a verifier finds on it.
type Document struct {
	Kind           identity.DocumentKind
	Front, Back    []byte     // JPEG
	Name           string     // of its holder, as the holder writes it
	BirthDate      civil.Date // of its holder
	Country        string
	Number         string
	PersonalNumber string // empty if it has none
}

// Exception leaves out one case.
type Exception struct{ Case, Reason string }

// Except leaves out the case of a name, because of a reason that is logged.
func Except(name, reason string) Exception { return Exception{Case: name, Reason: reason} }

// testCase is one promise of the contract.
type testCase struct {
	name string
	run  func(t *testing.T, h *harness)
}

// cases are all promises, by subject.
var cases = slices.Concat(verdictCases, repeatCases, callCases)

// Cases names all cases, in the order in which they run.
func Cases() []string {
	names := make([]string, len(cases))
	for i, c := range cases {
		names[i] = c.name
	}
	return names
}

// Run runs all cases but the exceptions, each on a verifier of its own.
func Run(t *testing.T, newVerifier func(t *testing.T) Harness, except ...Exception) {
	reasons, err := plan(except)
	require.NoError(t, err)
	for _, c := range cases {
		if reason, out := reasons[c.name]; out {
			t.Logf("%s is left out: %s", c.name, reason)
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			h := newVerifier(t)
			if h.Now == nil {
				h.Now = func() time.Time { return time.Now().UTC() }
			}
			c.run(t, &harness{Harness: h})
		})
	}
}

// plan is the reason for each case that is left out; an exception that names no case or gives no reason is an error.
func plan(except []Exception) (map[string]string, error) {
	reasons := map[string]string{}
	for _, e := range except {
		if !slices.Contains(Cases(), e.Case) {
			return nil, fmt.Errorf("identitytest: no case %q", e.Case)
		}
		if strings.TrimSpace(e.Reason) == "" {
			return nil, fmt.Errorf("identitytest: case %q is left out without a reason", e.Case)
		}
		reasons[e.Case] = e.Reason
	}
	return reasons, nil
}

// harness adds to a Harness what the cases share.
type harness struct {
	Harness
}

// submission is a new submission of a document in a condition, by its holder.
func (h *harness) submission(t *testing.T, c Condition) identity.Submission {
	t.Helper()
	return h.submissionOf(h.Document(t, c))
}

func (h *harness) submissionOf(d Document) identity.Submission {
	return identity.Submission{
		ID: identity.ScanID{UUID: uuid.New()}, Document: d.Kind, Front: d.Front, Back: d.Back,
		SubmittedAt: h.Now(), Name: d.Name, BirthDate: d.BirthDate,
	}
}

// ask asks once, and demands an answer that can be acted upon.
func (h *harness) ask(t *testing.T, s identity.Submission) identity.Verdict {
	t.Helper()
	v, err := h.Verifier.Verify(t.Context(), s)
	require.NoError(t, err)
	require.NoError(t, v.Check())
	return v
}

// decided asks, lets the time pass, and asks again.
func (h *harness) decided(t *testing.T, s identity.Submission) identity.Verdict {
	t.Helper()
	if v := h.ask(t, s); !v.Pending {
		return v
	}
	h.pass(t)
	v := h.ask(t, s)
	require.False(t, v.Pending, "pending after the time has passed")
	return v
}

func (h *harness) pass(t *testing.T) {
	t.Helper()
	if h.Pass != nil {
		h.Pass(t)
	}
}

// refused submits a document that must be refused for a problem.
func (h *harness) refused(t *testing.T, s identity.Submission, because identity.Problem) {
	t.Helper()
	v := h.decided(t, s)
	require.False(t, v.Genuine)
	require.Contains(t, v.Problems, because)
}

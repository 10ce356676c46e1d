package identity

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/seqrpay/seqr/account"
)

// Side is one side of a document. Each is captured in a step of its own (IDV-2).
type Side uint8

// The sides. The front is the one with the portrait; a passport's front is its data page, its back the page opposite.
const (
	FrontSide Side = iota + 1
	BackSide
)

// String is the side in lower case.
func (s Side) String() string {
	switch s {
	case FrontSide:
		return "front"
	case BackSide:
		return "back"
	}
	return fmt.Sprintf("side(%d)", uint8(s))
}

// ParseSide reads "front" or "back"; anything else is ErrSide.
func ParseSide(s string) (Side, error) {
	switch s {
	case "front":
		return FrontSide, nil
	case "back":
		return BackSide, nil
	}
	return 0, ErrSide
}

// String is the state in lower case.
func (s ScanState) String() string {
	switch s {
	case Capturing:
		return "capturing"
	case Submitted:
		return "submitted"
	case Verified:
		return "verified"
	case Failed:
		return "failed"
	}
	return fmt.Sprintf("state(%d)", uint8(s))
}

// NewScan opens an attempt to prove an identity by a document of the given kind. An account may make
// as many as it needs, unless the market says otherwise: see [Scan.Again] (IDV-4). An unknown kind is ErrDocumentKind.
func NewScan(id ScanID, of account.ID, k DocumentKind, at time.Time) (Scan, error) {
	if !k.known() {
		return Scan{}, ErrDocumentKind
	}
	return Scan{ID: id, Account: of, Document: k, State: Capturing, OpenedAt: at.UTC()}, nil
}

// Capture keeps one side: the sealed picture, and the SHA-256 of the picture before it was sealed.
// A side captured again replaces the older picture. The time is an argument like that of any transition, but not
// kept: a scan remembers when it was opened, submitted and decided. ErrCapture, ErrSide, ErrScanSubmitted, ErrScanDecided.
func (s Scan) Capture(side Side, sealed, digest []byte, _ time.Time) (Scan, error) {
	if err := s.mustBe(Capturing); err != nil {
		return s, err
	}
	if len(sealed) == 0 || len(digest) != sha256.Size {
		return s, ErrCapture
	}
	digests := make([]byte, 2*sha256.Size)
	copy(digests, s.Digest)
	switch side {
	case FrontSide:
		s.Front = bytes.Clone(sealed)
		copy(digests[:sha256.Size], digest)
	case BackSide:
		s.Back = bytes.Clone(sealed)
		copy(digests[sha256.Size:], digest)
	default:
		return s, ErrSide
	}
	s.Digest = digests
	return s, nil
}

// Missing lists the sides still to be captured, front first.
func (s Scan) Missing() []Side {
	var missing []Side
	if s.State != Capturing {
		return missing
	}
	if len(s.Front) == 0 {
		missing = append(missing, FrontSide)
	}
	if len(s.Back) == 0 {
		missing = append(missing, BackSide)
	}
	return missing
}

// Submit hands both sides to the verifier. One side alone is refused with a [MissingSideError] that
// names the other (IDV-2). From here on Digest is the SHA-256 over the digests of front and back.
func (s Scan) Submit(at time.Time) (Scan, error) {
	if err := s.mustBe(Capturing); err != nil {
		return s, err
	}
	if missing := s.Missing(); len(missing) > 0 {
		return s, &MissingSideError{Sides: missing}
	}
	digest := sha256.Sum256(s.Digest)
	s.Digest = digest[:]
	s.State, s.SubmittedAt = Submitted, at.UTC()
	return s, nil
}

// Decide closes the scan by a verifier's answer: Verified, or Failed with the problems to tell the user
// (IDV-4). The pictures are dropped; digest, result and time stay (PRV-3). A scan is decided once; a second
// decision is ErrScanDecided and changes nothing. A verdict that decides nothing is ErrVerdict.
func (s Scan) Decide(v Verdict, at time.Time) (Scan, error) {
	if err := s.mustBe(Submitted); err != nil {
		return s, err
	}
	if err := v.Check(); err != nil || v.Pending {
		return s, ErrVerdict
	}
	s.State, s.Problems = Verified, nil
	if !v.Genuine {
		s.State, s.Problems = Failed, v.reasons()
	}
	s.Refused = s.refusals()
	s.Front, s.Back = nil, nil
	s.DecidedAt = at.UTC()
	return s, nil
}

// refusals counts a scan that was just decided: a success begins anew.
func (s Scan) refusals() int {
	if s.State == Failed {
		return s.Refused + 1
	}
	return 0
}

// Discard drops what was captured of a scan that will not be submitted, because another document is taken instead or
// the account is closed: its pictures can serve nothing any more (PRV-3). The scan stays open, with both sides missing.
// It answers ErrScanSubmitted and ErrScanDecided.
func (s Scan) Discard() (Scan, error) {
	if err := s.mustBe(Capturing); err != nil {
		return s, err
	}
	s.Front, s.Back, s.Digest = nil, nil, nil
	return s, nil
}

// mustBe refuses a verb in any state but want, by an error that says where the scan is.
func (s Scan) mustBe(want ScanState) error {
	switch s.State {
	case want:
		return nil
	case Capturing:
		return ErrScanNotSubmitted
	case Submitted:
		return ErrScanSubmitted
	case Verified, Failed:
		return ErrScanDecided
	}
	return ErrScanNotSubmitted
}

// Expected is the time by which the verifier normally has decided (IDV-5), UTC; zero before the scan is submitted.
func (s Scan) Expected(p DocumentPolicy) time.Time {
	if s.SubmittedAt.IsZero() {
		return time.Time{}
	}
	return s.SubmittedAt.Add(p.Expected)
}

// Delayed says that the verifier is still at work past the expected time. Such a scan has not failed (IDV-5).
func (s Scan) Delayed(now time.Time, p DocumentPolicy) bool {
	return s.State == Submitted && now.After(s.Expected(p))
}

// Check says whether a verifier's answer is one that can be acted upon: a pending verdict decides
// nothing, a genuine one has no problems and names country and number. Anything else is ErrVerdict.
func (v Verdict) Check() error {
	switch {
	case v.Pending && (v.Genuine || len(v.Problems) > 0):
		return ErrVerdict
	case v.Genuine && len(v.Problems) > 0:
		return ErrVerdict
	case v.Genuine && (bareNumber(v.Country) == "" || bareNumber(v.Number) == ""):
		return ErrVerdict
	}
	return nil
}

// reasons are the problems of a refusal, none twice; a refusal without any is that of a document that is not genuine.
func (v Verdict) reasons() []Problem {
	var reasons []Problem
	for _, p := range v.Problems {
		if p != "" && !slices.Contains(reasons, p) {
			reasons = append(reasons, p)
		}
	}
	if len(reasons) == 0 {
		reasons = []Problem{NotGenuine}
	}
	return reasons
}

package identity

import (
	"fmt"
	"strings"

	"github.com/seqrpay/seqr/internal/fault"
)

// Errors of pictures: what a user may be shown, and repeat.
var (
	// ErrNotAPicture: the bytes are no JPEG or PNG picture, or a damaged one.
	ErrNotAPicture = fault.New(fault.Invalid, "identity: not a JPEG or PNG picture")
	// ErrPictureTooLarge: more bytes or pixels than the policy allows. The picture was not decoded.
	ErrPictureTooLarge = fault.New(fault.Exceeded, "identity: picture too large")
	// ErrPictureUnusable: a picture on which a document cannot be checked; [PictureError] says why.
	ErrPictureUnusable = fault.New(fault.Invalid, "identity: picture cannot be used")
)

// Errors of documents and machine readable zones.
var (
	// ErrDocumentKind: not an identity card, driving licence or passport (IDV-1).
	ErrDocumentKind = fault.New(fault.Invalid, "identity: document kind not accepted")
	// ErrMRZ: not a machine readable zone; [MRZError] names the field.
	ErrMRZ = fault.New(fault.Invalid, "identity: machine readable zone is wrong")
)

// Errors of scans.
var (
	// ErrSide: neither front nor back.
	ErrSide = fault.New(fault.Invalid, "identity: no such side of a document")
	// ErrCapture: a captured side without a sealed picture or without its SHA-256 digest.
	ErrCapture = fault.New(fault.Invalid, "identity: captured side is incomplete")
	// ErrSideMissing: front and back are both required (IDV-2); [MissingSideError] names what is missing.
	ErrSideMissing = fault.New(fault.State, "identity: a side of the document is missing")
	// ErrScanSubmitted: the scan is being checked and takes no more pictures.
	ErrScanSubmitted = fault.New(fault.State, "identity: scan is submitted")
	// ErrScanNotSubmitted: a scan is decided only after it was submitted.
	ErrScanNotSubmitted = fault.New(fault.State, "identity: scan is not submitted")
	// ErrTooManyScans: as many scans of the account were refused as the market takes; customer service can allow more (IDV-4).
	ErrTooManyScans = fault.New(fault.Exceeded, "identity: too many scans were refused")
	// ErrScansLeft: the account can scan its document again as it is.
	ErrScansLeft = fault.New(fault.State, "identity: another scan is permitted already")
	// ErrScanDecided: the scan was decided before; nothing changed. A new attempt is a new scan (IDV-4).
	ErrScanDecided = fault.New(fault.State, "identity: scan is decided")
)

// Errors of verifiers.
var (
	// ErrSubmission: a verifier cannot check this: no ID, an unknown kind, or a side without picture.
	ErrSubmission = fault.New(fault.Invalid, "identity: submission is incomplete")
	// ErrVerifierUnavailable: the verifier could not be asked, or the context ended; ask again with the same ID.
	ErrVerifierUnavailable = fault.New(fault.Unavailable, "identity: verifier unavailable")
	// ErrVerdict: a verdict that decides nothing (pending, genuine with problems, or genuine without
	// the number that the one-ID rule needs). Ask the verifier again.
	ErrVerdict = fault.New(fault.Internal, "identity: verdict is inconsistent")
)

// PictureError lists what is wrong with a picture, for the screen that asks for a better one. It
// unwraps to [ErrPictureUnusable].
type PictureError struct {
	Problems []Problem // at least one, none twice
}

// Error names the problems.
func (e *PictureError) Error() string {
	words := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		words[i] = string(p)
	}
	return ErrPictureUnusable.Error() + ": " + strings.Join(words, ", ")
}

// Unwrap answers ErrPictureUnusable.
func (e *PictureError) Unwrap() error { return ErrPictureUnusable }

// MissingSideError names the sides that are still to be captured. It unwraps to [ErrSideMissing].
type MissingSideError struct {
	Sides []Side // front before back
}

// Error names the sides.
func (e *MissingSideError) Error() string {
	return fmt.Sprintf("%v: %v", ErrSideMissing, e.Sides)
}

// Unwrap answers ErrSideMissing.
func (e *MissingSideError) Unwrap() error { return ErrSideMissing }

// MRZError names the field of a machine readable zone that is wrong; it never carries the field's
// content. It unwraps to [ErrMRZ].
type MRZError struct {
	Field string // "lines", "characters", "document", "country", "number", "nationality", "birth date", "sex", "expiry", "optional", "name" or "composite"
}

// Error names the field.
func (e *MRZError) Error() string { return ErrMRZ.Error() + ": " + e.Field }

// Unwrap answers ErrMRZ.
func (e *MRZError) Unwrap() error { return ErrMRZ }

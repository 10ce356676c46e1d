package identity

import (
	"slices"
	"time"
)

// DocumentPolicy is what one market asks of identity documents and their pictures.
type DocumentPolicy struct {
	Kinds []DocumentKind // accepted kinds, in the order a screen shows them

	// Limits that are checked before a picture is decoded.
	MaxBytes  int64 // of the file; 10 MB
	MaxSide   int   // pixels; 6,000
	MaxPixels int   // width × height; 25 million

	// What a picture must show. Sharpness and glare are measured on a copy of fixed size, so the
	// thresholds hold for any camera; see [Measures].
	MinWidth     int     // pixels of the longer side; 800
	MinHeight    int     // pixels of the shorter side; 500
	MinSharpness float64 // 170
	MinContrast  float64 // 0.15
	MaxGlare     float64 // share of the picture; 0.004

	Expected time.Duration // within which a verifier normally decides; 5 minutes (IDV-5)

	MaxRefused int // refused scans of one account, after which customer service must allow more; 0: no maximum (IDV-4)
}

// DefaultDocumentPolicy is the policy whose values stand beside the fields of [DocumentPolicy]. It accepts
// identity cards, driving licences and passports (IDV-1).
func DefaultDocumentPolicy() DocumentPolicy {
	return DocumentPolicy{
		Kinds:        []DocumentKind{IdentityCard, DrivingLicence, Passport},
		MaxBytes:     10_000_000,
		MaxSide:      6_000,
		MaxPixels:    25_000_000,
		MinWidth:     800,
		MinHeight:    500,
		MinSharpness: 170,
		MinContrast:  0.15,
		MaxGlare:     0.004,
		Expected:     5 * time.Minute,
	}
}

// Accepts says whether the policy takes documents of this kind.
func (p DocumentPolicy) Accepts(k DocumentKind) bool {
	return slices.Contains(p.Kinds, k)
}

// ParseDocumentKind reads a kind as a user's app sends it. Anything but the three kinds is refused
// with ErrDocumentKind (IDV-1).
func ParseDocumentKind(s string) (DocumentKind, error) {
	k := DocumentKind(s)
	if !k.known() {
		return "", ErrDocumentKind
	}
	return k, nil
}

func (k DocumentKind) known() bool {
	switch k {
	case IdentityCard, DrivingLicence, Passport:
		return true
	}
	return false
}

package sandbox

import (
	"errors"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// sideProblems are the problems of one picture. What is no picture at all is illegible.
func sideProblems(side []byte) []identity.Problem {
	_, err := identity.InspectPicture(side, identity.DefaultDocumentPolicy())
	var bad *identity.PictureError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &bad):
		return bad.Problems
	}
	return []identity.Problem{identity.Illegible}
}

// readDocument finds the zone on either side and reads it, or says why it could not.
func readDocument(on civil.Date, sides ...[]byte) (identity.MRZ, identity.Problem) {
	distorted := false
	for _, side := range sides {
		g, ok := decodeGrey(side)
		if !ok {
			continue
		}
		corners, ok := findCard(g)
		if !ok {
			continue
		}
		if m, shape, ok := readZone(g, corners, on); ok && !shape.distorted(corners) {
			return m, ""
		} else if ok {
			distorted = true
		}
		distorted = distorted || cardID1.distorted(corners) && pageID3.distorted(corners)
	}
	if distorted {
		return identity.MRZ{}, identity.Distortion
	}
	return identity.MRZ{}, identity.Illegible
}

package sandbox

import (
	"errors"
	"image"

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
	why := identity.Illegible
	for _, side := range sides {
		g, ok := decodeGrey(side)
		if !ok {
			continue
		}
		m, problem := readSide(on, g)
		if problem == "" {
			return m, ""
		}
		if problem == identity.Distortion {
			why = problem
		}
	}
	return identity.MRZ{}, why
}

// readSide reads the zone on one picture, or says why it could not.
func readSide(on civil.Date, g *image.Gray) (identity.MRZ, identity.Problem) {
	corners, ok := findCard(g)
	if !ok {
		return identity.MRZ{}, identity.Illegible
	}
	m, shape, ok := readZone(g, corners, on)
	switch {
	case ok && !shape.distorted(corners):
		return m, ""
	case ok, cardID1.distorted(corners) && pageID3.distorted(corners):
		return identity.MRZ{}, identity.Distortion
	}
	return identity.MRZ{}, identity.Illegible
}

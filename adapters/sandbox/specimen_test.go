package sandbox_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

func TestSpecimensPassThePictureChecks(t *testing.T) {
	t.Parallel()
	for _, kind := range identity.DefaultDocumentPolicy().Kinds {
		p := draw(t, annaCard(kind))
		for _, side := range [][]byte{p.front, p.back} {
			picture, err := identity.PreparePicture(side, identity.DefaultDocumentPolicy())
			require.NoError(t, err, kind)
			require.Zero(t, picture.Measures.GlareShare)
			require.Greater(t, picture.Measures.Sharpness, 600.0)
			require.GreaterOrEqual(t, picture.Width, 800)
		}
	}
}

func TestSpoiledSpecimensAreRefused(t *testing.T) {
	t.Parallel()
	for _, kind := range []identity.DocumentKind{identity.IdentityCard, identity.Passport} {
		requireProblems(t, spoiled(t, annaCard(kind), "blur"), identity.Blur)
		requireProblems(t, spoiled(t, annaCard(kind), "glare"), identity.Glare)
	}
}

func requireProblems(t *testing.T, p pictures, want ...identity.Problem) {
	t.Helper()
	for _, side := range [][]byte{p.front, p.back} {
		_, err := identity.InspectPicture(side, identity.DefaultDocumentPolicy())
		var bad *identity.PictureError
		require.ErrorAs(t, err, &bad)
		require.Equal(t, want, bad.Problems)
	}
}

// The pictures that are prepared for a verifier are still legible to it.
func TestPreparedSpecimensAreRead(t *testing.T) {
	t.Parallel()
	s := annaCard(identity.DrivingLicence)
	front, err := identity.PreparePicture(draw(t, s).front, identity.DefaultDocumentPolicy())
	require.NoError(t, err)
	back, err := identity.PreparePicture(draw(t, s).back, identity.DefaultDocumentPolicy())
	require.NoError(t, err)
	require.True(t, verdict(t, submitted(s, pictures{front.JPEG, back.JPEG})).Genuine)
}

func TestDrawSpecimenIsDeterministic(t *testing.T) {
	t.Parallel()
	front, back, err := sandbox.DrawSpecimen(annaCard(identity.IdentityCard))
	require.NoError(t, err)
	p := draw(t, annaCard(identity.IdentityCard))
	require.True(t, bytes.Equal(p.front, front))
	require.True(t, bytes.Equal(p.back, back))
}

func TestDrawSpecimenRefusesWhatNoDocumentHolds(t *testing.T) {
	for field, spoil := range map[string]func(*sandbox.Specimen){
		"number":     func(s *sandbox.Specimen) { s.Number = "1234567890" },
		"country":    func(s *sandbox.Specimen) { s.Country = "" },
		"name":       func(s *sandbox.Specimen) { s.Surname, s.GivenNames = "", "" },
		"birth date": func(s *sandbox.Specimen) { s.BirthDate = civil.Date{Year: 2001, Month: time.February, Day: 29} },
		"sex":        func(s *sandbox.Specimen) { s.Sex = "?" },
	} {
		s := annaCard(identity.Passport)
		spoil(&s)
		_, _, err := sandbox.DrawSpecimen(s)
		var wrong *identity.MRZError
		require.ErrorAs(t, err, &wrong, field)
		require.Equal(t, field, wrong.Field)
	}
	_, _, err := sandbox.DrawSpecimen(annaCard("library_card"))
	require.ErrorIs(t, err, identity.ErrDocumentKind)
}

func TestOnlyPicturesAreSpoiled(t *testing.T) {
	for _, by := range []func([]byte) ([]byte, error){
		ways["blur"], ways["glare"], func(jpeg []byte) ([]byte, error) { return sandbox.Distorted(jpeg, 0.2) },
	} {
		_, err := by([]byte("no picture"))
		require.ErrorIs(t, err, identity.ErrNotAPicture)
	}
}

func TestBlurByNothingLeavesThePictureSharp(t *testing.T) {
	p := draw(t, annaCard(identity.Passport))
	same, err := sandbox.Blurred(p.front, 0)
	require.NoError(t, err)
	_, err = identity.InspectPicture(same, identity.DefaultDocumentPolicy())
	require.NoError(t, err)
}

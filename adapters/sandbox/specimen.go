package sandbox

import (
	"bytes"
	"image/jpeg"
	"strings"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// Specimen is an identity document of a person who need not exist, to be drawn by [DrawSpecimen].
type Specimen struct {
	Kind           identity.DocumentKind
	Country        string // of issue, one to three letters such as "USA", or "UTO" for Utopia
	Surname        string // any Latin spelling
	GivenNames     string
	Number         string // of the document: up to 9 letters and digits on a passport
	BirthDate      civil.Date
	ExpiresOn      civil.Date // zero: never
	Sex            string     // "M", "F" or empty
	Nationality    string     // empty: as Country
	PersonalNumber string     // empty: the document has none
}

// specimenQuality leaves the pictures much like those of a phone.
const specimenQuality = 92

// DrawSpecimen draws both sides of a document as two photographs of a card, or an open passport, on a dark desk. The
// machine readable zone is on the back of cards and on the data page, which is the front, of passports. The
// same specimen is drawn alike every time. What no zone can hold is an [identity.MRZError]; an unknown kind is
// identity.ErrDocumentKind.
func DrawSpecimen(doc Specimen) (front, back []byte, err error) {
	lines, err := doc.zone()
	if err != nil {
		return nil, nil, err
	}
	d := specimenDrawing{Specimen: doc, shape: shapeOf(doc.Kind), lines: lines}
	if front, err = encodeJPEG(d.front()); err != nil {
		return nil, nil, err
	}
	back, err = encodeJPEG(d.back())
	return front, back, err
}

func encodeJPEG(c canvas) ([]byte, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, c.RGBA, &jpeg.Options{Quality: specimenQuality}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// zone is the machine readable zone of the document.
func (s Specimen) zone() ([]string, error) {
	m := identity.MRZ{
		Country: s.Country, Number: s.Number, Surname: s.Surname, GivenNames: s.GivenNames,
		Nationality: s.Nationality, BirthDate: s.BirthDate, ExpiresOn: s.ExpiresOn, Sex: s.Sex,
	}
	if m.Nationality == "" {
		m.Nationality = s.Country
	}
	switch s.Kind {
	case identity.Passport:
		m.Format, m.Document, m.PersonalNumber = identity.TD3, "P", s.PersonalNumber
	case identity.IdentityCard:
		m.Format, m.Document, m.Optional = identity.TD1, "I", s.PersonalNumber
	case identity.DrivingLicence:
		m.Format, m.Document, m.Optional = identity.TD1, "D", s.PersonalNumber
	default:
		return nil, identity.ErrDocumentKind
	}
	return identity.WriteMRZ(m)
}

// cardShape is the size of a document and where its machine readable zone lies. All lengths are in
// units of the drawing.
type cardShape struct {
	format        identity.MRZFormat
	width, height int
	zoneX, zoneY  int     // upper left corner of the first character
	square        float64 // side of a square of the font
	pitch         int     // from line to line
}

// The two shapes: cards of format ID-1 (85.6 × 54 mm) and passport pages of format ID-3 (125 × 88 mm).
var (
	cardID1 = cardShape{format: identity.TD1, width: 1200, height: 757, zoneX: 105, zoneY: 545, square: 5.5, pitch: 62}
	pageID3 = cardShape{format: identity.TD3, width: 1200, height: 845, zoneX: 72, zoneY: 700, square: 4, pitch: 58}
)

func shapeOf(k identity.DocumentKind) cardShape {
	if k == identity.Passport {
		return pageID3
	}
	return cardID1
}

// printable is a text in the letters that the font has.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if _, ok := font[c]; ok || c == ' ' {
			return c
		}
		return -1
	}, strings.ToUpper(s))
}

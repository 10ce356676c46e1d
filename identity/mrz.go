package identity

import (
	"strings"

	"github.com/seqrpay/seqr/civil"
)

// MRZFormat is the layout of a machine readable zone.
type MRZFormat uint8

// The layouts of ICAO Doc 9303.
const (
	TD1 MRZFormat = iota + 1 // three lines of 30: cards
	TD2                      // two lines of 36: larger cards
	TD3                      // two lines of 44: passports
)

// String is the layout's name, such as "TD1".
func (f MRZFormat) String() string {
	switch f {
	case TD1:
		return "TD1"
	case TD2:
		return "TD2"
	case TD3:
		return "TD3"
	}
	return "unknown"
}

// Size is how many lines of how many characters the layout has; 0, 0 if it is unknown.
func (f MRZFormat) Size() (lines, columns int) {
	switch f {
	case TD1:
		return 3, 30
	case TD2:
		return 2, 36
	case TD3:
		return 2, 44
	}
	return 0, 0
}

// MRZ is the content of a machine readable zone (ICAO Doc 9303). It is personal data: never log it.
// Names are in capital Latin letters, as printed, words separated by one space.
type MRZ struct {
	Format      MRZFormat
	Document    string // one or two letters, such as "P", "ID" or "I"
	Country     string // of issue: one to three letters, such as "USA", "D", "UTO"
	Number      string // of the document, without padding
	Surname     string
	GivenNames  string
	Nationality string
	// BirthDate and ExpiresOn may be unknown, wholly or in part: an unknown year, month or day is 0. A
	// document that never expires has the zero ExpiresOn.
	BirthDate civil.Date
	ExpiresOn civil.Date
	Sex       string // "M", "F" or empty
	// PersonalNumber is the optional data of TD3, which many states use for one, with its own check digit.
	PersonalNumber string
	Optional       string // optional data of TD1's first or TD2's second line
	Optional2      string // optional data of TD1's second line
}

// Kind is the kind of document the zone says it is on: passports begin with P, driving licences of
// states that print a zone on them with D, anything else is an identity card.
func (m MRZ) Kind() DocumentKind {
	switch {
	case strings.HasPrefix(m.Document, "P"):
		return Passport
	case strings.HasPrefix(m.Document, "D"):
		return DrivingLicence
	}
	return IdentityCard
}

// ParseMRZ reads the lines of a machine readable zone of format TD1, TD2 or TD3, and checks every check
// digit, the composite one included. Years have two digits there, so they are understood as of the day on: a birth
// is not after it, an expiry is the year nearest to it. What is wrong is told by an [MRZError].
func ParseMRZ(on civil.Date, lines ...string) (MRZ, error) {
	format, err := mrzFormatOf(lines)
	if err != nil {
		return MRZ{}, err
	}
	r := mrzReader{on: on, m: MRZ{Format: format}}
	for _, line := range lines {
		r.lines = append(r.lines, strings.TrimSpace(line))
	}
	switch format {
	case TD1:
		r.readTD1()
	case TD2:
		r.readTD2()
	case TD3:
		r.readTD3()
	}
	if r.wrong != "" {
		return MRZ{}, &MRZError{Field: r.wrong}
	}
	return r.m, nil
}

// mrzFormatOf finds the layout by the number and length of lines, and refuses characters no zone has.
func mrzFormatOf(lines []string) (MRZFormat, error) {
	for _, f := range []MRZFormat{TD1, TD2, TD3} {
		count, columns := f.Size()
		if len(lines) != count || len(strings.TrimSpace(lines[0])) != columns {
			continue
		}
		for _, line := range lines {
			line = strings.TrimSpace(line)
			if len(line) != columns {
				return 0, &MRZError{Field: "lines"}
			}
			if strings.ContainsFunc(line, func(c rune) bool { return mrzValue(byte(c)) < 0 || c > 'Z' }) {
				return 0, &MRZError{Field: "characters"}
			}
		}
		return f, nil
	}
	return 0, &MRZError{Field: "lines"}
}

// mrzValue is the weight of a character in a check digit; negative for one that no zone contains.
func mrzValue(c byte) int {
	switch {
	case c == '<':
		return 0
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	}
	return -1
}

// mrzCheckDigit sums the characters with the weights 7, 3, 1 modulo 10.
func mrzCheckDigit(s string) byte {
	weights := [3]int{7, 3, 1}
	sum := 0
	for i := range len(s) {
		sum += mrzValue(s[i]) * weights[i%3]
	}
	return byte('0' + sum%10)
}

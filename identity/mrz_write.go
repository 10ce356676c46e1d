package identity

import (
	"fmt"
	"strings"
	"time"

	"github.com/seqrpay/seqr/civil"
)

// WriteMRZ prints a machine readable zone as the lines of its format, with every check digit. Names may be in
// any Latin spelling and are cut if they do not fit, as Doc 9303 asks; anything else that does not
// fit is an [MRZError]. ParseMRZ reads the lines back.
func WriteMRZ(m MRZ) ([]string, error) {
	w := mrzWriter{m: m}
	var lines []string
	switch m.Format {
	case TD1:
		lines = w.writeTD1()
	case TD2:
		lines = w.writeTD2()
	case TD3:
		lines = w.writeTD3()
	default:
		w.fail("lines")
	}
	if w.wrong != "" {
		return nil, &MRZError{Field: w.wrong}
	}
	return lines, nil
}

// mrzWriter prints an MRZ field by field and remembers the first field that does not fit.
type mrzWriter struct {
	m     MRZ
	wrong string
}

func (w *mrzWriter) writeTD1() []string {
	number, optional := w.number(15)
	one := w.document() + w.country() + number + optional
	two := w.birth() + w.sex() + w.expiry() + w.nationality() + w.text("optional", w.m.Optional2, 11)
	if w.wrong != "" {
		return nil
	}
	two += string(mrzCheckDigit(one[5:30] + two[:7] + two[8:15] + two[18:29]))
	return []string{one, two, w.name(30)}
}

func (w *mrzWriter) writeTD2() []string {
	number, optional := w.number(7)
	two := number + w.nationality() + w.birth() + w.sex() + w.expiry() + optional
	one := w.document() + w.country() + w.name(31)
	if w.wrong != "" {
		return nil
	}
	return []string{one, two + string(mrzCheckDigit(two[:10]+two[13:20]+two[21:35]))}
}

func (w *mrzWriter) writeTD3() []string {
	number := w.text("number", w.m.Number, 9)
	personal := w.text("optional", w.m.PersonalNumber, 14)
	two := checked(number) + w.nationality() + w.birth() + w.sex() + w.expiry() + checked(personal)
	one := w.document() + w.country() + w.name(39)
	if strings.Trim(number, "<") == "" {
		w.fail("number")
	}
	if w.wrong != "" {
		return nil
	}
	return []string{one, two + string(mrzCheckDigit(two[:10]+two[13:20]+two[21:43]))}
}

func (w *mrzWriter) fail(field string) {
	if w.wrong == "" {
		w.wrong = field
	}
}

// checked puts a field's check digit behind it.
func checked(s string) string { return s + string(mrzCheckDigit(s)) }

// text is a field of capital letters and digits, padded; spaces and separators become fillers.
func (w *mrzWriter) text(field, s string, width int) string {
	s = strings.TrimRight(mrzFill(s), "<")
	if len(s) > width || strings.ContainsFunc(s, func(c rune) bool { return c > 'Z' || mrzValue(byte(c)) < 0 }) {
		w.fail(field)
		return strings.Repeat("<", width)
	}
	return mrzPad(s, width)
}

func mrzPad(s string, width int) string { return s + strings.Repeat("<", width-len(s)) }

// mrzFill is upper case with fillers for what may stand between letters and digits.
func mrzFill(s string) string {
	return strings.NewReplacer(" ", "<", "-", "<", "/", "<", ".", "<").Replace(strings.ToUpper(s))
}

// number is a card's document number with check digit, and its optional data of the given width. A number
// longer than nine goes on there.
func (w *mrzWriter) number(width int) (number, optional string) {
	full := strings.TrimRight(mrzFill(w.m.Number), "<")
	if len(full) <= 9 {
		if full == "" {
			w.fail("number")
		}
		return checked(w.text("number", full, 9)), w.text("optional", w.m.Optional, width)
	}
	full = w.text("number", full, len(full))
	rest := full[9:] + string(mrzCheckDigit(full))
	if len(rest) > width || strings.Contains(rest, "<") || full[8] == '<' {
		w.fail("number")
		return full[:9] + "<", strings.Repeat("<", width)
	}
	if len(rest) == width {
		if w.m.Optional != "" {
			w.fail("optional")
		}
		return full[:9] + "<", rest
	}
	return full[:9] + "<", rest + "<" + w.text("optional", w.m.Optional, width-len(rest)-1)
}

func (w *mrzWriter) document() string {
	if !mrzDocumentFits(w.m.Format, w.m.Document) {
		w.fail("document")
		return "<<"
	}
	return mrzPad(w.m.Document, 2)
}

func (w *mrzWriter) country() string {
	if !mrzLetters(w.m.Country, 1, 3) {
		w.fail("country")
		return "<<<"
	}
	return mrzPad(w.m.Country, 3)
}

func (w *mrzWriter) nationality() string {
	if !mrzLetters(w.m.Nationality, 0, 3) {
		w.fail("nationality")
		return "<<<"
	}
	return mrzPad(w.m.Nationality, 3)
}

func (w *mrzWriter) sex() string {
	switch w.m.Sex {
	case "":
		return "<"
	case "M", "F":
		return w.m.Sex
	}
	w.fail("sex")
	return "<"
}

func (w *mrzWriter) birth() string  { return w.date("birth date", w.m.BirthDate) }
func (w *mrzWriter) expiry() string { return w.date("expiry", w.m.ExpiresOn) }

// date is YYMMDD with its check digit; what is unknown becomes fillers.
func (w *mrzWriter) date(field string, d civil.Date) string {
	if d.Year < 0 || d.Month < 0 || d.Month > time.December || d.Day < 0 || d.Day > 31 || !mrzDay(d) {
		w.fail(field)
		return "<<<<<<0"
	}
	two := func(known bool, n int) string {
		if !known {
			return "<<"
		}
		return fmt.Sprintf("%02d", n%100)
	}
	return checked(two(d.Year != 0, d.Year) + two(d.Month != 0, int(d.Month)) + two(d.Day != 0, d.Day))
}

// name is the name field. A surname that leaves no room is cut so that the given names begin, and a name that is
// cut fills the field to its last character, by which a reader knows.
func (w *mrzWriter) name(width int) string {
	surname, given := latinCapitals(w.m.Surname), latinCapitals(w.m.GivenNames)
	if surname == "" && given == "" {
		w.fail("name")
		return strings.Repeat("<", width)
	}
	surname, given = strings.ReplaceAll(surname, " ", "<"), strings.ReplaceAll(given, " ", "<")
	if given != "" {
		surname = surname[:min(len(surname), width-3)] + "<<" + given
	}
	return mrzPad(surname[:min(len(surname), width)], width)
}

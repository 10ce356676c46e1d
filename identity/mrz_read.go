package identity

import (
	"strings"
	"time"

	"github.com/seqrpay/seqr/civil"
)

// mrzReader fills an MRZ field by field and remembers the first field that is wrong.
type mrzReader struct {
	on    civil.Date
	lines []string
	m     MRZ
	wrong string
}

func (r *mrzReader) readTD1() {
	one, two, three := r.lines[0], r.lines[1], r.lines[2]
	r.document(one[:2])
	r.country(one[2:5])
	r.number(one[5:15], one[15:30])
	r.birth(two[:7])
	r.sex(two[7])
	r.expiry(two[8:15])
	r.nationality(two[15:18])
	r.m.Optional2 = mrzText(two[18:29])
	r.composite(one[5:30]+two[:7]+two[8:15]+two[18:29], two[29])
	r.name(three)
}

func (r *mrzReader) readTD2() {
	one, two := r.lines[0], r.lines[1]
	r.document(one[:2])
	r.country(one[2:5])
	r.number(two[:10], two[28:35])
	r.nationality(two[10:13])
	r.birth(two[13:20])
	r.sex(two[20])
	r.expiry(two[21:28])
	r.composite(two[:10]+two[13:20]+two[21:35], two[35])
	r.name(one[5:])
}

func (r *mrzReader) readTD3() {
	one, two := r.lines[0], r.lines[1]
	r.document(one[:2])
	r.country(one[2:5])
	r.shortNumber(two[:10])
	r.nationality(two[10:13])
	r.birth(two[13:20])
	r.sex(two[20])
	r.expiry(two[21:28])
	r.m.PersonalNumber = mrzText(two[28:42])
	r.check("optional", two[28:42], two[42])
	r.composite(two[:10]+two[13:20]+two[21:43], two[43])
	r.name(one[5:])
}

func (r *mrzReader) fail(field string) {
	if r.wrong == "" {
		r.wrong = field
	}
}

// check compares a field with its check digit. An empty field may have a filler in place of a zero.
func (r *mrzReader) check(field, content string, digit byte) {
	if digit == '<' && strings.Trim(content, "<") == "" {
		return
	}
	if digit != mrzCheckDigit(content) {
		r.fail(field)
	}
}

func (r *mrzReader) composite(content string, digit byte) {
	if digit != mrzCheckDigit(content) {
		r.fail("composite")
	}
}

// document takes the document code. Visas begin with V and have no composite check digit: they prove no identity.
func (r *mrzReader) document(code string) {
	r.m.Document = mrzText(code)
	if !mrzDocumentFits(r.m.Format, r.m.Document) {
		r.fail("document")
	}
}

// mrzDocumentFits says whether a document code belongs on a layout: P on TD3; A, C, I and the D of some driving
// licences on the cards.
func mrzDocumentFits(f MRZFormat, code string) bool {
	if !mrzLetters(code, 1, 2) {
		return false
	}
	if f == TD3 {
		return code[0] == 'P'
	}
	return strings.IndexByte("ACID", code[0]) >= 0
}

func (r *mrzReader) country(code string) {
	r.m.Country = mrzText(code)
	if !mrzLetters(r.m.Country, 1, 3) {
		r.fail("country")
	}
}

// nationality may be missing: a stateless person's document may leave it out.
func (r *mrzReader) nationality(code string) {
	r.m.Nationality = mrzText(code)
	if !mrzLetters(r.m.Nationality, 0, 3) {
		r.fail("nationality")
	}
}

// number takes a card's document number, and the optional data after it. A number longer than nine
// characters has a filler for its check digit and goes on in the optional data: rest, check digit, filler.
func (r *mrzReader) number(field, optional string) {
	if field[9] != '<' {
		r.shortNumber(field)
		r.m.Optional = mrzText(optional)
		return
	}
	rest, after, _ := strings.Cut(optional, "<")
	if len(rest) < 2 || field[8] == '<' {
		r.fail("number")
		return
	}
	number, digit := field[:9]+rest[:len(rest)-1], rest[len(rest)-1]
	r.m.Number, r.m.Optional = mrzText(number), mrzText(after)
	r.check("number", number, digit)
}

func (r *mrzReader) shortNumber(field string) {
	r.m.Number = mrzText(field[:9])
	if strings.Trim(field[:9], "<") == "" {
		r.fail("number")
	}
	r.check("number", field[:9], field[9])
}

func (r *mrzReader) sex(c byte) {
	switch c {
	case 'M', 'F':
		r.m.Sex = string(c)
	case '<', 'X':
		r.m.Sex = ""
	default:
		r.fail("sex")
	}
}

// birth takes a birth date: the latest year that does not put it after today.
func (r *mrzReader) birth(field string) {
	r.check("birth date", field[:6], field[6])
	year, d, ok := mrzDate(field[:6])
	if ok && year >= 0 {
		d.Year = r.on.Year - r.on.Year%100 + year
		if d.After(r.on) { // an unknown month or day counts as the earliest
			d.Year -= 100
		}
		ok = mrzDay(d)
	}
	if !ok {
		r.fail("birth date")
	}
	r.m.BirthDate = d
}

// expiry takes an expiry date: the year from 50 before to 49 after today's.
func (r *mrzReader) expiry(field string) {
	r.check("expiry", field[:6], field[6])
	year, d, ok := mrzDate(field[:6])
	if ok && year >= 0 {
		first := r.on.Year - 50
		d.Year = first + ((year-first)%100+100)%100
		ok = mrzDay(d)
	}
	if !ok {
		r.fail("expiry")
	}
	r.m.ExpiresOn = d
}

func (r *mrzReader) name(field string) {
	surname, given, _ := strings.Cut(field, "<<")
	r.m.Surname, r.m.GivenNames = mrzWords(surname), mrzWords(given)
	if r.m.Surname == "" && r.m.GivenNames == "" || strings.ContainsAny(field, "0123456789") {
		r.fail("name")
	}
}

// mrzText is a field without padding; a filler inside stands for a space or a separator.
func mrzText(s string) string {
	return strings.ReplaceAll(strings.TrimRight(s, "<"), "<", " ")
}

// mrzWords is a name: its words with one space between.
func mrzWords(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == '<' }), " ")
}

func mrzLetters(s string, least, most int) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool { return c < 'A' || c > 'Z' })
}

// mrzDate reads YYMMDD. A part that is unknown is two fillers, answered as year -1 or month or day 0.
func mrzDate(s string) (year int, d civil.Date, ok bool) {
	year, okYear := mrzTwoDigits(s[:2])
	month, okMonth := mrzTwoDigits(s[2:4])
	day, okDay := mrzTwoDigits(s[4:6])
	d = civil.Date{Month: time.Month(max(month, 0)), Day: max(day, 0)}
	known := month != 0 && month <= 12 && day != 0 && day <= 31
	return year, d, okYear && okMonth && okDay && known
}

// mrzTwoDigits reads two digits, or two fillers as -1.
func mrzTwoDigits(s string) (n int, ok bool) {
	if s == "<<" {
		return -1, true
	}
	if s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9' {
		return 0, false
	}
	return int(s[0]-'0')*10 + int(s[1]-'0'), true
}

// mrzDay says whether the calendar has such a day, as far as it is known.
func mrzDay(d civil.Date) bool {
	return d.Year == 0 || d.Month == 0 || d.Day == 0 || d.Valid()
}

package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/fault"
)

// mrzToday is the day as of which the tests read two-digit years.
var mrzToday = civil.Date{Year: 2026, Month: time.November, Day: 21}

// The specimens that ICAO Doc 9303 prints, of the state of Utopia.
var (
	icaoTD1 = []string{
		"I<UTOD231458907<<<<<<<<<<<<<<<",
		"7408122F1204159UTO<<<<<<<<<<<6",
		"ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
	}
	icaoTD2 = []string{
		"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
		"D231458907UTO7408122F1204159<<<<<<<6",
	}
	icaoTD3 = []string{
		"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
		"L898902C36UTO7408122F1204159ZE184226B<<<<<10",
	}
	icaoTD1Long = []string{
		"I<UTOD23145890<7349<<<<<<<<<<<",
		"3407127M9507122UTO<<<<<<<<<<<2",
		"STEVENSON<<PETER<JOHN<<<<<<<<<",
	}
	icaoTD2Long = []string{
		"I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<",
		"D23145890<UTO3407127M95071227349<<<8",
	}
)

func anna(f identity.MRZFormat, document, number string) identity.MRZ {
	return identity.MRZ{
		Format: f, Document: document, Country: "UTO", Number: number,
		Surname: "ERIKSSON", GivenNames: "ANNA MARIA", Nationality: "UTO",
		BirthDate: civil.Date{Year: 1974, Month: 8, Day: 12},
		ExpiresOn: civil.Date{Year: 2012, Month: 4, Day: 15},
		Sex:       "F",
	}
}

func peter(f identity.MRZFormat) identity.MRZ {
	return identity.MRZ{
		Format: f, Document: "I", Country: "UTO", Number: "D23145890734",
		Surname: "STEVENSON", GivenNames: "PETER JOHN", Nationality: "UTO",
		BirthDate: civil.Date{Year: 1934, Month: 7, Day: 12},
		ExpiresOn: civil.Date{Year: 1995, Month: 7, Day: 12},
		Sex:       "M",
	}
}

func TestParseMRZReadsTheSpecimensOfDoc9303(t *testing.T) {
	passport := anna(identity.TD3, "P", "L898902C3")
	passport.PersonalNumber = "ZE184226B"
	cases := []struct {
		name  string
		lines []string
		want  identity.MRZ
	}{
		{"TD1", icaoTD1, anna(identity.TD1, "I", "D23145890")},
		{"TD2", icaoTD2, anna(identity.TD2, "I", "D23145890")},
		{"TD3", icaoTD3, passport},
		{"TD1 long number", icaoTD1Long, peter(identity.TD1)},
		{"TD2 long number", icaoTD2Long, peter(identity.TD2)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := identity.ParseMRZ(mrzToday, c.lines...)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			back, err := identity.WriteMRZ(got)
			require.NoError(t, err)
			require.Equal(t, c.lines, back)
		})
	}
}

// Every character under a check digit: changing it to one of another weight is noticed, and the field named is a sensible one.
func TestParseMRZNoticesEveryChangedDigit(t *testing.T) {
	for _, lines := range [][]string{icaoTD1, icaoTD2, icaoTD3, icaoTD1Long, icaoTD2Long} {
		for i, line := range lines {
			for at := range line {
				if line[at] < '0' || line[at] > '9' {
					continue
				}
				changed := append([]string(nil), lines...)
				digit := '0' + (line[at]-'0'+1)%10
				changed[i] = line[:at] + string(digit) + line[at+1:]
				_, err := identity.ParseMRZ(mrzToday, changed...)
				require.ErrorIs(t, err, identity.ErrMRZ, "line %d column %d", i, at)
			}
		}
	}
}

func TestParseMRZNamesTheWrongField(t *testing.T) {
	change := func(lines []string, line, at int, with string) []string {
		out := append([]string(nil), lines...)
		out[line] = out[line][:at] + with + out[line][at+len(with):]
		return out
	}
	cases := []struct {
		field string
		lines []string
	}{
		{"lines", nil},
		{"lines", []string{""}},
		{"lines", icaoTD1[:2]},
		{"lines", []string{icaoTD3[0], icaoTD3[1][:43]}},
		{"lines", []string{icaoTD1[0], icaoTD1[1], icaoTD1[2] + "<"}},
		{"characters", change(icaoTD3, 0, 5, "é")},
		{"characters", change(icaoTD3, 0, 5, "e")},
		{"document", change(icaoTD3, 0, 0, "V")},
		{"document", change(icaoTD1, 0, 0, "P")},
		{"document", change(icaoTD1, 0, 0, "<")},
		{"country", change(icaoTD1, 0, 2, "<<<")},
		{"country", change(icaoTD1, 0, 2, "U1O")},
		{"nationality", change(icaoTD3, 1, 10, "U<O")},
		{"number", change(icaoTD3, 1, 0, "M")},
		{"number", change(icaoTD3, 1, 0, "<<<<<<<<<0")},
		{"number", change(icaoTD1Long, 0, 15, "<")},
		{"number", change(icaoTD1Long, 0, 18, "8")},
		{"birth date", change(icaoTD3, 1, 13, "740813")},
		{"birth date", change(icaoTD3, 1, 13, "7413122")},
		{"birth date", change(icaoTD3, 1, 13, "7A08122")},
		{"sex", change(icaoTD3, 1, 20, "Q")},
		{"expiry", change(icaoTD3, 1, 21, "120416")},
		{"expiry", change(icaoTD3, 1, 21, "1202300")},
		{"optional", change(icaoTD3, 1, 28, "Y")},
		{"composite", change(icaoTD3, 1, 43, "1")},
		{"composite", change(icaoTD1, 0, 20, "B")},
		{"name", change(icaoTD3, 0, 5, strings.Repeat("<", 39))},
		{"name", change(icaoTD3, 0, 5, "3")},
	}
	for _, c := range cases {
		_, err := identity.ParseMRZ(mrzToday, c.lines...)
		var wrong *identity.MRZError
		require.ErrorAs(t, err, &wrong, c.field)
		require.Equal(t, c.field, wrong.Field)
		require.ErrorIs(t, err, identity.ErrMRZ)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
}

func TestMRZYears(t *testing.T) {
	cases := []struct {
		birth, expiry         string // YYMMDD
		wantBirth, wantExpiry civil.Date
	}{
		{"261121", "261121", civil.Date{Year: 2026, Month: 11, Day: 21}, civil.Date{Year: 2026, Month: 11, Day: 21}},
		{"261122", "751231", civil.Date{Year: 1926, Month: 11, Day: 22}, civil.Date{Year: 2075, Month: 12, Day: 31}},
		{"000229", "760101", civil.Date{Year: 2000, Month: 2, Day: 29}, civil.Date{Year: 1976, Month: 1, Day: 1}},
		{"74<<<<", "<<<<<<", civil.Date{Year: 1974}, civil.Date{}},
		{"7408<<", "3002<<", civil.Date{Year: 1974, Month: 8}, civil.Date{Year: 2030, Month: 2}},
		{"26<<<<", "30<<<<", civil.Date{Year: 2026}, civil.Date{Year: 2030}},
		{"<<<<<<", "991231", civil.Date{}, civil.Date{Year: 1999, Month: 12, Day: 31}},
		{"<<0812", "280229", civil.Date{Month: 8, Day: 12}, civil.Date{Year: 2028, Month: 2, Day: 29}},
	}
	for _, c := range cases {
		m := anna(identity.TD3, "P", "L898902C3")
		m.BirthDate, m.ExpiresOn = c.wantBirth, c.wantExpiry
		lines, err := identity.WriteMRZ(m)
		require.NoError(t, err)
		require.Equal(t, c.birth, lines[1][13:19])
		require.Equal(t, c.expiry, lines[1][21:27])
		got, err := identity.ParseMRZ(mrzToday, lines...)
		require.NoError(t, err)
		require.Equal(t, c.wantBirth, got.BirthDate)
		require.Equal(t, c.wantExpiry, got.ExpiresOn)
	}
}

func TestParseMRZAcceptsAFillerForTheCheckDigitOfAnEmptyField(t *testing.T) {
	want := anna(identity.TD3, "P", "L898902C3")
	lines, err := identity.WriteMRZ(want)
	require.NoError(t, err)
	require.Equal(t, byte('0'), lines[1][42])
	lines[1] = lines[1][:42] + "<" + lines[1][43:]
	got, err := identity.ParseMRZ(mrzToday, lines...)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestWriteMRZRefusesWhatDoesNotFit(t *testing.T) {
	cases := []struct {
		field  string
		spoil  func(m *identity.MRZ)
		format identity.MRZFormat
	}{
		{"lines", func(m *identity.MRZ) { m.Format = 9 }, identity.TD1},
		{"document", func(m *identity.MRZ) { m.Document = "X" }, identity.TD1},
		{"document", func(m *identity.MRZ) { m.Document = "PASS" }, identity.TD3},
		{"country", func(m *identity.MRZ) { m.Country = "" }, identity.TD2},
		{"nationality", func(m *identity.MRZ) { m.Nationality = "UTOP" }, identity.TD3},
		{"number", func(m *identity.MRZ) { m.Number = " " }, identity.TD3},
		{"number", func(m *identity.MRZ) { m.Number = "" }, identity.TD1},
		{"number", func(m *identity.MRZ) { m.Number = "1234567890" }, identity.TD3},
		{"number", func(m *identity.MRZ) { m.Number = strings.Repeat("1", 24) }, identity.TD1},
		{"number", func(m *identity.MRZ) { m.Number = "123456789 1" }, identity.TD2},
		{"number", func(m *identity.MRZ) { m.Number = "Ø1" }, identity.TD2},
		{"birth date", func(m *identity.MRZ) { m.BirthDate.Month = 13 }, identity.TD3},
		{"birth date", func(m *identity.MRZ) { m.BirthDate.Year = -1 }, identity.TD1},
		{"expiry", func(m *identity.MRZ) { m.ExpiresOn = civil.Date{Year: 2027, Month: 2, Day: 29} }, identity.TD2},
		{"sex", func(m *identity.MRZ) { m.Sex = "X" }, identity.TD2},
		{"optional", func(m *identity.MRZ) { m.Optional2 = "123456789012" }, identity.TD1},
		{"optional", func(m *identity.MRZ) { m.PersonalNumber = "1234567890ABCDE" }, identity.TD3},
		{"optional", func(m *identity.MRZ) { m.Number, m.Optional = "1234567890ABCDE", "1" }, identity.TD2},
		{"name", func(m *identity.MRZ) { m.Surname, m.GivenNames = "安娜", "" }, identity.TD3},
	}
	for _, c := range cases {
		m := anna(c.format, "I", "D23145890")
		if c.format == identity.TD3 {
			m.Document = "P"
		}
		c.spoil(&m)
		_, err := identity.WriteMRZ(m)
		var wrong *identity.MRZError
		require.ErrorAs(t, err, &wrong, c.field)
		require.Equal(t, c.field, wrong.Field)
	}
}

func TestWriteMRZLongestNumberFillsTheOptionalData(t *testing.T) {
	m := anna(identity.TD1, "I", strings.Repeat("7", 23))
	lines, err := identity.WriteMRZ(m)
	require.NoError(t, err)
	got, err := identity.ParseMRZ(mrzToday, lines...)
	require.NoError(t, err)
	require.Equal(t, m, got)
}

func TestWriteMRZTransliteratesAndCutsNames(t *testing.T) {
	cases := []struct{ surname, given, want string }{
		{"O'Connor", "Enya Siobhan", "OCONNOR<<ENYA<SIOBHAN<<<<<<<<<"},
		{"Müller-Größ", "Jörg", "MUELLER<GROESS<<JOERG<<<<<<<<<"},
		{"Ångström", "Åsa", "AANGSTROEM<<AASA<<<<<<<<<<<<<<"},
		{"Núñez", "José María", "NUNEZ<<JOSE<MARIA<<<<<<<<<<<<<"},
		{"Arkfreith", "", "ARKFREITH<<<<<<<<<<<<<<<<<<<<<"},
		{"Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA<<CHAYAPA<DEJT"},
		{"Bennelong Wooloomooloo Warrandyte", "Warnambool", "BENNELONG<WOOLOOMOOLOO<WARR<<W"},
	}
	for _, c := range cases {
		m := anna(identity.TD1, "I", "1")
		m.Surname, m.GivenNames = c.surname, c.given
		lines, err := identity.WriteMRZ(m)
		require.NoError(t, err)
		require.Equal(t, c.want, lines[2])
	}
}

func TestMRZNameMatches(t *testing.T) {
	cases := []struct {
		surname, given, written string
		want                    bool
	}{
		{"ERIKSSON", "ANNA MARIA", "Anna Maria Eriksson", true},
		{"ERIKSSON", "ANNA MARIA", "Eriksson, Anna", true},
		{"ERIKSSON", "ANNA MARIA", "ANNA ERIKSSON", true},
		{"ERIKSSON", "ANNA MARIA", "Maria Eriksson", false},
		{"ERIKSSON", "ANNA MARIA", "Anna Eriksen", false},
		{"ERIKSSON", "ANNA MARIA", "Anna", false},
		{"ERIKSSON", "ANNA MARIA", "", false},
		{"", "", "Anna Eriksson", false},
		{"MUELLER GROESS", "JOERG", "Jörg Müller-Größ", true},
		{"MULLER GROSS", "JORG", "Jörg Müller-Groß", true},
		{"OCONNOR", "SIOBHAN", "Siobhán O'Connor", true},
		{"OCONNOR", "SIOBHAN", "Siobhán O’Connor", true},
		{"ANNA", "ANNA", "Anna", false},
		{"ANNA", "ANNA", "Anna Anna", true},
		{"SUKARNO", "", "Sukarno", true},
		{"NILAVADHANANANDA", "CHAYAPA DEJT", "Chayapa Dejthamrong Nilavadhanananda", true},
		{"BENNELONG WOOLOOMOOLOO WARR", "W", "Warnambool Bennelong Wooloomooloo Warrandyte", true},
		{"BENNELONG WOOLOOMOOLO", "W", "Warnambool Bennelong Wooloomooloo", false},
	}
	for _, c := range cases {
		m := identity.MRZ{Format: identity.TD1, Surname: c.surname, GivenNames: c.given}
		require.Equal(t, c.want, m.NameMatches(c.written), "%s, %s / %s", c.surname, c.given, c.written)
	}
}

func TestMRZKind(t *testing.T) {
	for code, want := range map[string]identity.DocumentKind{
		"P": identity.Passport, "PN": identity.Passport, "D": identity.DrivingLicence, "DL": identity.DrivingLicence,
		"I": identity.IdentityCard, "ID": identity.IdentityCard, "AC": identity.IdentityCard, "C": identity.IdentityCard,
	} {
		require.Equal(t, want, identity.MRZ{Document: code}.Kind(), code)
	}
}

func TestMRZFormatString(t *testing.T) {
	require.Equal(t, "TD1 TD2 TD3 unknown", strings.Join([]string{
		identity.TD1.String(), identity.TD2.String(), identity.TD3.String(), identity.MRZFormat(0).String(),
	}, " "))
	lines, columns := identity.MRZFormat(0).Size()
	require.Zero(t, lines+columns)
}

// Whatever is written is read back as it was.
func TestMRZRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[A-Z]{1,8}`)
		m := identity.MRZ{
			Format:      rapid.SampledFrom([]identity.MRZFormat{identity.TD1, identity.TD2, identity.TD3}).Draw(t, "format"),
			Country:     rapid.StringMatching(`[A-Z]{1,3}`).Draw(t, "country"),
			Number:      rapid.StringMatching(`[A-Z0-9]{1,9}`).Draw(t, "number"),
			Surname:     word.Draw(t, "surname"),
			GivenNames:  word.Draw(t, "given") + " " + word.Draw(t, "second"),
			Nationality: rapid.StringMatching(`[A-Z]{0,3}`).Draw(t, "nationality"),
			BirthDate:   mrzToday.AddDays(-rapid.IntRange(0, 36_000).Draw(t, "age")),
			ExpiresOn:   mrzToday.AddDays(rapid.IntRange(-18_000, 17_000).Draw(t, "left")),
			Sex:         rapid.SampledFrom([]string{"", "M", "F"}).Draw(t, "sex"),
		}
		m.Document = "P"
		if m.Format != identity.TD3 {
			m.Document = rapid.StringMatching(`[ACI][A-Z]?`).Draw(t, "document")
			m.Number = rapid.StringMatching(`[A-Z0-9]{1,12}`).Draw(t, "card number")
			m.Optional = rapid.StringMatching(`[A-Z0-9]{0,2}`).Draw(t, "optional")
		}
		if m.Format == identity.TD3 {
			m.PersonalNumber = rapid.StringMatching(`[A-Z0-9]{0,14}`).Draw(t, "personal")
		}
		lines, err := identity.WriteMRZ(m)
		require.NoError(t, err)
		got, err := identity.ParseMRZ(mrzToday, lines...)
		require.NoError(t, err)
		require.Equal(t, m, got)
	})
}

// No input panics, and what is read can be written and read again with the same content.
func FuzzMRZ(f *testing.F) {
	for _, lines := range [][]string{icaoTD1, icaoTD2, icaoTD3, icaoTD1Long, icaoTD2Long, {"", "", ""}, {"\xff", "é"}} {
		f.Add(strings.Join(lines, "\n"))
	}
	f.Add("P<UTO<<<B<<C<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nL898902C36UTO<<<<<<0<<<<<<<<<<<<<<<<<<<<<<<<8")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := identity.ParseMRZ(mrzToday, strings.Split(text, "\n")...)
		if err != nil {
			require.ErrorIs(t, err, identity.ErrMRZ)
			return
		}
		lines, err := identity.WriteMRZ(m)
		require.NoError(t, err)
		again, err := identity.ParseMRZ(mrzToday, lines...)
		require.NoError(t, err)
		require.Equal(t, m, again)
	})
}

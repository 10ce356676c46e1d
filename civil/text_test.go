package civil_test

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/civil"
)

func TestParsersAreStrict(t *testing.T) {
	for _, s := range []string{
		"", "2026-1-01", "2026-01-1", "2026/01/01", "20260101", " 2026-01-01", "2026-01-01 ", "2026-01-01T00:00:00Z",
		"2026-02-29", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01", "-026-01-01", "+026-01-01",
		"2026-01-+1", "２026-01-01", "2026-0x-01", "02026-01-01",
	} {
		_, err := civil.ParseDate(s)
		require.ErrorIs(t, err, civil.ErrDate, "%q", s)
	}
	for _, s := range []string{"", "2026-1", "2026-13", "2026-00", "2026/01", "2026-01-01", "0000-01", "2026-+1", " 026-01"} {
		_, err := civil.ParseMonth(s)
		require.ErrorIs(t, err, civil.ErrMonth, "%q", s)
	}
	for _, s := range []string{"", "2026Q1", "2026-q1", "2026-Q0", "2026-Q5", "2026-Q11", "0000-Q1", "2026-Q+", "26-Q1"} {
		_, err := civil.ParseQuarter(s)
		require.ErrorIs(t, err, civil.ErrQuarter, "%q", s)
	}
}

func TestTextRoundTrip(t *testing.T) {
	type periods struct {
		Day     civil.Date
		Month   civil.Month
		Quarter civil.Quarter
	}
	full := periods{civil.Date{Year: 2028, Month: 2, Day: 29}, civil.Month{Year: 7, Month: 12}, civil.Quarter{Year: 9999, Number: 4}}
	for text, want := range map[string]periods{
		`{"Day":"2028-02-29","Month":"0007-12","Quarter":"9999-Q4"}`: full,
		`{"Day":"","Month":"","Quarter":""}`:                         {},
	} {
		b, err := json.Marshal(want)
		require.NoError(t, err)
		require.Equal(t, text, string(b))
		got := full
		require.NoError(t, json.Unmarshal(b, &got))
		require.Equal(t, want, got)
	}
	for _, bad := range []string{`{"Day":"x"}`, `{"Month":"x"}`, `{"Quarter":"x"}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &periods{}))
	}
	_, err := civil.Month{Year: 2026, Month: 13}.MarshalText()
	require.ErrorIs(t, err, civil.ErrMonth)
	_, err = civil.Quarter{Year: 2026, Number: 5}.MarshalText()
	require.ErrorIs(t, err, civil.ErrQuarter)
}

// Whatever a parser accepts has its one form and prints as it was read.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-02-28", "2000-02-29", "2026-02-29", "2026-12", "2026-Q4", "0000-00-00", "9999-12-31", "", "\xff026-01-01"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`^[0-9]{4}-([0-9]{2}-[0-9]{2}|[0-9]{2}|Q[1-4])$`)
	f.Fuzz(func(t *testing.T, s string) {
		d, errDate := civil.ParseDate(s)
		m, errMonth := civil.ParseMonth(s)
		q, errQuarter := civil.ParseQuarter(s)
		read := map[string]bool{}
		if errDate == nil {
			require.True(t, d.Valid())
			read[d.String()] = true
		}
		if errMonth == nil {
			require.True(t, m.Valid())
			read[m.String()] = true
		}
		if errQuarter == nil {
			require.True(t, q.Valid())
			read[q.String()] = true
		}
		if len(read) > 0 {
			require.Equal(t, map[string]bool{s: true}, read)
			require.Regexp(t, form, s)
		}
	})
}

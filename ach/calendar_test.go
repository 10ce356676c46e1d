package ach_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

func date(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	require.NoError(t, err)
	return d
}

// The weekdays on which the Federal Reserve is closed, by its own schedule and its rules.
var fedClosed = map[int]string{
	2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
	2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-23 12-25",
	2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
	2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
	2026: "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25",
	2027: "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25",
	2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-23 12-25",
	2029: "01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25",
	2030: "01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
	2031: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
	2032: "01-01 01-19 02-16 05-31 07-05 09-06 10-11 11-11 11-25",
	2033: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
	2034: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-23 12-25",
	2035: "01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25",
	2036: "01-01 01-21 02-18 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
	2037: "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25",
	2038: "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25",
	2039: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
	2040: "01-02 01-16 02-20 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25",
	2041: "01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
	2042: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
	2043: "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25",
	2044: "01-01 01-18 02-15 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
}

// The weekdays on which TARGET is closed.
var targetClosed = map[int]string{
	2022: "04-15 04-18 12-26",
	2023: "04-07 04-10 05-01 12-25 12-26",
	2024: "01-01 03-29 04-01 05-01 12-25 12-26",
	2025: "01-01 04-18 04-21 05-01 12-25 12-26",
	2026: "01-01 04-03 04-06 05-01 12-25",
	2027: "01-01 03-26 03-29",
	2028: "04-14 04-17 05-01 12-25 12-26",
	2029: "01-01 03-30 04-02 05-01 12-25 12-26",
	2030: "01-01 04-19 04-22 05-01 12-25 12-26",
	2031: "01-01 04-11 04-14 05-01 12-25 12-26",
	2032: "01-01 03-26 03-29",
	2033: "04-15 04-18 12-26",
	2034: "04-07 04-10 05-01 12-25 12-26",
	2035: "01-01 03-23 03-26 05-01 12-25 12-26",
	2036: "01-01 04-11 04-14 05-01 12-25 12-26",
	2037: "01-01 04-03 04-06 05-01 12-25",
	2038: "01-01 04-23 04-26",
	2039: "04-08 04-11 12-26",
	2040: "03-30 04-02 05-01 12-25 12-26",
	2041: "01-01 04-19 04-22 05-01 12-25 12-26",
	2042: "01-01 04-04 04-07 05-01 12-25 12-26",
	2043: "01-01 03-27 03-30 05-01 12-25",
	2044: "01-01 04-15 04-18 12-26",
}

// The weekdays on which Swedish banks do not settle.
var swedenClosed = map[int]string{
	2025: "01-01 01-06 04-18 04-21 05-01 05-29 06-06 06-20 12-24 12-25 12-26 12-31",
	2026: "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31",
}

// The weekdays among the public holidays of Romania, with the Orthodox Easter.
var romaniaClosed = map[int]string{
	2024: "01-01 01-02 01-24 05-01 05-03 05-06 06-24 08-15 12-25 12-26",
	2025: "01-01 01-02 01-06 01-07 01-24 04-18 04-21 05-01 06-09 08-15 12-01 12-25 12-26",
	2026: "01-01 01-02 01-06 01-07 04-10 04-13 05-01 06-01 11-30 12-01 12-25",
}

// The bank holidays of England and Wales, with their substitute days.
var ukClosed = map[int]string{
	2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
	2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
	2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
	2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
	2033: "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27",
}

// Every day of 2022 to 2044 is open or closed as listed (MKT-6).
func TestCalendarDays(t *testing.T) {
	for name, tt := range map[string]struct {
		calendar ach.Calendar
		closed   map[int]string
	}{
		"Fed":            {ach.FedCalendar(), fedClosed},
		"TARGET":         {ach.TARGETCalendar(), targetClosed},
		"Sweden":         {ach.SwedenCalendar(), swedenClosed},
		"Romania":        {ach.RomaniaCalendar(), romaniaClosed},
		"United Kingdom": {ach.UKCalendar(), ukClosed},
	} {
		t.Run(name, func(t *testing.T) {
			for year, want := range tt.closed {
				var closed []string
				for d := (civil.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
					weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
					if weekend {
						require.False(t, tt.calendar.IsBankingDay(d), d)
					} else if !tt.calendar.IsBankingDay(d) {
						closed = append(closed, d.String()[5:])
					}
				}
				require.Equal(t, want, strings.Join(closed, " "), year)
			}
		})
	}
}

// Where calendars of public holidays, rather than of banks, go wrong.
func TestCalendarTraps(t *testing.T) {
	fed := ach.FedCalendar()
	for day, open := range map[string]bool{
		"2026-07-03": true, // Friday before a Saturday holiday
		"2027-06-18": true,
		"2027-12-24": true,
		"2027-12-31": true,
		"2028-11-10": true,
		"2032-06-18": true,
		"2032-12-24": true,
		"2032-12-31": true,
		"2025-01-09": true,  // a day of mourning
		"2020-06-19": true,  // Juneteenth is a holiday from 2021
		"2022-06-20": false, // Monday after a Sunday holiday
		"2023-01-02": false,
		"2022-01-03": true,  // 1 January was a Saturday
		"2024-02-29": true,  // leap day
		"2026-11-26": false, // Thanksgiving
		"2026-11-27": true,
	} {
		require.Equal(t, open, fed.IsBankingDay(date(t, day)), day)
	}
	target := ach.TARGETCalendar()
	for day, open := range map[string]bool{
		"2026-04-03": false, // Good Friday
		"2026-04-06": false, // Easter Monday
		"2027-05-03": true,  // 1 May is a Saturday and not moved
		"2022-01-03": true,
		"2026-07-03": true,
		"2026-11-26": true, // Thanksgiving is none of Europe's
	} {
		require.Equal(t, open, target.IsBankingDay(date(t, day)), day)
	}
}

func TestCalendarExtra(t *testing.T) {
	extra := []civil.Date{date(t, "2026-01-09")}
	c := ach.FedCalendar(extra...)
	extra[0] = date(t, "2026-01-08")
	require.False(t, c.IsBankingDay(date(t, "2026-01-09")))
	require.True(t, c.IsBankingDay(date(t, "2026-01-08")), "the calendar keeps its own copy")
	require.Equal(t, date(t, "2026-01-12"), c.Add(date(t, "2026-01-08"), 1))
	require.False(t, ach.TARGETCalendar(date(t, "2026-01-09")).IsBankingDay(date(t, "2026-01-09")))
}

func TestCalendarZero(t *testing.T) {
	require.True(t, ach.Calendar{}.IsZero())
	require.False(t, ach.FedCalendar().IsZero())
	require.Equal(t, date(t, "2026-01-05"), ach.Calendar{}.Next(date(t, "2026-01-03")), "only weekends are known")
}

func TestCalendarNextAndAdd(t *testing.T) {
	fed := ach.FedCalendar()
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-02", 0, "2026-01-02"}, // Friday
		{"2026-01-03", 0, "2026-01-05"}, // Saturday
		{"2026-01-03", 1, "2026-01-05"}, // one banking day after a Saturday
		{"2026-01-02", 1, "2026-01-05"},
		{"2026-01-02", 3, "2026-01-07"},
		{"2026-01-16", 1, "2026-01-20"},  // over Martin Luther King's day
		{"2025-12-31", 1, "2026-01-02"},  // over a year's end
		{"2026-07-02", 2, "2026-07-06"},  // the Friday is open
		{"2026-01-02", -5, "2026-01-02"}, // no way back
		{"2026-01-03", -5, "2026-01-05"},
	} {
		require.Equal(t, date(t, tt.want), fed.Add(date(t, tt.from), tt.n), "%s + %d", tt.from, tt.n)
	}
	require.Equal(t, date(t, "2026-01-20"), fed.Next(date(t, "2026-01-17")))
	require.Equal(t, date(t, "2026-01-20"), fed.Next(date(t, "2026-01-20")))
}

func TestCalendarBack(t *testing.T) {
	target := ach.TARGETCalendar()
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-05", 0, "2026-01-05"}, // Monday
		{"2026-01-05", 1, "2026-01-02"},
		{"2026-01-05", 2, "2025-12-31"}, // over a year's end
		{"2026-01-04", 0, "2026-01-02"}, // Sunday
		{"2026-01-04", 1, "2025-12-31"}, // and a holiday
		{"2026-04-07", 1, "2026-04-02"}, // over Easter
		{"2026-04-07", -1, "2026-04-07"},
	} {
		require.Equal(t, date(t, tt.want), target.Back(date(t, tt.from), tt.n), "%s - %d", tt.from, tt.n)
	}
}

func TestCalendarProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]ach.Calendar{ach.FedCalendar(), ach.TARGETCalendar()}).Draw(t, "calendar")
		d := civil.Date{Year: 2022, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 8400).Draw(t, "day"))
		a, b := rapid.IntRange(1, 30).Draw(t, "a"), rapid.IntRange(1, 30).Draw(t, "b")
		require.True(t, c.IsBankingDay(c.Add(d, a)))
		require.Equal(t, c.Add(d, a+b), c.Add(c.Add(d, a), b), "steps add up")
		require.True(t, c.Add(d, a).Before(c.Add(d, a+b)))
		require.LessOrEqual(t, c.Next(d).DaysSince(d), 5, "banks never rest longer")
		require.Equal(t, c.Next(d), c.Add(d, 0))
		require.Equal(t, c.Next(d), c.Back(c.Add(c.Next(d), a), a), "and back")
		require.False(t, c.Back(d, 0).After(d))
	})
}

// Whatever the date, an answer comes, and it is a banking day at most a week away.
func FuzzCalendar(f *testing.F) {
	f.Add(2026, 7, 3)
	f.Add(2000, 2, 29)
	f.Add(0, 0, 0)
	f.Add(-400, 13, 400)
	f.Add(9999, 12, 31)
	f.Fuzz(func(t *testing.T, year, month, day int) {
		if year < -10_000 || year > 100_000 || month < -100 || month > 100 || day < -10_000 || day > 10_000 {
			return
		}
		d := civil.Date{Year: year, Month: time.Month(month), Day: day}
		for _, c := range []ach.Calendar{ach.FedCalendar(), ach.TARGETCalendar(), {}} {
			next := c.Next(d)
			require.True(t, c.IsBankingDay(next))
			require.LessOrEqual(t, next.DaysSince(d.AddDays(0)), 7)
			require.True(t, c.Add(d, 1).After(d.AddDays(0)))
		}
	})
}

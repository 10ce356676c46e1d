package civil_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/civil"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func date(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	require.NoError(t, err)
	return d
}

func TestDateOfIsThatOfTheZone(t *testing.T) {
	newYork := zone(t, "America/New_York")
	for _, c := range []struct{ at, utc, newYork string }{
		{"2026-01-01T04:59:59.999999Z", "2026-01-01", "2025-12-31"},
		{"2026-01-01T05:00:00Z", "2026-01-01", "2026-01-01"},
		{"2028-03-01T04:59:59.999999Z", "2028-03-01", "2028-02-29"},
		{"2026-07-01T03:59:59.999999Z", "2026-07-01", "2026-06-30"}, // daylight saving time
		{"2026-07-01T04:00:00Z", "2026-07-01", "2026-07-01"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		require.Equal(t, c.utc, civil.DateOf(at, time.UTC).String(), c.at)
		require.Equal(t, c.newYork, civil.DateOf(at, newYork).String(), c.at)
	}
}

func TestDateArithmetic(t *testing.T) {
	for _, c := range []struct {
		from        string
		days, years int
		want        string
	}{
		{"2026-01-31", 1, 0, "2026-02-01"},
		{"2026-03-01", -1, 0, "2026-02-28"},
		{"2028-02-28", 1, 0, "2028-02-29"},
		{"2000-02-29", 0, 18, "2018-03-01"}, // REG-10
		{"2000-06-15", 0, 18, "2018-06-15"},
		{"2000-02-29", 0, 20, "2020-02-29"},
		{"1900-02-28", 1, 0, "1900-03-01"}, // no leap year
		{"2026-12-31", 365, 0, "2027-12-31"},
	} {
		require.Equal(t, c.want, date(t, c.from).AddDays(c.days).AddYears(c.years).String(), c.from)
	}
	require.Equal(t, time.Saturday, date(t, "2026-11-21").Weekday())
}

func TestDateOrder(t *testing.T) {
	days := []civil.Date{{}, date(t, "2025-12-31"), date(t, "2026-01-01"), date(t, "2026-01-02"), date(t, "2026-02-01")}
	for i, d := range days {
		for j, e := range days {
			require.Equal(t, i < j, d.Before(e))
			require.Equal(t, i > j, d.After(e))
			require.Equal(t, i == j, d.Compare(e) == 0)
		}
		require.Equal(t, i == 0, d.IsZero())
		require.Equal(t, i > 0, d.Valid())
	}
}

func TestDateValid(t *testing.T) {
	for _, d := range []civil.Date{
		{2026, 2, 29}, {2026, 4, 31}, {2026, 13, 1}, {2026, 0, 1}, {2026, 1, 0}, {2026, 1, 32}, {0, 1, 1}, {10000, 1, 1}, {-1, 1, 1},
	} {
		require.False(t, d.Valid(), "%v", d)
		_, err := d.MarshalText()
		require.ErrorIs(t, err, civil.ErrDate)
	}
	for _, d := range []civil.Date{{1, 1, 1}, {9999, 12, 31}, {2000, 2, 29}} {
		require.True(t, d.Valid(), "%v", d)
	}
}

// The clocks of these zones jumped over midnight, or passed it twice.
func TestDayBeginsWithItsFirstInstant(t *testing.T) {
	for _, c := range []struct{ name, zone, day, want string }{
		{"plain", "America/New_York", "2026-01-15", "2026-01-15T05:00:00Z"},
		{"clocks go forward later that day", "America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"},
		{"clocks went forward the day before", "America/New_York", "2026-03-09", "2026-03-09T04:00:00Z"},
		{"clocks go back later that day", "America/New_York", "2026-11-01", "2026-11-01T04:00:00Z"},
		{"UTC", "UTC", "2026-01-15", "2026-01-15T00:00:00Z"},
		{"midnight skipped: 00:00 became 01:00", "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
		{"midnight skipped: 23:30 became 00:30", "America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"},
		{"midnight twice: 01:00 became 00:00", "America/Havana", "2025-11-02", "2025-11-02T04:00:00Z"},
		{"day before repeated: 00:00 became 23:00", "America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"},
		{"day left out", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
		{"day after the one left out", "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, date(t, c.day).Time(zone(t, c.zone)).UTC().Format(time.RFC3339))
		})
	}
}

// In every zone a day holds its start and, where clocks do not turn back over midnight, nothing before it.
func TestStartIsInTheDay(t *testing.T) {
	zones := []*time.Location{
		time.UTC, time.FixedZone("", -12*3600), zone(t, "America/New_York"),
		zone(t, "Europe/London"), zone(t, "America/Havana"), zone(t, "Asia/Beirut"), zone(t, "Australia/Lord_Howe"),
	}
	rapid.Check(t, func(r *rapid.T) {
		z := rapid.SampledFrom(zones).Draw(r, "zone")
		d := date(t, "1980-01-01").AddDays(rapid.IntRange(0, 30000).Draw(r, "day"))
		start := d.Time(z)
		if got := civil.DateOf(start, z); got != d {
			r.Fatalf("%s starts at %s, which is %s", d, start, got)
		}
		if got := civil.DateOf(start.Add(-time.Microsecond), z); got != d.AddDays(-1) {
			r.Fatalf("a microsecond before %s starts it is %s", d, got)
		}
		if !civil.MonthOf(start, z).First().Time(z).Equal(d.MonthOf().Start(z)) {
			r.Fatalf("month of %s starts at two times", d)
		}
	})
}

func TestDaysBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := date(t, "1900-01-01").AddDays(rapid.IntRange(0, 80000).Draw(r, "day"))
		n := rapid.IntRange(-40000, 40000).Draw(r, "n")
		e := d.AddDays(n)
		if e.DaysSince(d) != n || e.AddDays(-n) != d || e.Valid() != (e.Year >= 1) {
			r.Fatalf("%s + %d days = %s", d, n, e)
		}
		if (int(e.Weekday())-int(d.Weekday())-n)%7 != 0 {
			r.Fatalf("%s is a %s, %s a %s", d, d.Weekday(), e, e.Weekday())
		}
	})
}

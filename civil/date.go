package civil

import (
	"cmp"
	"time"
)

// Date is a day of the Gregorian calendar. The zero Date is no day.
type Date struct {
	Year  int // such as 2026
	Month time.Month
	Day   int // of the month, from 1
}

// DateOf is the day that a calendar in zone shows at t.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return Date{y, m, d}
}

// IsZero says whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// Valid says whether d is a day of the calendar in the years 1 to 9999.
func (d Date) Valid() bool {
	return d.MonthOf().Valid() && d.Day >= 1 && d.Day <= d.MonthOf().Days()
}

// utc is the day's midnight in UTC, where no day is short: what arithmetic with days is done on.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// AddDays is the day n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC), time.UTC)
}

// AddYears is the same day n years later. 29 February becomes 1 March in a year that has
// none, so whoever is born on it comes of age on 1 March.
func (d Date) AddYears(n int) Date {
	return DateOf(time.Date(d.Year+n, d.Month, d.Day, 0, 0, 0, 0, time.UTC), time.UTC)
}

// DaysSince is the number of days from e to d; it is negative if d is before e.
func (d Date) DaysSince(e Date) int {
	const secondsPerDay = 24 * 60 * 60
	return int((d.utc().Unix() - e.utc().Unix()) / secondsPerDay)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Compare is −1 if d is before e, 0 if it is the same day, and 1 if it is after.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Before says whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After says whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// MonthOf is the month that d lies in.
func (d Date) MonthOf() Month { return Month{d.Year, d.Month} }

// Time is the first instant of the day in zone. That is midnight, except where clocks skip
// it: then the day begins when they jump. If they turn back so that midnight comes twice,
// it is the first of the two. A day that a zone left out altogether begins where the next one does.
func (d Date) Time(zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
	start, end := t.ZoneBounds()
	if DateOf(t, zone).Before(d) {
		return end // midnight was skipped, and t is its reading by the old clock
	}
	if start.IsZero() {
		return t // the zone's first rule: nothing was before it
	}
	if !DateOf(start, zone).Before(d) {
		t = start // midnight was skipped, and t is its reading by the new clock
	}
	if last := start.Add(-time.Nanosecond); DateOf(last, zone) == d {
		h, m, s := last.Clock()
		sinceMidnight := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
		t = last.Add(-sinceMidnight).Truncate(time.Second)
	}
	return t
}

package ach

import (
	"slices"
	"time"

	"github.com/seqrpay/seqr/civil"
)

// Calendar knows on which days the banks of a market work. It is a plain value and needs
// no clock: whoever has a moment turns it into a day of the market's zone first.
//
// The zero Calendar knows no holidays, only weekends; a [Policy] with it is refused.
type Calendar struct {
	holidays []holiday
	extra    []civil.Date
}

// FedCalendar has the banking days of the United States: Monday to Friday without the
// holidays of the Federal Reserve. A holiday on a Sunday closes the Monday after it; one on a
// Saturday is not moved, so the Friday before is open. The holidays are those of today
// (Juneteenth from 2021); they are not history.
//
// Extra closing days are added, such as a day on which the operator's bank does not work.
func FedCalendar(extra ...civil.Date) Calendar {
	return Calendar{holidays: fed, extra: slices.Clone(extra)}
}

// TARGETCalendar has the banking days of the euro area: Monday to Friday without the
// closing days of TARGET. None of them is ever moved. Extra closing days are added.
func TARGETCalendar(extra ...civil.Date) Calendar {
	return Calendar{holidays: target, extra: slices.Clone(extra)}
}

// IsZero says whether this is no calendar at all.
func (c Calendar) IsZero() bool { return c.holidays == nil }

// IsBankingDay says whether banks work on d.
func (c Calendar) IsBankingDay(d civil.Date) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	if slices.Contains(c.extra, d) {
		return false
	}
	return !slices.ContainsFunc(c.holidays, func(h holiday) bool { return h.closes(d) })
}

// Next is d itself if it is a banking day, else the first one after it.
func (c Calendar) Next(d civil.Date) civil.Date {
	for !c.IsBankingDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// Add is the nth banking day after d, whether d is one or not: one banking day after a
// Saturday is the Monday. For n of 0 or less it is [Calendar.Next].
func (c Calendar) Add(d civil.Date, n int) civil.Date {
	if n <= 0 {
		return c.Next(d)
	}
	for range n {
		d = c.Next(d.AddDays(1))
	}
	return d
}

// holiday is a rule for one closing day a year: a fixed date, the nth weekday of a month, or
// a number of days from Easter Sunday.
type holiday struct {
	month   time.Month
	day     int // fixed date; else zero
	nth     int // of weekday in month, -1 for the last; else zero
	weekday time.Weekday
	easter  int  // days from Easter Sunday, where month is zero
	moves   bool // from a Sunday to the Monday after it
	since   int  // first year
}

// The holidays of the Federal Reserve.
var fed = []holiday{
	{month: time.January, day: 1, moves: true},
	{month: time.January, nth: 3, weekday: time.Monday},
	{month: time.February, nth: 3, weekday: time.Monday},
	{month: time.May, nth: -1, weekday: time.Monday},
	{month: time.June, day: 19, moves: true, since: 2021},
	{month: time.July, day: 4, moves: true},
	{month: time.September, nth: 1, weekday: time.Monday},
	{month: time.October, nth: 2, weekday: time.Monday},
	{month: time.November, day: 11, moves: true},
	{month: time.November, nth: 4, weekday: time.Thursday},
	{month: time.December, day: 25, moves: true},
}

// The closing days of TARGET.
var target = []holiday{
	{month: time.January, day: 1},
	{easter: -2},
	{easter: 1},
	{month: time.May, day: 1},
	{month: time.December, day: 25},
	{month: time.December, day: 26},
}

// closes says whether the banks are closed on d because of h.
func (h holiday) closes(d civil.Date) bool {
	if d.Year < h.since {
		return false
	}
	on := h.in(d.Year)
	if h.moves && on.Weekday() == time.Sunday {
		on = on.AddDays(1)
	}
	return d == on
}

// in is the day of h in a year, not moved.
func (h holiday) in(year int) civil.Date {
	switch {
	case h.month == 0:
		return easterSunday(year).AddDays(h.easter)
	case h.nth > 0:
		first := civil.Date{Year: year, Month: h.month, Day: 1}
		return first.AddDays(daysUntil(first.Weekday(), h.weekday) + 7*(h.nth-1))
	case h.nth < 0:
		last := civil.Date{Year: year, Month: h.month + 1, Day: 0}
		last = last.AddDays(0)
		return last.AddDays(-daysUntil(h.weekday, last.Weekday()))
	default:
		return civil.Date{Year: year, Month: h.month, Day: h.day}
	}
}

// daysUntil is how many days after a weekday the other one comes, 0 to 6.
func daysUntil(from, to time.Weekday) int { return (int(to) - int(from) + 7) % 7 }

// easterSunday is the day of Easter in the Gregorian calendar, by the method of Meeus, Jones and Butcher.
func easterSunday(year int) civil.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return civil.Date{Year: year, Month: time.Month(month), Day: day}
}

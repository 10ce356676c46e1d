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

// Back is the nth banking day before d, whether d is one or not. For n of 0 or less it is d itself if it is a banking
// day, else the last one before it.
func (c Calendar) Back(d civil.Date, n int) civil.Date {
	for n = max(n, 0); ; d = d.AddDays(-1) {
		if !c.IsBankingDay(d) {
			continue
		}
		if n == 0 {
			return d
		}
		n--
	}
}

// holiday is a rule for one closing day a year: a fixed date, the nth weekday of a month, or
// a number of days from Easter Sunday.
type holiday struct {
	month            time.Month
	day              int // fixed date; else zero
	nth              int // of weekday in month, -1 for the last; else zero
	weekday          time.Weekday
	after            bool // the first weekday on or after the fixed date
	easter           int  // days from Easter Sunday, where month is zero
	orthodox         bool // of the Orthodox churches
	saturday, sunday int  // by how many days it moves where it falls on one
	since            int  // first year
}

// closes says whether the banks are closed on d because of h.
func (h holiday) closes(d civil.Date) bool {
	if d.Year < h.since || !h.near(d.Month) {
		return false
	}
	on := h.in(d.Year)
	if w := on.Weekday(); w == time.Saturday {
		on = on.AddDays(h.saturday)
	} else if w == time.Sunday {
		on = on.AddDays(h.sunday)
	}
	return d == on
}

// near says whether h can fall into a month, so that the days of most holidays need not be worked out. One that is moved
// may leave its own month for the next or the last one. What depends on Easter lies between February and July, but for the Orthodox
// Easter, which comes later with the centuries.
func (h holiday) near(m time.Month) bool {
	if h.month == 0 {
		return h.orthodox || time.February <= m && m <= time.July
	}
	return h.month-1 <= m && m <= h.month+1
}

// in is the day of h in a year, not moved.
func (h holiday) in(year int) civil.Date {
	switch {
	case h.month == 0 && h.orthodox:
		return orthodoxEaster(year).AddDays(h.easter)
	case h.month == 0:
		return easterSunday(year).AddDays(h.easter)
	case h.after:
		from := civil.Date{Year: year, Month: h.month, Day: h.day}
		return from.AddDays(daysUntil(from.Weekday(), h.weekday))
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

package civil

import (
	"cmp"
	"time"
)

const (
	firstYear       = 1
	lastYear        = 9999
	monthsPerYear   = 12
	quartersPerYear = 4
)

// Month is a month of a year. The zero Month is no month.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf is the month that a calendar in zone shows at t.
func MonthOf(t time.Time, zone *time.Location) Month { return DateOf(t, zone).MonthOf() }

// IsZero says whether m is the zero Month.
func (m Month) IsZero() bool { return m == Month{} }

// Valid says whether m is a month in the years 1 to 9999.
func (m Month) Valid() bool {
	return m.Year >= firstYear && m.Year <= lastYear && m.Month >= time.January && m.Month <= time.December
}

// Days is the number of days of the month, 28 to 31.
func (m Month) Days() int { return m.Next().First().AddDays(-1).Day }

// Add is the month n months later, or earlier if n is negative.
func (m Month) Add(n int) Month {
	return MonthOf(time.Date(m.Year, m.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC), time.UTC)
}

// Next is the month after m.
func (m Month) Next() Month { return m.Add(1) }

// Prev is the month before m.
func (m Month) Prev() Month { return m.Add(-1) }

// Compare is −1 if m is before o, 0 if it is the same month, and 1 if it is after.
func (m Month) Compare(o Month) int {
	return cmp.Or(cmp.Compare(m.Year, o.Year), cmp.Compare(m.Month, o.Month))
}

// Before says whether m is an earlier month than o.
func (m Month) Before(o Month) bool { return m.Compare(o) < 0 }

// After says whether m is a later month than o.
func (m Month) After(o Month) bool { return m.Compare(o) > 0 }

// First is the month's first day.
func (m Month) First() Date { return Date{m.Year, m.Month, 1} }

// Last is the month's last day.
func (m Month) Last() Date { return Date{m.Year, m.Month, m.Days()} }

// Quarter is the quarter that m lies in.
func (m Month) Quarter() Quarter { return Quarter{m.Year, (int(m.Month)-1)/3 + 1} }

// Start is the month's first instant in zone.
func (m Month) Start(zone *time.Location) time.Time { return m.First().Time(zone) }

// End is the first instant after the month in zone.
func (m Month) End(zone *time.Location) time.Time { return m.Next().Start(zone) }

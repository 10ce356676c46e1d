package civil

import (
	"cmp"
	"time"
)

// Quarter is one of the four quarters of a year, numbered 1 to 4. The zero Quarter is no quarter.
type Quarter struct {
	Year   int
	Number int
}

// QuarterOf is the quarter that a calendar in zone shows at t.
func QuarterOf(t time.Time, zone *time.Location) Quarter { return MonthOf(t, zone).Quarter() }

// IsZero says whether q is the zero Quarter.
func (q Quarter) IsZero() bool { return q == Quarter{} }

// Valid says whether q is a quarter in the years 1 to 9999.
func (q Quarter) Valid() bool {
	return q.Year >= firstYear && q.Year <= lastYear && q.Number >= 1 && q.Number <= quartersPerYear
}

// First is the quarter's first month.
func (q Quarter) First() Month { return Month{q.Year, time.Month(3*q.Number - 2)} }

// Months are the quarter's three months in their order.
func (q Quarter) Months() [3]Month {
	m := q.First()
	return [3]Month{m, m.Add(1), m.Add(2)}
}

// Next is the quarter after q.
func (q Quarter) Next() Quarter { return q.First().Add(3).Quarter() }

// Prev is the quarter before q.
func (q Quarter) Prev() Quarter { return q.First().Add(-3).Quarter() }

// Compare is −1 if q is before o, 0 if it is the same quarter, and 1 if it is after.
func (q Quarter) Compare(o Quarter) int {
	return cmp.Or(cmp.Compare(q.Year, o.Year), cmp.Compare(q.Number, o.Number))
}

// Before says whether q is an earlier quarter than o.
func (q Quarter) Before(o Quarter) bool { return q.Compare(o) < 0 }

// After says whether q is a later quarter than o.
func (q Quarter) After(o Quarter) bool { return q.Compare(o) > 0 }

// Start is the quarter's first instant in zone.
func (q Quarter) Start(zone *time.Location) time.Time { return q.First().Start(zone) }

// End is the first instant after the quarter in zone: where the next one starts.
func (q Quarter) End(zone *time.Location) time.Time { return q.Next().Start(zone) }

package payment

import (
	"time"

	"github.com/seqrpay/seqr/civil"
)

// DayEnded is the last day of merchants that is over at a moment, and its cut-off: the instant at which it ended. On the
// days on which clocks change the cut-off keeps its wall-clock time.
func (p Policy) DayEnded(at time.Time, zone *time.Location) (civil.Date, time.Time) {
	day := civil.DateOf(at, zone)
	for p.cutOff(day, zone).After(at) {
		day = day.AddDays(-1)
	}
	return day, p.cutOff(day, zone).UTC()
}

// NextCutOff is the first cut-off after a moment.
func (p Policy) NextCutOff(at time.Time, zone *time.Location) time.Time {
	day, _ := p.DayEnded(at, zone)
	return p.cutOff(day.AddDays(1), zone).UTC()
}

// cutOff is when a day of merchants ends. Package time moves an hour that the clocks skip, and takes the first of two.
func (p Policy) cutOff(day civil.Date, zone *time.Location) time.Time {
	return time.Date(day.Year, day.Month, day.Day, 0, int(p.CutOff/time.Minute), 0, 0, zone)
}

package cashback

import (
	"time"

	"github.com/seqrpay/seqr/civil"
)

// longestClosure bounds how far a payout is moved: no calendar of banks or offices closes for so many days.
const longestClosure = 31

// PayoutOn is the day on which a quarter is paid: PayoutDay of the month after it, moved forward
// to a business day (CB-10, CB-11). A nil businessDay takes every day as one. If none comes within a month, the day is not moved.
func (p Programme) PayoutOn(q civil.Quarter, businessDay func(civil.Date) bool) civil.Date {
	day := q.Next().First().First().AddDays(p.PayoutDay - 1)
	if businessDay == nil {
		return day
	}
	for n := range longestClosure {
		if moved := day.AddDays(n); businessDay(moved) {
			return moved
		}
	}
	return day
}

// Due is the latest quarter whose payout day has come at now, in the programme's zone. Whoever
// runs late has that one to pay, and those before it that nobody paid.
func (p Programme) Due(now time.Time, businessDay func(civil.Date) bool) civil.Quarter {
	today := civil.DateOf(now, p.Zone)
	q := today.MonthOf().Quarter().Prev()
	if today.Before(p.PayoutOn(q, businessDay)) {
		return q.Prev()
	}
	return q
}

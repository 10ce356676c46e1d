package payment

import (
	"errors"
	"fmt"
	"time"
)

// Policy is what a market decides about invoices. It is data: nothing here asks for a country.
type Policy struct {
	OpenFor    time.Duration // an invoice that nobody approves expires after this time; at least 30 s
	ShownFor   time.Duration // a shown bill can be approved for less than this time (PAY-8)
	ReserveFor time.Duration // a reservation stands for this time if the merchant does not say
	MaxReserve time.Duration // the longest that a merchant may ask for
	FetchFor   time.Duration // within this time a till that must ask fetches the result of a payment (PAY-17)
	MaxRows    int           // rows of one invoice
	CutOff     time.Duration // when a merchant's day ends, after midnight in the market's zone: whole minutes, 24 h is the next midnight
	MaxAmount  int64         // largest total, in minor units of the merchant's currency
}

// minOpen is what tills count on: 30 s after an invoice was issued it must still be there.
const minOpen = 30 * time.Second

// DefaultPolicy is the policy of a market that has no wishes of its own.
//
// An invoice is open for 30 minutes. Tills cancel by themselves after two or three, but the
// payer of a web shop may first have to install the app. A bill can be approved for 120 s. A
// reservation stands for 7 days, at most 30, which is what shipped goods need. A till that must
// ask has 20 s for it. An
// invoice has at most 500 rows and 999,999.99 (of a currency with two decimals).
// A merchant's day ends at midnight.
func DefaultPolicy() Policy {
	const day = 24 * time.Hour
	return Policy{
		OpenFor:    30 * time.Minute,
		ShownFor:   120 * time.Second,
		ReserveFor: 7 * day,
		MaxReserve: 30 * day,
		FetchFor:   20 * time.Second,
		MaxRows:    500,
		CutOff:     day,
		MaxAmount:  99_999_999,
	}
}

// Validate lists everything that makes no sense, each as an ErrPolicy; nil if nothing does.
func (p Policy) Validate() error {
	var errs []error
	wrong := func(is bool, what string) {
		if is {
			errs = append(errs, fmt.Errorf("%w: %s", ErrPolicy, what))
		}
	}
	wrong(p.OpenFor < minOpen, "OpenFor is below 30 s")
	wrong(p.ShownFor <= 0, "ShownFor is not positive")
	wrong(p.ReserveFor <= 0, "ReserveFor is not positive")
	wrong(p.MaxReserve < p.ReserveFor, "MaxReserve is below ReserveFor")
	wrong(p.FetchFor <= 0, "FetchFor is not positive")
	wrong(p.MaxRows <= 0, "MaxRows is not positive")
	wrong(p.CutOff <= 0 || p.CutOff > 24*time.Hour || p.CutOff%time.Minute != 0, "CutOff is unset or no time of a day")
	wrong(p.MaxAmount <= 0, "MaxAmount is not positive")
	return errors.Join(errs...)
}

// hold is how long a reservation stands for which the merchant asked d, 0 for not at all.
func (p Policy) hold(d time.Duration) time.Duration {
	if d == 0 {
		return p.ReserveFor
	}
	return min(d, p.MaxReserve)
}

// instant is t as stores keep it: in UTC, whole microseconds, without a monotonic clock.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

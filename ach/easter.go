package ach

import (
	"time"

	"github.com/seqrpay/seqr/civil"
)

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

// orthodoxEaster is the day of Easter in the Orthodox churches, told in the Gregorian calendar: by Meeus's method in the
// Julian one, which is behind by 13 days from 1900 to 2099 and by one more a century later, but for 2400.
func orthodoxEaster(year int) civil.Date {
	a, b, c := year%4, year%7, year%19
	d := (19*c + 15) % 30
	e := (2*a + 4*b - d + 34) % 7
	month, day := (d+e+114)/31, (d+e+114)%31+1
	return civil.Date{Year: year, Month: time.Month(month), Day: day}.AddDays(year/100 - year/400 - 2)
}

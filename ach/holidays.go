package ach

import (
	"slices"
	"time"

	"github.com/seqrpay/seqr/civil"
)

// SwedenCalendar has the banking days of Sweden: no payments on public holidays, nor on the eves of Midsummer, Christmas
// and the New Year. Extra closing days are added.
func SwedenCalendar(extra ...civil.Date) Calendar {
	return Calendar{holidays: sweden, extra: slices.Clone(extra)}
}

// RomaniaCalendar has the banking days of Romania, whose Easter and Whitsun are the Orthodox ones. Holidays are those of
// today (Epiphany and Saint John's Day from 2024); they are not history. Extra closing days are added.
func RomaniaCalendar(extra ...civil.Date) Calendar {
	return Calendar{holidays: romania, extra: slices.Clone(extra)}
}

// UKCalendar has the banking days of the United Kingdom: the bank holidays of England and Wales with their
// substitute days. A holiday that is proclaimed for one year, such as a coronation, is an extra closing day.
func UKCalendar(extra ...civil.Date) Calendar {
	return Calendar{holidays: unitedKingdom, extra: slices.Clone(extra)}
}

// The holidays of the Federal Reserve.
var fed = []holiday{
	{month: time.January, day: 1, sunday: 1},
	{month: time.January, nth: 3, weekday: time.Monday},
	{month: time.February, nth: 3, weekday: time.Monday},
	{month: time.May, nth: -1, weekday: time.Monday},
	{month: time.June, day: 19, sunday: 1, since: 2021},
	{month: time.July, day: 4, sunday: 1},
	{month: time.September, nth: 1, weekday: time.Monday},
	{month: time.October, nth: 2, weekday: time.Monday},
	{month: time.November, day: 11, sunday: 1},
	{month: time.November, nth: 4, weekday: time.Thursday},
	{month: time.December, day: 25, sunday: 1},
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

// The days on which Swedish banks do not settle.
var sweden = []holiday{
	{month: time.January, day: 1},
	{month: time.January, day: 6},
	{easter: -2},
	{easter: 1},
	{month: time.May, day: 1},
	{easter: 39},
	{month: time.June, day: 6},
	{month: time.June, day: 19, after: true, weekday: time.Friday},
	{month: time.December, day: 24},
	{month: time.December, day: 25},
	{month: time.December, day: 26},
	{month: time.December, day: 31},
}

// The public holidays of Romania.
var romania = []holiday{
	{month: time.January, day: 1},
	{month: time.January, day: 2},
	{month: time.January, day: 6, since: 2024},
	{month: time.January, day: 7, since: 2024},
	{month: time.January, day: 24},
	{easter: -2, orthodox: true},
	{easter: 1, orthodox: true},
	{month: time.May, day: 1},
	{month: time.June, day: 1},
	{easter: 50, orthodox: true},
	{month: time.August, day: 15},
	{month: time.November, day: 30},
	{month: time.December, day: 1},
	{month: time.December, day: 25},
	{month: time.December, day: 26},
}

// The bank holidays of England and Wales.
var unitedKingdom = []holiday{
	{month: time.January, day: 1, saturday: 2, sunday: 1},
	{easter: -2},
	{easter: 1},
	{month: time.May, nth: 1, weekday: time.Monday},
	{month: time.May, nth: -1, weekday: time.Monday},
	{month: time.August, nth: -1, weekday: time.Monday},
	{month: time.December, day: 25, saturday: 2, sunday: 2},
	{month: time.December, day: 26, saturday: 2, sunday: 2},
}

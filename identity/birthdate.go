package identity

import (
	"strconv"
	"time"

	"github.com/seqrpay/seqr/civil"
)

// BirthFormat is how a market's users write a date of birth.
type BirthFormat string

// The formats. Month and day always have two digits, the year four.
const (
	MonthDayYear BirthFormat = "MM/DD/YYYY"
	YearMonthDay BirthFormat = "YYYY-MM-DD"
)

// ParseBirthDate reads a date of birth in exactly the given format (REG-9): ErrBirthDate for another format or a day
// that the calendar does not have, ErrBirthFormat if the format itself is unknown.
func ParseBirthDate(s string, f BirthFormat) (civil.Date, error) {
	switch f {
	case MonthDayYear, YearMonthDay:
	default:
		return civil.Date{}, ErrBirthFormat
	}
	if len(s) != len(f) {
		return civil.Date{}, ErrBirthDate
	}
	var year, month, day string
	for i := range len(s) {
		switch c := s[i : i+1]; f[i] {
		case 'Y':
			year += c
		case 'M':
			month += c
		case 'D':
			day += c
		default:
			if s[i] != f[i] {
				return civil.Date{}, ErrBirthDate
			}
		}
	}
	return dateOf(year, month, day)
}

// dateOf reads the parts of a date.
func dateOf(year, month, day string) (civil.Date, error) {
	if !allDigits(year + month + day) {
		return civil.Date{}, ErrBirthDate
	}
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	date := civil.Date{Year: y, Month: time.Month(m), Day: d}
	if !date.Valid() {
		return civil.Date{}, ErrBirthDate
	}
	return date, nil
}

// Age is the number of birthdays that somebody born on one day has had by another, that day included. Who was born on 29
// February has it on 1 March where there is no such day. It is negative for somebody not born yet.
func Age(born, on civil.Date) int {
	age := on.Year - born.Year
	if on.Month < born.Month || on.Month == born.Month && on.Day < born.Day {
		age--
	}
	return age
}

// CheckAge answers ErrTooYoung before the birthday with which somebody reaches the minimum age; the birthday itself
// counts (REG-10).
func CheckAge(born, on civil.Date, minimum int) error {
	if Age(born, on) < minimum {
		return ErrTooYoung
	}
	return nil
}

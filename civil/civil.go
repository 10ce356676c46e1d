package civil

import "time"

// Date is a day of the Gregorian calendar. The zero Date is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Month is a month of a year. The zero Month is no month.
type Month struct {
	Year  int
	Month time.Month
}

// Quarter is one of the four quarters of a year, numbered 1 to 4.
type Quarter struct {
	Year   int
	Number int
}

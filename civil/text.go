package civil

import (
	"fmt"
	"time"
)

// ParseDate reads a day of the form YYYY-MM-DD and nothing else: no spaces, no sign, no
// shorter year. It answers ErrDate for other text and for days that do not exist.
func ParseDate(s string) (Date, error) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return Date{}, ErrDate
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:7])
	d, okD := digits(s[8:])
	date := Date{y, time.Month(m), d}
	if !okY || !okM || !okD || !date.Valid() {
		return Date{}, ErrDate
	}
	return date, nil
}

// ParseMonth reads a month of the form YYYY-MM and nothing else, or answers ErrMonth.
func ParseMonth(s string) (Month, error) {
	if len(s) != len("2006-01") || s[4] != '-' {
		return Month{}, ErrMonth
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:])
	month := Month{y, time.Month(m)}
	if !okY || !okM || !month.Valid() {
		return Month{}, ErrMonth
	}
	return month, nil
}

// ParseQuarter reads a quarter of the form YYYY-Qn and nothing else, or answers ErrQuarter.
func ParseQuarter(s string) (Quarter, error) {
	if len(s) != len("2006-Q1") || s[4:6] != "-Q" {
		return Quarter{}, ErrQuarter
	}
	y, okY := digits(s[:4])
	n, okN := digits(s[6:])
	quarter := Quarter{y, n}
	if !okY || !okN || !quarter.Valid() {
		return Quarter{}, ErrQuarter
	}
	return quarter, nil
}

// digits reads ASCII digits only.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

// String is the day as YYYY-MM-DD, or empty for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// String is the month as YYYY-MM, or empty for the zero Month.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month))
}

// String is the quarter as YYYY-Qn, or empty for the zero Quarter.
func (q Quarter) String() string {
	if q.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-Q%d", q.Year, q.Number)
}

// MarshalText is String; it answers ErrDate for a day that does not exist.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Valid() {
		return nil, ErrDate
	}
	return []byte(d.String()), nil
}

// UnmarshalText is ParseDate; empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(text))
	return err
}

// MarshalText is String; it answers ErrMonth for a month that does not exist.
func (m Month) MarshalText() ([]byte, error) {
	if !m.IsZero() && !m.Valid() {
		return nil, ErrMonth
	}
	return []byte(m.String()), nil
}

// UnmarshalText is ParseMonth; empty text is the zero Month.
func (m *Month) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*m = Month{}
		return nil
	}
	*m, err = ParseMonth(string(text))
	return err
}

// MarshalText is String; it answers ErrQuarter for a quarter that does not exist.
func (q Quarter) MarshalText() ([]byte, error) {
	if !q.IsZero() && !q.Valid() {
		return nil, ErrQuarter
	}
	return []byte(q.String()), nil
}

// UnmarshalText is ParseQuarter; empty text is the zero Quarter.
func (q *Quarter) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*q = Quarter{}
		return nil
	}
	*q, err = ParseQuarter(string(text))
	return err
}

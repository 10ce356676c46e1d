package money

import (
	"strconv"
	"strings"
)

// maxText is the longest text that Parse looks at: room for every int64 with zeros before it.
const maxText = 32

// Parse reads an amount in units of c such as "12.34", "-0.5" or "12". It takes an optional
// minus, at least one digit, and optionally a point with at least one digit and at most the
// currency's decimals, in at most 32 bytes. No plus, no exponent, no space, no separators.
//
// It answers ErrUnknownCurrency, ErrFormat, ErrTooPrecise (also if the surplus decimals are
// zeros: 12.340 USD was not written by someone who knows the currency) or ErrOverflow.
func Parse(s string, c Currency) (Amount, error) {
	if !c.Valid() {
		return Amount{}, ErrUnknownCurrency
	}
	whole, decimals, ok := cutNumber(s)
	if !ok {
		return Amount{}, ErrFormat
	}
	missing := c.Exponent() - len(decimals)
	if missing < 0 {
		return Amount{}, ErrTooPrecise
	}
	minor, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", missing), 10, 64)
	if err != nil { // only the range is left to be wrong
		return Amount{}, ErrOverflow
	}
	return Amount{minor, c}, nil
}

// cutNumber cuts s into the signed digits before the point and the digits behind it.
func cutNumber(s string) (whole, decimals string, ok bool) {
	if len(s) > maxText {
		return "", "", false
	}
	whole, decimals, point := strings.Cut(s, ".")
	ok = isDigits(strings.TrimPrefix(whole, "-")) && (isDigits(decimals) || !point)
	return whole, decimals, ok
}

// isDigits says whether s is one or more of the digits 0 to 9 of ASCII.
func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Format is the number without the currency, always with all its decimals: "12.30", "-0.05",
// "500" of a currency that has none. [Parse] reads it back.
func (a Amount) Format() string {
	var buf [maxText]byte
	return string(a.appendNumber(buf[:0], a.currency.Exponent()))
}

// appendNumber appends the number as Format shows it, with the currency's decimals.
func (a Amount) appendNumber(to []byte, exponent int) []byte {
	if a.minor < 0 {
		to = append(to, '-')
	}
	var buf [20]byte
	digits := strconv.AppendUint(buf[:0], magnitude(a.minor), 10)
	if exponent == 0 {
		return append(to, digits...)
	}
	for len(digits) <= exponent {
		digits = append([]byte{'0'}, digits...)
	}
	point := len(digits) - exponent
	to = append(to, digits[:point]...)
	to = append(to, '.')
	return append(to, digits[point:]...)
}

// String is the number and the currency: "12.34 USD". The zero Amount is "". An amount of a
// currency that is not valid counts minor units, as its decimals are not known.
func (a Amount) String() string {
	switch {
	case a == Amount{}:
		return ""
	case !a.currency.Valid():
		return strconv.FormatInt(a.minor, 10) + " minor units of " + strconv.Quote(string(a.currency))
	default:
		return a.Format() + " " + string(a.currency)
	}
}

// MarshalText is the amount as "12.34 USD", and "" for the zero Amount; in JSON it is that
// string. An amount that could not be read back answers ErrUnknownCurrency.
func (a Amount) MarshalText() ([]byte, error) {
	return a.AppendText(make([]byte, 0, maxText+len(" USD")))
}

// AppendText appends what MarshalText answers.
func (a Amount) AppendText(to []byte) ([]byte, error) {
	if a == (Amount{}) {
		return to, nil
	}
	exponent, valid := exponents[a.currency]
	if !valid {
		return to, ErrUnknownCurrency
	}
	to = append(a.appendNumber(to, int(exponent)), ' ')
	return append(to, a.currency...), nil
}

// UnmarshalText reads what MarshalText wrote: a number as [Parse] takes it, one space, and
// the currency. It answers what Parse and [ParseCurrency] do, and changes a only on success.
func (a *Amount) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = Amount{}
		return nil
	}
	if len(text) > maxText+len(" USD") {
		return ErrFormat
	}
	number, code, ok := strings.Cut(string(text), " ")
	if !ok {
		return ErrFormat
	}
	c, err := ParseCurrency(code)
	if err != nil {
		return err
	}
	parsed, err := Parse(number, c)
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

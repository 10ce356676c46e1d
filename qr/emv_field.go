package qr

import (
	"slices"
	"strings"
)

// emvField is an object with one plain value.
type emvField struct {
	id     string
	max    int // characters
	must   bool
	number bool // malformed values are refused when reading, too
	of     func(*EMV) *string
	valid  func(string) bool
}

// emvFields are in the order in which they are written: 01 first, the others behind the templates.
var emvFields = []emvField{
	{"01", 2, false, false, func(e *EMV) *string { return &e.Initiation }, oneOf(emvStays, emvOnce)},
	{"52", 4, true, false, func(e *EMV) *string { return &e.Category }, digits(4)},
	{"53", 3, true, false, func(e *EMV) *string { return &e.Currency }, digits(3)},
	{"54", 13, false, true, func(e *EMV) *string { return &e.Amount }, isAmount},
	{"55", 2, false, false, func(e *EMV) *string { return &e.Tip }, oneOf("01", "02", "03")},
	{"56", 13, false, true, func(e *EMV) *string { return &e.TipFixed }, isAmount},
	{"57", 5, false, true, func(e *EMV) *string { return &e.TipPercent }, isPercent},
	{"58", 2, true, false, func(e *EMV) *string { return &e.Country }, isCountry},
	{"59", 25, true, false, func(e *EMV) *string { return &e.Name }, isPlain},
	{"60", 15, true, false, func(e *EMV) *string { return &e.City }, isPlain},
	{"61", 10, false, false, func(e *EMV) *string { return &e.Postal }, isPlain},
}

func oneOf(values ...string) func(string) bool {
	return func(text string) bool { return slices.Contains(values, text) }
}

func digits(n int) func(string) bool {
	return func(text string) bool { return len(text) == n && consists(text, isDigit) }
}

func isCountry(text string) bool {
	return len(text) == 2 && consists(text, func(b byte) bool { return 'A' <= b && b <= 'Z' })
}

// isPlain tells whether text is printable ASCII, spaces included.
func isPlain(text string) bool {
	return consists(text, func(b byte) bool { return ' ' <= b && b < 0x7F })
}

// isAmount tells whether text is digits with at most one decimal point, which is not the first character.
func isAmount(text string) bool {
	whole, part, _ := strings.Cut(text, ".")
	return consists(whole, isDigit) && (part == "" || consists(part, isDigit))
}

// isPercent tells whether text is an amount above 0 and below 100 with at most two decimals.
func isPercent(text string) bool {
	whole, part, _ := strings.Cut(text, ".")
	return isAmount(text) && len(whole) <= 2 && len(part) <= 2 && strings.Trim(text, "0.") != ""
}

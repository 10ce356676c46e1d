package sepa

import (
	"strings"

	"github.com/jacoelho/banking/bic"
	"github.com/jacoelho/banking/iban"
)

const (
	longestIBAN = 34 // that any country may have
	longestID   = 35 // characters of any identifier
)

// CheckIBAN answers an IBAN as messages carry it, without spaces and in upper case, or
// ErrIBAN: length and structure are those of its country, and the check digits fit (MND-4).
// That an account of this number exists is known to its bank alone.
func CheckIBAN(s string) (string, error) {
	clean := normal(s)
	if len(clean) > longestIBAN || iban.Validate(clean) != nil {
		return "", ErrIBAN
	}
	return clean, nil
}

// CheckBIC answers a BIC without spaces and in upper case, with eight or eleven characters as it was given, or ErrBIC.
func CheckBIC(s string) (string, error) {
	clean := normal(s)
	if len(clean) != 8 && len(clean) != 11 {
		return "", ErrBIC
	}
	if _, err := bic.Parse(clean); err != nil {
		return "", ErrBIC
	}
	return clean, nil
}

// CheckCreditorID answers a creditor identifier without spaces and in upper case, or ErrCreditorID.
// It is a country, two check digits, a business code of three characters, which is the
// creditor's to choose and no part of the check, and the national part.
func CheckCreditorID(s string) (string, error) {
	clean := normal(s)
	if len(clean) < 8 || len(clean) > longestID || !all(clean, isAlnum) || !all(clean[:2], isUpper) {
		return "", ErrCreditorID
	}
	digits := clean[2:4]
	if !all(digits, isDigit) || digits < "02" || digits > "98" || mod97(clean[7:]+clean[:4]) != 1 {
		return "", ErrCreditorID
	}
	return clean, nil
}

// CheckMandateID answers a unique mandate reference without the blanks around it, or
// ErrMandateID: 1 to 35 characters of the scheme, no slash at either end and no two in a row.
// Blanks inside are refused too, since banks do not agree on whether they count. Case is
// kept, but two references that differ only in it are one: see [SameMandate].
func CheckMandateID(s string) (string, error) {
	clean := strings.TrimSpace(s)
	if !validID(clean, longestID) {
		return "", ErrMandateID
	}
	return clean, nil
}

// SameMandate says whether two mandate references are one; banks may have changed their case.
func SameMandate(a, b string) bool { return upper(a) == upper(b) }

// validID says whether s is an ID of at most n characters that every bank sends back as it was.
func validID(s string, n int) bool {
	switch {
	case s == "" || len(s) > n, !all(s, carried), strings.Contains(s, " "):
		return false
	}
	return s[0] != '/' && s[len(s)-1] != '/' && !strings.Contains(s, "//")
}

// normal is s without white space and in upper case.
func normal(s string) string { return upper(strings.Join(strings.Fields(s), "")) }

// upper changes ASCII letters only: Unicode has others whose upper case is an ASCII letter.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// mod97 is the remainder of a number in which each letter stands for 10 to 35.
func mod97(s string) int {
	n := 0
	for _, r := range s {
		if isDigit(r) {
			n = (n*10 + int(r-'0')) % 97
		} else {
			n = (n*100 + int(r-'A') + 10) % 97
		}
	}
	return n
}

// all says whether every character of s is of a kind.
func all(s string, is func(rune) bool) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !is(r) }) < 0
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }
func isAlnum(r rune) bool { return isDigit(r) || isUpper(r) }

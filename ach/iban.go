package ach

import "strings"

// CheckIBAN answers an IBAN as messages carry it, without spaces and in upper case, or ErrIBAN: the country takes part
// in the registry of IBANs, the length is the country's, and the check digits fit (MND-4). Whether the
// account exists, and the check digits that some countries have inside it, are its bank's to say.
func CheckIBAN(s string) (string, error) {
	if len(s) > 2*longestIBAN {
		return "", ErrIBAN
	}
	clean := upperASCII(strings.Join(strings.Fields(s), ""))
	if len(clean) < 4 || len(clean) != ibanLength[clean[:2]] || strings.Trim(clean[2:4], "0123456789") != "" || clean[2:4] < "02" || clean[2:4] > "98" {
		return "", ErrIBAN
	}
	if strings.Trim(clean, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || mod97(clean[4:]+clean[:4]) != 1 {
		return "", ErrIBAN
	}
	return clean, nil
}

// longestIBAN is what the standard allows any country.
const longestIBAN = 34

// upperASCII changes ASCII letters only: Unicode has others whose upper case is an ASCII letter.
func upperASCII(s string) string {
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
		if r <= '9' {
			n = (n*10 + int(r-'0')) % 97
		} else {
			n = (n*100 + int(r-'A') + 10) % 97
		}
	}
	return n
}

// ibanLength is how many characters the IBANs of a country have: those of the single euro payments area, as the
// registry of IBANs lists them.
var ibanLength = map[string]int{
	"AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
	"FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20,
	"LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
	"RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}

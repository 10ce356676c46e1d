package sepa

import (
	"strings"

	"github.com/seqrpay/seqr/ach"
)

// Reasons is what a market decides about reason codes.
type Reasons struct {
	// MS03IsNSF: "reason not specified" counts as lack of money, because the country's banks keep that reason to
	// themselves for the sake of privacy. False: it is unknown, and ends in manual payment (COL-9).
	MS03IsNSF bool
}

// byCountry are the countries in which MS03 is the usual form of "no funds".
var byCountry = map[string]Reasons{"BE": {MS03IsNSF: true}, "DE": {MS03IsNSF: true}}

// ReasonsIn are those of a country, by its ISO code: in Germany and Belgium MS03 is the usual
// form of "no funds". An operator may decide otherwise and write Reasons of its own.
func ReasonsIn(country string) Reasons { return byCountry[normal(country)] }

// ClassOf is the class of a reason code such as "AM04" in a market; ReturnUnknown for none and
// for one that is not in the table. Case and blanks around the code do not matter.
func ClassOf(code string, in Reasons) ach.ReturnClass {
	if class, ok := in.Codes()[normal(code)]; ok {
		return class
	}
	return ach.ReturnUnknown
}

// Meaning says in English what a reason code means, for customer service; empty if it is not in the table.
func Meaning(code string) string { return ach.SEPAMeaning(code) }

// Codes are all reason codes and their classes in a market, made to be the Codes of its
// [ach.Policy]. Each call makes a new map, to which an operator may add what its bank uses.
func (in Reasons) Codes() map[string]ach.ReturnClass { return ach.SEPACodes(in.MS03IsNSF) }

// reasonCode is a code as messages have it: four characters, or empty. Some banks
// write their own reasons in words, which are the operator's to read.
func reasonCode(s string) string {
	code := upper(strings.TrimSpace(s))
	if len(code) != 4 || !all(code, isAlnum) {
		return ""
	}
	return code
}

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

// ReasonsIn are those of a country, by its ISO code: in Germany and Belgium MS03 is the usual
// form of "no funds". An operator may decide otherwise and write Reasons of its own.
func ReasonsIn(country string) Reasons {
	c := normal(country)
	return Reasons{MS03IsNSF: c == "DE" || c == "BE"}
}

// ClassOf is the class of a reason code such as "AM04" in a market; ReturnUnknown for none and
// for one that is not in the table. Case and blanks around the code do not matter.
func ClassOf(code string, in Reasons) ach.ReturnClass {
	code = normal(code)
	if code == "MS03" && in.MS03IsNSF {
		return ach.ReturnNSF
	}
	if r, ok := reasons[code]; ok {
		return r.class
	}
	return ach.ReturnUnknown
}

// Meaning says in English what a reason code means, for customer service; empty if it is not in the table.
func Meaning(code string) string { return reasons[normal(code)].meaning }

// Codes are all reason codes and their classes in a market, made to be the Codes of its
// [ach.Policy]. Each call makes a new map, to which an operator may add what its bank uses.
func (in Reasons) Codes() map[string]ach.ReturnClass {
	codes := make(map[string]ach.ReturnClass, len(reasons))
	for code := range reasons {
		codes[code] = ClassOf(code, in)
	}
	return codes
}

// reasonCode is a code as messages have it: four characters, or empty. Some banks
// write their own reasons in words, which are the operator's to read.
func reasonCode(s string) string {
	code := upper(strings.TrimSpace(s))
	if len(code) != 4 || !all(code, isAlnum) {
		return ""
	}
	return code
}

// reasons is what the codes of the scheme mean, and the class that follows from it.
var reasons = map[string]struct {
	class   ach.ReturnClass
	meaning string
}{
	"AC01": {ach.ReturnAccount, "account number is not valid, or no such account"},
	"AC02": {ach.ReturnAccount, "account number of the payer is not valid"},
	"AC04": {ach.ReturnAccount, "account closed"},
	"AC06": {ach.ReturnAccount, "account blocked for direct debits"},
	"AC13": {ach.ReturnFormat, "account is of another type than the scheme's"},
	"AG01": {ach.ReturnAccount, "direct debits are forbidden on this kind of account"},
	"AG02": {ach.ReturnFormat, "operation or sequence type is not valid"},
	"AM04": {ach.ReturnNSF, "insufficient funds"},
	"AM05": {ach.ReturnDuplicate, "duplicate collection"},
	"BE05": {ach.ReturnFormat, "creditor identifier is not valid"},
	"CNOR": {ach.ReturnAccount, "bank of the creditor is not registered under this BIC"},
	"DNOR": {ach.ReturnAccount, "bank of the payer is not registered under this BIC"},
	"DT01": {ach.ReturnFormat, "date is not valid"},
	"FF01": {ach.ReturnFormat, "file format is not valid"},
	"FF05": {ach.ReturnFormat, "local instrument or direct debit type is not valid"},
	"FOCR": {ach.ReturnOperator, "returned after a request to cancel"},
	"MD01": {ach.ReturnUnauth, "no valid mandate, or the payer says that nobody was authorised"},
	"MD02": {ach.ReturnFormat, "mandate data are missing or wrong"},
	"MD06": {ach.ReturnRefund, "the payer took an authorised debit back"},
	"MD07": {ach.ReturnDeceased, "account holder deceased"},
	"MS02": {ach.ReturnStopped, "refused by the payer"},
	"MS03": {ach.ReturnUnknown, "the bank does not say why"},
	"RC01": {ach.ReturnAccount, "BIC is not valid"},
	"RF01": {ach.ReturnDuplicate, "reference is not unique"},
	"RR01": {ach.ReturnRegulatory, "account or identification of the payer is missing, for regulatory reasons"},
	"RR02": {ach.ReturnRegulatory, "name or address of the payer is missing, for regulatory reasons"},
	"RR03": {ach.ReturnRegulatory, "name or address of the creditor is missing, for regulatory reasons"},
	"RR04": {ach.ReturnRegulatory, "regulatory reason"},
	"SL01": {ach.ReturnStopped, "the payer's bank has a block list that names the creditor"},
	"TM01": {ach.ReturnFormat, "came after the bank's cut-off"},
}

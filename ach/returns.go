package ach

import "strings"

// ReturnClass says what kind of reason a return code gives.
type ReturnClass string

// The classes.
const (
	ReturnNSF        ReturnClass = "nsf"        // not enough money, or not collected yet
	ReturnAccount    ReturnClass = "account"    // closed, unknown or not for debits
	ReturnUnauth     ReturnClass = "unauth"     // the payer says that nobody was authorised
	ReturnStopped    ReturnClass = "stopped"    // the payer stopped this payment
	ReturnRefund     ReturnClass = "refund"     // taken back without a reason (SEPA)
	ReturnDeceased   ReturnClass = "deceased"   // holder or payee has died
	ReturnRegulatory ReturnClass = "regulatory" // frozen, questionable or sanctioned
	ReturnPayout     ReturnClass = "payout"     // the receiver refused a credit
	ReturnFormat     ReturnClass = "format"     // the order was written wrongly: our fault
	ReturnDuplicate  ReturnClass = "duplicate"  // the bank had it already
	ReturnOperator   ReturnClass = "operator"   // asked for by our own bank, or a dispute between banks
	ReturnUnknown    ReturnClass = "unknown"    // a code that nobody told us of
)

// Disposition is what becomes of a debit that came back.
type Disposition string

// The dispositions.
const (
	Represent     Disposition = "represent"      // block, and present it once more; the second time: manual payment
	ManualPayment Disposition = "manual_payment" // block, end the mandate, let the payer pay by hand
	Suspend       Disposition = "suspend"        // block nobody; the operator decides
)

// Disposition is what COL-9 makes of a class: insufficient funds are presented once more, what
// blames the file goes to the operator's suspense list, and everything else, a code that
// nobody knows included, ends in manual payment.
func (c ReturnClass) Disposition() Disposition {
	switch c {
	case ReturnNSF:
		return Represent
	case ReturnFormat, ReturnDuplicate, ReturnOperator:
		return Suspend
	case ReturnAccount, ReturnUnauth, ReturnStopped, ReturnRefund, ReturnDeceased, ReturnRegulatory, ReturnPayout, ReturnUnknown:
	}
	return ManualPayment
}

// known says whether c is one of the classes.
func (c ReturnClass) known() bool {
	switch c {
	case ReturnNSF, ReturnAccount, ReturnUnauth, ReturnStopped, ReturnRefund, ReturnDeceased, ReturnRegulatory,
		ReturnPayout, ReturnFormat, ReturnDuplicate, ReturnOperator, ReturnUnknown:
		return true
	}
	return false
}

// ClassOf is the class of an ACH return code such as "R01"; ReturnUnknown if it is not in the
// table. Case and blanks around the code do not matter.
func ClassOf(code string) ReturnClass {
	if r, ok := achReturns[normalCode(code)]; ok {
		return r.class
	}
	return ReturnUnknown
}

// Meaning says in English what an ACH return code means, for customer service; empty if it is not in the table.
func Meaning(code string) string { return achReturns[normalCode(code)].meaning }

// normalCode is a return code as the table has it.
func normalCode(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// achReturns is what the network's codes mean, and the class that follows from it.
var achReturns = map[string]struct {
	class   ReturnClass
	meaning string
}{
	"R01": {ReturnNSF, "insufficient funds"},
	"R02": {ReturnAccount, "account closed"},
	"R03": {ReturnAccount, "no account, or not the holder's"},
	"R04": {ReturnAccount, "account number is not valid"},
	"R05": {ReturnUnauth, "consumer account debited as a corporate one, unauthorised"},
	"R06": {ReturnOperator, "returned at the request of the originator's bank"},
	"R07": {ReturnUnauth, "authorisation revoked"},
	"R08": {ReturnStopped, "payment stopped"},
	"R09": {ReturnNSF, "uncollected funds"},
	"R10": {ReturnUnauth, "originator not known or not authorised"},
	"R11": {ReturnUnauth, "entry not in accordance with the authorisation"},
	"R12": {ReturnAccount, "branch sold to another bank"},
	"R13": {ReturnAccount, "bank is not qualified to take part"},
	"R14": {ReturnDeceased, "representative payee deceased or unable to continue"},
	"R15": {ReturnDeceased, "beneficiary or account holder deceased"},
	"R16": {ReturnRegulatory, "account frozen or returned by legal order"},
	"R17": {ReturnRegulatory, "field error, questionable entry or improper reversal"},
	"R18": {ReturnFormat, "effective date is not valid"},
	"R19": {ReturnFormat, "amount field error"},
	"R20": {ReturnAccount, "not a transaction account"},
	"R21": {ReturnFormat, "company identification is not valid"},
	"R22": {ReturnFormat, "individual identification is not valid"},
	"R23": {ReturnPayout, "credit refused by the receiver"},
	"R24": {ReturnDuplicate, "duplicate entry"},
	"R25": {ReturnFormat, "addenda error"},
	"R26": {ReturnFormat, "mandatory field error"},
	"R27": {ReturnFormat, "trace number error"},
	"R28": {ReturnFormat, "routing number check digit error"},
	"R29": {ReturnUnauth, "corporate customer says not authorised"},
	"R31": {ReturnOperator, "permissible late return, agreed between the banks"},
	"R51": {ReturnUnauth, "re-presented check entry is ineligible or improper"},
	"R61": {ReturnOperator, "dishonoured: misrouted return"},
	"R62": {ReturnOperator, "dishonoured: return of an erroneous or reversing debit"},
	"R67": {ReturnOperator, "dishonoured: duplicate return"},
	"R68": {ReturnOperator, "dishonoured: untimely return"},
	"R69": {ReturnOperator, "dishonoured: field errors"},
	"R70": {ReturnOperator, "dishonoured: permissible return not accepted"},
	"R71": {ReturnOperator, "contested: misrouted dishonoured return"},
	"R72": {ReturnOperator, "contested: untimely dishonoured return"},
	"R73": {ReturnOperator, "contested: timely original return"},
	"R74": {ReturnOperator, "contested: corrected return"},
	"R75": {ReturnOperator, "contested: return was not a duplicate"},
	"R76": {ReturnOperator, "contested: no errors found"},
	"R77": {ReturnOperator, "contested: dishonoured return not accepted"},
	"R90": {ReturnRegulatory, "returned because of sanctions"},
}

package ach

// SEPACodes are the reason codes of SEPA and their classes, made to be the Codes of a market's [Policy]: AM04 is lack of
// funds (COL-9). Where unspecifiedIsNSF, MS03 is too, since the banks of some countries keep that reason to themselves for
// the sake of privacy; elsewhere it is unknown, and ends in manual payment. Each call makes a new map, to which an
// operator may add what its bank uses.
func SEPACodes(unspecifiedIsNSF bool) map[string]ReturnClass {
	codes := make(map[string]ReturnClass, len(sepaReturns))
	for code, r := range sepaReturns {
		codes[code] = r.class
	}
	if unspecifiedIsNSF {
		codes["MS03"] = ReturnNSF
	}
	return codes
}

// SEPAMeaning says in English what a reason code of SEPA means, for customer service; empty if it is not in the table.
func SEPAMeaning(code string) string { return sepaReturns[normalCode(code)].meaning }

// sepaReturns is what the codes of the SEPA direct debit scheme mean, and the class that follows from it.
var sepaReturns = map[string]struct {
	class   ReturnClass
	meaning string
}{
	"AC01": {ReturnAccount, "account number is not valid, or no such account"},
	"AC02": {ReturnAccount, "account number of the payer is not valid"},
	"AC04": {ReturnAccount, "account closed"},
	"AC06": {ReturnAccount, "account blocked for direct debits"},
	"AC13": {ReturnFormat, "account is of another type than the scheme's"},
	"AG01": {ReturnAccount, "direct debits are forbidden on this kind of account"},
	"AG02": {ReturnFormat, "operation or sequence type is not valid"},
	"AM04": {ReturnNSF, "insufficient funds"},
	"AM05": {ReturnDuplicate, "duplicate collection"},
	"BE05": {ReturnFormat, "creditor identifier is not valid"},
	"CNOR": {ReturnAccount, "bank of the creditor is not registered under this BIC"},
	"DNOR": {ReturnAccount, "bank of the payer is not registered under this BIC"},
	"DT01": {ReturnFormat, "date is not valid"},
	"FF01": {ReturnFormat, "file format is not valid"},
	"FF05": {ReturnFormat, "local instrument or direct debit type is not valid"},
	"FOCR": {ReturnOperator, "returned after a request to cancel"},
	"MD01": {ReturnUnauth, "no valid mandate, or the payer says that nobody was authorised"},
	"MD02": {ReturnFormat, "mandate data are missing or wrong"},
	"MD06": {ReturnRefund, "the payer took an authorised debit back"},
	"MD07": {ReturnDeceased, "account holder deceased"},
	"MS02": {ReturnStopped, "refused by the payer"},
	"MS03": {ReturnUnknown, "the bank does not say why"},
	"RC01": {ReturnAccount, "BIC is not valid"},
	"RF01": {ReturnDuplicate, "reference is not unique"},
	"RR01": {ReturnRegulatory, "account or identification of the payer is missing, for regulatory reasons"},
	"RR02": {ReturnRegulatory, "name or address of the payer is missing, for regulatory reasons"},
	"RR03": {ReturnRegulatory, "name or address of the creditor is missing, for regulatory reasons"},
	"RR04": {ReturnRegulatory, "regulatory reason"},
	"SL01": {ReturnStopped, "the payer's bank has a block list that names the creditor"},
	"TM01": {ReturnFormat, "came after the bank's cut-off"},
}

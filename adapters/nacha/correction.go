package nacha

// Correction is what a notification of change says: the entry was posted, and the next one to this account must
// use other data. Empty fields stay as they are. It holds personal data: never log it.
//
// A changed account needs the same validation and audit trail as a new one, so nothing here books it;
// whoever has the bank accounts does, within six banking days or before the next entry, whichever is later. [Bank.Notices] tells them.
type Correction struct {
	OrderID         string // individual ID of the entry
	Trace           string // of the entry that is corrected
	Code            string // such as "C02"
	Meaning         string // in English; empty for an unknown code
	Data            string // the corrected data as they came, up to 29 characters
	Routing         string
	Account         string // account number, which may hold blanks
	TransactionCode string // such as "37", a debit of a savings account
	Name            string
	IndividualID    string
}

// readCorrection cuts the corrected data by position, never by blanks, which account numbers may hold.
func readCorrection(r Return, l line) *Correction {
	const first = 36
	c := &Correction{OrderID: r.OrderID, Trace: r.OriginalTrace, Code: r.Code, Meaning: changes[r.Code], Data: l.field(first, first+28)}
	at := func(from, to int) string { return l.field(first+from-1, first+to-1) }
	switch r.Code {
	case "C01":
		c.Account = at(1, 17)
	case "C02":
		c.Routing = at(1, 9)
	case "C03":
		c.Routing, c.Account = at(1, 9), at(13, 29)
	case "C04":
		c.Name = at(1, 22)
	case "C05":
		c.TransactionCode = at(1, 2)
	case "C06":
		c.Account, c.TransactionCode = at(1, 17), at(21, 22)
	case "C07":
		c.Routing, c.Account, c.TransactionCode = at(1, 9), at(10, 26), at(27, 28)
	case "C09":
		c.IndividualID = at(1, 22)
	}
	return c
}

// changes is what the codes of notifications mean.
var changes = map[string]string{
	"C01": "account number is wrong",
	"C02": "routing number is wrong",
	"C03": "routing and account number are wrong",
	"C04": "name is wrong",
	"C05": "transaction code is wrong",
	"C06": "account number and transaction code are wrong",
	"C07": "routing number, account number and transaction code are wrong",
	"C08": "receiving bank of an international entry is wrong",
	"C09": "individual ID is wrong",
	"C13": "addenda are in the wrong format",
	"C14": "standard entry class is wrong for an international entry",
	"C61": "refused notification: misrouted",
	"C62": "refused notification: trace number is wrong",
	"C63": "refused notification: company ID is wrong",
	"C64": "refused notification: individual ID is wrong",
	"C65": "refused notification: corrected data are wrong",
	"C66": "refused notification: routing number is wrong",
	"C67": "refused notification: account number is wrong",
	"C68": "refused notification: account number and transaction code are wrong",
	"C69": "refused notification: transaction code is wrong",
}

package nacha

import (
	"io"
	"strings"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
)

// What becomes of an entry that is no debit that came back, besides the dispositions of package ach.
const (
	// CreditFailed: a payout came back, the money is with us again.
	CreditFailed ach.Disposition = "credit_failed"
	// CorrectData: the entry was posted; only the data of the account change.
	CorrectData ach.Disposition = "correct_data"
)

// Return is one entry of a return file: an entry of ours that came back, or one that was posted and
// whose data are corrected. It holds personal data if it has a correction: never log it.
type Return struct {
	Line          int    // where the reason stands in the file, counted from 1
	Trace         string // of the return itself, 15 digits
	OriginalTrace string // of the entry that came back
	Code          string // such as "R01" or "C02"; unknown codes are kept
	Meaning       string // in English; empty for an unknown code
	OrderID       string // individual ID that the bank repeats: Order.ID of what [Bank] wrote
	Amount        money.Amount
	Credit        bool // a credit of ours came back, not a debit
	Disposition   ach.Disposition
	// ReturnCode and ReturnTrace tell of a dishonoured or contested return which return the banks argue about.
	ReturnCode, ReturnTrace string
	// Correction is nil unless this is a notification of change.
	Correction *Correction
}

// ReadReturns reads a file of returns and notifications of change, as banks and other programs write
// them: with any line ends or none, without trailing blanks, padding, header or controls, with batches
// in any order, several files in one, unknown codes, and forward entries in between, which are left out.
//
// What is there must be consistent: a file that begins with a header ends with a control, and the counts,
// sums and hashes of the controls agree with the entries. Otherwise it was cut off or changed on its way, and
// the error is a [*Damage] with the line; nothing is returned then. A file of more than [MaxFile] bytes or [MaxRecords] records is ErrTooLarge.
func ReadReturns(r io.Reader) ([]Return, error) {
	var f fileReader
	if err := eachLine(r, f.take); err != nil {
		return nil, err
	}
	if err := f.end(); err != nil {
		return nil, err
	}
	return f.returns, nil
}

// entry is an entry detail and what its addenda say.
type entry struct {
	line
	trace, id string
	code      string // transaction code
	amount    int64
	told      bool // its reason was found
}

// reason is an addenda record that says why.
type reason struct {
	line
	after int // index of the entry above it, -1 for none
}

// returned says whether the transaction code is that of a return or a notification of change.
func (e entry) returned() bool {
	return len(e.code) == 2 && e.code[0] >= '2' && e.code[0] <= '5' && (e.code[1] == '1' || e.code[1] == '6')
}

// credit says whether the entry gave money to the account.
func (e entry) credit() bool { return len(e.code) == 2 && e.code[1] < '5' }

// readEntry reads an entry detail.
func readEntry(l line) (entry, error) {
	amount, err := l.digits(30, 39, "the amount")
	if err != nil {
		return entry{}, err
	}
	code := l.field(2, 3)
	if len(code) != 2 || strings.Trim(code, "0123456789") != "" {
		return entry{}, l.damaged("the transaction code is no number")
	}
	return entry{line: l, trace: l.field(80, 94), id: l.field(40, 54), code: code, amount: amount}, nil
}

// readReason reads why an entry came back.
func readReason(e entry, l line) (Return, error) {
	code := strings.ToUpper(l.field(4, 6))
	original := l.field(7, 21)
	switch {
	case len(code) != 3:
		return Return{}, l.damaged("the code is missing")
	case original == "":
		return Return{}, l.damaged("the original trace number is missing")
	}
	r := Return{
		Line: l.number, Trace: e.trace, OriginalTrace: original, Code: code, Meaning: ach.Meaning(code), OrderID: e.id,
		Amount: money.FromMinor(e.amount, money.USD), Credit: e.credit(), Disposition: ach.ClassOf(code).Disposition(),
	}
	if r.Trace == "" {
		r.Trace = l.field(80, 94)
	}
	if disputed(code) {
		r.ReturnTrace, r.ReturnCode = l.field(39, 53), "R"+l.field(57, 58)
	}
	switch {
	case l.field(2, 3) == "98":
		r.Disposition = CorrectData
		r.Correction = readCorrection(r, l)
		r.Meaning = r.Correction.Meaning
	case r.Credit && r.Disposition != ach.Suspend:
		r.Disposition = CreditFailed
	}
	return r, nil
}

// disputed says whether a code is one of a dishonoured or contested return, whose addenda have fields of their own.
func disputed(code string) bool {
	return code == "R61" || code == "R62" || code >= "R67" && code <= "R77"
}

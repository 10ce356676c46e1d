package sepa

import (
	"fmt"

	"github.com/seqrpay/seqr/internal/fault"
)

// What is wrong with an identifier.
var (
	// ErrIBAN: unknown country, wrong length or structure, or check digits that do not fit.
	ErrIBAN = fault.New(fault.Invalid, "sepa: IBAN is not valid")
	// ErrBIC: not eight or eleven characters in the form of a BIC.
	ErrBIC = fault.New(fault.Invalid, "sepa: BIC is not valid")
	// ErrCreditorID: not in the form of a creditor identifier, or check digits that do not fit.
	ErrCreditorID = fault.New(fault.Invalid, "sepa: creditor identifier is not valid")
	// ErrMandateID: empty, too long, or with characters that a mandate reference cannot have.
	ErrMandateID = fault.New(fault.Invalid, "sepa: mandate reference is not valid")
	// ErrID: an ID of ours that is empty, too long, or has characters that the scheme does not carry.
	ErrID = fault.New(fault.Invalid, "sepa: ID is not valid")
)

// What is wrong with a message to be written. Nothing was written when one of them is answered.
var (
	// ErrEmpty: a message without a single debit or transfer.
	ErrEmpty = fault.New(fault.Invalid, "sepa: message is empty")
	// ErrTwice: the same end-to-end ID stands twice in a message.
	ErrTwice = fault.New(fault.Conflict, "sepa: end-to-end ID stands twice in a message")
	// ErrName: a name has no letter and no digit that the scheme carries.
	ErrName = fault.New(fault.Invalid, "sepa: name is missing")
	// ErrAmount: not in euro, or not from 0.01 to 999,999,999.99; in a file, no amount at all.
	ErrAmount = fault.New(fault.Invalid, "sepa: amount is not valid")
	// ErrDate: no date, no banking day, in the past, or a mandate signed after its collection.
	ErrDate = fault.New(fault.Invalid, "sepa: date is not valid")
	// ErrSequence: no such sequence type.
	ErrSequence = fault.New(fault.Invalid, "sepa: sequence type is not valid")
	// ErrAddress: an address without town or country.
	ErrAddress = fault.New(fault.Invalid, "sepa: address is not structured")
)

// What is wrong with a file that was read. A file is taken whole or not at all.
var (
	// ErrXML: not well-formed, cut off, or not in UTF-8.
	ErrXML = fault.New(fault.Invalid, "sepa: file is not well-formed XML")
	// ErrDTD: document types and entities have no place in a bank's file and are an old way to attack readers.
	ErrDTD = fault.New(fault.Invalid, "sepa: file has a document type")
	// ErrTooLarge: more than MaxFile bytes, nested more deeply than any message is, or to be written and more than MaxItems.
	ErrTooLarge = fault.New(fault.Exceeded, "sepa: file is too large")
	// ErrMessage: a message of another kind.
	ErrMessage = fault.New(fault.Invalid, "sepa: not a message of the kind expected")
	// ErrField: a field that must be there is missing, or has a value that it cannot have.
	ErrField = fault.New(fault.Invalid, "sepa: field is missing or not valid")
	// ErrContradiction: a whole was rejected and a part of it was not, or its sum is another one.
	ErrContradiction = fault.New(fault.Invalid, "sepa: reports contradict each other")
	// ErrPartial: less came back than was collected.
	ErrPartial = fault.New(fault.Invalid, "sepa: less came back than was collected")
)

// What a [Bank] answers besides.
var (
	// ErrConfig: a field of the configuration is missing or is wrong; the text says which.
	ErrConfig = fault.New(fault.Invalid, "sepa: configuration is incomplete")
	// ErrApplied: a file of the same content was applied before. Nothing is left to do.
	ErrApplied = fault.New(fault.Conflict, "sepa: file was already applied")
	// ErrRebuilt: a planned message came out differently when it was built again. It is not sent.
	ErrRebuilt = fault.New(fault.Internal, "sepa: rebuilt message differs from the planned one")
)

// LineError says where in a file something is wrong. It never quotes the file, which holds personal data.
type LineError struct {
	Line int // from 1
	Err  error
}

// Error is the reason and the line.
func (e *LineError) Error() string { return fmt.Sprintf("%v, line %d", e.Err, e.Line) }

// Unwrap is the reason: a sentinel of this package, or the error of who gave the file.
func (e *LineError) Unwrap() error { return e.Err }

// ItemError says which debit or transfer of a message cannot be written.
type ItemError struct {
	Index int // in Debits or Transfers, from 0
	Err   error
}

// Error is the reason and the index.
func (e *ItemError) Error() string { return fmt.Sprintf("%v, item %d", e.Err, e.Index) }

// Unwrap is the reason: a sentinel of this package.
func (e *ItemError) Unwrap() error { return e.Err }

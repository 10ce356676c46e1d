package qr

import "github.com/seqrpay/seqr/internal/fault"

// What is wrong with the text of a code. All are of the class invalid: the text is refused
// without being opened, and reading it again changes nothing.
var (
	// ErrTooLong: more than MaxText characters, or an id of more than MaxID.
	ErrTooLong = fault.New(fault.Invalid, "qr: text is too long")
	// ErrCharacters: something else than printable ASCII, or a character that no address may hold.
	ErrCharacters = fault.New(fault.Invalid, "qr: text holds characters that no code has")
	// ErrForm: the text of another system, or not exactly one of the forms of a SEQR code.
	ErrForm = fault.New(fault.Invalid, "qr: not the form of a SEQR code")
	// ErrHost: the form of a SEQR code, on a host that is not allowed.
	ErrHost = fault.New(fault.Invalid, "qr: another host")
	// ErrID: a lane id or reference that is not 1 to MaxID ASCII letters and digits.
	ErrID = fault.New(fault.Invalid, "qr: an id is 1 to 32 letters and digits")
)

// What is wrong with an address for a tag, or with the bytes of one.
var (
	// ErrURI: not an absolute address in printable ASCII.
	ErrURI = fault.New(fault.Invalid, "qr: not an absolute address in ASCII")
	// ErrCapacity: the tag has no room for the address.
	ErrCapacity = fault.New(fault.Invalid, "qr: the tag has no room for the address")
	// ErrTag: not a Type 2 tag, or not an NDEF message with one address first.
	ErrTag = fault.New(fault.Invalid, "qr: not a tag with one address")
)

// What is wrong with an EMV payload.
var (
	// ErrEMV: not a merchant-presented payload, or one that could be misread.
	ErrEMV = fault.New(fault.Invalid, "qr: not an EMV merchant-presented code")
	// ErrCRC: the check sum of an EMV payload is wrong.
	ErrCRC = fault.New(fault.Invalid, "qr: wrong check sum")
	// ErrEMVField: a value that the standard does not allow in a payload, or a missing one.
	ErrEMVField = fault.New(fault.Invalid, "qr: EMV value missing or malformed")
)

package smtp

import "github.com/seqrpay/seqr/internal/fault"

// What a mailer answers. Errors that wrap these say the server's code, if there was one, and nothing of the message.
var (
	// ErrConfig names the first field of Config that is wrong.
	ErrConfig = fault.New(fault.Invalid, "smtp: configuration")
	// ErrMessage: no ID, no e-mail address, no text, or a subject of more than one line. Nothing was sent.
	ErrMessage = fault.New(fault.Invalid, "smtp: not a mail")
	// ErrRefused: the server will never take this message.
	ErrRefused = fault.New(fault.Invalid, "smtp: message refused")
	// ErrDenied: the server does not accept the credentials or the sender. The same message can be sent once that is
	// mended.
	ErrDenied = fault.New(fault.Denied, "smtp: operator refused")
	// ErrUnavailable: no server, no encryption, or no answer. Send the message again, with the same ID.
	ErrUnavailable = fault.New(fault.Unavailable, "smtp: not delivered")
)

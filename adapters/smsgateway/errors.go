package smsgateway

import "github.com/seqrpay/seqr/internal/fault"

// What a gateway answers. Errors that wrap these say the HTTP status, if there was one, and nothing of the message.
var (
	// ErrConfig names the first field of Config that is wrong.
	ErrConfig = fault.New(fault.Invalid, "smsgateway: configuration")
	// ErrMessage: no ID, no E.164 number or no text. Nothing was sent.
	ErrMessage = fault.New(fault.Invalid, "smsgateway: not a text message")
	// ErrRefused: the provider will never take this message.
	ErrRefused = fault.New(fault.Invalid, "smsgateway: message refused")
	// ErrDenied: the provider does not accept the credentials, or the operator's account with it is closed or empty. The
	// same message can be sent once that is mended.
	ErrDenied = fault.New(fault.Denied, "smsgateway: operator refused")
	// ErrUnavailable: nobody knows whether the message was taken. Send it again, with the same ID.
	ErrUnavailable = fault.New(fault.Unavailable, "smsgateway: no usable answer")
)

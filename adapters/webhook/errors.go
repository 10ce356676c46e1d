package webhook

import "github.com/seqrpay/seqr/internal/fault"

// What a sender answers.
var (
	// ErrConfig names the first thing that is wrong with a Sender's, Signer's or Verifier's configuration.
	ErrConfig = fault.New(fault.Invalid, "webhook: configuration")
	// ErrKey: the text is no key. It is not repeated.
	ErrKey = fault.New(fault.Invalid, "webhook: not a key")
	// ErrMessage: the ID, type, time or body of a message is none, or too long. Nothing was sent.
	ErrMessage = fault.New(fault.Invalid, "webhook: not a message")
	// ErrAddress: the receiver's name leads to an address that a receiver may not have. Nothing was sent.
	ErrAddress = fault.New(fault.Denied, "webhook: address not permitted")
	// ErrGone: the receiver wants no more messages, of whatever ID.
	ErrGone = fault.New(fault.State, "webhook: endpoint is gone")
	// ErrUnavailable: nobody knows whether the receiver has the message. Send it again, with the same ID.
	ErrUnavailable = fault.New(fault.Unavailable, "webhook: not acknowledged")
)

// What a verifier answers. A request with any of these is not from the sender, or not any more.
var (
	// ErrHeader: a header is missing, there twice, or malformed.
	ErrHeader = fault.New(fault.Invalid, "webhook: headers are not those of a webhook")
	// ErrSignature: no key of the verifier made any of the signatures.
	ErrSignature = fault.New(fault.Denied, "webhook: signature is wrong")
	// ErrTime: the request is older than the tolerance, or as far in the future.
	ErrTime = fault.New(fault.Denied, "webhook: sent too long ago or in the future")
	// ErrTooLarge: the body is longer than permitted.
	ErrTooLarge = fault.New(fault.Exceeded, "webhook: body is too large")
	// ErrBody: the body could not be read.
	ErrBody = fault.New(fault.Invalid, "webhook: body ends early")
)

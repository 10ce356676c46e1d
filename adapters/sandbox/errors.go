package sandbox

import "github.com/seqrpay/seqr/internal/fault"

// What the sandbox refuses.
var (
	// ErrUnknownOrder: the bank has no order of this ID.
	ErrUnknownOrder = fault.New(fault.NotFound, "sandbox: no such order")
	// ErrReturnedBefore: an order is returned at most once.
	ErrReturnedBefore = fault.New(fault.State, "sandbox: order is returned already")
	// ErrMessageReused: the ID of a message came again with other content.
	ErrMessageReused = fault.New(fault.Conflict, "sandbox: message ID used for another message")
)

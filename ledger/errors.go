package ledger

import "github.com/seqrpay/seqr/internal/fault"

// What the book refuses. All are plain sentinels: ask with errors.Is.
var (
	// ErrInsufficient: a debit, a hold or a new floor would leave an account below its floor.
	ErrInsufficient = fault.New(fault.Exceeded, "ledger: not enough to spend")
	// ErrUnknownAccount: no account of that ID was opened.
	ErrUnknownAccount = fault.New(fault.NotFound, "ledger: no such account")
	// ErrUnknownTransfer: no transfer of that ID is in the book.
	ErrUnknownTransfer = fault.New(fault.NotFound, "ledger: no such transfer")
	// ErrExists: the ID of a transfer or account was used before.
	ErrExists = fault.New(fault.Conflict, "ledger: transfer or account exists already")
	// ErrUnknownHold: a post or void names what is not a hold of the book.
	ErrUnknownHold = fault.New(fault.NotFound, "ledger: no such hold")
	// ErrHoldResolved: the hold was posted or voided before; either happens once.
	ErrHoldResolved = fault.New(fault.State, "ledger: hold was resolved already")
	// ErrPostTooMuch: a post or void of more than was held.
	ErrPostTooMuch = fault.New(fault.Exceeded, "ledger: more than was held")
	// ErrCurrency: the transfer is not in the currency of both accounts, or not in its hold's.
	ErrCurrency = fault.New(fault.Invalid, "ledger: another currency than the account's")
	// ErrMalformed: a transfer, account or floor that no book could take, whatever is in it.
	ErrMalformed = fault.New(fault.Invalid, "ledger: transfer makes no sense")
	// ErrOverflow: an account's amounts would leave the range of 64 bits.
	ErrOverflow = fault.New(fault.Exceeded, "ledger: balance too large")
	// ErrBroken: the book contradicts itself. Only a defect or damage leads here.
	ErrBroken = fault.New(fault.Internal, "ledger: book contradicts itself")
)

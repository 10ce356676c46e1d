package bankfile

import "github.com/seqrpay/seqr/internal/fault"

// What mailboxes and journals answer.
var (
	// ErrName: no file has this name, or no file may have it.
	ErrName = fault.New(fault.NotFound, "bankfile: no file of this name")
	// ErrTaken: the mailbox has a file of this name with other content.
	ErrTaken = fault.New(fault.Conflict, "bankfile: file name is taken by another content")
	// ErrJournal: the journal cannot be read or cannot be written. It takes nothing until it is opened again.
	ErrJournal = fault.New(fault.Unavailable, "bankfile: journal failed")
)

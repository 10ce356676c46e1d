// Package bankfile has what banks by file have in common, whatever their files look like: a [Mailbox] through which
// files go and come, with [Dir] for a folder, a [Journal] that keeps what must survive a crash, and [Latest], which
// says which cut-off has come. The packages nacha and sepa beside this one are built on it, and so may be the bank of another rail.
//
//	Submit ──► Journal ──cut-off──► Mailbox.Put ──► the bank
//	Reports ◄── Journal ◄── Mailbox.Incoming, Open ◄──┘
//	                 └──► Mailbox.Done
//
// # The order of things
//
// What is answered is in the journal first. A file is planned in the journal with all that its bytes depend on, then handed over,
// then noted as handed over: after a crash in between it is built again, the same to the byte, and a mailbox takes it once. A
// file that came is applied in one line of the journal, and then done: after a crash in between it comes again, and
// the journal knows it.
package bankfile

// Package sandbox is the outside world in memory, for tests, examples and a first evening with
// the SDK: a bank, an ID verifier that reads specimen documents, a phone, a mailbox, and a
// clock that stands still until it is told to move. Nothing leaves the process and nothing
// is random: the same script has the same result.
//
// The [Bank] accepts orders and settles them a banking day later. What goes wrong is scripted
// by rules before, or done by hand afterwards:
//
//	order --SettleAfter banking days--> settled --ReturnNext, ReturnEvery, Return--> returned
//
// The [Phone] and the [Mailbox] keep what they were sent, so a test can read the code that a
// user would type. Bank, Phone and Mailbox can also be made to fail, or to do their work and
// lose the answer, which is what a broken connection looks like.
//
// The bank passes package achtest, the conformance suite of [ach.Bank]. All types are safe for
// concurrent use. None is meant for production: they forget everything at the end of the process.
package sandbox

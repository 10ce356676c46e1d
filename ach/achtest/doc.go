// Package achtest is the conformance suite of [ach.Bank]: what the SDK relies on, whichever bank
// is behind it. An adapter's test opens it with a harness and runs all of it:
//
//	func TestBank(t *testing.T) {
//		achtest.Run(t, func(t *testing.T) achtest.Harness { … })
//	}
//
// A case that an adapter cannot meet is left out by name and with a reason, see [Except]; nothing
// is left out silently, and a name that is no case fails the run.
package achtest

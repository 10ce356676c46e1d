// Package identitytest is the conformance suite of [identity.Verifier]: what the SDK relies on, whoever checks the
// documents. An adapter's test opens it with a harness and runs all of it:
//
//	func TestVerifier(t *testing.T) {
//		identitytest.Run(t, func(t *testing.T) identitytest.Harness { … })
//	}
//
// The harness brings the documents, since a verifier accepts only what it can recognise: for a service on the
// net, the specimens of its test environment. A case that an adapter cannot meet is left out by name and with a
// reason, see [Except]; nothing is left out silently, and a name that is no case fails the run.
package identitytest

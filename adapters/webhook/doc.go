// Package webhook tells other systems what happened, as HTTP requests that prove who sent them, and checks such requests
// at the other end. Format, headers and signatures are those of Standard Webhooks 1.0, for which most languages have a
// library.
//
//	Sender: Message --sign, POST--> 2xx            nil
//	                                410            ErrGone: the receiver wants no more; stop
//	                                all the rest   ErrUnavailable: send again later, with the same ID
//	                                no connection to such an address: ErrAddress
//
//	Verifier: request --size, headers, time, signature--> your handler, or 400, 401, 413
//
// A request has the headers webhook-id (the same for every attempt), webhook-timestamp (of this attempt) and
// webhook-signature, which covers both and every byte of the body. The body is an [Event]. Keys are shared secrets
// ("whsec_...", HMAC-SHA256, v1) or pairs ("whsk_..." signs, "whpk_..." verifies, Ed25519, v1a). A [Signer] has
// several while keys are replaced: it signs with each, a [Verifier] is content with one. To replace a key, give the
// new one to the signer beside the old one, then to the verifier, then take the old one from both.
//
// A receiver's URL is chosen by somebody else, who may point it at what only this machine can reach. So a [Sender] looks
// at the address of each connection, after the name was resolved and before the first byte: private, link-local,
// metadata and other special addresses are refused. It speaks https only, follows no redirect, uses no proxy, and
// reads next to nothing of the answer [PRV-1].
//
// A receiver that was told may be told again, and told out of order: keep the IDs that were handled, and take the event
// as a hint to read the object, which is the truth.
//
// A [Notifier] is what package seqr tells merchants by, as Config.Notices: each at the endpoint that it named, signed with
// that endpoint's secrets. Which facts there are, and when a failed one is tried again, is decided there.
package webhook

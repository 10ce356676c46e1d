// Package smsgateway sends text messages through a provider's HTTP interface: one POST of a few fields per message, as
// most providers take them. A [Gateway] is the system's [account.SMS]; [Config] says what the provider calls things.
//
//	message --POST--> 2xx             taken: the provider delivers it
//	                  401 402 403 407 ErrDenied: the provider refuses the operator, whatever the message is
//	                  other 4xx       ErrRefused: this message will never be taken
//	                  all the rest    ErrUnavailable: nobody knows whether it was taken; try again with the same ID
//
// All the rest is 408, 429, 5xx, a redirect, and no answer in time. Trying again may deliver a message twice, but to
// nobody else; a provider that knows an idempotency key prevents that, because each attempt carries the same ID.
//
// The connection is encrypted [PRV-1]; redirects are not followed, so that credentials and messages go nowhere but to
// the configured URL. Errors say what class of thing happened and never show a number, a text, a credential, a URL
// or what the provider answered [PRV-4].
//
// A provider that answers 200 to what it refuses, and explains itself in the body, needs an adapter of its own:
// [account.SMS] has one method.
package smsgateway

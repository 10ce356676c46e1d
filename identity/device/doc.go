// Package device is the phone's side of proving a PIN that never leaves the phone.
//
// A [Phone] holds what the phone's keystore holds: the key that the account is bound to, and a random secret. When the owner chooses a
// PIN, [Phone.Choose] looks whether it may be chosen, which nobody else can any more, and makes the enrolment that is sent once. From then
// on the owner types the PIN, [Phone.Unlock] makes the slow hash, and what it answers signs and proves one approval or action:
//
//	          Choose                         Unlock                    Approve, Act
//	PIN ─────────────────► enrolment   PIN ──────────► Unlocked ──────────────────► message, signature, proof
//	      once: to the server                              │ Enrol: on another phone, by the same PIN
//	                                                       └──────► enrolment
//
// How the PIN is stretched, salt and cost, comes from the server and is no secret. An app written in another language does the same: the
// slow hash is Argon2id, the keys are derived by HKDF-SHA256, the proof is an HMAC-SHA256 of the bytes that are signed; package identity
// names the exact bytes.
package device

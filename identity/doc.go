// Package identity proves who somebody is, and that it is they who agree.
//
// A person registers with a mobile number, proved by a code sent to it; a PIN; a phone, whose
// key the account is bound to; and an identity document, photographed and checked. From then on every payment is an approval:
// the bytes of what is paid to whom, signed by the phone, with the PIN beside it. This package holds
// the rules of all that as pure values. It reads no clock, keeps no state and calls nobody: times, entropy, keys and what
// is stored are arguments, and each transition returns the new value for the caller to commit.
//
// # Attempts are counted before they are answered
//
// A PIN of 4 digits is guessed in 5,000 tries on average, so what protects it is that few tries are answered.
// [Credential.Attempt] and [Activation.Enter] return the new value together with the error of a
// wrong entry. Commit that value, at the version it was read at, and only then tell the outcome, right or wrong. Of many
// guesses made at once one commits; the others find the version moved, throw their comparison away unseen,
// and read the raised count.
//
// # The mobile number
//
// There is one [Activation] per account. It keeps a keyed hash of the newest code to its number, bound to the account,
// never the code.
//
//	none ──Send──► outstanding ──Enter right──► done
//	                 │  ▲   │
//	                 │  └───┘ Send: the older code is void; Enter wrong, 4 times
//	                 │
//	                 └──Enter wrong the 5th time, or 10 minutes after Send──► done ──Send──► outstanding
//
// [NewCode] draws a code, [CodeMAC] makes the hash, [Activation.Send] limits how many are sent. Entered codes
// go through [ParseCode], [CodeMatches] and [Activation.Enter], which answers one error for all that can be wrong.
//
// # The PIN
//
// A [PIN] cannot be printed and never leaves the package but stretched: [StretchPIN], slow on purpose, then a keyed
// hash in a [PINRecord]. Consecutive wrong ones lock it:
//
//	0 wrong ──► 1 ──► 2 ──► 3 ────────► 4 ─────────► 5: blocked
//	   ▲        │     │     │           │            │
//	   │        │     │     wait 30 s   wait 5 min   customer service
//	   └────────┴─────┴─────┴───────────┴────────────┘
//	            a right PIN once the wait is over    Reset
//
// During a wait nothing is evaluated, not even the right PIN, and nothing counted.
//
// Better, the phone stretches the PIN and never sends it. It derives [PINKeys], sends them once as a [PINEnrolment], which the server keeps
// sealed, and proves the PIN of each message by an HMAC ([PINKeys.ProveApproval], [Credential.ProvesApproval]). Package device does the phone's part.
// A [Stretch] says by what a PIN is stretched, whoever does it.
//
//	none ──ChangePIN──► by the server ──ChangePIN, RestorePIN──► by the phone ──ChangePIN──► …
//	                                                                  └──Move──► none, until the other phone is enrolled
//
// # The phone
//
// A [Credential] binds an account to one device key, Ed25519 or P-256, fixed when it is registered. An
// [ApprovalMessage] names everything that the owner saw and agreed to. [ApprovalMessage.Bytes] writes it in
// exactly one way and the device signs those bytes; [ParseApproval] reads nothing else. The order in which a server
// looks at an approval matters:
//
//  1. [Credential.VerifySignature]: a stranger's guess ends here and counts against nobody.
//  2. [CheckNonce]: the approval answers a question that was asked here, for this, less than 2 minutes ago. That a
//     nonce serves once is the matter of a unique claim in the commit.
//  3. [Credential.Advance]: a counter that does not rise, with a fresh nonce, means that the key was copied; [Credential.Freeze] it.
//  4. [ApprovalMessage.Check] against the message derived anew from what is stored.
//  5. [Credential.Ready], then [StretchPIN] and [PINRecord.Matches], or [Credential.ProvesApproval], and [Credential.Attempt].
//
// What the device asks for besides payments, such as another PIN, it signs as an [ActionMessage], under the same rules.
// [DeviceKey] is the phone's side, for tests and simulators.
//
// Where the market accepts it, a fingerprint stands in for the PIN: a second key, a [BiometricKey], that the phone uses only upon one. Which of the
// two an approval was signed for is its [ProofKind]; [Credential.VerifyProof] looks at the key that belongs to it.
//
//	none ──EnrolBiometric──► in use ──EndBiometric, RestorePIN──► ended ──EnrolBiometric──► in use
//	                           └──Move──► none
//
// # The document
//
// A [Scan] is one attempt to prove an identity with front and back of a document:
//
//	capturing ──Capture a side──► capturing ──Submit both──► submitted ──Decide──► verified
//	                                                                        └────► failed: scan again ([Scan.Again])
//
// Before a picture is kept, [PreparePicture] refuses files that are too large without decoding them, drops all
// metadata, and measures whether a document could be read on it at all. A [Verifier] outside decides. Once it has, the pictures
// are deleted; digest, result and time stay. Machine readable zones are read with their check digits by [ParseMRZ].
//
// One document stands for one account: an [IDRecord], under a tag of the number and never the number itself, lists
// the accounts linked to it, and the second link blocks both.
//
// # Keys
//
// [Keys] is the port to a keyring that is asked and never hands a key out; [Keyring] is one in memory. Each [Purpose] has its own
// key. What is stored carries the ID of its key, so keys rotate: new things are made with the
// current one, and older ones go on reading. Phone numbers and document numbers are stored as tags ([PhoneTags],
// [DocumentTags]), personal data sealed, codes and PINs as hashes.
//
// # Policy
//
// What differs between markets is data: [Policy] and the policies in it, each with its defaults.
package identity

package identity

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
)

// DeviceID names a phone that an account is bound to.
type DeviceID struct{ uuid.UUID }

// ScanID names one attempt to prove an identity by a document.
type ScanID struct{ uuid.UUID }

// Activation is the state of the codes that were sent under one tag: an account's ([CodeTag], [LetterTag]), where a
// newer code voids the older by replacing it, or a phone number's, which counts the codes of all registrations with it and holds none. Texts
// about requests for money are counted in the same way ([AskTag]).
// The code itself is never kept.
type Activation struct {
	Phone   account.Tag // its key
	Version int64
	Account account.ID // the registration that asked for the code
	Code    []byte     // keyed hash over number, account and code
	SentAt  time.Time  // when the outstanding code was made, UTC
	Wrong   int        // wrong entries of the outstanding code
	Done    bool       // used up, dead or void: no code is outstanding
	Sends   []time.Time
}

// Algorithm is a device key's signature scheme, fixed when the key is registered.
type Algorithm string

// The schemes.
const (
	Ed25519 Algorithm = "ed25519"
	P256    Algorithm = "p256" // ECDSA over P-256 with SHA-256, ASN.1 signatures
)

// Credential is what proves an account's owner: one device key, the PIN and the count of wrong PINs.
// There is one per account, keyed by the account's ID.
type Credential struct {
	Account   account.ID
	Version   int64
	Device    DeviceID
	Algorithm Algorithm
	PublicKey []byte // Ed25519: 32 bytes; P-256: PKIX DER
	PIN       PINRecord
	Wrong     int       // consecutive wrong PINs
	WaitUntil time.Time // nothing is evaluated before; zero: no wait
	Counter   uint64    // the highest of the signed messages
	Used      uint64    // which of the counters just below were used: bit n stands for Counter−1−n
	Frozen    bool      // the key was seen in two places, or revoked
	BoundAt   time.Time
	RestoreBy time.Time // before it a new PIN can be set without the old one; zero: not allowed
	MoveBy    time.Time // before it another phone can be bound; zero: not allowed
	Biometric BiometricKey
}

// PINRecord is a stored PIN: a keyed hash over a slow hash where the server stretches it, or sealed keys where the phone does. Zero: none chosen yet.
type PINRecord struct {
	KeyID  string // which key of the keyring
	Salt   []byte // 16 bytes
	Cost   StretchCost
	Hash   []byte // HMAC-SHA256(pepper, Argon2id(PIN, Salt)), or empty
	Sealed []byte // the phone's [PINKeys], or empty
}

// DocumentKind is a kind of identity document.
type DocumentKind string

// The accepted kinds.
const (
	IdentityCard   DocumentKind = "identity_card"
	DrivingLicence DocumentKind = "driving_licence"
	Passport       DocumentKind = "passport"
)

// ScanState is where a scan is.
type ScanState uint8

// The states of a scan.
const (
	Capturing ScanState = iota + 1 // a side is missing
	Submitted                      // the verifier is at work
	Verified
	Failed
)

// Scan is one attempt to prove an identity: front and back of a document.
// The pictures are sealed, and deleted once the scan is decided.
type Scan struct {
	ID          ScanID
	Version     int64
	Account     account.ID
	Document    DocumentKind
	State       ScanState
	Front       []byte // sealed JPEG; empty once decided
	Back        []byte // sealed JPEG; empty once decided
	Digest      []byte // SHA-256 over both pictures, kept
	Problems    []Problem
	Refused     int // scans of the account that were refused, this one included, since customer service last allowed more
	OpenedAt    time.Time
	SubmittedAt time.Time
	DecidedAt   time.Time
}

// Problem is what was wrong with a picture or document.
type Problem string

// The problems.
const (
	Glare      Problem = "glare"
	Distortion Problem = "distortion"
	Blur       Problem = "blur"
	Illegible  Problem = "illegible"
	TooSmall   Problem = "too_small"
	NotGenuine Problem = "not_genuine"
	Expired    Problem = "expired"
	Mismatch   Problem = "mismatch" // not the person who registers
)

// IDRecord says which accounts one identity document (or personal number) is linked to.
// Its key is a tag, never the number. Its version in a commit keeps two simultaneous links from missing each other.
type IDRecord struct {
	ID       account.Tag
	Version  int64
	Accounts []account.ID // open accounts linked to it, in the order of linking
	Former   []account.ID // closed accounts that were linked to it and have no successor yet: the same person's
}

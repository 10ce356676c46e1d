package identity

import (
	"context"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
)

// Credentials reads what proves an owner.
type Credentials interface {
	// Activation finds the SMS codes' state of a phone number, or answers ErrNotFound.
	Activation(ctx context.Context, phone account.Tag) (Activation, error)
	// Credential finds an account's credential, or answers ErrNotFound.
	Credential(ctx context.Context, of account.ID) (Credential, error)
	// CredentialList lists all credentials ordered by account, strictly after the given one, at most limit.
	CredentialList(ctx context.Context, after account.ID, limit int) ([]Credential, error)
}

// Scans reads scans and the records of the one-ID rule.
type Scans interface {
	// Scan finds one by its ID, or answers ErrNotFound.
	Scan(ctx context.Context, id ScanID) (Scan, error)
	// LatestScan finds an account's newest scan, or answers ErrNotFound.
	LatestScan(ctx context.Context, of account.ID) (Scan, error)
	// IDRecord finds the record of a document by its tag, or answers ErrNotFound.
	IDRecord(ctx context.Context, id account.Tag) (IDRecord, error)
	// IDRecordList lists all records ordered by tag, strictly after the given one, at most limit.
	IDRecordList(ctx context.Context, after account.Tag, limit int) ([]IDRecord, error)
}

// Verifier decides whether a scanned document proves an identity. It is idempotent by
// Submission.ID. While it is still at work it answers a Verdict with Pending true, and is asked again later.
type Verifier interface {
	Verify(ctx context.Context, s Submission) (Verdict, error)
}

// Submission is what a Verifier gets. It holds personal data: never log it.
type Submission struct {
	ID          ScanID
	Document    DocumentKind
	Front, Back []byte // JPEG, metadata removed
	SubmittedAt time.Time
	Name        string     // as the user gave it
	BirthDate   civil.Date // as the user gave it
}

// Verdict is a Verifier's answer.
type Verdict struct {
	Pending        bool
	Genuine        bool
	Problems       []Problem // why not genuine
	Country        string    // of issue, as on the document (ISO 3166 alpha-3 in MRZ form)
	Number         string    // of the document
	PersonalNumber string    // where the document has one
}

// Purpose separates the keys of a [Keys]: one purpose's key is of no use for another.
type Purpose string

// The purposes.
const (
	KeyPhone    Purpose = "phone"    // tags of phone numbers
	KeyCode     Purpose = "code"     // hashes of SMS codes
	KeyPIN      Purpose = "pin"      // pepper
	KeyID       Purpose = "id"       // tags of documents
	KeyPersonal Purpose = "personal" // sealing personal data
	KeyNonce    Purpose = "nonce"    // server-made nonces
)

// Keys is the keyring port: versioned keys that never leave it.
type Keys interface {
	// MAC is HMAC-SHA256 under the purpose's current key, and that key's ID.
	MAC(p Purpose, data []byte) (keyID string, mac []byte, err error)
	// MACWith is the same under a named key; ErrKeyUnknown if it is gone.
	MACWith(p Purpose, keyID string, data []byte) ([]byte, error)
	// KeyIDs lists a purpose's keys, the current one first.
	KeyIDs(p Purpose) []string
	// Seal encrypts and authenticates; context must be given again to Open.
	Seal(p Purpose, plain, context []byte) ([]byte, error)
	// Open undoes Seal, also for older keys; ErrSealBroken if data or context were altered.
	Open(p Purpose, sealed, context []byte) ([]byte, error)
}

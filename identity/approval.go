package identity

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
)

// ApprovalMessage is what an owner agrees to with PIN and device: one payment of one amount to one payee. The
// device signs its bytes, and they are kept with the signature, so that anybody can verify later
// what was agreed to, without this system.
type ApprovalMessage struct {
	Market    string // its code; 1 to 16 of A–Z a–z 0–9 - _
	Account   account.ID
	Device    DeviceID
	Counter   uint64    // of the device's signed messages; strictly rising
	Nonce     []byte    // 32 bytes, by [NewNonce]
	Invoice   uuid.UUID // the invoice, order or transfer
	Revision  int64     // of its content; not negative
	Digest    []byte    // SHA-256 of its content; 32 bytes
	Payee     uuid.UUID
	PayeeName []byte       // [NameDigest] of the name that the owner was shown; 32 bytes
	Amount    money.Amount // not negative, with a currency of 3 letters
	From      account.PaymentAccountID
	ExpiresAt time.Time // to the microsecond, years 1970 to 9999
}

// NameDigest is the SHA-256 of a payee's name exactly as it was shown, for [ApprovalMessage].
func NameDigest(shown string) []byte {
	sum := sha256.Sum256([]byte(shown))
	return sum[:]
}

// Check compares a signed approval with what would be carried out, field by field. An approval of an older
// revision of the same invoice is ErrApprovalStale; any other difference is ErrApprovalMismatch and
// names the field. Derive want anew from the store: what the owner saw is then what is done.
func (m ApprovalMessage) Check(want ApprovalMessage) error {
	if m.Invoice == want.Invoice && m.Revision < want.Revision {
		return ErrApprovalStale
	}
	for _, f := range []struct {
		name string
		same bool
	}{
		{"market", m.Market == want.Market},
		{"account", m.Account == want.Account},
		{"device", m.Device == want.Device},
		{"counter", m.Counter == want.Counter},
		{"nonce", bytes.Equal(m.Nonce, want.Nonce)},
		{"invoice", m.Invoice == want.Invoice},
		{"revision", m.Revision == want.Revision},
		{"digest", bytes.Equal(m.Digest, want.Digest)},
		{"payee", m.Payee == want.Payee},
		{"payee name", bytes.Equal(m.PayeeName, want.PayeeName)},
		{"amount", m.Amount == want.Amount},
		{"payment account", m.From == want.From},
		{"expiry", m.ExpiresAt.UnixMicro() == want.ExpiresAt.UnixMicro()},
	} {
		if !f.same {
			return fmt.Errorf("%w: %s", ErrApprovalMismatch, f.name)
		}
	}
	return nil
}

package identity

import (
	"crypto/hmac"
	"encoding/binary"
	"encoding/hex"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
)

// NonceSize is the length of a nonce in bytes: 8 for its expiry in microseconds since 1970, 8 random ones, and
// 16 of a keyed hash over both and the binding.
const NonceSize = 32

const (
	nonceTimeSize   = 8
	nonceRandomSize = 8
	nonceOpenSize   = nonceTimeSize + nonceRandomSize // what is not the hash
)

// NonceBinding is what a nonce is for. It is of no use for anything else.
type NonceBinding struct {
	Account  account.ID
	Device   DeviceID
	Subject  uuid.UUID // the invoice, order or transfer
	Revision int64     // of its content
}

// NewNonce makes a nonce that expires at the given time, to the microsecond. Nothing about it is stored: the
// keyed hash proves later that it was made here and for what. That it is used once is not
// its own doing but that of the claim in the commit that uses it. ErrEntropy.
func NewNonce(k Keys, entropy io.Reader, b NonceBinding, expires time.Time) ([]byte, error) {
	random, err := readEntropy(entropy, nonceRandomSize)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, 0, NonceSize)
	nonce = binary.BigEndian.AppendUint64(nonce, uint64(expires.UnixMicro()))
	nonce = append(nonce, random...)
	_, mac, err := k.MAC(KeyNonce, b.bytes(nonce))
	if err != nil {
		return nil, err
	}
	return append(nonce, mac[:NonceSize-nonceOpenSize]...), nil
}

// CheckNonce says whether a nonce was made for the binding and is still good, and until when, UTC.
// ErrNonceUnknown if it was made for anything else or by anybody else, and ErrNonceExpired at its
// expiry and later: with 120 seconds, 119 pass and 120 do not. A nonce outlives the rotation of keys.
func CheckNonce(k Keys, nonce []byte, b NonceBinding, now time.Time) (expires time.Time, err error) {
	if len(nonce) != NonceSize {
		return time.Time{}, ErrNonceUnknown
	}
	open, hash := nonce[:nonceOpenSize], nonce[nonceOpenSize:]
	data, genuine := b.bytes(open), false
	for _, id := range k.KeyIDs(KeyNonce) {
		mac, err := k.MACWith(KeyNonce, id, data)
		if err != nil {
			return time.Time{}, err
		}
		if hmac.Equal(mac[:len(hash)], hash) {
			genuine = true
			break
		}
	}
	if !genuine {
		return time.Time{}, ErrNonceUnknown
	}
	expires = time.UnixMicro(int64(binary.BigEndian.Uint64(open))).UTC()
	if !now.Before(expires) {
		return expires, ErrNonceExpired
	}
	return expires, nil
}

// NonceKey is what a nonce that was used is remembered by: its time and its random bytes, in hex. The keyed hash, which follows from them and from
// what the nonce is for, need not be kept. One that is too short to be genuine is its own key.
func NonceKey(nonce []byte) string { return hex.EncodeToString(nonce[:min(len(nonce), nonceOpenSize)]) }

// bytes is what the hash is over; every part has a fixed length.
func (b NonceBinding) bytes(open []byte) []byte {
	data := make([]byte, 0, 128)
	data = append(data, "seqr.nonce.v1\x00"...)
	data = append(data, open...)
	data = append(data, b.Account.UUID[:]...)
	data = append(data, b.Device.UUID[:]...)
	data = append(data, b.Subject[:]...)
	return binary.BigEndian.AppendUint64(data, uint64(b.Revision))
}

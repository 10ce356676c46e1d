package identity

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
)

// approvalVersion is the first byte of an approval. Another order or meaning of fields needs another.
const approvalVersion = 1

// Limits of the encoding.
const (
	maxMarket    = 16  // characters of a market's code
	currencySize = 3   // letters of a currency
	maxApproval  = 256 // bytes of an approval: those of the longest market
)

// The first and last moment that an approval can expire at.
var (
	firstExpiry = time.Unix(0, 0)
	lastExpiry  = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
)

// Bytes is the one way to write an approval: a version, then every field in the order of the struct, the amount as
// minor units and currency, each with its length in front as two bytes. Numbers are big-endian, of 8
// bytes; times are microseconds since 1970. Two approvals that differ never have the same bytes.
// ErrApprovalShape for a field that has not the form beside it in [ApprovalMessage].
func (m ApprovalMessage) Bytes() ([]byte, error) {
	if !m.wellFormed() {
		return nil, ErrApprovalShape
	}
	w := approvalWriter{append(make([]byte, 0, maxApproval), approvalVersion)}
	w.field([]byte(m.Market))
	w.field(m.Account.UUID[:])
	w.field(m.Device.UUID[:])
	w.number(m.Counter)
	w.field(m.Nonce)
	w.field(m.Invoice[:])
	w.number(uint64(m.Revision))
	w.field(m.Digest)
	w.field(m.Payee[:])
	w.field(m.PayeeName)
	w.number(uint64(m.Amount.Minor()))
	w.field([]byte(m.Amount.Currency()))
	w.field(m.From.UUID[:])
	w.number(uint64(m.ExpiresAt.UnixMicro()))
	return w.bytes, nil
}

// ParseApproval reads what [ApprovalMessage.Bytes] wrote, and nothing else: bytes that it accepts are those that
// the approval is written as. ErrApprovalShape otherwise. The result shares no memory with b.
func ParseApproval(b []byte) (ApprovalMessage, error) {
	if len(b) == 0 || len(b) > maxApproval || b[0] != approvalVersion {
		return ApprovalMessage{}, ErrApprovalShape
	}
	r := approvalReader{rest: bytes.Clone(b[1:])}
	m := ApprovalMessage{
		Market:    string(r.field()),
		Account:   account.ID{UUID: r.id()},
		Device:    DeviceID{UUID: r.id()},
		Counter:   r.number(),
		Nonce:     r.field(),
		Invoice:   r.id(),
		Revision:  int64(r.number()),
		Digest:    r.field(),
		Payee:     r.id(),
		PayeeName: r.field(),
		Amount:    r.amount(),
		From:      account.PaymentAccountID{UUID: r.id()},
		ExpiresAt: time.UnixMicro(int64(r.number())).UTC(),
	}
	if again, err := m.Bytes(); err != nil || r.failed || !bytes.Equal(again, b) {
		return ApprovalMessage{}, ErrApprovalShape
	}
	return m, nil
}

// wellFormed says whether every field can be written so that it can be read back.
func (m ApprovalMessage) wellFormed() bool {
	return len(m.Market) <= maxMarket && isKeyID(m.Market) &&
		len(m.Nonce) == NonceSize &&
		m.Revision >= 0 &&
		len(m.Digest) == sha256.Size &&
		len(m.PayeeName) == sha256.Size &&
		m.Amount.Minor() >= 0 && isCurrency(string(m.Amount.Currency())) &&
		!m.ExpiresAt.Before(firstExpiry) && !m.ExpiresAt.After(lastExpiry)
}

// isCurrency says whether s has the form of an ISO 4217 code.
func isCurrency(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return len(s) == currencySize
}

// approvalWriter writes fields, each with its length in front.
type approvalWriter struct{ bytes []byte }

func (w *approvalWriter) field(b []byte) {
	w.bytes = binary.BigEndian.AppendUint16(w.bytes, uint16(len(b)))
	w.bytes = append(w.bytes, b...)
}

func (w *approvalWriter) number(n uint64) {
	w.bytes = binary.BigEndian.AppendUint16(w.bytes, 8)
	w.bytes = binary.BigEndian.AppendUint64(w.bytes, n)
}

// approvalReader reads fields. After the first that is not there or has a wrong length it
// has failed and reads nothing but zeros.
type approvalReader struct {
	rest   []byte
	failed bool
}

func (r *approvalReader) field() []byte {
	if len(r.rest) < 2 {
		return r.fail()
	}
	n := int(binary.BigEndian.Uint16(r.rest))
	if len(r.rest) < 2+n {
		return r.fail()
	}
	field := r.rest[2 : 2+n : 2+n]
	r.rest = r.rest[2+n:]
	return field
}

func (r *approvalReader) fail() []byte {
	r.rest, r.failed = nil, true
	return nil
}

func (r *approvalReader) id() uuid.UUID {
	id, err := uuid.FromBytes(r.field())
	if err != nil {
		r.fail()
	}
	return id
}

func (r *approvalReader) number() uint64 {
	b := r.field()
	if len(b) != 8 {
		r.fail()
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func (r *approvalReader) amount() money.Amount {
	minor := int64(r.number())
	return money.FromMinor(minor, money.Currency(r.field()))
}

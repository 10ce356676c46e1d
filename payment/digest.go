package payment

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/money"
)

// Digest is the SHA-256 of what a payer consents to: the invoice and its revision, merchant,
// location and lane, title, total and every field of every row. Two invoices with the same
// digest ask for the same; the state and what the payer does not see are no part of it.
//
// What is hashed is binary, in a fixed order, and every text and the list of rows come after
// their length, so that nothing can be moved from one field to the next. Numbers are taken in
// their shortest form: 25.0000 and 25 are the same tax rate. The first bytes name the format;
// it changes only together with them, because signatures over it are kept for good.
func (v Invoice) Digest() [sha256.Size]byte {
	d := digester{sha256.New()}
	d.text("seqr.invoice.v1")
	d.id(v.ID.UUID)
	d.number(v.Revision)
	d.id(v.Merchant.UUID)
	d.id(v.Location.UUID)
	d.id(v.Lane.UUID)
	d.text(v.Title)
	d.amount(v.Total)
	d.number(int64(len(v.Rows)))
	for _, r := range v.Rows {
		d.row(r)
	}
	return [sha256.Size]byte(d.Sum(nil))
}

type digester struct{ hash.Hash }

func (d digester) id(id uuid.UUID) { d.Write(id[:]) }

// number is 8 bytes, big-endian, two's complement.
func (d digester) number(n int64) { d.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }

// text is its length in bytes as a number, and then its bytes.
func (d digester) text(s string) {
	d.number(int64(len(s)))
	d.Write([]byte(s))
}

func (d digester) amount(a money.Amount) {
	d.number(a.Minor())
	d.text(string(a.Currency()))
}

func (d digester) row(r Row) {
	d.text(r.Description)
	d.text(r.EAN)
	d.text(r.SKU)
	d.text(r.Quantity.String())
	d.text(r.Unit)
	d.amount(r.UnitPrice)
	d.text(r.TaxRate.String())
	d.amount(r.Total)
}

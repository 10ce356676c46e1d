package payment

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

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
	d := make(digester, 0, 512)
	d.text("seqr.invoice.v1")
	d.id(v.ID.UUID)
	d.number(v.Revision)
	d.id(v.Merchant.UUID)
	d.id(v.Location.UUID)
	d.id(v.Lane.UUID)
	d.text(v.Title)
	d.amount(v.Total)
	d.number(int64(len(v.Rows)))
	for i := range v.Rows {
		d.row(&v.Rows[i])
	}
	return sha256.Sum256(d)
}

// digester collects what is hashed.
type digester []byte

func (d *digester) id(id uuid.UUID) { *d = append(*d, id[:]...) }

// number is 8 bytes, big-endian, two's complement.
func (d *digester) number(n int64) { *d = binary.BigEndian.AppendUint64(*d, uint64(n)) }

// text is its length in bytes as a number, and then its bytes.
func (d *digester) text(s string) {
	d.number(int64(len(s)))
	*d = append(*d, s...)
}

func (d *digester) amount(a money.Amount) {
	d.number(a.Minor())
	d.text(string(a.Currency()))
}

// decimal is the shortest text of a number; that of one that was not given is made without arithmetic.
func (d *digester) decimal(n decimal.Decimal) {
	if n.IsZero() {
		d.text("0")
		return
	}
	d.text(n.String())
}

func (d *digester) row(r *Row) {
	d.text(r.Description)
	d.text(r.EAN)
	d.text(r.SKU)
	d.decimal(r.Quantity)
	d.text(r.Unit)
	d.amount(r.UnitPrice)
	d.decimal(r.TaxRate)
	d.amount(r.Total)
}

package seqr

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// jsonText is JSON in the making, letter for letter as encoding/json writes it. What every payment writes, the inputs and answers of
// its two commands, writes itself into one; everything else is left to encoding/json.
type jsonText struct {
	bytes []byte
	err   error // the first; what was written is worth nothing then
}

// written is what writes itself.
type written interface{ writeJSON(w *jsonText) }

// encoded is v as JSON.
func encoded(v any) ([]byte, error) {
	w := jsonText{bytes: make([]byte, 0, 512)}
	w.value(v)
	return w.bytes, w.err
}

func (w *jsonText) value(v any) {
	if v, ok := v.(written); ok {
		v.writeJSON(w)
		return
	}
	text, err := json.Marshal(v)
	w.bytes = append(w.bytes, text...)
	if w.err == nil {
		w.err = err
	}
}

// raw adds what is JSON already.
func (w *jsonText) raw(s string) { w.bytes = append(w.bytes, s...) }

// name begins a field of an object.
func (w *jsonText) name(s string) {
	if w.bytes[len(w.bytes)-1] != '{' {
		w.raw(",")
	}
	w.raw(`"`)
	w.raw(s)
	w.raw(`":`)
}

func (w *jsonText) text(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			w.value(s)
			return
		}
	}
	w.raw(`"`)
	w.raw(s)
	w.raw(`"`)
}

func (w *jsonText) number(n int64) { w.bytes = strconv.AppendInt(w.bytes, n, 10) }

func (w *jsonText) truth(b bool) { w.bytes = strconv.AppendBool(w.bytes, b) }

func (w *jsonText) id(id uuid.UUID) {
	w.raw(`"`)
	for i, part := range [][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			w.raw("-")
		}
		w.bytes = hex.AppendEncode(w.bytes, part)
	}
	w.raw(`"`)
}

func (w *jsonText) amount(a money.Amount) {
	var err error
	w.raw(`"`)
	w.bytes, err = a.AppendText(w.bytes)
	w.raw(`"`)
	if w.err == nil {
		w.err = err
	}
}

func (w *jsonText) base64(b []byte) {
	if b == nil {
		w.raw("null")
		return
	}
	w.raw(`"`)
	w.bytes = base64.StdEncoding.AppendEncode(w.bytes, b)
	w.raw(`"`)
}

// optional adds a field with a text, if there is one.
func (w *jsonText) optional(name, s string) {
	if s != "" {
		w.name(name)
		w.text(s)
	}
}

// signedInput is a message with its signature, as the input of a command.
type signedInput struct{ message, signature []byte }

func (in signedInput) writeJSON(w *jsonText) {
	w.raw("[")
	w.base64(in.message)
	w.raw(",")
	w.base64(in.signature)
	w.raw("]")
}

// issueInput is a lane and what is asked for there, as the input of a command.
type issueInput struct {
	lane  payment.LaneID
	draft *payment.Draft
}

func (in issueInput) writeJSON(w *jsonText) {
	d := in.draft
	w.raw("[")
	w.id(in.lane.UUID)
	w.raw(",{")
	w.name("Mode")
	w.text(string(d.Mode))
	w.name("Ack")
	w.text(string(d.Ack))
	w.name("Title")
	w.text(d.Title)
	w.name("ClientRef")
	w.text(d.ClientRef)
	w.name("Cashier")
	w.text(d.Cashier)
	w.name("Footer")
	w.text(d.Footer)
	w.name("BackURL")
	w.text(d.BackURL)
	w.name("Rows")
	w.rows(d.Rows)
	w.name("Total")
	w.amount(d.Total)
	w.name("HoldFor")
	w.number(int64(d.HoldFor))
	w.name("MemberPrice")
	w.truth(d.MemberPrice)
	w.raw("}]")
}

func (w *jsonText) rows(rows []payment.Row) {
	if rows == nil {
		w.raw("null")
		return
	}
	w.raw("[")
	for i := range rows {
		if i > 0 {
			w.raw(",")
		}
		w.row(&rows[i])
	}
	w.raw("]")
}

func (w *jsonText) row(r *payment.Row) {
	w.raw("{")
	w.optional("description", r.Description)
	w.optional("ean", r.EAN)
	w.optional("sku", r.SKU)
	if !r.Quantity.IsZero() {
		w.name("quantity")
		w.value(r.Quantity)
	}
	w.optional("unit", r.Unit)
	if !r.UnitPrice.IsZero() {
		w.name("unit_price")
		w.amount(r.UnitPrice)
	}
	if !r.TaxRate.IsZero() {
		w.name("tax_rate")
		w.value(r.TaxRate)
	}
	w.name("total")
	w.amount(r.Total)
	w.raw("}")
}

func (st InvoiceStatus) writeJSON(w *jsonText) {
	w.raw("{")
	w.name("invoice")
	w.id(st.Invoice.UUID)
	w.name("reference")
	w.text(st.Reference)
	w.optional("client_ref", st.ClientRef)
	w.name("state")
	w.text(string(st.State))
	w.name("total")
	w.amount(st.Total)
	w.name("revision")
	w.number(st.Revision)
	if st.Receipt != nil {
		w.name("receipt")
		w.value(st.Receipt)
	}
	w.name("code")
	w.text(st.Code)
	w.raw("}")
}

func (a Approved) writeJSON(w *jsonText) {
	w.raw("{")
	w.name("payment")
	w.id(a.Payment.UUID)
	w.name("invoice")
	w.id(a.Invoice.UUID)
	w.name("state")
	w.text(string(a.State))
	w.name("reference")
	w.text(a.Reference)
	w.raw("}")
}

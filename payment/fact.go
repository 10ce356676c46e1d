package payment

import (
	"time"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// FactKind is a kind of what a merchant is told.
type FactKind string

// The kinds of facts. The comment of each says which fields it has beside Merchant, At and Sequence.
const (
	InvoicePaid       FactKind = "invoice.paid"        // approved or committed: those of the invoice, Amount, Payment
	InvoiceReserved   FactKind = "invoice.reserved"    // approved, waits for Commit: those of the invoice, Amount
	InvoiceCanceled   FactKind = "invoice.canceled"    // ended without being paid, or reversed (PAY-17): those of the invoice, Amount
	InvoiceExpired    FactKind = "invoice.expired"     // ended because its time was over: those of the invoice, Amount
	InvoiceRefunded   FactKind = "invoice.refunded"    // those of the invoice, Amount of this refund, Payment, Refund, Refunded
	OrderSold         FactKind = "order.placed"        // Shop on the Spot, paid: those of the invoice, Amount, Payment, Product
	OrderGivenBack    FactKind = "order.canceled"      // Shop on the Spot, given back in full: as OrderSold, with Refund and Refunded
	SettlementPaid    FactKind = "settlement.paid"     // left for the merchant's bank account: Settlement, Day, Amount
	SettlementBounced FactKind = "settlement.returned" // the bank could not deliver it: Settlement, Day, Amount
)

// Fact is one thing that a merchant is told: what a till or web shop could also have asked for, and nothing about who
// paid (PRV-2). Its JSON form is what leaves the house.
//
// Facts about one invoice are in the order of their Sequence, also where they arrive in another: one with a lower
// number than one that was handled is old news. Numbers have gaps, and facts of one moment have the same. For a
// settlement the same holds among the facts about it.
type Fact struct {
	Kind     FactKind   `json:"kind"`
	Merchant MerchantID `json:"merchant"`
	At       time.Time  `json:"at"` // when it happened, UTC
	Sequence int64      `json:"sequence"`

	Invoice   InvoiceID    `json:"invoice,omitzero"`    // with Reference, ClientRef, Lane and State: those of the invoice
	Reference string       `json:"reference,omitempty"` // of the invoice, digits
	ClientRef string       `json:"client_ref,omitempty"`
	Lane      LaneID       `json:"lane,omitzero"`
	State     State        `json:"state,omitempty"` // of the invoice
	Amount    money.Amount `json:"amount"`

	Payment  string       `json:"payment_reference,omitempty"`
	Refund   string       `json:"refund_reference,omitempty"`
	Refunded money.Amount `json:"refunded,omitzero"` // in all, with this one

	Product    ProductID    `json:"product,omitzero"`
	Settlement SettlementID `json:"settlement,omitzero"`
	Day        civil.Date   `json:"day,omitzero"` // the last one that the settlement covers
}

// InvoiceFact tells what a change made of an invoice; false where that is nothing to tell. P is the payment behind it as it
// is after the change, nil where that was not changed with it. Versions are those that were read: the change raises them.
func InvoiceFact(v Invoice, p *Payment, at time.Time) (Fact, bool) {
	kind, ok := invoiceFacts[v.State]
	if !ok || p == nil && (v.State == Paid || v.State == Reserved) { // a till has fetched it, or another account stands for it
		return Fact{}, false
	}
	f := Fact{
		Kind: kind, Merchant: v.Merchant, At: instant(at), Sequence: v.Version + 1, Invoice: v.ID, Reference: v.Reference,
		ClientRef: v.ClientRef, Lane: v.Lane, State: v.State, Amount: v.Total,
	}
	if p == nil {
		return f, true
	}
	f.Sequence += p.Version // one that is new counts nothing: its invoice changes with it
	if p.Final && v.State == Paid {
		f.Payment, f.Amount = p.Reference, p.Amount
	}
	return f, true
}

// invoiceFacts are the states of an invoice that a merchant is told of. In the others it waits, for nobody or for this merchant.
var invoiceFacts = map[State]FactKind{
	Paid: InvoicePaid, Reserved: InvoiceReserved, Canceled: InvoiceCanceled, Failed: InvoiceCanceled, Expired: InvoiceExpired,
}

// RefundFact tells of a refund of a payment as it stands afterwards. V is the invoice, which did not change with it.
func RefundFact(v Invoice, p Payment, r Refund) Fact {
	return Fact{
		Kind: InvoiceRefunded, Merchant: p.Merchant, At: r.At, Sequence: v.Version + p.Version, Invoice: v.ID, Reference: v.Reference,
		ClientRef: v.ClientRef, Lane: v.Lane, State: v.State, Amount: r.Amount, Payment: p.Reference, Refund: r.Reference, Refunded: p.Refunded,
	}
}

// OrderFact tells of an order what the fact about its invoice or refund tells of that. An order that was placed and not
// paid is no fact: its seller does not see it.
func OrderFact(o Order, of Fact) Fact {
	of.Kind, of.Product, of.Amount = OrderSold, o.Product, o.Price
	if o.State == OrderCanceled {
		of.Kind = OrderGivenBack
	}
	return of
}

// SettlementFact tells that a settlement was paid or came back; false for one in another state.
func SettlementFact(s Settlement, at time.Time) (Fact, bool) {
	f := Fact{Merchant: s.Merchant, At: instant(at), Sequence: s.Version + 1, Settlement: s.ID, Day: s.Day, Amount: s.Amount()}
	switch s.State {
	case SettlementPaidOut:
		f.Kind = SettlementPaid
	case SettlementReturned:
		f.Kind = SettlementBounced
	case SettlementOpen, SettlementCarried:
		return Fact{}, false
	default:
		return Fact{}, false
	}
	return f, true
}

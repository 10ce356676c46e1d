package payment

import (
	"slices"
	"time"

	"github.com/seqrpay/seqr/money"
)

// Bill is what a payer sees before approving (PAY-4). While the merchant is asked about the
// amount, there are no rows and there is no total.
type Bill struct {
	Invoice    InvoiceID    `json:"invoice"`
	Revision   int64        `json:"revision"` // what a consent is to
	Merchant   string       `json:"merchant"` // its name
	Location   string       `json:"location"` // its name
	Lane       string       `json:"lane"`     // its name
	Title      string       `json:"title,omitempty"`
	Rows       []Row        `json:"rows,omitempty"`
	Total      money.Amount `json:"total,omitzero"`
	State      State        `json:"state"`
	Member     bool         `json:"member,omitempty"` // the merchant has taken the payer's membership into account
	ShownUntil time.Time    `json:"shown_until"`      // UTC; from then on it must be fetched again
}

// Bill is the invoice as its payer sees it. ShownUntil is when the consent to it is no longer
// taken, usually [Policy.ShownFor] from now; an invoice that expires earlier is shown until then.
func (v Invoice) Bill(m Merchant, l Location, lane Lane, shownUntil time.Time) Bill {
	b := Bill{
		Invoice: v.ID, Revision: v.Revision, Merchant: m.Name, Location: l.Name, Lane: lane.Name,
		Title: v.Title, State: v.State, Member: v.MemberPrice, ShownUntil: instant(shownUntil),
	}
	if end, ends := v.deadline(); ends && end.Before(b.ShownUntil) {
		b.ShownUntil = end
	}
	if v.State != PendingAcknowledge {
		b.Rows, b.Total = slices.Clone(v.Rows), v.Total
	}
	return b
}

// Approvable says whether consent to the bill is taken at now: 119 s after it was shown for
// 120 s it is, 120 s after it is not (PAY-8).
func (b Bill) Approvable(now time.Time) bool {
	return b.State == Issued && now.Before(b.ShownUntil)
}

// Status is what a merchant learns about its invoice: all of it, and nothing of the payer (PAY-9).
type Status struct {
	Invoice   InvoiceID        `json:"invoice"`
	Reference string           `json:"reference"`
	ClientRef string           `json:"client_ref,omitempty"` // the merchant's own number
	State     State            `json:"state"`
	Total     money.Amount     `json:"total"`
	Revision  int64            `json:"revision"`          // raised by every change of what is asked for
	Receipt   *MerchantReceipt `json:"receipt,omitempty"` // only when paid
}

// MerchantReceipt is a merchant's proof that it was paid.
type MerchantReceipt struct {
	PaymentReference string       `json:"payment_reference"` // to refund with
	PaidAt           time.Time    `json:"paid_at"`           // of approval, UTC
	Amount           money.Amount `json:"amount"`
}

// Status is the invoice as its merchant sees it at now. P is the payment of a paid one; the
// payment of another invoice is not looked at.
func (v Invoice) Status(now time.Time, p *Payment) Status {
	s := Status{
		Invoice: v.ID, Reference: v.Reference, ClientRef: v.ClientRef,
		State: v.StateAt(now), Total: v.Total, Revision: v.Revision,
	}
	if s.State == Paid && p != nil && p.Invoice == v.ID {
		s.Receipt = &MerchantReceipt{PaymentReference: p.Reference, PaidAt: p.At, Amount: p.Amount}
	}
	return s
}

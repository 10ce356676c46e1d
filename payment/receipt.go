package payment

import (
	"slices"
	"time"

	"github.com/seqrpay/seqr/money"
)

// Receipt is what a payer keeps of a payment (RCP-2): what stood on it at approval, and what
// became of it since.
type Receipt struct {
	Payment    PaymentID       `json:"payment"`
	Reference  string          `json:"reference"`
	Merchant   string          `json:"merchant"` // its name at approval
	Location   string          `json:"location"` // its name at approval
	Channel    Channel         `json:"channel"`
	At         time.Time       `json:"at"` // of approval; UTC, unless set by In
	Title      string          `json:"title,omitempty"`
	Rows       []Row           `json:"rows,omitempty"`
	Amount     money.Amount    `json:"amount"`
	Final      bool            `json:"final"`   // false while only reserved
	Account    string          `json:"account"` // the name of the account that paid
	Qualifies  bool            `json:"qualifies"`
	Refunds    []ReceiptRefund `json:"refunds,omitempty"` // oldest first
	Net        money.Amount    `json:"net"`               // the amount less all refunds
	Collection string          `json:"collection,omitempty"`
	Footer     string          `json:"footer,omitempty"` // the merchant's; see [Payment.Receipt]
}

// ReceiptRefund is one refund on a receipt.
type ReceiptRefund struct {
	Reference string       `json:"reference"`
	Amount    money.Amount `json:"amount"`
	Title     string       `json:"title,omitempty"`
	At        time.Time    `json:"at"` // UTC, unless set by In
}

// Receipt makes the payer's receipt. Refunds are those of this payment, others are left out;
// account is the name of the account that paid; collection is what became of the debit, in
// words, or empty. The footer, which stands on the invoice, is for the caller to fill in.
func (p Payment) Receipt(refunds []Refund, account string, collection string) Receipt {
	r := Receipt{
		Payment: p.ID, Reference: p.Reference, Merchant: p.Seller, Location: p.Place, Channel: p.Channel,
		At: p.At, Title: p.Title, Rows: slices.Clone(p.Rows), Amount: p.Amount, Final: p.Final,
		Account: account, Qualifies: p.Qualifies, Net: p.Net(), Collection: collection,
	}
	for _, f := range refunds {
		if f.Payment == p.ID {
			r.Refunds = append(r.Refunds, ReceiptRefund{f.Reference, f.Amount, f.Title, f.At})
		}
	}
	slices.SortStableFunc(r.Refunds, func(a, b ReceiptRefund) int { return a.At.Compare(b.At) })
	return r
}

// In is the receipt with its times in a zone, usually the market's.
func (r Receipt) In(zone *time.Location) Receipt {
	r.At, r.Refunds = r.At.In(zone), slices.Clone(r.Refunds)
	for i := range r.Refunds {
		r.Refunds[i].At = r.Refunds[i].At.In(zone)
	}
	return r
}

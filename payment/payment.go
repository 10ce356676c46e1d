package payment

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Payment is an approved invoice: the payer's receipt, and what was refunded of it since.
// What stood on it at approval never changes, but for the amount of a reservation: the
// merchant may take less of it.
type Payment struct {
	ID        PaymentID
	Version   int64
	Invoice   InvoiceID
	Payer     account.ID
	From      account.PaymentAccountID
	Merchant  MerchantID
	Location  LocationID
	Lane      LaneID
	Seller    string // the merchant's name at approval
	Place     string // the location's name at approval
	Channel   Channel
	Reference string // told to payer and merchant
	Title     string
	Rows      []Row
	Amount    money.Amount // approved; of a reservation that was committed: taken
	Refunded  money.Amount
	Qualifies bool        // earns cashback
	CountsIn  civil.Month // the cashback month of its payer that it counts in; zero until it is final, or if it earns none
	// InvoicedIn is the month whose invoice it stands on, for one from an invoice account that is final; else zero (MND-10).
	InvoicedIn civil.Month
	At         time.Time // of approval, UTC
	Final      bool      // false while only reserved
	Approval   Approval
}

// Approval is the evidence of the payer's consent, kept unchanged so that anybody with the device's public key can verify it.
type Approval struct {
	Device    uuid.UUID // which key signed: the phone's own, or the one that it uses upon a fingerprint
	Message   []byte    // the signed bytes
	Signature []byte
}

// NewPayment is the payment of an invoice that a payer approves from one of their payment
// accounts, final or only reserved. It keeps the names and rows of this moment. Reference is
// told to both sides; [NewPaymentReference] makes one. Qualifies says whether the payment earns
// cashback; one to a charity never does (CB-5).
//
// It answers ErrMerchantInactive, ErrForeign if what it is given does not belong together,
// ErrOtherPayer for an invoice that is meant for another payer, ErrReference or ErrID.
func NewPayment(id PaymentID, v Invoice, m Merchant, l Location, payer account.ID, from account.PaymentAccountID,
	reference string, qualifies bool, a Approval, final bool, at time.Time,
) (Payment, error) {
	if err := present(id.UUID, v.ID.UUID, payer.UUID, from.UUID); err != nil {
		return Payment{}, err
	}
	if v.Merchant != m.ID || v.Location != l.ID || v.Payment != (PaymentID{}) && v.Payment != id {
		return Payment{}, ErrForeign
	}
	if !m.Active {
		return Payment{}, ErrMerchantInactive
	}
	if err := v.meantFor(payer); err != nil {
		return Payment{}, err
	}
	if err := CheckReference(reference); err != nil {
		return Payment{}, err
	}
	a.Message, a.Signature = slices.Clone(a.Message), slices.Clone(a.Signature)
	return Payment{
		ID: id, Invoice: v.ID, Payer: payer, From: from,
		Merchant: v.Merchant, Location: v.Location, Lane: v.Lane, Seller: m.Name, Place: l.Name,
		Channel: v.Channel, Reference: reference, Title: v.Title, Rows: slices.Clone(v.Rows),
		Amount: v.Total, Refunded: money.FromMinor(0, v.Total.Currency()),
		Qualifies: qualifies && !m.Charity, At: instant(at), Final: final, Approval: a,
	}, nil
}

// Finish makes a reserved payment final: the merchant has committed, and takes amount, which
// may be less than was reserved. The rows stay those that the payer approved, and the time of
// the payment stays that of its approval, whatever at is.
//
// It answers ErrFinal, ErrCurrency, and ErrAmount for nothing, less, or more than was reserved.
func (p Payment) Finish(amount money.Amount, _ time.Time) (Payment, error) {
	if p.Final {
		return Payment{}, ErrFinal
	}
	if err := checkTotal(amount, p.Amount.Currency(), p.Amount.Minor()); err != nil {
		return Payment{}, err
	}
	p.Amount, p.Final = amount, true
	return p, nil
}

// Net is what the payer has paid less what was given back. It is never negative.
func (p Payment) Net() money.Amount {
	return money.FromMinor(p.Amount.Minor()-p.Refunded.Minor(), p.Amount.Currency())
}

// FullyRefunded says whether all of a final payment was given back.
func (p Payment) FullyRefunded() bool { return p.Final && p.Net().IsZero() }

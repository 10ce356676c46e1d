package payment

import (
	"time"

	"github.com/seqrpay/seqr/money"
)

// Refund is money given back for a payment.
type Refund struct {
	ID        RefundID
	Payment   PaymentID
	Reference string
	Amount    money.Amount
	Title     string
	At        time.Time
	Unearned  bool // it took its amount out of the payer's cashback month; not once that quarter was decided (CB-19). Merchants are not told
	Reclaimed bool // it did so afterwards, and what that unearned lowers the payer's next payouts, where the market says so. Nor are they told this
}

// Refund gives back all or a part of a payment, any number of times, until all of it is given
// back: of 50.00, after 30.00, 20.00 passes and 20.01 does not (PAY-15). Two equal calls are
// two refunds. Reference is the refund's own; [NewPaymentReference] makes one.
//
// It answers the payment as it stands afterwards, and the refund; or ErrNotFinal, ErrAmount
// for nothing or less, ErrCurrency, ErrRefundTooMuch, ErrText, ErrReference or ErrID.
func (p Payment) Refund(id RefundID, reference string, amount money.Amount, title string, at time.Time) (Payment, Refund, error) {
	if err := p.refundable(id, reference, amount); err != nil {
		return Payment{}, Refund{}, err
	}
	title, ok := line(title, MaxLine)
	if !ok {
		return Payment{}, Refund{}, ErrText
	}
	p.Refunded = money.FromMinor(p.Refunded.Minor()+amount.Minor(), amount.Currency()) // at most p.Amount
	return p, Refund{
		ID: id, Payment: p.ID, Reference: reference,
		Amount: amount, Title: title, At: instant(at),
	}, nil
}

func (p Payment) refundable(id RefundID, reference string, amount money.Amount) error {
	if err := present(id.UUID); err != nil {
		return err
	}
	switch left := p.Net(); {
	case !p.Final:
		return ErrNotFinal
	case amount == money.Amount{}:
		return ErrAmount
	case amount.Currency() != left.Currency():
		return ErrCurrency
	case !amount.IsPositive():
		return ErrAmount
	case amount.Minor() > left.Minor():
		return ErrRefundTooMuch
	}
	return CheckReference(reference)
}

package payment

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/money"
)

// Rate is what one unit of a currency buys of another, and where the operator has it from. It is kept with
// every transfer that it was used for, as evidence.
type Rate struct {
	From   money.Currency  `json:"from"`
	To     money.Currency  `json:"to"`
	Value  decimal.Decimal `json:"value"`  // units of To for one of From
	Source string          `json:"source"` // such as "ECB reference rate of 2026-07-03"
	At     time.Time       `json:"at"`     // when it was told, UTC
}

// IsZero says that nothing is converted.
func (r Rate) IsZero() bool {
	return r.From == "" && r.To == "" && r.Value.IsZero() && r.Source == "" && r.At.IsZero()
}

// Convert is what a buys at the rate, rounded once. Nothing is taken for it. It answers ErrRate for a rate that is
// not positive, has no source or is for other currencies, ErrAmount if nothing would be left, and the errors of money.Round.
func (r Rate) Convert(a money.Amount, by money.Rounding) (money.Amount, error) {
	if !r.Value.IsPositive() || r.Source == "" || r.At.IsZero() || r.From != a.Currency() || r.To == r.From {
		return money.Amount{}, ErrRate
	}
	out, err := money.Round(a.Decimal().Mul(r.Value), r.To, by)
	if err != nil {
		return money.Amount{}, err
	}
	if !out.IsPositive() {
		return money.Amount{}, ErrAmount
	}
	return out, nil
}

func (d *digester) rate(r Rate) {
	d.text(string(r.From))
	d.text(string(r.To))
	d.text(r.Value.String())
	d.text(r.Source)
	if !r.At.IsZero() {
		d.number(r.At.UnixMicro())
	}
}

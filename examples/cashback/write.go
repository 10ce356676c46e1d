package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/cashback"
)

// quarterLine is a statement in JSON. Its keys are a promise to whoever reads them.
type quarterLine struct {
	Payer    string      `json:"payer"`
	Quarter  string      `json:"quarter"`
	Months   []monthLine `json:"months"`
	Exact    string      `json:"exact"`
	Payout   string      `json:"payout"`
	Currency string      `json:"currency"`
	Reason   string      `json:"reason"`
}

type monthLine struct {
	Month    string `json:"month"`
	Count    int64  `json:"count"`
	Total    string `json:"total"`
	Rate     string `json:"rate"`     // percent
	Cashback string `json:"cashback"` // before rounding
}

func (m market) writeJSON(out io.Writer, s statement) error {
	line := quarterLine{
		Payer: s.payer, Quarter: s.result.Quarter.String(), Exact: m.exact(s.result.Exact),
		Payout: s.result.Payout.Format(), Currency: string(m.programme.Currency), Reason: s.result.Reason,
	}
	for _, month := range s.result.Months {
		line.Months = append(line.Months, monthLine{
			Month: month.Month.String(), Count: month.Count, Total: month.Total.Format(),
			Rate: month.Percent.String(), Cashback: m.exact(month.Exact),
		})
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(line)
}

func (m market) writeText(out io.Writer, s statement) error {
	if _, err := fmt.Fprintf(out, "%s, %s: %s\n", s.payer, s.result.Quarter, m.verdict(s)); err != nil {
		return err
	}
	for _, month := range s.result.Months {
		noun := "payments"
		if month.Count == 1 {
			noun = "payment"
		}
		_, err := fmt.Fprintf(out, "  %s %6d %-8s %14s at %s %% = %s\n",
			month.Month, month.Count, noun, month.Total.Format(), month.Percent, m.exact(month.Exact))
		if err != nil {
			return err
		}
	}
	return nil
}

// verdict says in words what is paid, when, and why not.
func (m market) verdict(s statement) string {
	r := s.result
	switch r.Reason {
	case cashback.ReasonPaid:
		return fmt.Sprintf("pays %s on %s", r.Payout, s.on)
	case cashback.ReasonBelowMinimum:
		return fmt.Sprintf("pays nothing: %s is below the minimum of %s", m.exact(r.Exact), m.programme.Minimum)
	default:
		return "pays nothing: " + r.Reason
	}
}

// exact prints a number with all the decimals it has, and no fewer than the currency's.
func (m market) exact(d decimal.Decimal) string {
	whole, decimals, _ := strings.Cut(d.String(), ".")
	for len(decimals) < m.programme.Currency.Exponent() {
		decimals += "0"
	}
	if decimals == "" {
		return whole
	}
	return whole + "." + decimals
}

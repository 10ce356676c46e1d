package payment

import (
	"encoding/csv"
	"io"
	"time"

	"github.com/seqrpay/seqr/ledger"
)

// SettlementReport is a settlement with all its lines: they add up to its sums, and these, with what was carried, to its amount.
type SettlementReport struct {
	Settlement Settlement
	Merchant   string // name
	Account    string // last characters of the bank account that it was paid to; empty for none
	Lines      []SettlementLine
}

// settlementColumns head a file of a settlement's lines.
var settlementColumns = []string{"settlement", "day", "merchant", "date", "time", "kind", "reference", "amount", "currency", "booking"}

// WriteCSV writes the report as CSV: a heading, a line each, and one more for what was carried, if anything was; the column
// of amounts adds up to the settlement's amount. Times are in the zone. Texts that a spreadsheet would take for a
// formula get an apostrophe in front; amounts have a dot, and a minus where the merchant gave back. The error is w's.
func (r SettlementReport) WriteCSV(w io.Writer, zone *time.Location) error {
	out := csv.NewWriter(w)
	if err := out.Write(settlementColumns); err != nil {
		return err
	}
	s := r.Settlement
	record := func(at time.Time, kind, reference, amount, booking string) []string {
		at = at.In(zone)
		return []string{
			s.ID.String(), s.Day.String(), plainCell(r.Merchant), at.Format("2006-01-02"), at.Format("15:04:05"),
			kind, plainCell(reference), amount, string(s.Carried.Currency()), booking,
		}
	}
	if !s.Carried.IsZero() {
		if err := out.Write(record(s.Until, "carried", "", s.Carried.Format(), "")); err != nil {
			return err
		}
	}
	for _, l := range r.Lines {
		if err := out.Write(record(l.At, kindOf(l.Purpose), l.Reference, l.Amount.Format(), l.Transfer.String())); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// kindOf is what a report calls a booking.
func kindOf(p ledger.Purpose) string {
	switch p {
	case ledger.Purchase:
		return "payment"
	case ledger.PayoutReturned:
		return "settlement returned"
	default:
		return string(p)
	}
}

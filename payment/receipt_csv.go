package payment

import (
	"encoding/csv"
	"io"
	"strings"
	"time"
)

// receiptColumns head a file of receipts.
var receiptColumns = []string{"date", "time", "merchant", "location", "channel", "title", "reference", "account", "amount", "refunded", "net", "currency", "cashback"}

// WriteReceipts writes receipts as CSV with a heading, a line each, times in the zone. Texts of
// merchants that a spreadsheet would take for a formula get an apostrophe in front; amounts have a dot and the
// currency's decimals, and are never negative. The error is w's.
func WriteReceipts(w io.Writer, rs []Receipt, zone *time.Location) error {
	out := csv.NewWriter(w)
	if err := out.Write(receiptColumns); err != nil {
		return err
	}
	for _, r := range rs {
		if err := out.Write(r.record(zone)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (r Receipt) record(zone *time.Location) []string {
	at, cashback := r.At.In(zone), "no"
	if r.Qualifies {
		cashback = "yes"
	}
	refunded := r.Amount
	if back, err := r.Amount.Sub(r.Net); err == nil {
		refunded = back
	}
	return []string{
		at.Format("2006-01-02"), at.Format("15:04:05"), plainCell(r.Merchant), plainCell(r.Location), string(r.Channel), plainCell(r.Title),
		plainCell(r.Reference), plainCell(r.Account), r.Amount.Format(), refunded.Format(), r.Net.Format(), string(r.Amount.Currency()), cashback,
	}
}

// plainCell keeps a spreadsheet from calculating a text: cells that begin with one of these are formulas to some program.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(s[0])) {
		return "'" + s
	}
	return s
}

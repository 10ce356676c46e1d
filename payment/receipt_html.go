package payment

import (
	"html"
	"strings"
)

// HTML is the receipt as a page of its own, to be shown or printed: no scripts, nothing loaded from
// elsewhere. All texts are escaped. It says the same as [Receipt.Text].
func (r Receipt) HTML() string {
	var b strings.Builder
	b.WriteString(receiptHead)
	b.WriteString("<title>" + html.EscapeString(r.Merchant+" "+r.Amount.String()) + "</title>\n<main>\n<h1>" + html.EscapeString(r.Merchant) + "</h1>\n")
	if r.Location != r.Merchant {
		paragraph(&b, r.Location)
	}
	paragraph(&b, r.At.Format(receiptTime)+" · "+r.Channel.words())
	paragraph(&b, r.Title)
	b.WriteString("<table>\n")
	for _, row := range r.Rows {
		cells(&b, "", row.label(), row.Total.Format())
	}
	total := "Total "
	if !r.Final {
		total = "Reserved "
	}
	cells(&b, "total", total+string(r.Amount.Currency()), r.Amount.Format())
	for _, f := range r.Refunds {
		cells(&b, "", strings.TrimSpace("Refund "+f.At.Format(receiptTime)+" "+f.Title), "−"+f.Amount.Format())
	}
	if len(r.Refunds) > 0 {
		cells(&b, "total", "After refunds "+string(r.Net.Currency()), r.Net.Format())
	}
	b.WriteString("</table>\n<table class=\"facts\">\n")
	cashback := "does not qualify"
	if r.Qualifies {
		cashback = "qualifies"
	}
	for _, fact := range [][2]string{{"Account", r.Account}, {"Reference", r.Reference}, {"Cashback", cashback}, {"Debit", r.Collection}} {
		if fact[1] != "" {
			cells(&b, "", fact[0], fact[1])
		}
	}
	b.WriteString("</table>\n")
	paragraph(&b, r.Footer)
	b.WriteString("</main>\n</html>\n")
	return b.String()
}

const receiptHead = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 16px/1.45 system-ui, sans-serif; color: #222; background: #f4f4f2; margin: 0; padding: 2rem 1rem }
main { max-width: 26rem; margin: auto; background: #fff; padding: 1.5rem; border-radius: .5rem; overflow-wrap: anywhere }
h1 { font-size: 1.3rem; margin: 0 }
p { margin: .25rem 0; white-space: pre-line }
table { width: 100%; border-collapse: collapse; margin-top: 1rem }
td { padding: .2rem 0; vertical-align: top }
td + td { text-align: right; padding-left: 1rem; font-variant-numeric: tabular-nums; white-space: nowrap }
.total td { border-top: 1px solid #bbb; font-weight: 600 }
.facts { color: #555; font-size: .875rem; border-top: 1px solid #bbb }
.facts td + td { white-space: normal }
@media print { body { background: none; padding: 0 } main { padding: 0 } }
</style>
`

func paragraph(b *strings.Builder, s string) {
	if s != "" {
		b.WriteString("<p>" + html.EscapeString(s) + "</p>\n")
	}
}

func cells(b *strings.Builder, class, left, right string) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	b.WriteString("<tr" + class + "><td>" + html.EscapeString(left) + "</td><td>" + html.EscapeString(right) + "</td></tr>\n")
}

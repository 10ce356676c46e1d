package payment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seqrpay/seqr/money"
)

// receiptWidth is how many columns a receipt takes: that of a paper one.
const receiptWidth = 44

const receiptTime = "2006-01-02 15:04 MST"

// Text is the receipt as plain text for a terminal, 44 columns wide, each line ended by a line
// feed. Amounts are in the payment's currency, which stands beside the total. Texts are never
// cut: long ones go on in the next line. What was reserved is told apart from what was taken.
func (r Receipt) Text() string {
	var p page
	r.head(&p)
	r.rows(&p)
	r.facts(&p)
	r.refunds(&p)
	if r.Footer != "" {
		p.rule()
		p.center(r.Footer)
	}
	return p.String()
}

func (r Receipt) head(p *page) {
	p.center(r.Merchant)
	if r.Location != r.Merchant {
		p.center(r.Location)
	}
	p.rule()
	p.pair(r.At.Format(receiptTime), r.Channel.words())
	p.text(r.Title)
}

func (r Receipt) rows(p *page) {
	p.rule()
	for _, row := range r.Rows {
		p.pair(row.label(), row.Total.Format())
	}
	if len(r.Rows) > 0 {
		p.rule()
	}
	c := string(r.Amount.Currency())
	switch lines, ok := r.lines(); {
	case !r.Final:
		p.pair("Reserved "+c, r.Amount.Format())
		return
	case ok && lines != r.Amount:
		p.pair("Reserved "+c, lines.Format())
	}
	p.pair("Total "+c, r.Amount.Format())
}

// lines is what the rows add up to, if there are any: what was approved, which is more than
// the amount if the merchant took less of a reservation.
func (r Receipt) lines() (money.Amount, bool) {
	amounts := make([]money.Amount, len(r.Rows))
	for i, row := range r.Rows {
		amounts[i] = row.Total
	}
	sum, err := money.Sum(r.Amount.Currency(), amounts...)
	return sum, err == nil && len(r.Rows) > 0
}

func (r Receipt) facts(p *page) {
	cashback := "does not qualify"
	if r.Qualifies {
		cashback = "qualifies"
	}
	p.rule()
	p.fact("Account", r.Account)
	p.fact("Reference", r.Reference)
	p.fact("Cashback", cashback)
	p.fact("Debit", r.Collection)
}

func (r Receipt) refunds(p *page) {
	if len(r.Refunds) == 0 {
		return
	}
	p.rule()
	for _, f := range r.Refunds {
		p.pair("Refund "+f.At.Format(receiptTime), "-"+f.Amount.Format())
		p.text(f.Title)
	}
	p.pair("After refunds "+string(r.Net.Currency()), r.Net.Format())
}

// label is a row as the payer reads it, such as "2 Rye bread" or "0.75 kg Apples".
func (r Row) label() string {
	parts := make([]string, 0, 3)
	if !r.Quantity.IsZero() {
		parts = append(parts, r.Quantity.String())
		if r.Unit != "" {
			parts = append(parts, r.Unit)
		}
	}
	for _, s := range []string{r.Description, r.SKU, r.EAN, "Item"} {
		if s != "" {
			parts = append(parts, s)
			break
		}
	}
	return strings.Join(parts, " ")
}

func (c Channel) words() string {
	switch c {
	case InStore:
		return "in store"
	case Online:
		return "online"
	case ShopOnTheSpot:
		return "Shop on the Spot"
	default:
		return string(c)
	}
}

// page is text in columns. No line of it ends in a space.
type page struct{ strings.Builder }

func (p *page) put(s string) {
	p.WriteString(strings.TrimRight(s, " "))
	p.WriteByte('\n')
}

func (p *page) rule() { p.put(strings.Repeat("─", receiptWidth)) }

// text is a paragraph on the left, and nothing if s is empty.
func (p *page) text(s string) {
	for _, l := range wrap(s, receiptWidth) {
		p.put(l)
	}
}

// center puts every line of s in the middle.
func (p *page) center(s string) {
	for paragraph := range strings.SplitSeq(s, "\n") {
		for _, l := range wrap(paragraph, receiptWidth) {
			p.put(strings.Repeat(" ", (receiptWidth-columns(l))/2) + l)
		}
	}
}

// fact is a label and its value, and nothing if there is no value.
func (p *page) fact(label, value string) {
	const indent = 12
	for i, l := range wrap(value, receiptWidth-indent) {
		if i > 0 {
			label = ""
		}
		p.put(label + strings.Repeat(" ", indent-len(label)) + l)
	}
}

// pair puts left and right at both ends of a line. A long left one goes on below; the right one
// stands beside its last line, where the eye that reads a row arrives.
func (p *page) pair(left, right string) {
	ls := wrap(left, receiptWidth-columns(right)-2)
	for i, l := range ls {
		if i == len(ls)-1 {
			l += strings.Repeat(" ", receiptWidth-columns(l)-columns(right)) + right
		}
		p.put(l)
	}
}

// wrap breaks s into lines of at most width columns, between words, or within a word that
// does not fit into a line of its own. Of nothing it makes no line.
func wrap(s string, width int) []string {
	var out []string
	var l string
	for word := range strings.FieldsSeq(s) {
		if l != "" && columns(l)+1+columns(word) <= width {
			l += " " + word
			continue
		}
		if l != "" {
			out = append(out, l)
		}
		for columns(word) > width {
			n := fit(word, width)
			out, word = append(out, word[:n]), word[n:]
		}
		l = word
	}
	if l != "" {
		out = append(out, l)
	}
	return out
}

// fit is how many bytes of s, at least one character, take at most width columns.
func fit(s string, width int) int {
	used := 0
	for i, r := range s {
		used += columnsOf(r)
		if used > width && i > 0 {
			return i
		}
	}
	return len(s)
}

// columns is how wide a terminal shows s.
func columns(s string) int {
	if len(s) == utf8.RuneCountInString(s) {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

// columnsOf is 0 for marks that sit on another character, 2 for the wide characters of East
// Asia and for pictograms, else 1.
func columnsOf(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return 2
	case 0x3000 <= r && r <= 0x303e, 0xff01 <= r && r <= 0xff60, 0x1f300 <= r && r <= 0x1faff:
		return 2
	default:
		return 1
	}
}

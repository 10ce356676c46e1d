package nacha

import (
	"strings"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
)

// Widths of fields that hold names, which are cut to them. Nothing else is ever cut.
const (
	companyWidth = 16
	personWidth  = 22
	retry        = "RETRY PYMT" // the description that a re-presentment must have, and nothing else may
)

// safe is a name in the characters that every bank takes, cut to a width: letters without their accents, and a
// blank for what has no letter. A line break in a name once broke a whole file.
func safe(name string, most int) string {
	var b strings.Builder
	for _, r := range name {
		if s, ok := latin[r]; ok {
			b.WriteString(s)
			continue
		}
		switch {
		case safeRune(r):
			b.WriteRune(r)
		case r < 0x80:
			b.WriteByte(' ')
		}
	}
	s := strings.Join(strings.Fields(b.String()), " ")
	return strings.TrimRight(s[:min(len(s), most)], " ")
}

// isSafe says whether a field can be written as it is.
func isSafe(s string, most int) bool { return s != "" && safe(s, most) == s }

func safeRune(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return true
	}
	return strings.ContainsRune(" .-&/',", r)
}

// latin is how letters are written without their accents.
var latin = spell(map[string]string{
	"A": "ÀÁÂÃÅĀĂĄ", "C": "ÇĆĈĊČ", "D": "ÐĎĐ", "E": "ÈÉÊËĒĔĖĘĚ", "G": "ĜĞĠĢ", "H": "ĤĦ", "I": "ÌÍÎÏĨĪĬĮİ", "J": "Ĵ", "K": "Ķ",
	"L": "ĹĻĽĿŁ", "N": "ÑŃŅŇ", "O": "ÒÓÔÕŌŎŐØ", "R": "ŔŖŘ", "S": "ŚŜŞŠȘ", "T": "ŢŤŦȚ", "U": "ÙÚÛŨŪŬŮŰŲ", "W": "Ŵ", "Y": "ÝŶŸ", "Z": "ŹŻŽ",
	"a": "àáâãåāăą", "c": "çćĉċč", "d": "ðďđ", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįı", "j": "ĵ", "k": "ķ",
	"l": "ĺļľŀł", "n": "ñńņň", "o": "òóôõōŏőø", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț", "u": "ùúûũūŭůűų", "w": "ŵ", "y": "ýŷÿ", "z": "źżž",
	"Ae": "ÄÆ", "Oe": "ÖŒ", "Ue": "Ü", "ae": "äæ", "oe": "öœ", "ue": "ü", "ss": "ß", "Th": "Þ", "th": "þ",
	"'": "‘’‚‛`´", "-": "‐‑‒–—−", "&": "＆+", " ": "\u00a0\u2009\u202f",
})

func spell(letters map[string]string) map[rune]string {
	m := map[rune]string{}
	for plain, all := range letters {
		for _, r := range all {
			m[r] = plain
		}
	}
	return m
}

// writable answers nil for an order that a file can carry, else ach.ErrOrder. ach.Order.Check went before it.
func (from Originator) writable(order ach.Order) error {
	switch {
	case order.Amount.Currency() != money.USD:
		return ach.ErrOrder
	case from.company(order) == "" || safe(order.Holder, personWidth) == "":
		return ach.ErrOrder // nothing is left of the name
	case !isSafe(order.Description, len(retry)):
		return ach.ErrOrder
	case (order.Attempt == 2) != (order.Description == retry):
		return ach.ErrOrder
	case from.try(order) != nil:
		return ach.ErrOrder
	}
	return nil
}

// company is whom the statement shows: for a debit the merchant.
func (from Originator) company(order ach.Order) string {
	if order.Direction == ach.CreditOrder && from.Operator != "" {
		return safe(from.Operator, companyWidth)
	}
	return safe(order.Company, companyWidth)
}

// class is the standard entry class of an order.
func (from Originator) class(order ach.Order) string {
	if order.Direction == ach.CreditOrder {
		return from.CreditClass
	}
	return from.DebitClass
}

package sepa

import "strings"

// Longest texts, in characters.
const (
	longestName = 70
	longestText = 140
)

// Text is s in the characters that every bank of the scheme carries: Latin letters, digits,
// space and / - ? : ( ) . , ' +. Letters with marks, Greek and Cyrillic ones are written in Latin
// letters, anything else is a full stop, white space is a single space, and what is longer
// than n characters is cut. Only names and free texts are treated so; an identifier that does not
// fit is refused.
func Text(s string, n int) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(s) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		for _, r := range word {
			b.WriteString(latin(r))
		}
		if b.Len() > n {
			break
		}
	}
	clean := b.String()
	return strings.TrimSpace(clean[:min(len(clean), max(n, 0))])
}

// carried says whether r is a character of the scheme.
func carried(r rune) bool {
	return r >= 'a' && r <= 'z' || isAlnum(r) || r < 0x80 && strings.ContainsRune("/-?:().,'+ ", r)
}

// latin writes one character in those of the scheme.
func latin(r rune) string {
	if carried(r) {
		return string(r)
	}
	if s, ok := transliterations[r]; ok {
		return s
	}
	return "."
}

// transliterations has for each letter what it is written as.
var transliterations = spelled(
	"A ÀÁÂÃÄÅĀĂĄΆΑАǍ", "a àáâãäåāăąάαаǎª", "AE Æ", "ae æ", "B ΒБ", "b βб",
	"C ÇĆĈĊČ", "c çćĉċč", "Ch Ч", "ch ч", "D ÐĎĐΔД", "d ðďđδд", "E ÈÉÊËĒĔĖĘĚΈΕЕЭ", "e èéêëēĕėęěέεеэ",
	"F ΦФ", "f φф", "G ĜĞĠĢΓГҐ", "g ĝğġģγгґ", "H ĤĦХ", "h ĥħх", "I ÌÍÎÏĨĪĬĮİΉΊΗΙΪИІЇ", "i ìíîïĩīĭįıήίηιϊΐиії",
	"IJ Ĳ", "ij ĳ", "J ĴЈ", "j ĵј", "K ĶΚК", "k ķĸκк", "L ĹĻĽĿŁΛЛ", "l ĺļľŀłλл", "M ΜМ", "m μµм",
	"N ÑŃŅŇŊΝН", "n ñńņňŉŋνн", "O ÒÓÔÕÖØŌŎŐΌΏΟΩО", "o òóôõöøōŏőόώοωоº", "OE Œ", "oe œ", "P ΠП", "p πп", "Ps Ψ", "ps ψ",
	"R ŔŖŘΡР", "r ŕŗřρр", "S ŚŜŞŠȘΣС", "s śŝşšșσςс", "ss ß", "SS ẞ", "Sh Ш", "sh ш", "Sht Щ", "sht щ",
	"T ŢŤŦȚΤТ", "t ţťŧțτт", "Th ÞΘ", "th þθ", "Ts Ц", "ts ц", "U ÙÚÛÜŨŪŬŮŰŲУЎ", "u ùúûüũūŭůűųуў",
	"V В", "v в", "W Ŵ", "w ŵ", "X ΞΧ", "x ξχ", "Y ÝŶŸΎΥΫЙЪЫЬ", "y ýŷÿύυϋΰйъыь", "Yu Ю", "yu ю", "Ya Я", "ya я",
	"Z ŹŻŽΖЗ", "z źżžζз", "Zh Ж", "zh ж", "Yo Ё", "yo ё",
	"+ &", "- _–—‐‑~", "' `´‘’‚\"“”„«»", "/ \\|", "( [{<", ") ]}>", ", ;", "EUR €",
)

// spelled makes a table of lines that are what is written, a space and the letters it is written for.
func spelled(lines ...string) map[rune]string {
	table := map[rune]string{}
	for _, line := range lines {
		to, letters, _ := strings.Cut(line, " ")
		for _, r := range letters {
			table[r] = to
		}
	}
	return table
}

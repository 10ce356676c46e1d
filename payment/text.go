package payment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest texts, in characters. Longer ones are refused, not cut: a text that was cut
// says something else than what the merchant said.
const (
	MaxShort = 64   // cashier, article number (EAN), unit
	MaxLine  = 255  // names, title, the merchant's own number, description, SKU
	MaxLong  = 2000 // address, footer, return URL
)

// Line is s without space around it, if it can be shown on one line and has at most so many characters; else ErrText.
// Everything that merchants and operators write for payers goes through it, or through [Lines].
func Line(s string, longest int) (string, error) { return shown(line(s, longest)) }

// Lines is [Line] for a text that may have several lines.
func Lines(s string, longest int) (string, error) { return shown(lines(s, longest)) }

func shown(s string, ok bool) (string, error) {
	if !ok {
		return "", ErrText
	}
	return s, nil
}

// line is s without space around it, and whether it can be shown on one line. Refused are
// control characters, which could rewrite a terminal, and marks that reverse the direction
// of writing, which could make one merchant read like another.
func line(s string, longest int) (string, bool) {
	s = strings.TrimSpace(s)
	if plain(s) {
		return s, len(s) <= longest
	}
	if len(s) > longest*utf8.UTFMax || !utf8.ValidString(s) || utf8.RuneCountInString(s) > longest {
		return "", false
	}
	return s, strings.IndexFunc(s, hidden) < 0
}

// plain says whether s is nothing but visible characters of ASCII and spaces, as most texts are.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// lines is line for a text that may have several of them, ended in any fashion.
func lines(s string, longest int) (string, bool) {
	if plain(s) {
		return line(s, longest)
	}
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	_, ok := line(strings.ReplaceAll(s, "\n", " "), longest)
	return s, ok
}

// hidden says whether r is anything but a visible character or a space. The two joiners have
// no width, but some scripts cannot be written without them.
func hidden(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return !unicode.IsGraphic(r) && r != nonJoiner && r != joiner
}

// name is line for a name, which may not be empty.
func name(s string) (string, error) {
	s, ok := line(s, MaxLine)
	if !ok || s == "" {
		return "", ErrName
	}
	return s, nil
}

// texts checks several texts and answers ErrText once, at the first that cannot stand.
type texts struct{ err error }

func (t *texts) line(s string, longest int) string { return t.keep(line(s, longest)) }

func (t *texts) lines(s string, longest int) string { return t.keep(lines(s, longest)) }

func (t *texts) keep(s string, ok bool) string {
	if !ok {
		t.err = ErrText
		return ""
	}
	return s
}

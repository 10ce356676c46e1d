package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seqrpay/seqr/civil"
)

// Holder is the person behind an account: personal data in clear. It lives in memory only, while
// a request needs it; an [Account] keeps it sealed. Printed, logged or marshalled it shows a mask.
type Holder struct {
	Phone     Phone
	Name      string
	Email     string
	BirthDate civil.Date
}

const (
	maxNameRunes  = 100
	maxEmailBytes = 254 // RFC 5321: the longest path, less its brackets
	maxLocalBytes = 64  // RFC 5321
	maxLabelBytes = 63  // RFC 1035
)

// CheckName reads a person's name: 1 to 100 characters around which spaces are dropped, with at
// least one letter, without control characters or marks that turn the direction of writing.
// Anything else about names is wrong somewhere. It answers ErrName.
func CheckName(text string) (string, error) {
	name := strings.TrimSpace(text)
	switch {
	case len(text) > 4*2*maxNameRunes, !utf8.ValidString(name), utf8.RuneCountInString(name) > maxNameRunes:
		return "", ErrName
	case strings.ContainsFunc(name, unprintable), !strings.ContainsFunc(name, unicode.IsLetter):
		return "", ErrName
	}
	return name, nil
}

// unprintable says whether r breaks a line, controls a terminal or turns the direction of writing.
func unprintable(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
}

// CheckEmail reads an e-mail address: one that mail for ordinary people is sent to, of at most
// 254 ASCII characters, without quotes, comments or a numeric host. The domain becomes lower
// case; the part before the "@" stays, because only its host knows whether case matters there.
// Whether anybody reads it is not known. It answers ErrEmail.
func CheckEmail(text string) (string, error) {
	text = strings.TrimSpace(text)
	local, domain, found := strings.Cut(text, "@")
	if !found || len(text) > maxEmailBytes || !validLocal(local) || !validDomain(domain) {
		return "", ErrEmail
	}
	return local + "@" + strings.ToLower(domain), nil
}

// validLocal checks a dot-atom of RFC 5322.
func validLocal(s string) bool {
	if len(s) > maxLocalBytes {
		return false
	}
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(r rune) bool { return !alphanumeric(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r) }) {
			return false
		}
	}
	return true
}

// validDomain checks a host name of at least two labels whose last is not a number.
func validDomain(s string) bool {
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if l == "" || len(l) > maxLabelBytes || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(l, func(r rune) bool { return !alphanumeric(r) && r != '-' }) {
			return false
		}
	}
	return len(labels) >= 2 && !allDigits(labels[len(labels)-1])
}

func alphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

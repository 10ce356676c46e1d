package identity

import "crypto/subtle"

// secret holds digits that must never be printed. They lie behind a pointer because fmt prints the
// unexported fields of a surrounding struct without asking any method of theirs: it then shows an address.
type secret struct {
	_      [0]func() // == would compare addresses, and not in constant time
	digits *string
}

func newSecret(digits string) secret { return secret{digits: &digits} }

func (s secret) reveal() string {
	if s.digits == nil {
		return ""
	}
	return *s.digits
}

func (s secret) equal(o secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.reveal()), []byte(o.reveal())) == 1
}

// allDigits says whether s is nothing but ASCII digits.
func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

package qr

import "strings"

// Everything here is about ASCII on purpose: the Unicode versions of these tests know digits,
// letters and case pairs that no code may be written with.

// forbidden tells the characters that no code has: all that is not printable ASCII, and what an
// address must not hold or what other programs are known to repair.
func forbidden(r rune) bool {
	return r <= ' ' || r >= 0x7F || strings.ContainsRune("\\\"<>^`{|}", r)
}

func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isLetter(b byte) bool { return 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' }

// alphanumeric tells whether text is one or more ASCII letters and digits.
func alphanumeric(text string) bool {
	return consists(text, func(b byte) bool { return isDigit(b) || isLetter(b) })
}

// isID tells whether text can be a lane id or a reference.
func isID(text string) bool { return len(text) <= MaxID && alphanumeric(text) }

// isServiceID tells whether text can be the id of a service: letters and digits, dashes and
// underscores after the first. Its length is checked apart.
func isServiceID(text string) bool {
	return isBase64URL(text) && text[0] != '-' && text[0] != '_'
}

// isToken tells whether text has the shape of a signed token: three parts of base64url.
func isToken(text string) bool {
	parts := strings.Split(text, ".")
	return len(parts) == 3 && isBase64URL(parts[0]) && isBase64URL(parts[1]) && isBase64URL(parts[2])
}

func isBase64URL(text string) bool {
	return consists(text, func(b byte) bool { return isDigit(b) || isLetter(b) || b == '-' || b == '_' })
}

// isQuery tells whether text can stand behind a question mark. Nothing in it is decoded; only
// the percent signs have to be followed by two hexadecimal digits.
func isQuery(text string) bool {
	for i := range len(text) {
		switch b := text[i]; {
		case b == '%':
			if i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2]) {
				return false
			}
		case isDigit(b), isLetter(b), strings.IndexByte("-._~!$&'()*+,;=:@/?", b) >= 0:
		default:
			return false
		}
	}
	return true
}

func isHex(b byte) bool { return isDigit(b) || 'A' <= b && b <= 'F' || 'a' <= b && b <= 'f' }

// consists tells whether text is not empty and holds allowed bytes only.
func consists(text string, allowed func(byte) bool) bool {
	for i := range len(text) {
		if !allowed(text[i]) {
			return false
		}
	}
	return text != ""
}

// upper folds ASCII letters and nothing else.
func upper(text string) string { return mapBytes(text, 'a', 'z', 'A'-'a') }

// lower folds ASCII letters and nothing else.
func lower(text string) string { return mapBytes(text, 'A', 'Z', 'a'-'A') }

// mapBytes moves the bytes of a range; a text that has none, as most have, is answered as it is.
func mapBytes(text string, from, to byte, by int) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return rune(from) <= r && r <= rune(to) }) {
		return text
	}
	out := []byte(text)
	for i, b := range out {
		if from <= b && b <= to {
			out[i] = byte(int(b) + by)
		}
	}
	return string(out)
}

// fold compares without regard to ASCII case.
func fold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if upperByte(a[i]) != upperByte(b[i]) {
			return false
		}
	}
	return true
}

func upperByte(b byte) byte {
	if 'a' <= b && b <= 'z' {
		return b - 'a' + 'A'
	}
	return b
}

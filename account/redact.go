package account

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Personal data tell themselves only when asked by name. Whatever way a Phone, Holder or Message
// is printed, logged or marshalled by accident, others see a mask (PRV-4).

// bullets stand for the hidden digits; always as many, because the number's length tells something too.
const bullets = "•••••••"

// String is a mask that shows country code and last digits, such as "+1•••••••0123".
func (p Phone) String() string {
	if p.IsZero() {
		return ""
	}
	code, national := callingCode(p.e164[1:])
	shown := 4
	if len(national) < 8 {
		shown = 2 // of a short number, four digits are half of it
	}
	return "+" + code + bullets + national[len(national)-shown:]
}

// Format writes the mask, whatever the verb.
func (p Phone) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

// LogValue is the mask.
func (p Phone) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalJSON is the mask; nothing reads it back.
func (p Phone) MarshalJSON() ([]byte, error) { return json.Marshal(p.String()) }

// twoDigitCodes are the country codes of two digits; 1 and 7 have one, all others three.
const twoDigitCodes = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58" +
	" 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 "

// callingCode splits the digits of an E.164 number after its country code.
func callingCode(digits string) (code, national string) {
	n := 3
	switch {
	case digits[0] == '1' || digits[0] == '7':
		n = 1
	case strings.Contains(twoDigitCodes, " "+digits[:2]+" "):
		n = 2
	}
	return digits[:n], digits[n:]
}

// String tells the masked number and no more.
func (h Holder) String() string { return "holder(" + h.Phone.String() + ")" }

// Format writes String, whatever the verb.
func (h Holder) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, h.String()) }

// LogValue is String.
func (h Holder) LogValue() slog.Value { return slog.StringValue(h.String()) }

// MarshalJSON is String; nothing reads it back.
func (h Holder) MarshalJSON() ([]byte, error) { return json.Marshal(h.String()) }

// String tells the message's ID and no more.
func (m Message) String() string { return "message(" + m.ID + ")" }

// Format writes String, whatever the verb.
func (m Message) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, m.String()) }

// LogValue is String.
func (m Message) LogValue() slog.Value { return slog.StringValue(m.String()) }

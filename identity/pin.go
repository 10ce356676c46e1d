package identity

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/seqrpay/seqr/civil"
)

// The lengths any PIN may have (PIN-1). A market's [PINPolicy] may permit fewer.
const (
	minPINDigits = 4
	maxPINDigits = 6
)

// PIN is a personal identification number as its owner typed it. It prints as PIN(redacted) by every verb, logger
// and encoder, and its digits cannot be had back: only its stretched form leaves this package (PIN-8).
// Compare two with [PIN.Equal]. The zero PIN is none.
type PIN struct{ secret }

const pinRedacted = "PIN(redacted)"

// ParsePIN reads a PIN of 4 to 6 ASCII digits and nothing else; ErrPINShape otherwise. Whether it may be
// chosen is another question: see [PIN.CheckChoice].
func ParsePIN(s string) (PIN, error) {
	if len(s) < minPINDigits || len(s) > maxPINDigits || !allDigits(s) {
		return PIN{}, ErrPINShape
	}
	return PIN{newSecret(s)}, nil
}

// Equal compares two PINs in constant time: a chosen one and its repetition (PIN-3).
func (p PIN) Equal(o PIN) bool { return p.equal(o.secret) }

// IsZero says whether there is no PIN.
func (p PIN) IsZero() bool { return p.digits == nil }

// String is "PIN(redacted)".
func (p PIN) String() string { return pinRedacted }

// Format prints "PIN(redacted)" for every verb.
func (p PIN) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, pinRedacted) }

// LogValue is "PIN(redacted)".
func (p PIN) LogValue() slog.Value { return slog.StringValue(pinRedacted) }

// MarshalJSON is "PIN(redacted)".
func (p PIN) MarshalJSON() ([]byte, error) { return []byte(`"` + pinRedacted + `"`), nil }

// PINPolicy is what one market asks of a PIN that is chosen. PINs that were chosen before stay valid.
type PINPolicy struct {
	MinDigits, MaxDigits int // 4 and 6
	SuggestedDigits      int // what an app proposes to a new user; 6
	// Cost is how slow a PIN that is chosen is made to guess; [DefaultStretchCost].
	Cost StretchCost
	// DeviceOnly lets nobody choose a PIN but one that the phone stretches, so that the server never sees it; false: thin clients may
	// send it to be stretched by the server. PINs that were chosen before stay valid.
	DeviceOnly bool
}

// DefaultPINPolicy is the policy whose values stand beside the fields of [PINPolicy] (PIN-1).
func DefaultPINPolicy() PINPolicy {
	return PINPolicy{MinDigits: minPINDigits, MaxDigits: maxPINDigits, SuggestedDigits: maxPINDigits, Cost: DefaultStretchCost()}
}

// Check refuses, with ErrPolicy, lengths outside 4 to 6 digits, or none between the two, and what [StretchCost.Check] refuses.
func (p PINPolicy) Check() error {
	if p.MinDigits < minPINDigits || p.MaxDigits > maxPINDigits || p.MinDigits > p.MaxDigits {
		return fmt.Errorf("%w: a PIN has %d to %d digits", ErrPolicy, minPINDigits, maxPINDigits)
	}
	if s := p.SuggestedDigits; s != 0 && (s < p.MinDigits || s > p.MaxDigits) {
		return fmt.Errorf("%w: the suggested PIN is not permitted", ErrPolicy)
	}
	return p.Cost.Check()
}

// CheckChoice says whether a PIN may be chosen (PIN-1). Refused are a length that the market does not
// permit (ErrPINLength), one digit repeated (ErrPINRepeats), runs up and down, also through 9 and 0 (ErrPINRun), and the
// owner's birth date, or its year alone, or two of its parts, in any order and with or without
// leading zeros (ErrPINBirthDate). A zero birth date is not known yet and not compared.
func (p PIN) CheckChoice(policy PINPolicy, birth civil.Date) error {
	digits := p.reveal()
	if len(digits) < policy.MinDigits || len(digits) > policy.MaxDigits || digits == "" {
		return ErrPINLength
	}
	switch step, steady := steadyStep(digits); {
	case steady && step == 0:
		return ErrPINRepeats
	case steady && (step == 1 || step == 9):
		return ErrPINRun
	}
	if birth != (civil.Date{}) && isMadeOf(digits, birthParts(birth)) {
		return ErrPINBirthDate
	}
	return nil
}

// steadyStep is the distance from each digit to the next, modulo 10, if it is the same throughout: 1 is a
// run up, 9 a run down.
func steadyStep(digits string) (step int, steady bool) {
	distance := func(i int) int { return (int(digits[i]) - int(digits[i-1]) + 10) % 10 }
	step = distance(1)
	for i := 2; i < len(digits); i++ {
		if distance(i) != step {
			return 0, false
		}
	}
	return step, true
}

// birthParts are the ways in which each part of a date is written in digits.
func birthParts(d civil.Date) [][]string {
	month, day := int(d.Month), d.Day
	return [][]string{
		{fmt.Sprintf("%04d", d.Year), fmt.Sprintf("%02d", d.Year%100)},
		{fmt.Sprintf("%02d", month), fmt.Sprint(month)},
		{fmt.Sprintf("%02d", day), fmt.Sprint(day)},
	}
}

// isMadeOf says whether digits is some of the parts put together, each at most once.
func isMadeOf(digits string, parts [][]string) bool {
	if digits == "" {
		return true
	}
	for i, forms := range parts {
		for _, form := range forms {
			rest, found := strings.CutPrefix(digits, form)
			if found && isMadeOf(rest, without(parts, i)) {
				return true
			}
		}
	}
	return false
}

func without(parts [][]string, i int) [][]string {
	return append(append([][]string{}, parts[:i]...), parts[i+1:]...)
}

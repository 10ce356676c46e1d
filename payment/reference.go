package payment

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"time"
)

// The lengths of references: of the original system's oldest invoices, and of its payments.
const minReference, maxReference = 13, 25

// CheckReference answers ErrReference unless s is 13 to 25 ASCII digits: the form of the
// references of invoices, payments and refunds.
func CheckReference(s string) error {
	if len(s) < minReference || len(s) > maxReference {
		return ErrReference
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return ErrReference
		}
	}
	return nil
}

// NewReference makes an invoice's reference: 17 digits, the year in two and 15 that nobody can
// guess. Whoever tries a million of them while a million invoices are open finds one with a
// probability of a thousandth. It answers ErrEntropy.
func NewReference(entropy io.Reader, at time.Time) (string, error) {
	return stamped(entropy, at, "06", 15)
}

// NewPaymentReference makes the reference of a payment or a refund: 25 digits, the time in UTC
// to the second and 11 random ones. It is told to payer and merchant, and gives no rights. It
// answers ErrEntropy.
func NewPaymentReference(entropy io.Reader, at time.Time) (string, error) {
	return stamped(entropy, at, "20060102150405", 11)
}

// stamped is a time in UTC and n random digits behind it.
func stamped(entropy io.Reader, at time.Time, layout string, n int) (string, error) {
	random, err := draw(entropy, n)
	if err != nil {
		return "", err
	}
	stamp := at.UTC().AppendFormat(make([]byte, 0, maxReference), layout)
	all := slices.Grow(stamp, n)[:len(stamp)+n]
	for i := len(all) - 1; i >= len(stamp); i-- {
		all[i] = '0' + byte(random%10)
		random /= 10
	}
	return string(all), nil
}

// draw draws a number of at most n decimal digits, all equally likely: numbers beyond the range are drawn again
// rather than folded into it. A working source needs a second draw in less than half of all
// cases, so one that fails as often as this allows is broken.
func draw(entropy io.Reader, n int) (uint64, error) {
	limit := uint64(1)
	for range n {
		limit *= 10
	}
	unused := bits.LeadingZeros64(limit - 1)
	var buf [8]byte
	for range 128 {
		if _, err := io.ReadFull(entropy, buf[:]); err != nil {
			return 0, fmt.Errorf("%w: %w", ErrEntropy, err)
		}
		if x := binary.BigEndian.Uint64(buf[:]) >> unused; x < limit {
			return x, nil
		}
	}
	return 0, ErrEntropy
}

package payment

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
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
	random, err := digits(entropy, 15)
	if err != nil {
		return "", err
	}
	return at.UTC().Format("06") + random, nil
}

// NewPaymentReference makes the reference of a payment or a refund: 25 digits, the time in UTC
// to the second and 11 random ones. It is told to payer and merchant, and gives no rights. It
// answers ErrEntropy.
func NewPaymentReference(entropy io.Reader, at time.Time) (string, error) {
	random, err := digits(entropy, 11)
	if err != nil {
		return "", err
	}
	return at.UTC().Format("20060102150405") + random, nil
}

// digits draws n decimal digits, all equally likely: numbers beyond the range are drawn again
// rather than folded into it. A working source needs a second draw in less than half of all
// cases, so one that fails as often as this allows is broken.
func digits(entropy io.Reader, n int) (string, error) {
	limit := uint64(1)
	for range n {
		limit *= 10
	}
	unused := bits.LeadingZeros64(limit - 1)
	for range 128 {
		var buf [8]byte
		if _, err := io.ReadFull(entropy, buf[:]); err != nil {
			return "", fmt.Errorf("%w: %w", ErrEntropy, err)
		}
		if x := binary.BigEndian.Uint64(buf[:]) >> unused; x < limit {
			return fmt.Sprintf("%0*d", n, x), nil
		}
	}
	return "", ErrEntropy
}

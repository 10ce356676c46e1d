package money

import (
	"cmp"
	"math"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Amount is an exact number of minor units of one currency. It is a comparable value. The
// zero Amount is no amount: nothing of no currency.
//
// Every int64 is an amount. What would leave that range answers ErrOverflow instead.
type Amount struct {
	minor    int64
	currency Currency
}

// FromMinor makes an amount of minor units: FromMinor(1234, USD) is 12.34 USD.
func FromMinor(minor int64, c Currency) Amount { return Amount{minor, c} }

// Minor is the number of minor units: 1234 of 12.34 USD.
func (a Amount) Minor() int64 { return a.minor }

// Currency is the amount's currency.
func (a Amount) Currency() Currency { return a.currency }

// IsZero says whether the amount is nothing, of whatever currency.
func (a Amount) IsZero() bool { return a.minor == 0 }

// IsPositive says whether the amount is more than nothing.
func (a Amount) IsPositive() bool { return a.minor > 0 }

// IsNegative says whether the amount is less than nothing.
func (a Amount) IsNegative() bool { return a.minor < 0 }

// Add is a + b, or ErrCurrencyMismatch, or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.currency != b.currency {
		return Amount{}, ErrCurrencyMismatch
	}
	sum := a.minor + b.minor
	if (sum > a.minor) != (b.minor > 0) {
		return Amount{}, ErrOverflow
	}
	return Amount{sum, a.currency}, nil
}

// Sub is a − b, or ErrCurrencyMismatch, or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	if a.currency != b.currency {
		return Amount{}, ErrCurrencyMismatch
	}
	difference := a.minor - b.minor
	if (difference < a.minor) != (b.minor > 0) {
		return Amount{}, ErrOverflow
	}
	return Amount{difference, a.currency}, nil
}

// Neg is −a. The lowest int64 has no opposite and answers ErrOverflow.
func (a Amount) Neg() (Amount, error) {
	if a.minor == math.MinInt64 {
		return Amount{}, ErrOverflow
	}
	return Amount{-a.minor, a.currency}, nil
}

// Cmp is −1, 0 or +1 as a is less than, equal to or more than b, or ErrCurrencyMismatch.
func (a Amount) Cmp(b Amount) (int, error) {
	if a.currency != b.currency {
		return 0, ErrCurrencyMismatch
	}
	return cmp.Compare(a.minor, b.minor), nil
}

// Sum adds amounts of currency c; of none it is zero of c. It answers ErrCurrencyMismatch if
// one is of another currency, and ErrOverflow only if the sum itself is too large: the order
// of the amounts does not matter.
func Sum(c Currency, as ...Amount) (Amount, error) {
	var high int64 // with low a signed number of 128 bits
	var low uint64
	for _, a := range as {
		if a.currency != c {
			return Amount{}, ErrCurrencyMismatch
		}
		var carry uint64
		low, carry = bits.Add64(low, uint64(a.minor), 0)
		high += a.minor>>63 + int64(carry)
	}
	if high != int64(low)>>63 {
		return Amount{}, ErrOverflow
	}
	return Amount{int64(low), c}, nil
}

// Decimal is the exact value in units of the currency: 12.34 of 12.34 USD.
func (a Amount) Decimal() decimal.Decimal {
	return decimal.New(a.minor, -int32(a.currency.Exponent()))
}

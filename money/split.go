package money

import "math/bits"

// maxParts bounds what one call can be made to allocate.
const maxParts = 1_000_000

// Split divides a into n equal parts whose sum is a. What does not divide evenly goes to the
// first parts, one minor unit each: 1.00 in three is 0.34, 0.33, 0.33, and −1.00 the same
// with a minus. It answers ErrParts unless n is between 1 and 1,000,000.
func (a Amount) Split(n int) ([]Amount, error) {
	if n < 1 || n > maxParts {
		return nil, ErrParts
	}
	parts := make([]Amount, n)
	whole, rest := a.minor/int64(n), a.minor%int64(n)
	for i := range parts {
		unit := sign(rest)
		parts[i] = Amount{whole + unit, a.currency}
		rest -= unit
	}
	return parts, nil
}

// Allocate divides a in proportion to the weights into parts whose sum is a. Every part is
// first rounded towards zero; what is left over goes to the first parts with a weight, one
// minor unit each. A weight of 0 gets nothing. It answers ErrParts if there is no weight, one
// is negative, or all are 0, and ErrOverflow if their sum is beyond 64 bits.
func (a Amount) Allocate(weights ...int64) ([]Amount, error) {
	total, err := sumWeights(weights)
	if err != nil {
		return nil, err
	}
	parts, rest := make([]Amount, len(weights)), a.minor
	for i, w := range weights {
		parts[i] = Amount{proportion(a.minor, uint64(w), total), a.currency}
		rest -= parts[i].minor
	}
	for i, w := range weights {
		if w > 0 {
			unit := sign(rest)
			parts[i].minor += unit
			rest -= unit
		}
	}
	return parts, nil
}

// sumWeights adds the weights without a sign, so that two of the largest still fit.
func sumWeights(weights []int64) (uint64, error) {
	var total, carry uint64
	for _, w := range weights {
		if w < 0 {
			return 0, ErrParts
		}
		if total, carry = bits.Add64(total, uint64(w), 0); carry != 0 {
			return 0, ErrOverflow
		}
	}
	if total == 0 {
		return 0, ErrParts
	}
	return total, nil
}

// proportion is minor × weight ÷ total rounded towards zero. As weight ≤ total, neither the
// division nor the result can overflow; the product has 128 bits.
func proportion(minor int64, weight, total uint64) int64 {
	high, low := bits.Mul64(magnitude(minor), weight)
	quotient, _ := bits.Div64(high, low, total)
	if minor < 0 {
		return -int64(quotient) // right for 2^63 too: it is its own opposite in 64 bits
	}
	return int64(quotient)
}

// magnitude is |n|, also of the lowest int64, which has no opposite.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// sign is −1, 0 or +1.
func sign(n int64) int64 {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	default:
		return 0
	}
}

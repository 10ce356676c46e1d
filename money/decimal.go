package money

import (
	"math/big"

	"github.com/shopspring/decimal"
)

// FromDecimal makes an amount of d units of c, exactly: ErrTooPrecise if d has a fraction of
// a minor unit, ErrOverflow beyond 64 bits, ErrUnknownCurrency. A d such as 1e1000000000
// costs nothing to refuse.
func FromDecimal(d decimal.Decimal, c Currency) (Amount, error) {
	whole, rest, err := minorUnits(d, c)
	if err != nil {
		return Amount{}, err
	}
	if rest != exact {
		return Amount{}, ErrTooPrecise
	}
	return fromBig(whole, c)
}

// Round makes an amount of d units of c, rounded once by r. It answers ErrOverflow beyond 64
// bits, ErrUnknownCurrency, and ErrRounding for a mode that is not named here.
func Round(d decimal.Decimal, c Currency, r Rounding) (Amount, error) {
	if !r.Valid() {
		return Amount{}, ErrRounding
	}
	whole, rest, err := minorUnits(d, c)
	if err != nil {
		return Amount{}, err
	}
	if r.away(whole, rest) {
		whole.Add(whole, big.NewInt(int64(d.Sign())))
	}
	return fromBig(whole, c)
}

// Percent is p percent of a, exactly, in units of the currency: 1.5 percent of 100.00 USD is
// 1.5. Nothing is rounded; [Round] does that, once, when all of a calculation is done.
//
// p is a rate from a policy. Like all arithmetic on decimals, Percent panics if p is so small
// that its exponent has no room left in 32 bits, which no rate comes near.
func (a Amount) Percent(p decimal.Decimal) decimal.Decimal {
	return decimal.New(a.minor, -int32(a.currency.Exponent())-2).Mul(p)
}

// fraction is what lies behind the last whole minor unit.
type fraction uint8

const (
	exact fraction = iota
	belowHalf
	half
	aboveHalf
)

// Bounds of a power of ten that int64 minor units can need. 2^63 has 19 digits.
const maxDigits = 19

// minorUnits is d in minor units of c, cut towards zero, and the class of the fraction cut off.
//
// A decimal is a coefficient and a power of ten, and the power may be anything in 32 bits:
// writing out 1e1000000000 would eat the memory. So the number of digits, known from the
// coefficient's length in bits, decides before any power is computed; afterwards no power
// is larger than the coefficient that the caller already holds.
func minorUnits(d decimal.Decimal, c Currency) (*big.Int, fraction, error) {
	if !c.Valid() {
		return nil, exact, ErrUnknownCurrency
	}
	coefficient := d.Coefficient()
	if coefficient.Sign() == 0 {
		return coefficient, exact, nil
	}
	shift := int64(d.Exponent()) + int64(c.Exponent())
	least, most := digits(coefficient.BitLen())
	if least+shift > maxDigits {
		return nil, exact, ErrOverflow
	}
	if most+shift < 0 { // below 0.1
		return new(big.Int), belowHalf, nil
	}
	if shift >= 0 {
		return coefficient.Mul(coefficient, pow10(shift)), exact, nil
	}
	whole, rest := coefficient.QuoRem(coefficient, pow10(-shift), new(big.Int))
	return whole, classify(rest, pow10(-shift)), nil
}

// digits bounds the number of decimal digits of a number by its length in bits:
// log10(2) lies between 0.30102 and 0.30103.
func digits(bitLen int) (least, most int64) {
	n := int64(bitLen)
	return (n-1)*30102/100000 + 1, n*30103/100000 + 1
}

func pow10(n int64) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil) }

// classify says what rest ÷ unit is, where |rest| < unit.
func classify(rest, unit *big.Int) fraction {
	if rest.Sign() == 0 {
		return exact
	}
	switch rest.Lsh(rest, 1).CmpAbs(unit) {
	case -1:
		return belowHalf
	case 0:
		return half
	default:
		return aboveHalf
	}
}

func fromBig(minor *big.Int, c Currency) (Amount, error) {
	if !minor.IsInt64() {
		return Amount{}, ErrOverflow
	}
	return Amount{minor.Int64(), c}, nil
}

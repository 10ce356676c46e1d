package money

import "math/big"

// Rounding is a named way to turn an exact number into minor units. Each treats an amount and its opposite alike, so that
// they always round to opposites. The zero Rounding is none.
type Rounding uint8

// The roundings.
const (
	HalfUp   Rounding = 1 // to the nearest minor unit, a half away from zero: 0.005 to 0.01, −0.005 to −0.01
	HalfEven Rounding = 2 // to the nearest, a half to the even one, as bankers do: 0.005 to 0.00, 0.015 to 0.02
	Down     Rounding = 3 // towards zero: 0.019 to 0.01
	Up       Rounding = 4 // away from zero: 0.011 to 0.02
)

// Valid says whether r is one of those above.
func (r Rounding) Valid() bool { return r.String() != "" }

// String is the name of a rounding in words, such as "half up"; empty for none.
func (r Rounding) String() string {
	switch r {
	case HalfUp:
		return "half up"
	case HalfEven:
		return "half even"
	case Down:
		return "down"
	case Up:
		return "up"
	default:
		return ""
	}
}

// away says whether a number that was cut to whole, with rest behind it, goes on to the next one away from zero.
func (r Rounding) away(whole *big.Int, rest fraction) bool {
	switch r {
	case HalfUp:
		return rest >= half
	case HalfEven:
		return rest == aboveHalf || rest == half && whole.Bit(0) == 1
	case Up:
		return rest != exact
	default:
		return false
	}
}

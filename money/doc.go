// Package money holds exact amounts of money.
//
// An [Amount] is a whole number of minor units (cents, öre, fils) of one [Currency], in 64
// bits. It is a comparable value, so == asks whether two amounts are the same number of the
// same currency. Nothing here is ever a binary floating-point number, and amounts of
// different currencies are never added (GEN-1): every sum that could mix currencies or leave
// the range of 64 bits answers an error.
//
// # From text and back
//
// [Parse] reads what a person or a message wrote, and refuses whatever is not exactly an
// amount of that currency. [Amount.Format] prints the number with all of the currency's
// decimals, [Amount.String] with the currency behind it. In JSON an amount is a string such
// as "12.34 USD", because a JSON number does not survive every reader.
//
// # Percentages
//
// A percentage is taken in two steps, so that rounding happens once and is seen:
//
//	exact := bought.Percent(rate)                       // a decimal, nothing lost
//	reward, err := money.Round(exact, c, money.HalfUp)  // rounded once, by a named mode
//
// # Parts
//
// [Amount.Split] and [Amount.Allocate] divide an amount into parts whose sum is the amount
// again: what a division leaves over is handed to the first parts, a minor unit each.
package money

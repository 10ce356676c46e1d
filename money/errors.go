package money

import "github.com/seqrpay/seqr/internal/fault"

// What this package refuses. All are plain sentinels: ask with errors.Is.
var (
	// ErrFormat: the text is not an amount as [Parse] or [Amount.UnmarshalText] describes it.
	ErrFormat = fault.New(fault.Invalid, "money: not an amount")
	// ErrTooPrecise: more decimals than the currency has.
	ErrTooPrecise = fault.New(fault.Invalid, "money: more decimals than the currency has")
	// ErrOverflow: the result is beyond 64 bits of minor units.
	ErrOverflow = fault.New(fault.Exceeded, "money: amount too large")
	// ErrCurrencyMismatch: amounts of two currencies cannot be added or compared.
	ErrCurrencyMismatch = fault.New(fault.Invalid, "money: amounts of different currencies")
	// ErrUnknownCurrency: not the code of a currency that ISO 4217 lists with a number of decimals.
	ErrUnknownCurrency = fault.New(fault.Invalid, "money: unknown currency")
	// ErrParts: an amount cannot be divided into these parts.
	ErrParts = fault.New(fault.Invalid, "money: cannot be divided into these parts")
	// ErrRounding: not one of the named rounding modes.
	ErrRounding = fault.New(fault.Invalid, "money: unknown rounding mode")
)

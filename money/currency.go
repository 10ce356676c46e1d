package money

// Currency is an ISO 4217 alphabetic code such as "USD". The zero Currency is none.
//
// The type does not vouch for its content: [ParseCurrency] does, and [Currency.Valid] asks.
type Currency string

// The currencies of seqr's markets and of their neighbours. Every code of [ISO 4217] is
// known; these have a name.
//
// [ISO 4217]: https://www.iso.org/iso-4217-currency-codes.html
const (
	USD Currency = "USD" // US dollar
	EUR Currency = "EUR" // euro
	SEK Currency = "SEK" // Swedish krona
	NOK Currency = "NOK" // Norwegian krone
	DKK Currency = "DKK" // Danish krone
	GBP Currency = "GBP" // pound sterling
	CHF Currency = "CHF" // Swiss franc
	PLN Currency = "PLN" // Polish złoty
	CZK Currency = "CZK" // Czech koruna
	HUF Currency = "HUF" // Hungarian forint
	RON Currency = "RON" // Romanian leu
	CAD Currency = "CAD" // Canadian dollar
	JPY Currency = "JPY" // Japanese yen, without decimals
	KWD Currency = "KWD" // Kuwaiti dinar, with three decimals
)

// ParseCurrency reads a code of three capital letters. It answers ErrUnknownCurrency for
// anything else, also for codes in ISO 4217 that stand for no money: metals, units of
// account, testing.
func ParseCurrency(s string) (Currency, error) {
	if c := Currency(s); c.Valid() {
		return c, nil
	}
	return "", ErrUnknownCurrency
}

// Valid says whether ISO 4217 lists the currency with a number of decimals.
func (c Currency) Valid() bool {
	_, ok := exponents[c]
	return ok
}

// Exponent is the number of decimals: 2 for USD, 0 for JPY, 3 for KWD. An amount of one unit
// is 10^Exponent minor units. It is 0 for a currency that is not [Currency.Valid].
func (c Currency) Exponent() int { return int(exponents[c]) }

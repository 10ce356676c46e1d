package money

// Amount is an exact number of minor units of one currency. The zero Amount is no amount: nothing of no currency.
type Amount struct {
	minor    int64
	currency Currency
}

// FromMinor makes an amount of minor units: FromMinor(1234, USD) is 12.34 USD.
func FromMinor(minor int64, c Currency) Amount { return Amount{minor, c} }

// Minor is the number of minor units.
func (a Amount) Minor() int64 { return a.minor }

// Currency is the amount's currency.
func (a Amount) Currency() Currency { return a.currency }

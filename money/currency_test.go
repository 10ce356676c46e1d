package money_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/money"
)

func TestExponentOfCurrencies(t *testing.T) {
	for code, exponent := range map[string]int{
		"USD": 2, "EUR": 2, "SEK": 2, "NOK": 2, "DKK": 2, "GBP": 2, "CHF": 2, "PLN": 2, "CZK": 2, "HUF": 2, "RON": 2, "CAD": 2,
		"JPY": 0, "ISK": 0, "KRW": 0, "CLP": 0, "VND": 0, "XAF": 0, "XOF": 0, "XPF": 0, "UYI": 0,
		"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
		"CLF": 4, "UYW": 4,
		"MRU": 2, "SLE": 2, "VED": 2, "VES": 2, "XCG": 2, "ZWG": 2, "XAD": 2, "STN": 2, "BYN": 2, "MGA": 2,
	} {
		c, err := money.ParseCurrency(code)
		require.NoError(t, err, code)
		require.Equal(t, money.Currency(code), c)
		require.True(t, c.Valid(), code)
		require.Equal(t, exponent, c.Exponent(), code)
	}
}

func TestParseCurrencyRefuses(t *testing.T) {
	for name, codes := range map[string][]string{
		"not a code":     {"", "US", "USDX", "usd", "Usd", " USD", "USD ", "U\x00D", "ÅÄÖ", "$", "840"},
		"withdrawn":      {"HRK", "SLL", "ANG", "ZWL", "BGN", "MRO", "VEF", "DEM", "EEK", "LTL"},
		"no minor units": {"XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"},
		"not in the ISO": {"BTC", "ETH", "USX", "RMB", "ZZZ"},
	} {
		for _, code := range codes {
			c, err := money.ParseCurrency(code)
			require.ErrorIs(t, err, money.ErrUnknownCurrency, "%s: %q", name, code)
			require.Empty(t, c)
			require.False(t, money.Currency(code).Valid(), "%s: %q", name, code)
			require.Zero(t, money.Currency(code).Exponent(), "%s: %q", name, code)
		}
	}
}

func TestNamedCurrenciesAreValid(t *testing.T) {
	for _, c := range []money.Currency{
		money.USD, money.EUR, money.SEK, money.NOK, money.DKK, money.GBP, money.CHF,
		money.PLN, money.CZK, money.HUF, money.RON, money.CAD, money.JPY, money.KWD,
	} {
		require.True(t, c.Valid(), c)
	}
}

func FuzzParseCurrency(f *testing.F) {
	for _, s := range []string{"USD", "usd", "", "XXX", "USDUSD", "\xff\xff\xff", "JPY"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := money.ParseCurrency(s)
		if err != nil {
			require.ErrorIs(t, err, money.ErrUnknownCurrency)
			require.Empty(t, c)
			return
		}
		require.Equal(t, s, string(c))
		require.Regexp(t, "^[A-Z]{3}$", s)
		require.Contains(t, []int{0, 2, 3, 4}, c.Exponent())
	})
}

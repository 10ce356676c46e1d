package money_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/money"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text     string
		currency money.Currency
		minor    int64
		format   string
	}{
		{"12.34", "USD", 1234, "12.34"},
		{"12.3", "USD", 1230, "12.30"},
		{"12", "USD", 1200, "12.00"},
		{"0", "USD", 0, "0.00"},
		{"0.01", "USD", 1, "0.01"},
		{"-0.01", "USD", -1, "-0.01"},
		{"-0", "USD", 0, "0.00"},
		{"-100.00", "USD", -10000, "-100.00"},
		{"007.50", "USD", 750, "7.50"},
		{"92233720368547758.07", "USD", math.MaxInt64, "92233720368547758.07"},
		{"-92233720368547758.08", "USD", math.MinInt64, "-92233720368547758.08"},
		{"500", "JPY", 500, "500"},
		{"-1", "JPY", -1, "-1"},
		{"0", "JPY", 0, "0"},
		{"9223372036854775807", "JPY", math.MaxInt64, "9223372036854775807"},
		{"-9223372036854775808", "JPY", math.MinInt64, "-9223372036854775808"},
		{"1.234", "KWD", 1234, "1.234"},
		{"0.001", "KWD", 1, "0.001"},
		{"1.2345", "CLF", 12345, "1.2345"},
		{"-0.0001", "UYW", -1, "-0.0001"},
		{strings.Repeat("0", 28) + "1.25", "USD", 125, "1.25"},
	} {
		a, err := money.Parse(c.text, c.currency)
		require.NoError(t, err, c.text)
		require.Equal(t, money.FromMinor(c.minor, c.currency), a, c.text)
		require.Equal(t, c.format, a.Format(), c.text)
		require.Equal(t, c.format+" "+string(c.currency), a.String(), c.text)
	}
}

func TestParseRefuses(t *testing.T) { // PAY-12
	for _, c := range []struct {
		currency money.Currency
		err      error
		texts    []string
	}{
		{"USD", money.ErrFormat, []string{
			"", "-", ".", "-.", "1.", ".5", "-.5", "--1", "+1", "1-", "1.2.3", "1..2", "1.-2", " 1", "1 ", "1 000", "1,00", "1_000",
			"1e2", "1E2", "0x10", "NaN", "Inf", "$1", "1 USD", "١", "１", "1\n", "\x00", "1\x00", strings.Repeat("0", 33),
			strings.Repeat("9", 1_000_000), "0." + strings.Repeat("0", 1_000_000),
		}},
		{"USD", money.ErrTooPrecise, []string{"0.001", "12.340", "0.000", "-1.999", "1.2345678901234567890"}},
		{"JPY", money.ErrTooPrecise, []string{"1.0", "0.5", "-0.0"}},
		{"KWD", money.ErrTooPrecise, []string{"0.0001", "1.0000"}},
		{"USD", money.ErrOverflow, []string{"92233720368547758.08", "-92233720368547758.09", "99999999999999999999", "100000000000000000"}},
		{"JPY", money.ErrOverflow, []string{"9223372036854775808", "-9223372036854775809"}},
		{"XXX", money.ErrUnknownCurrency, []string{"1", "", "1.00"}},
		{"", money.ErrUnknownCurrency, []string{"1"}},
		{"usd", money.ErrUnknownCurrency, []string{"1"}},
	} {
		for _, text := range c.texts {
			a, err := money.Parse(text, c.currency)
			require.ErrorIs(t, err, c.err, "%.40q %s", text, c.currency)
			require.Zero(t, a)
		}
	}
}

func TestTextOfAmounts(t *testing.T) {
	for text, a := range map[string]money.Amount{
		"":                          {},
		"0.00 USD":                  money.FromMinor(0, "USD"),
		"-0.05 EUR":                 money.FromMinor(-5, "EUR"),
		"5 JPY":                     money.FromMinor(5, "JPY"),
		"-92233720368547758.08 SEK": money.FromMinor(math.MinInt64, "SEK"),
		"9223372036854775.807 KWD":  money.FromMinor(math.MaxInt64, "KWD"),
	} {
		b, err := a.MarshalText()
		require.NoError(t, err)
		require.Equal(t, text, string(b))
		back := money.FromMinor(99, "GBP")
		require.NoError(t, back.UnmarshalText(b))
		require.Equal(t, a, back)
	}
}

func TestTextOfNoCurrency(t *testing.T) {
	for _, a := range []money.Amount{money.FromMinor(5, ""), money.FromMinor(0, "XXX"), money.FromMinor(5, "usd")} {
		_, err := a.MarshalText()
		require.ErrorIs(t, err, money.ErrUnknownCurrency)
	}
	require.Equal(t, `5 minor units of "XXX"`, money.FromMinor(5, "XXX").String())
	require.Equal(t, "5", money.FromMinor(5, "XXX").Format())
}

func TestUnmarshalTextRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"1.00":                     money.ErrFormat,
		"USD":                      money.ErrFormat,
		" ":                        money.ErrUnknownCurrency,
		"1.00 ":                    money.ErrUnknownCurrency,
		"1.00  USD":                money.ErrUnknownCurrency,
		"1.00 USD ":                money.ErrUnknownCurrency,
		"1.00 usd":                 money.ErrUnknownCurrency,
		" USD":                     money.ErrFormat,
		"USD 1.00":                 money.ErrUnknownCurrency,
		"1.001 USD":                money.ErrTooPrecise,
		"1.0 JPY":                  money.ErrTooPrecise,
		"99999999999999999999 USD": money.ErrOverflow,
		strings.Repeat("1", 1<<20): money.ErrFormat,
	} {
		a := money.FromMinor(7, "USD")
		require.ErrorIs(t, a.UnmarshalText([]byte(text)), want, "%.40q", text)
		require.Equal(t, money.FromMinor(7, "USD"), a, "a refused text changes nothing")
	}
}

func TestJSONIsAString(t *testing.T) {
	type bill struct{ Total, Tip money.Amount }
	b, err := json.Marshal(bill{Total: money.FromMinor(9007199254740993, "USD")})
	require.NoError(t, err)
	require.JSONEq(t, `{"Total":"90071992547409.93 USD","Tip":""}`, string(b))

	var back bill
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, bill{Total: money.FromMinor(9007199254740993, "USD")}, back)
	require.Error(t, json.Unmarshal([]byte(`{"Total":12.34}`), &back), "a JSON number is no amount")
}

func TestTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := amount().Draw(t, "a")
		parsed, err := money.Parse(a.Format(), a.Currency())
		require.NoError(t, err)
		require.Equal(t, a, parsed)

		text, err := a.MarshalText()
		require.NoError(t, err)
		var back money.Amount
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, a, back)
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"12.34", "-0.5", "0", "1e9", "92233720368547758.08", "-9223372036854775808", "00.10", "1.", ".1", "+1", "1 USD", "٣"} {
		for _, c := range []string{"USD", "JPY", "KWD", "CLF", "XXX"} {
			f.Add(s, c)
		}
	}
	f.Fuzz(func(t *testing.T, s, code string) {
		c := money.Currency(code)
		a, err := money.Parse(s, c)
		if err != nil {
			require.Zero(t, a)
			return
		}
		require.LessOrEqual(t, len(s), 32)
		require.NotContains(t, s, "+")
		again, err := money.Parse(a.Format(), c)
		require.NoError(t, err)
		require.Equal(t, a, again)
		require.LessOrEqual(t, len(strings.TrimLeft(s, "-0")), len(a.Format()), "nothing that was written is lost")
	})
}

func FuzzUnmarshalText(f *testing.F) {
	for _, s := range []string{"", "12.34 USD", "-5 JPY", "1.00  USD", "1 XXX", "USD", " USD"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var a money.Amount
		if a.UnmarshalText([]byte(s)) != nil {
			require.Zero(t, a)
			return
		}
		text, err := a.MarshalText()
		require.NoError(t, err)
		var back money.Amount
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, a, back)
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := money.Parse("1234567.89", money.USD); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFormat(b *testing.B) {
	a := money.FromMinor(-123456789, money.USD)
	for b.Loop() {
		_ = a.Format()
	}
}

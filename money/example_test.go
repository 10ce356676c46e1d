package money_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/money"
)

func ExampleParse() {
	price, err := money.Parse("23.45", money.USD)
	fmt.Println(price, price.Minor(), err)

	_, err = money.Parse("23.455", money.USD)
	fmt.Println(err)
	_, err = money.Parse("1e3", money.USD)
	fmt.Println(err)
	// Output:
	// 23.45 USD 2345 <nil>
	// money: more decimals than the currency has
	// money: not an amount
}

func ExampleParseCurrency() {
	yen, _ := money.ParseCurrency("JPY")
	fmt.Println(yen, yen.Exponent(), money.FromMinor(500, yen))

	_, err := money.ParseCurrency("XAU")
	fmt.Println(err)
	// Output:
	// JPY 0 500 JPY
	// money: unknown currency
}

func ExampleAmount() {
	a, b := money.FromMinor(1234, money.USD), money.FromMinor(1234, money.USD)
	fmt.Println(a == b, a.Format(), a.Decimal())
	// Output: true 12.34 12.34
}

func ExampleAmount_Add() {
	total, _ := money.FromMinor(1999, money.USD).Add(money.FromMinor(1, money.USD))
	fmt.Println(total)

	_, err := total.Add(money.FromMinor(100, money.EUR))
	fmt.Println(errors.Is(err, money.ErrCurrencyMismatch))
	// Output:
	// 20.00 USD
	// true
}

func ExampleSum() {
	total, err := money.Sum(money.USD, money.FromMinor(100, money.USD), money.FromMinor(250, money.USD))
	fmt.Println(total, err)
	// Output: 3.50 USD <nil>
}

// A percentage is exact until it is rounded, once, by a named mode.
func ExampleAmount_Percent() {
	bought := money.FromMinor(3335, money.USD)
	reward := bought.Percent(decimal.RequireFromString("1.5"))
	rounded, _ := money.Round(reward, money.USD, money.HalfUp)
	fmt.Println(reward, rounded)
	// Output: 0.50025 0.50 USD
}

func ExampleRound() {
	for _, s := range []string{"0.014", "0.015", "-0.015"} {
		a, _ := money.Round(decimal.RequireFromString(s), money.USD, money.HalfUp)
		fmt.Println(s, "→", a)
	}
	// Output:
	// 0.014 → 0.01 USD
	// 0.015 → 0.02 USD
	// -0.015 → -0.02 USD
}

func ExampleFromDecimal() {
	_, err := money.FromDecimal(decimal.RequireFromString("0.5"), money.JPY)
	fmt.Println(err)
	// Output: money: more decimals than the currency has
}

func ExampleAmount_Split() {
	parts, _ := money.FromMinor(10000, money.USD).Split(3)
	fmt.Println(parts)
	// Output: [33.34 USD 33.33 USD 33.33 USD]
}

func ExampleAmount_Allocate() {
	parts, _ := money.FromMinor(1000, money.USD).Allocate(1, 2)
	fmt.Println(parts)
	// Output: [3.34 USD 6.66 USD]
}

func ExampleAmount_MarshalText() {
	b, _ := json.Marshal(map[string]money.Amount{"limit": money.FromMinor(10000, money.USD)})
	fmt.Println(string(b))
	// Output: {"limit":"100.00 USD"}
}

func ExampleAmount_AppendText() {
	b, _ := money.FromMinor(10000, money.USD).AppendText([]byte("limit "))
	fmt.Println(string(b))
	// Output: limit 100.00 USD
}

package payment_test

import (
	"encoding/hex"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// TestDigestVectors pins the format: signatures over it are kept for good. The digests were
// computed by hand, from the format's description, in another language.
func TestDigestVectors(t *testing.T) {
	plain := must(issue(payment.Draft{Title: "Bill", Total: usd(1)}))
	full := must(issue(payment.Draft{
		Title: "Café",
		Rows: []payment.Row{
			{
				Description: "Rye bread", EAN: "4006381333931", SKU: "B-1", Quantity: decimal.RequireFromString("2.50"),
				Unit: "kg", UnitPrice: usd(312), TaxRate: decimal.RequireFromString("25.0000"), Total: usd(780),
			},
			row("Card", -78),
		},
		Total: usd(702),
	}))
	for want, v := range map[string]payment.Invoice{
		"90ce8477fc48a2a66840976874c2d0ee3e889ed35c9c742ecf8b68564f841113": plain,
		"c0969f54104b130f396b00df9bbb56ee3b64e45bf2d9a9414e6a4e381503aee0": full,
	} {
		d := v.Digest()
		require.Equal(t, want, hex.EncodeToString(d[:]))
	}
}

func TestDigestOutlivesStorage(t *testing.T) {
	v := issued()
	v.Rows[0].TaxRate = decimal.RequireFromString("25.0000")
	body, err := json.Marshal(v)
	require.NoError(t, err)
	var read payment.Invoice
	require.NoError(t, json.Unmarshal(body, &read))
	require.Equal(t, v.Digest(), read.Digest())
}

// consented says of every field of an invoice whether its payer consents to it.
var consented = map[string]bool{
	"ID": true, "Revision": true, "Merchant": true, "Location": true, "Lane": true,
	"Title": true, "Rows": true, "Total": true,

	"Version": false, "Channel": false, "Reference": false, "State": false, "Mode": false, "Ack": false,
	"ClientRef": false, "Cashier": false, "Footer": false, "BackURL": false, "Payer": false, "Hold": false,
	"Payment": false, "IssuedAt": false, "ExpiresAt": false, "HoldUntil": false, "HoldFor": false, "EndedAt": false,
	"Market": false, "FetchBy": false, "FetchedAt": false, "Membership": false, "MemberPrice": false,
}

func TestAnyChangeThatThePayerSeesChangesTheDigest(t *testing.T) { // PAY-5
	v := issued()
	typ := reflect.TypeFor[payment.Invoice]()
	require.Len(t, consented, typ.NumField())
	for f := range typ.Fields() {
		seen, decided := consented[f.Name]
		require.True(t, decided, "decide whether the payer consents to %s", f.Name)
		changed := v
		change(t, reflect.ValueOf(&changed).Elem().FieldByIndex(f.Index))
		require.Equal(t, seen, changed.Digest() != v.Digest(), f.Name)
	}
	for f := range reflect.TypeFor[payment.Row]().Fields() {
		changed := issued()
		change(t, reflect.ValueOf(&changed.Rows[1]).Elem().FieldByIndex(f.Index))
		require.NotEqual(t, v.Digest(), changed.Digest(), "row's %s", f.Name)
	}
}

// change gives a field another value than it has.
func change(t *testing.T, field reflect.Value) {
	t.Helper()
	switch x := field.Addr().Interface().(type) {
	case *money.Amount:
		*x = money.FromMinor(x.Minor()+1, money.USD)
	case *decimal.Decimal:
		*x = x.Add(decimal.RequireFromString("0.0001"))
	case *time.Time:
		*x = x.Add(time.Hour)
	case *[]payment.Row:
		*x = (*x)[:1]
	default:
		switch field.Kind() {
		case reflect.String:
			field.SetString(field.String() + "x")
		case reflect.Bool:
			field.SetBool(!field.Bool())
		case reflect.Slice:
			field.SetBytes([]byte("sealed"))
		case reflect.Int64:
			field.SetInt(field.Int() + 1)
		case reflect.Struct: // an ID
			field.Field(0).Set(reflect.ValueOf(id(999)))
		default:
			t.Fatalf("no other value for a %s", field.Type())
		}
	}
}

func TestNothingMovesFromOneFieldToTheNext(t *testing.T) {
	text := rapid.StringMatching(`[ab]{0,3}`)
	number := rapid.Map(rapid.Int64Range(-2, 2), func(n int64) decimal.Decimal { return decimal.New(n, -1) })
	amount := rapid.Map(rapid.Int64Range(-2, 2), usd)
	rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) payment.Row {
		return payment.Row{
			Description: text.Draw(t, "description"), EAN: text.Draw(t, "EAN"), SKU: text.Draw(t, "SKU"), Quantity: number.Draw(t, "quantity"),
			Unit: text.Draw(t, "unit"), UnitPrice: amount.Draw(t, "price"), TaxRate: number.Draw(t, "tax"), Total: amount.Draw(t, "total"),
		}
	}), 0, 2)
	rapid.Check(t, func(t *rapid.T) {
		a, b := issued(), issued()
		a.Title, a.Rows = text.Draw(t, "title"), rows.Draw(t, "rows")
		b.Title, b.Rows = text.Draw(t, "title"), rows.Draw(t, "rows")
		require.Equal(t, canonical(a) == canonical(b), a.Digest() == b.Digest())
		require.Equal(t, a.Digest(), a.Digest())
	})
}

// canonical is what a payer consents to, as text in which equal things are equal.
func canonical(v payment.Invoice) string {
	body := must(json.Marshal(struct {
		Title string
		Rows  []payment.Row
	}{v.Title, append([]payment.Row{}, v.Rows...)}))
	return string(body)
}

func TestDigestTellsCurrenciesApart(t *testing.T) {
	v, w := issued(), issued()
	w.Total = money.FromMinor(v.Total.Minor(), money.EUR)
	require.NotEqual(t, v.Digest(), w.Digest())
}

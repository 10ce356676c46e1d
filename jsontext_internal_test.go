package seqr

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// What writes itself is what encoding/json makes of it, whichever fields are set: stored answers are read by that, and a retry is
// known by its input.
func TestJSONText(t *testing.T) {
	same := func(v written, plain any) {
		t.Helper()
		want, err := json.Marshal(plain)
		require.NoError(t, err)
		got, err := encoded(v)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
	for _, a := range samples[Approved]() {
		same(a, a)
	}
	for _, st := range samples[InvoiceStatus]() {
		same(st, st)
	}
	for _, st := range samples[payment.Status]() {
		same(InvoiceStatus{Status: st}, InvoiceStatus{Status: st})
	}
	lane := payment.LaneID{UUID: uuid.New()}
	drafts := samples[payment.Draft]()
	for _, r := range samples[payment.Row]() {
		drafts = append(drafts, payment.Draft{Rows: []payment.Row{r, r}})
	}
	for _, d := range append(drafts, payment.Draft{Rows: []payment.Row{}}) {
		same(issueInput{lane, &d}, []any{lane, d})
	}
	for _, b := range [][]byte{nil, {}, []byte("signed\x00\xff")} {
		same(signedInput{b, b}, [][]byte{b, b})
	}
}

func TestJSONTextFails(t *testing.T) {
	unknown := payment.Draft{Total: money.FromMinor(1, "xx")}
	_, want := json.Marshal(unknown)
	require.ErrorIs(t, want, money.ErrUnknownCurrency)
	_, err := encoded(issueInput{draft: &unknown})
	require.ErrorIs(t, err, money.ErrUnknownCurrency)
	_, err = encoded(func() {})
	require.Error(t, err)
}

// samples are values of T with none of its fields set, with each alone and with all of them; the texts are plain in some and have to be escaped in others.
func samples[T any]() []T {
	var none T
	all := []T{none}
	for _, text := range []string{"plain", "é <b> \"q\" \\ & \n \u2028 \xff"} {
		var full T
		for i := range reflect.TypeFor[T]().NumField() {
			var one T
			fill(reflect.ValueOf(&one).Elem().Field(i), text)
			fill(reflect.ValueOf(&full).Elem().Field(i), text)
			all = append(all, one)
		}
		all = append(all, full)
	}
	return all
}

// fill sets a value and all that it is made of.
func fill(v reflect.Value, text string) {
	switch v.Interface().(type) {
	case money.Amount:
		v.Set(reflect.ValueOf(money.FromMinor(-125, money.USD)))
		return
	case decimal.Decimal:
		v.Set(reflect.ValueOf(decimal.RequireFromString("2.50")))
		return
	case uuid.UUID:
		v.Set(reflect.ValueOf(uuid.New()))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, time.July, 6, 14, 0, 0, 1000, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int64:
		v.SetInt(-7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, text)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), text)
	default:
		panic("a field of a kind that the test does not know: " + v.Type().String())
	}
}

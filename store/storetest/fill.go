package storetest

import (
	"fmt"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// start is when the suite takes place.
var start = time.Date(2026, time.March, 14, 9, 26, 53, 589793000, time.UTC)

// counter makes every filled value another one, and quarters, which are keys, every quarter.
var counter, quarters atomic.Int64

// newID is a new UUID, in the order of time.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// filled is a V with every field set to something of its own, none of them zero, so that a
// field that a store forgets is seen. Lists have two elements. It panics for a type that it
// does not know, which is a test's defect.
func filled[V any]() V {
	var v V
	fill(reflect.ValueOf(&v).Elem())
	return v
}

func fill(v reflect.Value) {
	n := counter.Add(1)
	if !fillKnown(v, n) {
		fillKind(v, n)
	}
	if v.IsZero() {
		panic(fmt.Sprintf("storetest: %s was not filled", v.Type()))
	}
}

// fillKnown fills a value of a type whose fields are not its own to set.
func fillKnown(v reflect.Value, n int64) bool {
	var x any
	switch v.Interface().(type) {
	case uuid.UUID:
		x = newID()
	case time.Time:
		x = start.Add(time.Duration(n) * time.Microsecond)
	case money.Amount:
		x = money.FromMinor(n, money.USD)
	case decimal.Decimal:
		x = decimal.New(10*n+1, -3)
	case civil.Date:
		x = civil.Date{Year: 2026, Month: time.March, Day: 1}.AddDays(int(n % 3000))
	case civil.Month:
		x = civil.Month{Year: 2026, Month: time.March}.Add(int(n % 3000))
	case civil.Quarter:
		x = civil.Month{Year: 2026, Month: time.March}.Add(3 * int(quarters.Add(1)%30000)).Quarter()
	default:
		return false
	}
	v.Set(reflect.ValueOf(x))
	return true
}

func fillKind(v reflect.Value, n int64) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(n)
	case reflect.Uint64:
		v.SetUint(1<<63 + uint64(n)) // beyond what a signed number holds
	case reflect.Uint8:
		v.SetUint(2) // a numbered choice: its second one
	case reflect.String:
		v.SetString(fmt.Sprintf("Text %d: ü'\"\\%%", n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field)
		}
	default:
		panic(fmt.Sprintf("storetest: cannot fill %s", v.Type()))
	}
}

// spoil changes every element of every list in v, in place: whoever shares memory with v sees it.
func spoil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		spoil(v.Elem())
	case reflect.Struct:
		for f, field := range v.Fields() {
			if f.IsExported() {
				spoil(field)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i)) // first: what an element points to is not ours to forget
			v.Index(i).SetZero()
		}
	}
}

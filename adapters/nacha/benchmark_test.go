package nacha_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/nacha"
)

// BenchmarkWrite is a day's file of a hundred orders for ten merchants: what Submit kept goes into batches.
func BenchmarkWrite(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w := newWorld(b)
		for i := range 100 {
			o := debit(1, fmt.Sprintf("Shop %d", i%10))
			o.ID, o.Collection.UUID = fmt.Sprintf("ORDER%010d", i), uuid.UUID{0: byte(i >> 8), 1: byte(i), 15: 1}
			if err := w.Submit(b.Context(), o); err != nil {
				b.Fatal(err)
			}
		}
		w.at(16, 45)
		b.StartTimer()
		names, err := w.CutOff(b.Context())
		if err != nil || len(names) != 1 {
			b.Fatal(names, err)
		}
	}
}

// BenchmarkParse is a file of a thousand returns.
func BenchmarkParse(b *testing.B) {
	const entries = 1000
	content := strings.Repeat(file(debitBack, noMoney, creditBack, closed), entries/2)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		all, err := nacha.ReadReturns(strings.NewReader(content))
		if err != nil || len(all) != entries || all[0].Disposition != ach.Represent {
			b.Fatal(len(all), err)
		}
	}
}

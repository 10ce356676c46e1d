package qr_test

import (
	"testing"

	"github.com/seqrpay/seqr/qr"
)

func BenchmarkEncode(b *testing.B) {
	for b.Loop() {
		code, err := qr.InvoiceCode("1397222701693")
		if err != nil || len(code.String()) == 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	for b.Loop() {
		if _, err := qr.Parse("seqr://SEQR.SE/R1397222701693"); err != nil {
			b.Fatal(err)
		}
	}
}

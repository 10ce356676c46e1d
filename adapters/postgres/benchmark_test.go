package postgres_test

import (
	"testing"

	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

func BenchmarkPayment(b *testing.B) {
	storetest.Benchmark(b, func(b *testing.B) store.Store { return open(b, server.Schema(b)) })
}

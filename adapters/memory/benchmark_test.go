package memory_test

import (
	"testing"

	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

func BenchmarkPayment(b *testing.B) {
	storetest.Benchmark(b, func(*testing.B) store.Store { return memory.New() })
}

package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

func BenchmarkPayment(b *testing.B) {
	storetest.Benchmark(b, func(b *testing.B) store.Store { return open(b, filepath.Join(b.TempDir(), "seqr.db")) })
}

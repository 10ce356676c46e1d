package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/store/storetest"
)

func TestComparesWithMemory(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			storetest.Compare(t, seed, open(t, filepath.Join(t.TempDir(), "seqr.db")), memory.New())
		})
	}
}

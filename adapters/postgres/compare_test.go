package postgres_test

import (
	"fmt"
	"testing"

	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/store/storetest"
)

func TestComparesWithMemory(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			storetest.Compare(t, seed, open(t, server.Emptied(t)), memory.New())
		})
	}
}

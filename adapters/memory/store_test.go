package memory_test

import (
	"testing"

	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/store/storetest"
)

func TestStore(t *testing.T) { // GEN-4
	storetest.Run(t, func(t *testing.T) storetest.Opened {
		return storetest.Opened{Store: memory.New(), Volatile: "it is in memory"}
	})
}

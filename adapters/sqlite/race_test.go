package sqlite_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

// accounts is for how many accounts' limits clients race.
var accounts = flag.Int("accounts", 40, "accounts of TestLimits")

func TestLimits(t *testing.T) { // GEN-4, LIM-2
	t.Parallel()
	storetest.Limits(t, *accounts, func(t *testing.T) []store.Store {
		return []store.Store{open(t, filepath.Join(t.TempDir(), "seqr.db"))}
	})
}

// Two handles on one file, as two processes have.
func TestCollisionsOfProcesses(t *testing.T) { // GEN-4
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "seqr.db")
			storetest.Collide(t, seed, open(t, path), open(t, path))
		})
	}
}

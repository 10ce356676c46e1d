package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

// open opens a store that the test closes.
func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestStore(t *testing.T) { // GEN-4
	storetest.Run(t, func(t *testing.T) storetest.Opened {
		path := filepath.Join(t.TempDir(), "seqr.db")
		s := open(t, path)
		return storetest.Opened{Store: s, Reopen: func() (store.Store, error) {
			if err := s.Close(); err != nil {
				return nil, err
			}
			return sqlite.Open(context.Background(), path)
		}}
	})
}

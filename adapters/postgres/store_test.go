package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/internal/pgtest"
	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

var (
	ctx    = context.Background()
	server *pgtest.Server
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	server, err = pgtest.Start("max_connections = 200")
	if errors.Is(err, pgtest.ErrNone) {
		fmt.Fprintln(os.Stderr, "SKIPPED: all of adapters/postgres:", err)
		return 0
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer server.Stop()
	dsn, drop, err := server.NewSchema()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer drop()
	os.Setenv("SEQR_DSN", dsn) // of the examples
	return m.Run()
}

func open(t testing.TB, dsn string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(ctx, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestStore(t *testing.T) { // GEN-4
	storetest.Run(t, func(t *testing.T) storetest.Opened {
		dsn := server.Schema(t)
		s := open(t, dsn)
		return storetest.Opened{Store: s, Reopen: func() (store.Store, error) {
			if err := s.Close(); err != nil {
				return nil, err
			}
			return postgres.Open(ctx, dsn)
		}}
	})
}

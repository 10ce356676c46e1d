package postgres_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/internal/pgtest"
	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

var (
	ctx    = context.Background()
	server *pgtest.Server
)

func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("test.parallel", "8") // they wait for the disk more than they work
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	server, err = pgtest.Start("max_connections = 200", "deadlock_timeout = 50ms")
	if errors.Is(err, pgtest.ErrNone) {
		tests, untested := serverless(os.Getenv(cluster))
		pgtest.Skipped(untested)
		if tests == "" {
			return 0
		}
		flag.Set("test.run", tests)
		flag.Set("test.bench", "")
		return m.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := runAll(m)
	err = errors.Join(server.Stop(), goleak.Find())
	if err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// serverless is which tests run where there is no server but perhaps a cluster, and what is not tested then.
func serverless(cluster string) (tests, untested string) {
	if cluster == "" {
		return "", "all of adapters/postgres"
	}
	return "^TestCitus$", "all of adapters/postgres but a cluster of Citus"
}

func runAll(m *testing.M) int {
	dsn, drop, err := server.NewSchema()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	os.Setenv("SEQR_DSN", dsn) // of the examples
	code := m.Run()
	if err := drop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
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
		t.Parallel()
		dsn := server.Emptied(t)
		s := open(t, dsn)
		return storetest.Opened{Store: s, Reopen: func() (store.Store, error) {
			if err := s.Close(); err != nil {
				return nil, err
			}
			return postgres.Open(ctx, dsn)
		}}
	})
}

// fleet is several handles on one database, as several processes have. It gives its work to one after the other.
type fleet struct {
	*postgres.Store // reads
	all             []*postgres.Store
	turn            *atomic.Int64
}

func newFleet(t testing.TB, dsn string, n int) fleet {
	t.Helper()
	f := fleet{turn: &atomic.Int64{}}
	for range n {
		f.all = append(f.all, open(t, dsn))
	}
	f.Store = f.all[0]
	postgres.SetCopies(t, f.Store, 1) // what the other one inserts
	return f
}

func (f fleet) next() *postgres.Store {
	return f.all[f.turn.Add(1)%int64(len(f.all))]
}

func (f fleet) Commit(ctx context.Context, c store.Changes) error { return f.next().Commit(ctx, c) }

func (f fleet) Claim(ctx context.Context, market string, now time.Time, lease time.Duration, limit int) ([]store.Event, error) {
	return f.next().Claim(ctx, market, now, lease, limit)
}

func (f fleet) Done(ctx context.Context, ids ...store.EventID) error {
	return f.next().Done(ctx, ids...)
}

func (f fleet) Close() error {
	var errs []error
	for _, s := range f.all {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

// Two processes that share a database keep all promises of one.
func TestFleet(t *testing.T) { // GEN-4
	storetest.Run(t, func(t *testing.T) storetest.Opened {
		t.Parallel()
		dsn := server.Emptied(t)
		f := newFleet(t, dsn, 2)
		return storetest.Opened{Store: f, Reopen: func() (store.Store, error) {
			if err := f.Close(); err != nil {
				return nil, err
			}
			return newFleet(t, dsn, 2), nil
		}}
	})
}

// accounts is for how many accounts' limits clients race.
var accounts = flag.Int("accounts", 40, "accounts of TestLimits")

func TestLimits(t *testing.T) { // GEN-4, LIM-2
	for processes := 1; processes <= 2; processes++ {
		t.Run(fmt.Sprint(processes), func(t *testing.T) {
			t.Parallel()
			storetest.Limits(t, *accounts, func(t *testing.T) []store.Store {
				dsn := server.Emptied(t)
				var handles []store.Store
				for range processes {
					handles = append(handles, open(t, dsn))
				}
				return handles
			})
		})
	}
}

func TestCollisionsOfProcesses(t *testing.T) { // GEN-4
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dsn := server.Emptied(t)
			storetest.Collide(t, seed, open(t, dsn), open(t, dsn), open(t, dsn))
		})
	}
}

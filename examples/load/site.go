package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/pgtest"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// limit is high enough that nobody reaches it: what is measured is payments, not refusals.
const limit = 1_000_000_00

// market is a country of this program's own: the United States with a higher limit and, so that a proof without a slow hash can
// be measured beside it, fingerprints.
func market() seqr.Market {
	m := seqr.Demo(seqr.UnitedStates()).WithMaximum(account.ACHDebit, money.FromMinor(limit, money.USD))
	m.Identity.Biometric = true
	return m
}

// site is a system over the store under load.
type site struct {
	options
	*progress
	store store.Store
	sys   *seqr.System
	keys  identity.Keys
	now   func() time.Time
	audit func(context.Context) (string, error)
	close func() error
}

// quarterDay is a day on which a quarter's cashback is paid, and the moment at which -mode quarter stands still.
var quarterDay = time.Date(2026, time.October, 15, 16, 0, 0, 0, time.UTC)

// open opens the store and a system over it. Nothing of the world outside is measured: messages and orders to the bank go nowhere.
func open(ctx context.Context, o options, p *progress) (*site, error) {
	st, release, err := openers[o.store](ctx, o.dsn)
	if err != nil {
		return nil, err
	}
	s := &site{options: o, progress: p, store: st, keys: looseKeys{identity.DevelopmentKeyring()}, now: wall}
	s.close = func() error {
		defer release()
		return st.Close()
	}
	if o.mode == "quarter" {
		s.now = func() time.Time { return quarterDay }
	}
	if s.sys, err = s.system(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.audit = s.auditSystem
	return s, nil
}

// system is one over the store.
func (s *site) system() (*seqr.System, error) {
	return seqr.New(seqr.Config{
		Market: market(), Store: s.store, Clock: s.now, Keys: s.keys, AllowDevelopmentKeys: true,
		Bank: nowhere{}, SMS: nowhere{}, Mail: nowhere{}, Verifier: nowhere{},
		Waiting: s.clients, // nobody is turned away: what -pin server measures is the slow hash
		Workers: 128,
	})
}

// opener opens a store at a place; the function that it answers removes what was temporary.
type opener func(ctx context.Context, dsn string) (store.Store, func(), error)

var openers = map[string]opener{
	"memory":   func(context.Context, string) (store.Store, func(), error) { return memory.New(), func() {}, nil },
	"sqlite":   openSQLite,
	"postgres": openPostgres,
}

func storeNames() string { return strings.Join(slices.Sorted(maps.Keys(openers)), ", ") }

func openSQLite(ctx context.Context, file string) (store.Store, func(), error) {
	release := func() {}
	if file == "" {
		dir, err := os.MkdirTemp("", "seqr-load-")
		if err != nil {
			return nil, nil, err
		}
		file, release = filepath.Join(dir, "load.db"), func() { os.RemoveAll(dir) }
	}
	st, err := sqlite.Open(ctx, file)
	if err != nil {
		release()
		return nil, nil, err
	}
	return st, release, nil
}

// tuned is how a private server is set: checkpoints are far apart, as each makes the next change of a page a copy of the page in the log.
// What is durable stays so.
var tuned = []string{"shared_buffers = 1GB", "max_wal_size = 2GB", "checkpoint_timeout = 15min"}

// openPostgres opens the database of a connection string, or a new one on a private server, which needs PostgreSQL's binaries.
func openPostgres(ctx context.Context, dsn string) (store.Store, func(), error) {
	release := func() {}
	if dsn == "" {
		server, err := pgtest.Private(tuned...)
		if err != nil {
			return nil, nil, err
		}
		dsn, release = server.DSN, func() { _ = server.Stop() } // what cannot be removed is in a temporary folder
	}
	st, err := postgres.Open(ctx, dsn)
	if err != nil {
		release()
		return nil, nil, err
	}
	return st, release, nil
}

// sound is what an audit without findings says.
const sound = "ok"

// auditSystem audits the store. Another process may work on it: what is written between two reads looks like a disagreement, so
// what disagrees is looked at again.
func (s *site) auditSystem(ctx context.Context) (said string, err error) {
	for range 3 {
		report, err := s.sys.Audit(ctx)
		if err != nil {
			return "", err
		}
		if said = finding(report.Err()); said == sound {
			break
		}
	}
	return said, nil
}

func finding(err error) string {
	if err != nil {
		return err.Error()
	}
	return sound
}

// looseKeys seal without regard to whose the sealed data are, so that a copy of a payer's can be read as another payer's.
// A real system's keys never do that: there, sealed data that were moved to another record do not open.
type looseKeys struct{ *identity.Keyring }

func (k looseKeys) Seal(p identity.Purpose, plain, _ []byte) ([]byte, error) {
	return k.Keyring.Seal(p, plain, nil)
}

func (k looseKeys) Open(p identity.Purpose, sealed, _ []byte) ([]byte, error) {
	return k.Keyring.Open(p, sealed, nil)
}

// nowhere is a bank that takes every order and tells nothing, a phone that nobody reads, and a verifier that is never asked.
type nowhere struct{}

func (nowhere) Submit(context.Context, ach.Order) error            { return nil }
func (nowhere) Reports(context.Context, int) ([]ach.Report, error) { return nil, nil }
func (nowhere) Acknowledge(context.Context, ...string) error       { return nil }
func (nowhere) SendSMS(context.Context, account.Message) error     { return nil }
func (nowhere) SendMail(context.Context, account.Message) error    { return nil }
func (nowhere) Verify(context.Context, identity.Submission) (identity.Verdict, error) {
	return identity.Verdict{Pending: true}, nil
}

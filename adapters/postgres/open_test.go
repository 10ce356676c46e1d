package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/internal/pgtest"
	"github.com/seqrpay/seqr/store"
)

func newAccount() account.Account { return account.Account{ID: account.ID{UUID: uuid.New()}} }

func account1() store.Changes { return store.Changes{Accounts: []account.Account{newAccount()}} }

// raw connects past the store.
func raw(t testing.TB, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(ctx, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(ctx)) })
	return conn
}

// private starts a server of the test's own. Without PostgreSQL's programs there is none, and the test ends with a loud line.
func private(t *testing.T, settings ...string) *pgtest.Server {
	t.Helper()
	s, err := pgtest.Private(settings...)
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Skipped(t.Name())
		return nil
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Stop()) })
	return s
}

func TestOpenRefusesWhatIsNoConnectionString(t *testing.T) {
	for _, dsn := range []string{"postgres://seqr:hunter2@:port/x", "host=localhost hunter2", "port=hunter2"} {
		_, err := postgres.Open(ctx, dsn)
		require.ErrorIs(t, err, postgres.ErrDSN, dsn)
		require.NotContains(t, err.Error(), "hunter2")
		require.Equal(t, seqr.Invalid, seqr.KindOf(err))
	}
}

func TestOpenWithoutServer(t *testing.T) {
	_, err := postgres.Open(ctx, "postgres://seqr:hunter2@127.0.0.1:1/seqr?sslmode=disable")
	require.ErrorIs(t, err, postgres.ErrUnreachable)
	require.NotContains(t, err.Error(), "hunter2")
	require.Equal(t, seqr.Unavailable, seqr.KindOf(err))
}

// A database that is not there, or a role that may not enter, is the server's word: its code, and nothing of the connection string.
func TestOpenIsRefusedByTheServer(t *testing.T) {
	u, err := url.Parse(server.Schema(t))
	require.NoError(t, err)
	u.Path, u.User = "/no_such_database", url.UserPassword(u.User.Username(), "hunter2")
	_, err = postgres.Open(ctx, u.String())
	require.Equal(t, seqr.Unavailable, seqr.KindOf(err), "%v", err)
	require.NotContains(t, err.Error(), "hunter2")
	require.NotContains(t, err.Error(), "no_such_database")
}

func TestOpenWithEndedContext(t *testing.T) {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err := postgres.Open(ended, server.Schema(t))
	require.ErrorIs(t, err, context.Canceled)
}

func TestOpenRefusesNewerSchema(t *testing.T) {
	dsn := server.Schema(t)
	require.NoError(t, open(t, dsn).Close())
	_, err := raw(t, dsn).Exec(ctx, "INSERT INTO seqr_migration (version, name) VALUES (1000, '01000_later')")
	require.NoError(t, err)
	_, err = postgres.Open(ctx, dsn)
	require.ErrorIs(t, err, postgres.ErrNewerSchema)
	var newer *postgres.NewerSchemaError
	require.ErrorAs(t, err, &newer)
	require.Equal(t, 1000, newer.Found)
	require.Less(t, newer.Known, 1000)
}

func TestOpenAgainChangesNothing(t *testing.T) {
	dsn := server.Schema(t)
	seen := func() (columns, migrated string) {
		require.NoError(t, open(t, dsn).Close())
		conn := raw(t, dsn)
		require.NoError(t, conn.QueryRow(ctx, `SELECT string_agg(table_name || column_name || data_type, ';' ORDER BY table_name, ordinal_position)
			FROM information_schema.columns WHERE table_schema = current_schema()`).Scan(&columns))
		require.NoError(t, conn.QueryRow(ctx, "SELECT string_agg(version || name || applied_at, ';') FROM seqr_migration").Scan(&migrated))
		return columns, migrated
	}
	columns, migrated := seen()
	again, migratedAgain := seen()
	require.Equal(t, columns, again)
	require.Equal(t, migrated, migratedAgain)
}

// Processes that start at the same time on an empty database agree on who makes the tables.
func TestProcessesOpenNewSchemaAtOnce(t *testing.T) {
	dsn := server.Schema(t)
	var processes sync.WaitGroup
	for range 4 {
		processes.Go(func() {
			s, err := postgres.Open(ctx, dsn)
			if !assert.NoError(t, err) {
				return
			}
			assert.NoError(t, s.Commit(ctx, account1()))
			assert.NoError(t, s.Close())
		})
	}
	processes.Wait()
	accounts, err := open(t, dsn).AccountList(ctx, account.ID{}, 10)
	require.NoError(t, err)
	require.Len(t, accounts, 4)
}

// Another process's migration is waited for however long it takes, and another schema's not at all.
func TestMigrationIsWaitedFor(t *testing.T) {
	t.Parallel()
	dsn := server.Schema(t)
	held, waiting, other := raw(t, dsn), raw(t, dsn), raw(t, server.Schema(t))
	_, err := waiting.Exec(ctx, "SET lock_timeout = '10ms'")
	require.NoError(t, err)
	tx, err := held.Begin(ctx)
	require.NoError(t, err)
	_, err = held.PgConn().Exec(ctx, postgres.Migrating).ReadAll()
	require.NoError(t, err)
	require.NoError(t, postgres.Migrate(ctx, other))

	migrated := make(chan error, 1)
	pid := int64(waiting.PgConn().PID())
	go func() { migrated <- postgres.Migrate(ctx, waiting) }()
	for blocked := false; !blocked; {
		require.NoError(t, tx.QueryRow(ctx, "SELECT cardinality(pg_blocking_pids($1::int)) > 0", pid).Scan(&blocked))
	}
	_, err = tx.Exec(ctx, "SELECT pg_sleep(0.1)")
	require.NoError(t, err)
	require.NoError(t, tx.Commit(ctx))
	require.NoError(t, <-migrated)
}

// A server that could lose what it has answered is no place for money. One that comes to its senses is opened.
func TestOpenRefusesAForgetfulServer(t *testing.T) {
	t.Parallel()
	s := private(t)
	if s == nil {
		return
	}
	for _, setting := range []string{"fsync=off", "full_page_writes=off"} {
		require.NoError(t, s.Kill())
		require.NoError(t, s.Restart(setting))
		_, err := postgres.Open(ctx, s.DSN)
		require.ErrorIs(t, err, postgres.ErrSettings)
		name, _, _ := strings.Cut(setting, "=")
		require.ErrorContains(t, err, name)
		require.Equal(t, seqr.Unavailable, seqr.KindOf(err))
	}
	require.NoError(t, s.Kill())
	require.NoError(t, s.Restart("synchronous_commit=off"))
	require.NoError(t, open(t, s.DSN).Commit(ctx, account1()), "its default is not ours: the writer sets it on")
}

// Readers and the writer have their names and settings on the server, where an operator looks.
func TestSettings(t *testing.T) {
	dsn := server.Emptied(t)
	s := open(t, dsn)
	require.NoError(t, s.Commit(ctx, account1()))
	conn := raw(t, dsn)
	var name string
	require.NoError(t, conn.QueryRow(ctx, "SELECT application_name FROM pg_stat_activity WHERE pid = $1", int64(postgres.WriterPID(t, s))).Scan(&name))
	require.Equal(t, "seqr writer", name)
	tx, err := s.Begin(ctx)
	require.NoError(t, err)
	defer tx.Rollback(ctx)
	require.NoError(t, tx.PGX().QueryRow(ctx, "SELECT current_setting('application_name')").Scan(&name))
	require.Equal(t, "seqr reader", name)
}

// A host's transaction is as durable as any other commit, whatever its database or role forgoes.
func TestHostsTransactionIsDurable(t *testing.T) {
	t.Parallel()
	s := open(t, server.Emptied(t)+"&synchronous_commit=off")
	var set string
	require.NoError(t, begin(t, s).PGX().QueryRow(ctx, "SELECT current_setting('synchronous_commit')").Scan(&set))
	require.Equal(t, "on", set)
}

// However a database or a role sets new transactions, ours see what was committed while they waited.
func TestIsolationIsOurs(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	conn := raw(t, dsn)
	s := open(t, dsn+"&default_transaction_isolation=repeatable%20read")
	a := newAccount()
	require.NoError(t, s.Commit(ctx, account1()))
	writer := int64(postgres.WriterPID(t, s))
	tx := begin(t, s)
	require.NoError(t, tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	told := make(chan error, 1)
	go func() {
		c := account1()
		c.Relied = []store.Ref{store.RelyOnAccount(a)}
		told <- s.Commit(ctx, c)
	}()
	for blocked := false; !blocked; {
		require.NoError(t, conn.QueryRow(ctx, "SELECT cardinality(pg_blocking_pids($1::int)) > 0", writer).Scan(&blocked))
	}
	require.NoError(t, tx.Commit(ctx))
	require.ErrorIs(t, <-told, store.ErrConflict)
}

// Rows are found by their index also where the server believes that there are none, as in a table that was empty when it last counted.
func TestIndexesAreUsed(t *testing.T) {
	t.Parallel()
	dsn := server.Emptied(t)
	s := open(t, dsn)
	payer := account.ID{UUID: uuid.New()}
	_, err := s.CashbackPayouts(ctx, payer, civil.Quarter{}, 10)
	require.NoError(t, err)
	_, err = s.Account(ctx, payer)
	require.ErrorIs(t, err, store.ErrNotFound)
	absent := store.RelyOnTally(cashback.Tally{Payer: payer, Month: civil.Month{Year: 2026, Month: time.July}})
	require.ErrorIs(t, s.Commit(ctx, store.Changes{Relied: []store.Ref{absent, store.RelyOnAccount(account.Account{ID: payer, Version: 3})}}), store.ErrConflict)
	conn := raw(t, dsn)
	for _, text := range []string{"VACUUM ANALYZE account, cashback_tally, cashback_payout", "SET plan_cache_mode = force_generic_plan", "SET enable_seqscan = off"} {
		_, err = conn.Exec(ctx, text)
		require.NoError(t, err)
	}
	joins := 0
	for _, text := range postgres.Statements(t, s) {
		if !strings.Contains(text, "LATERAL") {
			continue
		}
		joins++
		prepared, err := conn.Prepare(ctx, text, text)
		require.NoError(t, err)
		rows, err := conn.Query(ctx, "EXPLAIN EXECUTE "+pgx.Identifier{prepared.Name}.Sanitize()+"(NULL"+strings.Repeat(", NULL", len(prepared.ParamOIDs)-1)+")", pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.Contains(t, strings.Join(plan, "\n"), "Index Cond: (", text)
	}
	require.GreaterOrEqual(t, joins, 5, "two that read, and three that the writer asks")
}

// The schema itself keeps the floor, even from a statement that forgot it.
func TestSchemaKeepsTheFloor(t *testing.T) {
	dsn := server.Emptied(t)
	open(t, dsn)
	conn := raw(t, dsn)
	insert := func(columns, values string) error {
		_, err := conn.Exec(ctx, "INSERT INTO ledger_account (id, owner, code, currency, floored, floor, "+columns+
			") VALUES (gen_random_uuid(), gen_random_uuid(), '', '', true, -100, "+values+")")
		return err
	}
	require.NoError(t, insert("balance, held, owed, entries", "-100, 0, 0, 0"))
	require.NoError(t, insert("balance, held, owed, entries", "-150, 50, 100, 0"))
	for _, beyond := range []string{"-101, 0, 0, 0", "-100, 1, 0, 0", "-201, 0, 100, 0", "0, -1, 0, 0", "0, 0, -1, 0", "1e30, 0, 0, 0"} {
		require.Error(t, insert("balance, held, owed, entries", beyond), beyond)
	}
}

// What the server says of a row or a table is told by its code, without values.
func TestEngineErrorsAreNamed(t *testing.T) {
	dsn := server.Schema(t)
	s := open(t, dsn)
	_, err := raw(t, dsn).Exec(ctx, "ALTER TABLE account RENAME COLUMN personal TO secret")
	require.NoError(t, err)
	a := newAccount()
	_, read := s.Account(ctx, a.ID)
	for _, err := range []error{read, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}})} {
		var said *postgres.EngineError
		require.ErrorAs(t, err, &said)
		require.Equal(t, "42703", said.Code)
		require.ErrorContains(t, err, "postgres: ")
		require.NotContains(t, err.Error(), a.ID.String())
		require.NotContains(t, err.Error(), "personal")
		require.Equal(t, seqr.Unavailable, seqr.KindOf(err))
	}
}

package postgres_test

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/internal/pgtest"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

// cluster names the environment's variable with the connection string of a Citus coordinator, whose role may make schemas.
const cluster = "SEQR_TEST_CITUS"

// standIn makes in a schema what Citus would have in the database.
//
//go:embed testdata/citus.sql
var standIn string

func openApart(t testing.TB, dsn string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(ctx, dsn, postgres.Distributed())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// spoken is the statements of all tests of a distributed store.
type spoken struct {
	mu    sync.Mutex
	texts map[string]bool
}

func (p *spoken) hear(t testing.TB, s *postgres.Store) {
	texts := postgres.Statements(t, s)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, text := range texts {
		p.texts[text] = true
	}
}

// whole is whether TestDistributed runs the suite.
var whole = flag.Bool("apart", false, "TestDistributed runs the whole suite of stores, not only its collisions")

// A distributed store keeps every promise, by statements that Citus permits, on tables that it takes. Citus itself is not here: see
// TestCitus.
func TestDistributed(t *testing.T) { // GEN-4
	heard := &spoken{texts: map[string]bool{}}
	t.Run("collisions", func(t *testing.T) {
		dsn := server.EmptiedAfter(t, standIn)
		one, other := openApart(t, dsn), openApart(t, dsn)
		storetest.Collide(t, 3, one, other)
		heard.hear(t, one)
	})
	least := 15
	if *whole {
		least = 200
		t.Run("store", func(t *testing.T) { suiteApart(t, server, standIn, heard) })
	}
	by := distribution(t, raw(t, server.EmptiedAfter(t, standIn)))
	for text := range heard.texts {
		assert.NoError(t, permitted(text, by))
	}
	require.Greater(t, len(heard.texts), least)
}

func suiteApart(t *testing.T, of *pgtest.Server, first string, heard *spoken) {
	storetest.Run(t, func(t *testing.T) storetest.Opened {
		t.Parallel()
		dsn := of.EmptiedAfter(t, first)
		s := openApart(t, dsn)
		t.Cleanup(func() {
			if _, err := s.Account(ctx, account.ID{}); !errors.Is(err, store.ErrClosed) {
				heard.hear(t, s)
			}
		})
		return storetest.Opened{Store: s, Reopen: func() (store.Store, error) {
			if err := s.Close(); err != nil {
				return nil, err
			}
			return postgres.Open(ctx, dsn, postgres.Distributed())
		}}
	})
}

// TestCitus has a real cluster pass the suite, if the environment names one.
func TestCitus(t *testing.T) { // GEN-4
	dsn := os.Getenv(cluster)
	if dsn == "" {
		fmt.Fprintf(os.Stderr, "\n==== NOT TESTED: a cluster of Citus: no %s ====\n\n", cluster)
		return
	}
	citus := &pgtest.Server{DSN: dsn}
	t.Cleanup(func() { require.NoError(t, citus.Stop()) })
	t.Run("store", func(t *testing.T) { suiteApart(t, citus, "", &spoken{texts: map[string]bool{}}) })
}

// A cluster is tested also where there is no other server.
func TestCitusNeedsNoServer(t *testing.T) {
	t.Parallel()
	tests, _ := serverless("")
	require.Empty(t, tests)
	tests, untested := serverless("postgres://coordinator.example/seqr")
	require.Regexp(t, tests, "TestCitus")
	require.Contains(t, untested, "but")
}

// distribution is the column by which each table is distributed. No table of the schema may be left out, and what is unique must be
// so within a shard.
func distribution(t *testing.T, conn *pgx.Conn) map[string]string {
	t.Helper()
	by := map[string]string{}
	rows, err := conn.Query(ctx, "SELECT name, by FROM seqr_standin")
	require.NoError(t, err)
	var name, column string
	_, err = pgx.ForEachRow(rows, []any{&name, &column}, func() error {
		by[name] = column
		return nil
	})
	require.NoError(t, err)

	rows, err = conn.Query(ctx, `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'seqr\_%'`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Len(t, by, len(tables))
	for _, table := range tables {
		require.Contains(t, by, table)
	}

	rows, err = conn.Query(ctx, `SELECT i.indexrelid::regclass::text FROM pg_index i JOIN seqr_standin s ON i.indrelid = s.name::regclass
		WHERE (i.indisunique OR i.indisexclusion) AND NOT EXISTS (
			SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attname = s.by AND a.attnum = ANY (i.indkey::smallint[]))`)
	require.NoError(t, err)
	loose, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, loose, "unique, but not with the column that distributes")
	return by
}

var (
	inserts  = regexp.MustCompile(`^INSERT INTO (\w+) \(([^)]*)\) VALUES \([^()]*\)(?: ON CONFLICT DO NOTHING| ON CONFLICT \(([^)]*)\) DO UPDATE SET (.*))?$`)
	changes  = regexp.MustCompile(`^(?:UPDATE|DELETE FROM) (\w+) (?:SET (.*?) )?WHERE (.*)$`)
	locks    = regexp.MustCompile(`^SELECT [\w, ]+ FROM (\w+) WHERE (.*) FOR (?:UPDATE|SHARE)$`)
	reads    = regexp.MustCompile(`^SELECT (?:DISTINCT )?[\w, ]+ FROM (\w+)(?: WHERE [^()]*(?:\([^()]*\)[^()]*)?)?$`)
	advisory = regexp.MustCompile(`^SELECT [^;]*pg_advisory_xact_lock[^;]* FROM unnest\([^;]*$`)
	gathered = regexp.MustCompile(`^SELECT \* FROM \((.*)\) AS \w+ UNION ALL SELECT \* FROM \((.*)\) AS \w+ ORDER BY 1 LIMIT \$\d+$`)
	ended    = regexp.MustCompile(`^(?:begin|rollback|commit|savepoint|release|rollback to)\b`)
)

// permitted says whether Citus runs a statement: what writes or locks must name one shard by the column that distributes its table, and
// leave that column as it is; what reads only may ask all shards of a table.
func permitted(text string, by map[string]string) error {
	named := func(table, where string) error {
		if by[table] == "" || !regexp.MustCompile(`(?:^| AND )`+by[table]+` = \$\d+`).MatchString(where) || strings.Contains(where, "SELECT") {
			return fmt.Errorf("no one shard of %q: %s", table, text)
		}
		return nil
	}
	listed := func(list, column string) bool { return strings.Contains(", "+list+",", ", "+column+",") }
	if m := inserts.FindStringSubmatch(text); m != nil {
		if column := by[m[1]]; column == "" || !listed(m[2], column) || m[3] != "" && !listed(m[3], column) || strings.Contains(" "+m[4], " "+column+" =") {
			return fmt.Errorf("no one shard of %q: %s", m[1], text)
		}
		return nil
	}
	if m := changes.FindStringSubmatch(text); m != nil {
		if strings.Contains(" "+m[2], " "+by[m[1]]+" =") {
			return fmt.Errorf("a row moves: %s", text)
		}
		return named(m[1], m[3])
	}
	if m := locks.FindStringSubmatch(text); m != nil {
		return named(m[1], m[2])
	}
	if m := gathered.FindStringSubmatch(text); m != nil && reads.MatchString(m[1]) && reads.MatchString(m[2]) {
		return nil
	}
	if m := reads.FindStringSubmatch(text); m != nil && !strings.Contains(text, " FOR ") && by[m[1]] != "" || advisory.MatchString(text) || ended.MatchString(text) {
		return nil
	}
	return fmt.Errorf("of no form that is known to be permitted: %s", text)
}

// The rules themselves refuse what must not be.
func TestWhatCitusRefuses(t *testing.T) {
	by := map[string]string{"claim": "value", "event": "id"}
	for _, text := range []string{
		"INSERT INTO claim (kind, value) SELECT * FROM unnest($1::text[], $2::text[])",
		"INSERT INTO claim (kind, owner) VALUES ($1, $2)",
		"INSERT INTO other (id) VALUES ($1)",
		"INSERT INTO claim (kind, value) VALUES ($1, $2) ON CONFLICT (kind) DO UPDATE SET kind = excluded.kind",
		"UPDATE claim SET value = $1 WHERE value = $2",
		"UPDATE claim SET kind = $1 WHERE kind = $2",
		"UPDATE event SET attempts = $1 WHERE id IN (SELECT id FROM event WHERE id = $2)",
		"DELETE FROM event WHERE id = ANY ($1)",
		"SELECT id FROM event WHERE market = $1 FOR UPDATE",
		"SELECT id FROM event WHERE id = $1 FOR UPDATE SKIP LOCKED",
		"SELECT a.id FROM event a JOIN claim b ON a.id = b.owner",
		"SELECT given.place FROM unnest($1::uuid[]) WITH ORDINALITY AS given(id, place) JOIN event t ON t.id = given.id",
	} {
		require.Error(t, permitted(text, by), text)
	}
	conn := raw(t, server.EmptiedAfter(t, standIn))
	for _, table := range []string{
		"(id uuid PRIMARY KEY, other uuid UNIQUE)", "(id bigserial PRIMARY KEY)", "(id uuid PRIMARY KEY REFERENCES another)", "(name text)",
	} {
		tx, err := conn.Begin(ctx)
		require.NoError(t, err)
		_, err = tx.Exec(ctx, "CREATE TABLE another (id uuid PRIMARY KEY)")
		require.NoError(t, err)
		_, err = tx.Exec(ctx, "CREATE TABLE wrong "+table)
		require.NoError(t, err)
		_, err = tx.Exec(ctx, "SELECT create_distributed_table('wrong', 'id')")
		require.ErrorContains(t, err, "P0001", table)
		require.NoError(t, tx.Rollback(ctx))
	}
}

// Two processes at once open one collection for a payment, though no index sees to it.
func TestAPaymentIsCollectedOnceApart(t *testing.T) {
	t.Parallel()
	dsn := server.EmptiedAfter(t, standIn)
	one, other := openApart(t, dsn), openApart(t, dsn)
	payment := newAccount().ID.UUID
	collect := func() store.Changes {
		return store.Changes{Collections: []ach.Collection{{ID: ach.CollectionID{UUID: newAccount().ID.UUID}, Payment: payment}}}
	}
	tx := begin(t, one)
	require.NoError(t, tx.Store().Commit(ctx, collect()))
	waits := make(chan error, 1)
	go func() { waits <- other.Commit(ctx, collect()) }()
	conn := raw(t, dsn)
	for blocked := false; !blocked; {
		require.NoError(t, conn.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid' AND $1::int = ANY (pg_blocking_pids(pid))",
			int64(tx.PGX().Conn().PgConn().PID())).Scan(&blocked))
	}
	require.NoError(t, tx.Commit(ctx))
	require.ErrorIs(t, <-waits, store.ErrConflict)
}

// A hold is resolved once, though no index sees to it, also where its own row is free again and what resolved it is not to be seen
// yet: the servers of a cluster end a commit one after the other.
func TestAHoldIsResolvedOnceApart(t *testing.T) {
	t.Parallel()
	dsn := server.EmptiedAfter(t, standIn)
	s, conn := openApart(t, dsn), raw(t, dsn)
	c := archive(-1000, 1)
	hold := c.Transfers[0]
	hold.Kind = ledger.Hold
	c.Transfers = []ledger.Transfer{hold}
	require.NoError(t, s.Commit(ctx, c))
	post := func() store.Changes { return store.Changes{Transfers: []ledger.Transfer{resolved(hold)}} }
	require.NoError(t, s.Commit(ctx, account1()))
	writer := int64(postgres.WriterPID(t, s))

	elsewhere, err := conn.Begin(ctx) // the shard that is ended last
	require.NoError(t, err)
	_, err = elsewhere.Exec(ctx, "INSERT INTO resolved (hold, transfer) VALUES ($1, $1)", [16]byte(hold.ID.UUID))
	require.NoError(t, err)
	waits := make(chan error, 1)
	go func() { waits <- s.Commit(ctx, post()) }()
	for blocked := false; !blocked; {
		require.NoError(t, elsewhere.QueryRow(ctx, "SELECT cardinality(pg_blocking_pids($1::int)) > 0", writer).Scan(&blocked))
	}
	require.NoError(t, elsewhere.Commit(ctx))
	require.ErrorIs(t, <-waits, store.ErrConflict)
	require.ErrorIs(t, s.Load(ctx, post()), store.ErrConflict)

	_, err = conn.Exec(ctx, "DELETE FROM resolved")
	require.NoError(t, err)
	require.NoError(t, s.Load(ctx, post()))
	require.ErrorIs(t, s.Commit(ctx, post()), ledger.ErrHoldResolved)
}

// A schema that has rows is distributed with them; from then on it is opened so.
func TestSchemaIsDistributedLater(t *testing.T) {
	t.Parallel()
	dsn := server.Schema(t)
	_, err := postgres.Open(ctx, dsn, postgres.Distributed())
	var said *postgres.EngineError
	require.ErrorAs(t, err, &said)
	require.Equal(t, "42883", said.Code, "no Citus")
	s := open(t, dsn)
	a, c := newAccount(), ach.Collection{ID: ach.CollectionID{UUID: newAccount().ID.UUID}, Payment: newAccount().ID.UUID}
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}, Collections: []ach.Collection{c}}))
	require.NoError(t, s.Close())

	_, err = raw(t, dsn).PgConn().Exec(ctx, standIn).ReadAll()
	require.NoError(t, err)
	s = openApart(t, dsn)
	_, err = s.Account(ctx, a.ID)
	require.NoError(t, err)
	c.ID.UUID = newAccount().ID.UUID
	require.ErrorIs(t, s.Commit(ctx, store.Changes{Collections: []ach.Collection{c}}), store.ErrConflict)
	c.Payment = newAccount().ID.UUID
	require.NoError(t, s.Load(ctx, store.Changes{Collections: []ach.Collection{c}}))
	c.ID.UUID = newAccount().ID.UUID
	require.ErrorIs(t, s.Commit(ctx, store.Changes{Collections: []ach.Collection{c}}), store.ErrConflict)
	require.ErrorIs(t, s.Load(ctx, store.Changes{Collections: []ach.Collection{c}}), store.ErrConflict)
	_, err = postgres.Open(ctx, dsn)
	require.ErrorIs(t, err, postgres.ErrDistributed)
}

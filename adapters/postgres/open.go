package postgres

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// writing is how the connection that writes is set. Its statements name their rows by key, so that an index is right
// whatever the statistics say: on a table that was empty when it was last looked at, too. Each statement must see what was
// committed while the one before waited for a lock: at another isolation an absence that was relied on could be one of before.
var writing = map[string]string{
	"application_name":              "seqr writer",
	"default_transaction_isolation": "read committed",
	"synchronous_commit":            "on",
	"plan_cache_mode":               "force_generic_plan",
	"enable_seqscan":                "off",
	"enable_hashjoin":               "off",
	"enable_mergejoin":              "off",
	"jit":                           "off",
	"lock_timeout":                  "20s",
	"timezone":                      "UTC",
}

// reading is how the connections that read are set, on which hosts' transactions are, too.
var reading = map[string]string{
	"application_name":              "seqr reader",
	"default_transaction_isolation": "read committed",
	"synchronous_commit":            "on",
	"enable_seqscan":                "off",
	"jit":                           "off",
	"timezone":                      "UTC",
}

// Option is what [Open] may be told besides the database.
type Option func(*form)

// Open opens the store in a database, and brings an older schema up to date: one process does, others that start at
// the same time wait for it. The connection string is a URL or a list of settings, as libpq has them; the role must own the schema
// the tables are in, the first of its search_path. Close it when done.
//
// It answers ErrDSN, ErrUnreachable, ErrNewerSchema, ErrDistributed, ErrSettings where fsync or full_page_writes is off, the
// context's error, and *EngineError for what the server says else.
func Open(ctx context.Context, dsn string, options ...Option) (*Store, error) {
	f := together
	for _, o := range options {
		o(&f)
	}
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, ErrDSN // the driver's words could hold the password
	}
	one := config.ConnConfig.Copy()
	maps.Copy(one.RuntimeParams, f.settings(writing))
	maps.Copy(config.ConnConfig.RuntimeParams, f.settings(reading))
	config.MaxConnIdleTime = 5 * time.Minute
	if err := prepare(ctx, one, f); err != nil {
		return nil, fmt.Errorf("postgres: open: %w", named(err))
	}
	readers, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("postgres: open: %w", named(err))
	}
	return newStore(readers, one, f), nil
}

// prepare checks the server and makes the schema.
func prepare(ctx context.Context, config *pgx.ConnConfig, f form) error {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	err = checkSettings(ctx, conn)
	if err == nil {
		err = migrate(ctx, conn, f)
	}
	if closed := conn.Close(ctx); err == nil {
		err = closed
	}
	return err
}

// checkSettings asks whether the server keeps what it has answered.
func checkSettings(ctx context.Context, conn *pgx.Conn) error {
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var value string
		if err := conn.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return err
		}
		if value == "off" {
			return fmt.Errorf("%w: %s", ErrSettings, name)
		}
	}
	return nil
}

package postgres

import (
	"context"
	"embed"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// migrations are the steps that led to the present schema, each applied once and in order. They
// only go forward; a file that was released is never changed. The form is that of goose.
//
//go:embed migrations/*.sql distributed/*.sql
var migrations embed.FS

// migrating waits until nobody else changes the schema. It waits as long as the context allows: the other may have much to do.
const migrating = "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(hashtextextended('seqr migration/' || current_schema(), 0))"

// series is steps of one kind, and the table that says which were taken.
type series struct{ folder, table string }

var (
	making       = series{"migrations", "seqr_migration"}
	distributing = series{"distributed", "seqr_distribution"}
)

// migrate brings the schema up to date, each series in one transaction, or answers a NewerSchemaError. It
// writes nothing if there is nothing to do.
func migrate(ctx context.Context, conn *pgx.Conn, f form) error {
	version, err := distributing.version(ctx, conn)
	switch {
	case err != nil:
		return err
	case version > 0 && f != apart:
		return ErrDistributed
	}
	if err := making.migrate(ctx, conn); err != nil || f != apart {
		return err
	}
	return distributing.migrate(ctx, conn)
}

func (s series) migrate(ctx context.Context, conn *pgx.Conn) error {
	steps, err := sqlstore.Migrations(migrations, s.folder)
	if err != nil {
		return err
	}
	if version, err := s.version(ctx, conn); err != nil || version == len(steps) {
		return err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	if _, err := tx.Conn().PgConn().Exec(ctx, migrating).ReadAll(); err != nil {
		return err
	}
	version, err := s.version(ctx, tx) // again: another process may have been faster
	if err != nil {
		return err
	}
	if version > len(steps) {
		return &NewerSchemaError{Found: version, Known: len(steps)}
	}
	for _, m := range steps[version:] {
		if err := s.apply(ctx, tx, m); err != nil {
			return fmt.Errorf("migration %s: %w", m.Name, named(err))
		}
	}
	return tx.Commit(ctx)
}

func (s series) apply(ctx context.Context, tx pgx.Tx, m sqlstore.Migration) error {
	table := "CREATE TABLE IF NOT EXISTS " + s.table + ` (version bigint PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`
	if _, err := tx.Exec(ctx, table); err != nil {
		return err
	}
	if _, err := tx.Conn().PgConn().Exec(ctx, m.Text).ReadAll(); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "INSERT INTO "+s.table+" (version, name) VALUES ($1, $2)", m.Version, m.Name)
	return err
}

// version is the number of the last migration that was applied, 0 for none.
func (s series) version(ctx context.Context, db interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
},
) (version int, err error) {
	var table *string
	err = db.QueryRow(ctx, "SELECT to_regclass($1)::text", s.table).Scan(&table)
	if err != nil || table == nil {
		return 0, err
	}
	err = db.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM "+s.table).Scan(&version)
	return version, err
}

package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// migrations are the steps that led to the present schema, each applied once and in order. They
// only go forward; a file that was released is never changed. The form is that of goose.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date in one transaction, or answers a NewerSchemaError. It
// writes nothing if there is nothing to do.
func migrate(ctx context.Context, conn *sql.Conn) error {
	steps, err := sqlstore.Migrations(migrations, "migrations")
	if err != nil {
		return err
	}
	if version, err := schemaVersion(ctx, conn); err != nil || version == len(steps) {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlite: migrate: %w", err)
	}
	defer tx.Rollback()
	version, err := schemaVersion(ctx, tx) // again: another process may have been faster
	if err != nil {
		return err
	}
	if version > len(steps) {
		return &NewerSchemaError{Found: version, Known: len(steps)}
	}
	for _, m := range steps[version:] {
		if err := apply(ctx, tx, m); err != nil {
			return fmt.Errorf("sqlite: migration %s: %w", m.Name, err)
		}
	}
	return tx.Commit()
}

func apply(ctx context.Context, tx *sql.Tx, m sqlstore.Migration) error {
	const table = `CREATE TABLE IF NOT EXISTS seqr_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT`
	const insert = `INSERT INTO seqr_migration (version, name, applied_at) VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ'))`
	if _, err := tx.ExecContext(ctx, table); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, m.Text); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, insert, m.Version, m.Name)
	return err
}

// schemaVersion is the number of the last migration that was applied, 0 for none.
func schemaVersion(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
},
) (version int, err error) {
	var tables int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'seqr_migration'`).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM seqr_migration`).Scan(&version)
	return version, err
}

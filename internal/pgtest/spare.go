package pgtest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// spare is schemas that nobody uses at the moment, with tables that have no rows.
type spare struct {
	mu    sync.Mutex
	free  []string // connection strings
	drops []func() error
}

func (p *spare) take() (dsn string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.free)
	if n == 0 {
		return "", false
	}
	dsn, p.free = p.free[n-1], p.free[:n-1]
	return dsn, true
}

func (p *spare) put(dsn string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, dsn)
}

func (p *spare) drop() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, d := range p.drops {
		errs = append(errs, d())
	}
	p.free, p.drops = nil, nil
	return errors.Join(errs...)
}

// Emptied is like [Server.Schema], but the schema may have the tables of an earlier test, without their rows: to make all tables takes
// as long as many a test, to empty them a moment. Whatever the test opens there must be closed when it ends.
func (s *Server) Emptied(t testing.TB) string {
	t.Helper()
	dsn, ok := s.spare.take()
	if !ok {
		made, drop, err := s.NewSchema()
		if err != nil {
			t.Fatal(err)
		}
		dsn = made
		s.spare.mu.Lock()
		s.spare.drops = append(s.spare.drops, drop)
		s.spare.mu.Unlock()
	}
	t.Cleanup(func() {
		if err := empty(dsn); err != nil {
			t.Error(err)
			return
		}
		s.spare.put(dsn)
	})
	return dsn
}

// empty deletes all rows, but not what the schema says of its version.
func empty(dsn string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `DO $$ DECLARE name text; BEGIN
		PERFORM set_config('synchronous_commit', 'off', true);
		FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'seqr_migration' LOOP
			EXECUTE format('DELETE FROM %I', name);
		END LOOP; END $$`)
	return err
}

package pgtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// spare is schemas that nobody uses at the moment, with tables that have no rows.
type spare struct {
	mu    sync.Mutex
	free  map[string][]*schema // by what was done in the schema first
	drops []func() error
}

// schema is a schema that is used by one test after the other.
type schema struct {
	dsn  string
	conn *pgx.Conn // that empties it: the server then knows the tables already
}

func (p *spare) take(first string) *schema {
	p.mu.Lock()
	defer p.mu.Unlock()
	free := p.free[first]
	n := len(free)
	if n == 0 {
		return nil
	}
	p.free[first] = free[:n-1]
	return free[n-1]
}

func (p *spare) put(first string, s *schema) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.free == nil {
		p.free = map[string][]*schema{}
	}
	p.free[first] = append(p.free[first], s)
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
	return s.EmptiedAfter(t, "")
}

// EmptiedAfter is like [Server.Emptied], for schemas in which some statements were run first of all.
func (s *Server) EmptiedAfter(t testing.TB, first string) string {
	t.Helper()
	used := s.spare.take(first)
	if used == nil {
		dsn, drop, err := s.NewSchema()
		if err != nil {
			t.Fatal(err)
		}
		used = &schema{dsn: dsn}
		s.spare.mu.Lock()
		s.spare.drops = append(s.spare.drops, drop)
		s.spare.mu.Unlock()
		if err := execute(dsn, first); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := used.empty(); err != nil {
			t.Error(err)
			return
		}
		s.spare.put(first, used)
	})
	return used.dsn
}

// empty deletes all rows, but not what is known of the schema itself, in tables named for that.
func (s *schema) empty() (err error) {
	ctx := context.Background()
	if s.conn == nil || s.conn.IsClosed() {
		if s.conn, err = pgx.Connect(ctx, s.dsn); err != nil {
			return fmt.Errorf("pgtest: %w", err)
		}
	}
	_, err = s.conn.Exec(ctx, `DO $$ DECLARE name text; BEGIN
		PERFORM set_config('synchronous_commit', 'off', true);
		FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'seqr\_%' LOOP
			EXECUTE format('DELETE FROM %I', name);
		END LOOP; END $$`)
	return err
}

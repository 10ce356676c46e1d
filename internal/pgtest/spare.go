package pgtest

import (
	"errors"
	"sync"
	"testing"
)

// spare is schemas that nobody uses at the moment, with tables that have no rows.
type spare struct {
	mu    sync.Mutex
	free  map[string][]string // connection strings, by what was done in the schema first
	drops []func() error
}

func (p *spare) take(first string) (dsn string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	free := p.free[first]
	n := len(free)
	if n == 0 {
		return "", false
	}
	p.free[first] = free[:n-1]
	return free[n-1], true
}

func (p *spare) put(first, dsn string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.free == nil {
		p.free = map[string][]string{}
	}
	p.free[first] = append(p.free[first], dsn)
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
	dsn, ok := s.spare.take(first)
	if !ok {
		made, drop, err := s.NewSchema()
		if err != nil {
			t.Fatal(err)
		}
		dsn = made
		s.spare.mu.Lock()
		s.spare.drops = append(s.spare.drops, drop)
		s.spare.mu.Unlock()
		if err := execute(dsn, first); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := empty(dsn); err != nil {
			t.Error(err)
			return
		}
		s.spare.put(first, dsn)
	})
	return dsn
}

// empty deletes all rows, but not what is known of the schema itself, in tables named for that.
func empty(dsn string) error {
	return execute(dsn, `DO $$ DECLARE name text; BEGIN
		PERFORM set_config('synchronous_commit', 'off', true);
		FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'seqr\_%' LOOP
			EXECUTE format('DELETE FROM %I', name);
		END LOOP; END $$`)
}

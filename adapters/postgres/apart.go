package postgres

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// form is how a statement is run for rows.
type form int

const (
	together form = iota // one statement for all rows
	apart                // a statement for each row, which names the shard that it is on; all in the same trip
)

// Distributed is for a Citus cluster, whose coordinator the connection string must lead to: Open makes each table one in shards on
// the cluster's servers, also where it has rows already, and the store runs its statements in the form that Citus permits, each for
// one row, which is on one shard. From then on every process opens the store so, without it Open answers ErrDistributed. On a server
// without Citus it fails, with an *EngineError of code 42883.
//
// It has not been run on a cluster yet: what it relies on, and what is proved about it, is said in docs/scaling.md. A commit crosses
// shards, in the two-phase commit of Citus. Those who claim events at once wait for each other. fsync of the workers is not checked.
func Distributed() Option { return func(f *form) { *f = apart } }

// settings leaves to Citus how a statement is planned: it chooses the shard by the values that are given.
func (f form) settings(of map[string]string) map[string]string {
	set := maps.Clone(of)
	if f == apart {
		maps.DeleteFunc(set, func(name, _ string) bool {
			return name == "plan_cache_mode" || name == "jit" || strings.HasPrefix(name, "enable_")
		})
	}
	return set
}

// doApart sends a statement for each row of work.
func (t *trip) doApart(work *sqlstore.Work) {
	name := "row_" + work.Name
	types := make([]uint32, len(work.Types))
	for i, kind := range work.Types {
		types[i] = oids[kind]
	}
	t.prepare(name, numbered(work.Row+work.Lock), types)
	for place, row := range work.Rows {
		t.query(name, values(row))
		t.expect = append(t.expect, func(rr *pgconn.ResultReader) error { return receiveApart(work, place, rr) })
	}
}

// receiveApart reads the answer to one row of work.
func receiveApart(work *sqlstore.Work, place int, rr *pgconn.ResultReader) error {
	var failed error
	fields := rr.FieldDescriptions()
	for rr.NextRow() {
		if work.Each != nil && failed == nil {
			failed = work.Each(place, &answered{rr.Values(), fields})
		}
	}
	tag, err := rr.Close()
	work.Count += tag.RowsAffected()
	return errors.Join(err, failed)
}

// leasing leases events where each is at a place of its own.
func (s *Store) leasing(ctx context.Context, work ...*sqlstore.Work) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return named(err)
	}
	defer conn.Release()
	r := newRunner(conn.Conn(), apart)
	return named(r.together(ctx, func(t *trip) { t.say("BEGIN", nil) }, work, func(t *trip) { t.say("COMMIT", nil) }))
}

func (t *Tx) leasing(ctx context.Context, work ...*sqlstore.Work) error {
	return t.named(t.runner().Run(ctx, work...))
}

package postgres

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
	"github.com/seqrpay/seqr/store/storetest"
)

// BenchmarkEncode measures what the program itself does for the payments of [storetest.Benchmark], without a server: nothing, which is what
// the benchmark costs; the plan of each commit; and the plan, the decision in groups and what would be sent.
func BenchmarkEncode(b *testing.B) {
	for _, c := range []struct {
		name   string
		commit func() func(store.Changes) error
	}{
		{"nothing", func() func(store.Changes) error { return func(store.Changes) error { return nil } }},
		{"plan", func() func(store.Changes) error {
			return func(c store.Changes) error {
				_, err := sqlstore.NewPlan(c)
				return err
			}
		}},
		{"group", func() func(store.Changes) error {
			q := sqlstore.NewQueue(groupLimit, func(jobs []*sqlstore.Job) { sqlstore.Write(context.Background(), pretence{&wire{}}, jobs) })
			return func(c store.Changes) error {
				p, err := sqlstore.NewPlan(c)
				if err != nil {
					return err
				}
				return q.Do(context.Background(), p)
			}
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			storetest.Benchmark(b, func(*testing.B) store.Store { return committing{commit: c.commit()} })
		})
	}
}

// committing is a store that can do nothing else.
type committing struct {
	store.Store
	commit func(store.Changes) error
}

func (c committing) Commit(_ context.Context, ch store.Changes) error { return c.commit(ch) }

// pretence takes everything, as a server would that has whatever is relied on.
type pretence struct{ *wire }

func (p pretence) Begin(context.Context) (sqlstore.Transaction, error) { return p, nil }
func (pretence) Named(err error) error                                 { return err }
func (pretence) Refused(error) bool                                    { return false }
func (pretence) Unfit(error) bool                                      { return false }
func (p pretence) Commit(ctx context.Context, work ...*sqlstore.Work) error {
	return p.Run(ctx, work...)
}
func (pretence) Rollback(context.Context) {}
func (p pretence) Run(_ context.Context, work ...*sqlstore.Work) error {
	for _, w := range work {
		if err := p.encode(w); err != nil {
			return err
		}
		w.Count = int64(len(w.Rows))
		if w.Each == nil {
			continue
		}
		for place := range w.Rows {
			if err := w.Each(place, &rich); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p pretence) encode(w *sqlstore.Work) error {
	if w.Into == "" {
		p.arrays(w)
		return nil
	}
	var err error
	for rows := copying(w); !rows.end && err == nil; {
		p.out, err = rows.Encode(p.out[:0])
	}
	return err
}

// rich is an account of the book that takes every transfer, as the server answers it.
var rich = func() answered {
	var a answered
	id, number := make([]byte, 16), make([]byte, 8)
	for _, column := range []struct {
		kind  string
		value []byte
	}{
		{"uuid", id},
		{"uuid", id},
		{"text", []byte("payer")},
		{"text", []byte("USD")},
		{"boolean", []byte{0}},
		{"bigint", number},
		{"bigint", number},
		{"bigint", number},
		{"bigint", number},
		{"bigint", number},
	} {
		a.values, a.fields = append(a.values, column.value), append(a.fields, pgconn.FieldDescription{DataTypeOID: oids[column.kind]})
	}
	return a
}()

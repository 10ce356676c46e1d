package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// patience is how long a group may take before its connection is given up, and with it everything that was not committed.
const patience = time.Minute

// manyRows is how many rows of a table go by COPY where they are only added. For fewer the server works longer on beginning to copy than it saves.
const manyRows = 8

// writer is a connection that writes groups. Whoever uses it holds the queue's token.
type writer struct {
	config   *pgx.ConnConfig
	form     form
	patience time.Duration
	copies   int // from how many rows on they are copied

	conn   *pgx.Conn // nil until it is needed, and after it broke
	closed bool
}

var _ sqlstore.Engine = (*writer)(nil)

// Begin implements [sqlstore.Engine]. The server is told with the first work.
func (w *writer) Begin(ctx context.Context) (sqlstore.Transaction, error) {
	if w.closed {
		return nil, store.ErrClosed
	}
	if w.conn != nil && w.conn.IsClosed() {
		w.conn = nil
	}
	if w.conn == nil {
		conn, err := pgx.ConnectConfig(ctx, w.config)
		if err != nil {
			return nil, w.Named(err)
		}
		w.conn = conn
	}
	r := newRunner(w.conn, w.form)
	r.own = true
	return &transaction{runner: r, fresh: true, copies: w.copies}, nil
}

// Named implements [sqlstore.Engine]. The context that ended is never a caller's: the server took too long.
func (w *writer) Named(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return ErrUnreachable
	}
	return named(err)
}

func (w *writer) write(group []*sqlstore.Job) {
	ctx, cancel := context.WithTimeout(context.Background(), w.patience)
	defer cancel()
	sqlstore.Write(ctx, w, group)
}

func (w *writer) close(ctx context.Context) error {
	w.closed = true
	if w.conn == nil {
		return nil
	}
	return w.conn.Close(ctx)
}

// runner runs work on a connection.
type runner struct {
	conn *pgconn.PgConn
	form form
	own  bool // the transaction is ours, and can be done again if a row is taken
	*wire
}

func newRunner(conn *pgx.Conn, f form) *runner {
	return &runner{conn: conn.PgConn(), form: f, wire: wireOf(conn.PgConn())}
}

// Refused implements [sqlstore.Runner].
func (r *runner) Refused(err error) bool { return refused(err) }

// Unfit implements [sqlstore.Runner].
func (r *runner) Unfit(err error) bool { return unfit(err) }

// trip is one round trip.
type trip struct {
	r        *runner
	pipeline *pgconn.Pipeline
	expect   []func(*pgconn.ResultReader) error // what to do with each result; nil for a statement that is prepared
	prepares []string
	ours     bool // the connection; else nothing is sent
}

func (r *runner) trip(ctx context.Context) *trip {
	ours := !r.conn.IsClosed() && !r.conn.IsBusy()
	t := &trip{r: r, pipeline: r.conn.StartPipeline(ctx), ours: ours}
	if t.ours {
		r.lend()
	}
	return t
}

// say sends a statement without arguments.
func (t *trip) say(text string, heard func(pgconn.CommandTag)) {
	t.pipeline.SendQueryParams(text, nil, nil, nil, nil)
	t.expect = append(t.expect, func(rr *pgconn.ResultReader) error {
		tag, err := rr.Close()
		if err == nil && heard != nil {
			heard(tag)
		}
		return err
	})
}

var binaryFormat = []int16{1}

// do sends work.
func (t *trip) do(work *sqlstore.Work) {
	if t.r.form == apart && work.Row != "" {
		t.doApart(work)
		return
	}
	name, text := work.Name, work.Set
	if t.r.own && work.Add != "" {
		name, text = "add_"+work.Name, work.Add
	}
	t.prepare(name, text, nil)
	t.query(name, t.r.arrays(work))
	t.expect = append(t.expect, func(rr *pgconn.ResultReader) error { return receive(work, rr) })
}

// query sends a statement that is prepared. What it answers the server says once, when it prepares it.
func (t *trip) query(name string, params [][]byte) {
	if known := t.r.known[name]; known != nil {
		t.pipeline.SendQueryStatement(known, params, binaryFormat, binaryFormat)
		return
	}
	t.pipeline.SendQueryPrepared(name, params, binaryFormat, binaryFormat)
}

// prepare prepares a statement that the connection does not know yet.
func (t *trip) prepare(name, text string, types []uint32) {
	if t.r.known[name] != nil {
		return
	}
	t.pipeline.SendPrepare(name, text, types)
	t.expect = append(t.expect, nil)
	t.prepares = append(t.prepares, name)
}

// receive reads the answer to work.
func receive(work *sqlstore.Work, rr *pgconn.ResultReader) error {
	if !work.Answers {
		tag, err := rr.Close()
		work.Count = tag.RowsAffected()
		return err
	}
	var failed error
	var row answered
	fields := rr.FieldDescriptions()
	for rr.NextRow() {
		work.Count++
		if work.Each == nil || failed != nil {
			continue
		}
		row = answered{rr.Values(), fields}
		place := row.Cell(0).Number
		row = answered{row.values[1:], fields[1:]}
		failed = work.Each(int(place)-1, &row)
	}
	_, err := rr.Close()
	return errors.Join(err, failed)
}

// end waits for all answers. After the first error the server does nothing of what follows.
func (t *trip) end() error {
	if t.ours {
		t.r.lend()
	}
	err := t.pipeline.Sync()
	if err == nil {
		err = t.results()
	}
	if closed := t.pipeline.Close(); err == nil {
		err = closed
	}
	return err
}

func (t *trip) results() error {
	for _, done := range t.expect {
		result, err := t.pipeline.GetResults()
		if err != nil {
			return err
		}
		switch r := result.(type) {
		case *pgconn.StatementDescription:
			r.Name = t.prepares[0] // which the driver does not say
			t.r.known[r.Name] = r
			t.prepares = t.prepares[1:]
		case *pgconn.ResultReader:
			if err := done(r); err != nil {
				return err
			}
		default:
			return fmt.Errorf("postgres: server answered with a %T", result)
		}
	}
	return nil
}

// Run implements [sqlstore.Runner].
func (r *runner) Run(ctx context.Context, work ...*sqlstore.Work) error {
	if len(work) == 0 {
		return nil
	}
	return r.together(ctx, nil, work, nil)
}

// together does work in one trip, with what is to be said before and after.
func (r *runner) together(ctx context.Context, before func(*trip), work []*sqlstore.Work, after func(*trip)) error {
	t := r.trip(ctx)
	if before != nil {
		before(t)
	}
	for _, w := range work {
		t.do(w)
	}
	if after != nil {
		after(t)
	}
	return t.end()
}

// transaction is a transaction of the writer's. It does not look whether a row that it adds is there, unless callers may repeat it: one that is
// taken fails as a competitor does, and the group is decided again with what is read. Where they are many it copies them, at its end.
type transaction struct {
	*runner
	fresh  bool // nothing was sent yet
	copies int  // from how many rows on
	copied []*sqlstore.Work
}

var _ sqlstore.Transaction = (*transaction)(nil)

func (t *transaction) begin(p *trip) {
	if t.fresh {
		p.say("BEGIN", nil)
		t.fresh = false
	}
}

// Run implements [sqlstore.Runner]. Of what is copied at the end it only looks how much is there, where callers may repeat it.
func (t *transaction) Run(ctx context.Context, work ...*sqlstore.Work) error {
	now, looks := make([]*sqlstore.Work, 0, len(work)), map[*sqlstore.Work]*sqlstore.Work{}
	for _, w := range work {
		if w.Into == "" || len(w.Rows) < t.copies {
			now = append(now, w)
			continue
		}
		t.copied = append(t.copied, w)
		w.Count = int64(len(w.Rows))
		if w.Look != nil {
			looks[w] = look(w)
			now = append(now, looks[w])
		}
	}
	if len(now) == 0 {
		return nil
	}
	if err := t.together(ctx, t.begin, now, nil); err != nil {
		return err
	}
	for w, found := range looks {
		w.Count -= found.Count
	}
	return nil
}

func look(w *sqlstore.Work) *sqlstore.Work {
	keys := make([]sqlstore.Values, len(w.Rows))
	for i, row := range w.Rows {
		keys[i] = row.First(len(w.Look.Types))
	}
	return &sqlstore.Work{Statement: w.Look, Rows: keys}
}

// Commit implements [sqlstore.Transaction]. Where the connection ends before the server has answered, nobody knows.
func (t *transaction) Commit(ctx context.Context, work ...*sqlstore.Work) error {
	work, err := t.before(ctx, work)
	if err != nil {
		t.Rollback(ctx)
		return err
	}
	var tag pgconn.CommandTag
	if len(t.copied) > 0 {
		tag, err = t.copyAndCommit(ctx, t.copied)
	} else {
		err = t.together(ctx, t.begin, work, func(p *trip) {
			p.say("COMMIT", func(heard pgconn.CommandTag) { tag = heard })
		})
	}
	if err == nil && tag.String() == "COMMIT" {
		return nil
	}
	var said *pgconn.PgError
	switch {
	case err == nil: // the server has rolled back
		return store.ErrConflict
	case errors.As(err, &said) && !fatal(said):
		t.Rollback(ctx)
		return err
	default:
		_ = t.conn.Close(ctx) // whatever state it is in
		return store.ErrUnknown
	}
}

// before does what cannot be done in the trip that commits, if that copies: then it does nothing else. Then also few rows are copied. It answers
// what is left to do if nothing is copied.
func (t *transaction) before(ctx context.Context, work []*sqlstore.Work) ([]*sqlstore.Work, error) {
	if len(t.copied) == 0 && !slices.ContainsFunc(work, func(w *sqlstore.Work) bool { return w.Into != "" && len(w.Rows) >= t.copies }) {
		return work, nil
	}
	t.copies = 1
	if err := t.Run(ctx, work...); err != nil {
		return nil, err
	}
	if t.fresh {
		return nil, t.together(ctx, t.begin, nil, nil)
	}
	return nil, nil
}

// Rollback implements [sqlstore.Transaction]. A connection that cannot even do that is of no more use, and the server rolls
// back what was open on it.
func (t *transaction) Rollback(ctx context.Context) {
	if t.fresh || t.conn.IsClosed() {
		return
	}
	if err := t.together(ctx, nil, nil, func(p *trip) { p.say("ROLLBACK", nil) }); err != nil {
		_ = t.conn.Close(ctx)
	}
}

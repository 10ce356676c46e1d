package postgres

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// pool is the connections that read. Each statement sees the last commit before it.
type pool struct {
	*pgxpool.Pool
	form     form
	fetching fetching
	closed   atomic.Bool
}

func newPool(p *pgxpool.Pool, f form) *pool {
	return &pool{Pool: p, form: f, fetching: fetching{free: make(chan struct{}, fetchers)}}
}

// Query implements [sqlstore.Querier].
func (p *pool) Query(ctx context.Context, each func(sqlstore.Row) error, text string, args sqlstore.Values) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if p.closed.Load() {
		return store.ErrClosed
	}
	err := query(ctx, p.Pool, each, text, args)
	if err != nil && p.closed.Load() {
		return store.ErrClosed
	}
	return named(err)
}

// asker is a pool or a transaction.
type asker interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func query(ctx context.Context, by asker, each func(sqlstore.Row) error, text string, args sqlstore.Values) error {
	rows, err := by.Query(ctx, numbered(text), plain(args)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(&answered{rows.RawValues(), rows.FieldDescriptions()}); err != nil {
			return err
		}
	}
	return rows.Err()
}

// plain makes of the arguments what the driver writes without detours.
func plain(args sqlstore.Values) (given []any) {
	for args != "" {
		var v sqlstore.Value
		v, args = args.Next()
		given = append(given, plainOf(v))
	}
	return given
}

func plainOf(v sqlstore.Value) any {
	switch v.Kind {
	case sqlstore.Number:
		return v.Int()
	case sqlstore.Flag:
		return v.Int() != 0
	case sqlstore.Instant:
		return time.UnixMicro(v.Int())
	case sqlstore.Text:
		return v.Bytes()
	case sqlstore.Octets:
		return []byte(v.Bytes())
	case sqlstore.UUID:
		return [16]byte([]byte(v.Bytes()))
	default:
		return nil
	}
}

// texts are statements by their text with ?.
var texts sync.Map

// numbered writes $1, $2 and so on for each ? of a statement. No text of a statement holds another ?.
func numbered(text string) string {
	if known, ok := texts.Load(text); ok {
		return known.(string)
	}
	var b strings.Builder
	for i, part := range strings.Split(text, "?") {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	texts.Store(text, b.String())
	return b.String()
}

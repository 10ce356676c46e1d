package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/internal/sqlstore"
)

// prepared keeps statements prepared by their text, on a connection or a pool.
type prepared struct {
	by interface {
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
	mu     sync.RWMutex
	byText map[string]*sql.Stmt
}

func (p *prepared) stmt(text string) (*sql.Stmt, error) {
	p.mu.RLock()
	st := p.byText[text]
	p.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if st := p.byText[text]; st != nil {
		return st, nil
	}
	st, err := p.by.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, err
	}
	if p.byText == nil {
		p.byText = map[string]*sql.Stmt{}
	}
	p.byText[text] = st
	return st, nil
}

// query runs a statement to its end. It does not stop midway when a caller loses patience: an
// answer is a page at most, and to interrupt would cost more than to finish.
func (p *prepared) query(each func(sqlstore.Row) error, text string, args []any) error {
	st, err := p.stmt(text)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(context.Background(), encode(args)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (p *prepared) exec(text string, args []any) (int64, error) {
	st, err := p.stmt(text)
	if err != nil {
		return 0, err
	}
	result, err := st.ExecContext(context.Background(), encode(args)...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// close gives the statements back.
func (p *prepared) close() (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, st := range p.byText {
		err = errors.Join(err, st.Close())
	}
	p.byText = nil
	return err
}

// encode makes of the arguments what SQLite keeps: of a UUID its bytes, of a time microseconds.
func encode(args []any) []any {
	encoded := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case uuid.UUID:
			encoded[i] = v[:]
		case time.Time:
			encoded[i] = v.UnixMicro()
		default:
			encoded[i] = a
		}
	}
	return encoded
}

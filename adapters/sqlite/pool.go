package sqlite

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

// pool is the connections that read. Each statement sees the last commit before it.
type pool struct {
	path string
	use  chan struct{} // holds a token for each connection in use

	mu     sync.Mutex
	idle   []*conn // the one used last is taken first: its pages are the freshest
	closed bool
}

func newPool(path string, most int) *pool { return &pool{path: path, use: make(chan struct{}, most)} }

// Query implements [sqlstore.Querier].
func (p *pool) Query(ctx context.Context, each func(sqlstore.Row) error, text string, args sqlstore.Values) error {
	c, err := p.take(ctx)
	if err != nil {
		return named(err)
	}
	defer p.give(c)
	return named(c.query(each, text, args))
}

// take waits for a connection, and opens one if none is idle.
func (p *pool) take(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case p.use <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c, err := p.idleOne()
	if c == nil && err == nil {
		c, err = openConn(p.path, slices.Concat(pragmas, []string{"query_only(1)"})...)
	}
	if err != nil {
		<-p.use
	}
	return c, err
}

func (p *pool) idleOne() (*conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	switch {
	case p.closed:
		return nil, store.ErrClosed
	case last < 0:
		return nil, nil //nolint:nilnil // none is idle
	}
	c := p.idle[last]
	p.idle = p.idle[:last]
	return c, nil
}

func (p *pool) give(c *conn) {
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	<-p.use
}

// close waits for those who read, and closes the connections.
func (p *pool) close() (err error) {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	for range cap(p.use) {
		p.use <- struct{}{}
	}
	for _, c := range p.idle {
		err = errors.Join(err, c.close())
	}
	for range cap(p.use) {
		<-p.use
	}
	return err
}

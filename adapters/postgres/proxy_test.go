package postgres_test

import (
	"bytes"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// way is a direction of a connection.
type way int

const (
	toServer way = iota
	fromServer
)

// proxy stands between a store and the server. It cuts the connection after any byte, and remembers what the store says.
type proxy struct {
	dsn    string // leads through it
	target string
	l      net.Listener

	mu    sync.Mutex
	armed bool
	way   way
	left  int // bytes that pass before the cut
	said  bytes.Buffer
	open  []net.Conn
	work  sync.WaitGroup
}

// between starts a proxy in front of the server of a connection string.
func between(t testing.TB, dsn string) *proxy {
	t.Helper()
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{target: u.Host, l: l}
	u.Host = l.Addr().String()
	p.dsn = u.String()
	p.work.Go(p.accept)
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		p.mu.Lock()
		for _, c := range p.open {
			c.Close()
		}
		p.mu.Unlock()
		p.work.Wait()
	})
	return p
}

// cutAfter cuts a connection when so many bytes more have passed one way.
func (p *proxy) cutAfter(w way, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed, p.way, p.left = true, w, n
	p.said.Reset()
}

// disarm cuts no more, and says whether there was no cut since cutAfter.
func (p *proxy) disarm() (whole bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	whole = p.armed
	p.armed = false
	return whole
}

// heard is how often the store has said a word since cutAfter.
func (p *proxy) heard(word string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Count(p.said.Bytes(), []byte(word))
}

func (p *proxy) accept() {
	for {
		near, err := p.l.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", p.target)
		if err != nil {
			near.Close()
			continue
		}
		p.mu.Lock()
		p.open = append(p.open, near, far)
		p.mu.Unlock()
		p.work.Go(func() { p.pass(toServer, near, far) })
		p.work.Go(func() { p.pass(fromServer, far, near) })
	}
}

// pass carries bytes one way until either end closes.
func (p *proxy) pass(w way, from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	b := make([]byte, 1<<16)
	for {
		n, err := from.Read(b)
		passing, cut := p.admit(w, b[:n])
		if _, failed := to.Write(passing); failed != nil || err != nil || cut {
			return
		}
	}
}

// admit is the bytes that may pass, and whether the connection is cut after them.
func (p *proxy) admit(w way, b []byte) (passing []byte, cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w == toServer {
		p.said.Write(b)
	}
	if !p.armed || w != p.way {
		return b, false
	}
	if len(b) <= p.left {
		p.left -= len(b)
		return b, false
	}
	p.armed = false
	return b[:p.left], true
}

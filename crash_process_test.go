package seqr_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// victim names the store of a process that serves until it is killed: a connection string, or a file.
const victim = "SEQR_TEST_VICTIM"

func TestMain(m *testing.M) {
	if place := os.Getenv(victim); place != "" {
		serveUntilKilled(place)
		os.Exit(1)
	}
	code := m.Run()
	if err := stopServers(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// openPlace opens the store at a place.
func openPlace(ctx context.Context, place string) (store.Store, error) {
	if strings.HasPrefix(place, "postgres") {
		return postgres.Open(ctx, place)
	}
	return sqlite.Open(ctx, place)
}

// envelope is a request on its way to the victim, or the response.
type envelope struct {
	N        int
	Request  request
	Response response
}

// closedBank takes no orders yet: the process that has one will give them.
type closedBank struct{ *sandbox.Bank }

var errClosed = errors.New("the bank is closed")

func (closedBank) Submit(context.Context, ach.Order) error { return errClosed }

func (closedBank) Reports(context.Context, int) ([]ach.Report, error) { return nil, errClosed }

// serveUntilKilled serves what comes by standard input, all at once. Background work is done meanwhile.
func serveUntilKilled(place string) {
	ctx := context.Background()
	st, err := openPlace(ctx, place)
	if err != nil {
		panic(err)
	}
	clock := sandbox.NewClock(start)
	sys, err := seqr.New(seqr.Config{
		Market: anyPicture(seqr.Demo(seqr.UnitedStates())), Store: st, Bank: closedBank{}, SMS: sandbox.NewPhone(),
		Mail: sandbox.NewMailbox(), Verifier: genuine{}, Keys: identity.DevelopmentKeyring(), AllowDevelopmentKeys: true, Clock: clock.Now,
	})
	if err != nil {
		panic(err)
	}
	c := counter{sys, st}
	var mu sync.Mutex
	out := json.NewEncoder(os.Stdout)
	for in := json.NewDecoder(bufio.NewReader(os.Stdin)); ; {
		var e envelope
		if in.Decode(&e) != nil {
			return
		}
		go func() {
			e.Response, e.Request = c.serve(ctx, e.Request), request{}
			if e.N%8 == 0 {
				_, _ = sys.Step(ctx) // what it leaves undone, the next one does
			}
			mu.Lock()
			defer mu.Unlock()
			_ = out.Encode(e)
		}()
	}
}

// process is a victim as its killer sees it.
type process struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	dead chan struct{} // closed when no answers come any more

	mu      sync.Mutex
	out     *json.Encoder
	n       int
	waiting map[int]chan response
	doom    int // approvals that it may still answer; the next answer is lost and it is killed
}

func startVictim(t *testing.T, place string, doom int) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victim+"="+place)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p := &process{cmd: cmd, in: in, dead: make(chan struct{}), out: json.NewEncoder(in), waiting: map[int]chan response{}, doom: doom}
	go func() {
		defer close(p.dead)
		p.listen(t, json.NewDecoder(bufio.NewReader(out)))
	}()
	return p
}

// listen hands answers on until the process is doomed. Whatever it said after that, nobody hears.
func (p *process) listen(t *testing.T, answers *json.Decoder) {
	for {
		var e envelope
		if err := answers.Decode(&e); err != nil {
			assert.True(t, errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrClosed), "%v", err)
			return
		}
		if e.Response.Approved != nil {
			p.doom--
		}
		if p.doom < 0 {
			assert.NoError(t, p.cmd.Process.Kill())
			return
		}
		p.mu.Lock()
		p.waiting[e.N] <- e.Response
		delete(p.waiting, e.N)
		p.mu.Unlock()
	}
}

// ask answers false if the process died before it answered.
func (p *process) ask(r request) (response, bool) {
	answer := make(chan response, 1)
	p.mu.Lock()
	p.n++
	p.waiting[p.n] = answer
	err := p.out.Encode(envelope{N: p.n, Request: r})
	p.mu.Unlock()
	if err != nil {
		return response{}, false
	}
	select {
	case a := <-answer:
		return a, true
	case <-p.dead:
	}
	select {
	case a := <-answer:
		return a, true
	default:
		return response{}, false
	}
}

// However often a process is killed in the middle of payments, none that was answered is lost, and none that is asked for again
// with its key is made twice [GEN-3, GEN-4].
func TestKilledProcessLosesNoPayment(t *testing.T) {
	t.Parallel()
	for name, place := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if at := place(t); at != "" {
				killing(t, at)
			}
		})
	}
}

// places are where stores are that outlive their process.
var places = map[string]func(*testing.T) string{
	"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "seqr.db") },
	"postgres": emptied,
}

func killing(t *testing.T, place string) {
	ctx := t.Context()
	st, err := openPlace(ctx, place)
	require.NoError(t, err)
	c := newCrashing(t, st)
	require.NoError(t, st.Close(), "nobody has it open when a process dies")
	c.begin()
	random := rand.New(rand.NewPCG(2026, 11))
	for i := 0; c.more(i, *cycles); i++ {
		p := startVictim(t, place, random.IntN(24))
		ask := p.ask
		c.ask.Store(&ask)
		for alive := true; alive; {
			select {
			case <-c.beyond:
			case <-p.dead:
				alive = false
			}
		}
		require.Error(t, p.cmd.Wait(), "it was killed")
	}
	p := startVictim(t, place, 1<<30)
	ask := p.ask
	c.ask.Store(&ask)
	c.finish()
	require.NoError(t, p.in.Close())
	<-p.dead
	require.Error(t, p.cmd.Wait())
	c.reopen(place)
}

// reopen lets the world see the store as it was left, and checks it.
func (c *crashing) reopen(place string) {
	st, err := openPlace(c.ctx, place)
	require.NoError(c.t, err)
	c.t.Cleanup(func() { require.NoError(c.t, st.Close()) })
	c.store = st
	cfg := c.config(anyPicture(seqr.Demo(seqr.UnitedStates())))
	c.sys = newSystem(c.t, cfg)
	c.check(st)
}

// Command load puts a system under load and tells what it carried: many apps and tills at once that pay whole payments
// through the public API, on any of the stores. Before, it registers payers and merchants, and on request fills the store
// with payments of the past; at the end it lets the auditor recompute everything.
//
//	go run ./examples/load                                     # in memory, for 20 s
//	go run ./examples/load -store sqlite -duration 5s -json    # one JSON object
//	go run ./examples/load -store postgres -hot                # all pay one merchant
//	go run ./examples/load -mode transfer                      # nothing but commits that move money
//	go run ./examples/load -mode quarter -payers 1000000 -store sqlite -dsn q.db    # a quarter's cashback
//
// It ends with status 0 if the audit found nothing, 1 if something failed, 2 for wrong arguments. Single payments that fail are
// counted in the result, as errors, and change no status. Ctrl-C and SIGTERM end it in order: what was begun is finished, what was
// measured until then is told, without an audit, and what was temporary is removed; the status is 1.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// options are what the command line says.
type options struct {
	mode      string
	store     string
	dsn       string
	payers    int
	merchants int
	clients   int
	duration  time.Duration
	hot       bool
	preload   int
	pin       string
	asJSON    bool
	profile   string
	unaudited bool
}

// run is the program, with its status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, status, done := parse(args, stderr)
	if done {
		return status
	}
	r, err := measure(ctx, o, newProgress(stderr))
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("interrupted before anything was measured: %w", err)
	}
	if err != nil {
		fmt.Fprintf(stderr, "load: %v\n", err)
		return 1
	}
	if o.asJSON {
		err = json.NewEncoder(stdout).Encode(r)
	} else {
		err = r.print(stdout)
	}
	if err != nil || ctx.Err() != nil || r.Audit != sound && !o.unaudited {
		return 1
	}
	return 0
}

// parse reads the command line; done says that the program ends with status.
func parse(args []string, stderr io.Writer) (o options, status int, done bool) {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.mode, "mode", "pay", "what is measured: pay, transfer or quarter")
	flags.StringVar(&o.store, "store", "memory", "where everything is kept: "+storeNames())
	flags.StringVar(&o.dsn, "dsn", "", "`where` the store is: SQLite's file, or PostgreSQL's connection string (default: a temporary one)")
	flags.IntVar(&o.payers, "payers", 1000, "`number` of payers")
	flags.IntVar(&o.merchants, "merchants", 100, "`number` of merchants")
	flags.IntVar(&o.clients, "clients", 256, "`number` of apps and tills at work at once")
	flags.DurationVar(&o.duration, "duration", 20*time.Second, "`how long` they work")
	flags.BoolVar(&o.hot, "hot", false, "all pay one merchant")
	flags.IntVar(&o.preload, "preload", 0, "`number` of collected payments that the store holds before")
	flags.StringVar(&o.pin, "pin", "device", "what proves the payer: "+proofNames())
	flags.BoolVar(&o.unaudited, "unaudited", false, "leave out the audit, which takes hours over millions of payments")
	flags.BoolVar(&o.asJSON, "json", false, "tell the result as one JSON object")
	flags.StringVar(&o.profile, "cpuprofile", "", "write a CPU profile of what is measured to a `file`")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return o, 0, true
	} else if err != nil {
		return o, 2, true
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "load: unexpected argument %q\n", flags.Arg(0))
		return o, 2, true
	}
	if err := o.check(); err != nil {
		fmt.Fprintf(stderr, "load: %v\n", err)
		return o, 2, true
	}
	return o, 0, false
}

// check answers the first thing that cannot be.
func (o options) check() error {
	switch {
	case modes[o.mode] == nil:
		return fmt.Errorf("-mode %q is none of pay, transfer, quarter", o.mode)
	case openers[o.store] == nil:
		return fmt.Errorf("-store %q is none of %s", o.store, storeNames())
	case proofs[o.pin] == nil:
		return fmt.Errorf("-pin %q is none of %s", o.pin, proofNames())
	case o.store == "memory" && o.dsn != "":
		return errors.New("-dsn is of no use with -store memory")
	case o.merchants < 1 || o.clients < 1 || o.preload < 0 || o.duration < time.Millisecond:
		return errors.New("-merchants and -clients are at least 1, -duration at least 1ms, -preload at least 0")
	case o.payers < o.clients && o.mode != "quarter":
		return fmt.Errorf("-payers %d is less than -clients %d: each client pays for payers of its own", o.payers, o.clients)
	case o.payers < 1 || o.payers > numbers:
		return fmt.Errorf("-payers is at least 1 and at most %d", numbers)
	}
	return nil
}

// modes are what can be measured.
var modes = map[string]func(context.Context, *site, *result) error{
	"pay":      pay,
	"transfer": transfer,
	"quarter":  quarter,
}

// measure sets everything up, measures, audits, and takes everything down.
func measure(ctx context.Context, o options, p *progress) (r result, err error) {
	s, err := open(ctx, o, p)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	o.bound()
	r = result{Mode: o.mode, Store: o.store, PIN: o.pin, Clients: o.clients, Hot: o.hot, Preload: o.preload}
	if err := modes[o.mode](ctx, s, &r); err != nil {
		return r, err
	}
	r.Memory = residentMB()
	r.Audit, err = s.verdict(ctx)
	return r, err
}

// verdict is what the audit says, or why there was none.
func (s *site) verdict(ctx context.Context) (said string, err error) {
	said = "left out"
	if !s.unaudited {
		s.begin("audit", 0)
		said, err = s.audit(ctx)
		s.end()
	}
	if ctx.Err() != nil {
		said, err = "interrupted", nil
	}
	return said, err
}

// profiled measures the CPU while f runs, if the command line asks for it.
func (s *site) profiled(f func() error) (err error) {
	if s.profile == "" {
		return f()
	}
	file, err := os.Create(s.profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return f()
}

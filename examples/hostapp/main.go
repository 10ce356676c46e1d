// Command hostapp is a service of somebody else's: a theatre that sells tickets. It keeps bookings in
// tables of its own, in the same SQLite file as seqr, and commits them together with seqr's records: a
// booking and its invoice are there both, or neither.
//
//	go run ./examples/hostapp            # in a temporary folder
//	go run ./examples/hostapp -db my.db  # keeps the database; run it again to add to it
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program: 0 if all went as it should, 1 if not, 2 for wrong arguments.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("hostapp", flag.ContinueOnError)
	flags.SetOutput(stderr)
	db := flags.String("db", "", "SQLite `file` to keep (default: a temporary one)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "hostapp: unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	if err := evening(ctx, *db, stdout); err != nil {
		fmt.Fprintf(stderr, "hostapp: %v\n", err)
		return 1
	}
	return 0
}

// evening is one evening at the box office.
func evening(ctx context.Context, db string, w io.Writer) (err error) {
	if db == "" {
		temp, err := os.MkdirTemp("", "seqr-hostapp-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		db = filepath.Join(temp, "theatre.db")
	}
	t, err := openTheatre(ctx, db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.store.Close()) }()

	show, err := t.nextShow(ctx)
	if err != nil {
		return err
	}
	first, err := t.book(ctx, order{seat: "A1", show: show, cents: 45_00})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "booked %s: invoice %s over %s\n", first.seat, first.state, first.total)

	// The seat is taken: the theatre's own table refuses, and with it goes the invoice that was just issued.
	_, err = t.book(ctx, order{seat: "A1", show: show, cents: 45_00})
	if !errors.Is(err, errSeatTaken) {
		return fmt.Errorf("selling a seat twice was answered with: %w", err)
	}
	fmt.Fprintf(w, "booking A1 again: %v; no invoice is left behind\n", err)

	// seqr refuses: an invoice over nothing. With it goes the booking that was just inserted.
	_, err = t.book(ctx, order{seat: "A2", show: show, cents: 0})
	if err == nil {
		return errors.New("a free ticket was invoiced")
	}
	fmt.Fprintf(w, "booking A2 for nothing: %v; no booking is left behind\n", err)

	if err := t.cancel(ctx, first); err != nil {
		return err
	}
	fmt.Fprintln(w, "canceled A1: seat and invoice together")
	if _, err := t.book(ctx, order{seat: "A1", show: show, cents: 40_00}); err != nil {
		return err
	}
	fmt.Fprintln(w, "booked A1 for somebody else")
	if err := t.list(ctx, w); err != nil {
		return err
	}
	report, err := t.sys.Audit(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "audit: %d invoices; clean: %v\n", report.Invoices, report.Clean())
	return report.Err()
}

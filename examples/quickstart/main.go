// Command quickstart tells the whole story of SEQR in one run: a customer registers, proves an identity,
// scans the sticker of a checkout lane, approves with PIN and device, is collected, fails to pay
// once, and earns cashback. Everything is real except the world outside, which the sandbox plays; the
// story is checked as it goes, and the program ends with status 1 if anything differs from what it says.
//
//	go run ./examples/quickstart                         # in a temporary folder, which it removes
//	go run ./examples/quickstart -db pay.db -out pics    # keeps the database and the pictures
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

// run is the program: 0 if the story went as it should, 1 if not, 2 for wrong arguments.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(stderr)
	db := flags.String("db", "", "SQLite `file` to create and keep (default: a temporary one)")
	out := flags.String("out", "", "`folder` to keep the pictures in (default: a temporary one)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "quickstart: unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	if *db != "" {
		if _, err := os.Stat(*db); err == nil {
			fmt.Fprintf(stderr, "quickstart: %s exists; the story begins with a new database\n", *db)
			return 2
		}
	}
	if err := tell(ctx, *db, *out, stdout); err != nil {
		fmt.Fprintf(stderr, "quickstart: %v\n", err)
		return 1
	}
	return 0
}

// tell runs the story on a database and a folder for pictures; what is not named is temporary.
func tell(ctx context.Context, db, out string, w io.Writer) error {
	temp, err := os.MkdirTemp("", "seqr-quickstart-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	if db == "" {
		db = filepath.Join(temp, "seqr.db")
	}
	if out == "" {
		out = temp
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	s, err := open(ctx, db, out, w)
	if err != nil {
		return err
	}
	return errors.Join(s.tell(ctx), s.store.Close())
}

// Command bankday tells some days of an operator whose bank takes files: purchases, the NACHA file at the cut-off, the
// bank's note that it has it, settlements to merchants, a return and a notification of change, the second presentment.
// The files are real and so is everything that reads and writes them; only the bank at the other end is played. The
// program ends with status 1 if anything differs from what it says.
//
//	go run ./examples/bankday            # in a temporary folder, which it removes
//	go run ./examples/bankday -dir bank  # keeps the files in a new folder
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program: 0 if the story went as it should, 1 if not, 2 for wrong arguments.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("bankday", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("dir", "", "`folder` to make and keep the files in (default: a temporary one)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "bankday: unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	err := tell(ctx, *dir, stdout)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, fs.ErrExist):
		fmt.Fprintf(stderr, "bankday: %v; the story begins with a new folder\n", err)
		return 2
	default:
		fmt.Fprintf(stderr, "bankday: %v\n", err)
		return 1
	}
}

// tell runs the story in a folder of its own.
func tell(ctx context.Context, dir string, w io.Writer) error {
	if dir == "" {
		temp, err := os.MkdirTemp("", "seqr-bankday-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = filepath.Join(temp, "bank")
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	o, err := open(dir, w)
	if err != nil {
		return err
	}
	return errors.Join(o.tell(ctx), o.bank.Close())
}

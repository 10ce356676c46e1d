// Command support tells a day, and a few more, at the customer service desk of SEQR: a code that did not arrive, a
// lost phone, a debt that is paid by hand, one driving licence for two accounts, somebody who leaves and is
// forgotten. At the end the chain of what the agents did is verified, and it shows that a record was changed.
// Everything is real except the world outside; the program ends with status 1 if anything differs from what it says.
//
//	go run ./examples/support
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
	flags := flag.NewFlagSet("support", flag.ContinueOnError)
	flags.SetOutput(stderr)
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "support: unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	if err := tell(ctx, stdout); err != nil {
		fmt.Fprintf(stderr, "support: %v\n", err)
		return 1
	}
	return 0
}

// tell runs the story on a database that is gone afterwards.
func tell(ctx context.Context, w io.Writer) error {
	temp, err := os.MkdirTemp("", "seqr-support-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	d, err := open(ctx, filepath.Join(temp, "seqr.db"), w)
	if err != nil {
		return err
	}
	return errors.Join(d.tell(ctx), d.store.Close())
}

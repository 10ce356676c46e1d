package stage

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

// Story is told on a new database, to w. It answers an error at the first thing that differs from what it says.
type Story func(ctx context.Context, db string, w io.Writer) error

// Run is a program that tells a story: 0 if it went as it should, 1 if not, 2 for wrong arguments or a database that exists.
// Without -db the database is in a temporary folder, which is removed.
func Run(ctx context.Context, name string, story Story, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	db := flags.String("db", "", "SQLite `file` to create and keep (default: a temporary one)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "%s: unexpected argument %q\n", name, flags.Arg(0))
		return 2
	}
	err := tell(ctx, *db, story, stdout)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, fs.ErrExist):
		fmt.Fprintf(stderr, "%s: %v; the story begins with a new database\n", name, err)
		return 2
	default:
		fmt.Fprintf(stderr, "%s: %v\n", name, err)
		return 1
	}
}

func tell(ctx context.Context, db string, story Story, w io.Writer) error {
	if db != "" {
		return story(ctx, db, w)
	}
	temp, err := os.MkdirTemp("", "seqr-example-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	return story(ctx, filepath.Join(temp, "seqr.db"), w)
}

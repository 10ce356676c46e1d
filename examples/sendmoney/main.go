// Command sendmoney tells how people send money to each other by phone number: in the United States to a bank account, in
// Germany to a Seqr Account, also to somebody who has none yet; how they ask each other for money, and split a bill. Everything is real
// except the world outside, which the sandbox plays; the story is checked as it goes, and the program ends with
// status 1 if anything differs from what it says.
//
//	go run ./examples/sendmoney                # in a temporary folder, which it removes
//	go run ./examples/sendmoney -db send.db    # keeps the databases: send.db, and for Germany send-de.db
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/examples/internal/stage"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return stage.Run(ctx, "sendmoney", tell, args, stdout, stderr)
}

// tell runs the chapters of both markets, each with a database of its own.
func tell(ctx context.Context, db string, w io.Writer) (err error) {
	n := stage.NewNarrator(w, "Sending money by phone number: in the United States, and in Germany")
	us, err := stage.Open(ctx, n, seqr.UnitedStates(), db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, us.Close()) }()
	market := seqr.Germany()
	market.Transfer.WaitFor = 7 * 24 * time.Hour // an option of each market
	de, err := stage.Open(ctx, n, market, german(db))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, de.Close()) }()
	american, european := states{Stage: us}, germany{Stage: de}
	if err := american.tell(ctx); err != nil {
		return err
	}
	if err := european.tell(ctx); err != nil {
		return err
	}
	n.End()
	return nil
}

// german is the file for Germany beside another: send-de.db beside send.db.
func german(db string) string {
	ext := filepath.Ext(db)
	return strings.TrimSuffix(db, ext) + "-de" + ext
}

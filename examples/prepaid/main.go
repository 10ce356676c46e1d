// Command prepaid tells the life of a Seqr Account in Germany: it comes with the registration, is filled from the bank
// account and by card, pays beside the account with a spending limit, takes the cashback, and is emptied to the bank before the account is
// closed. Everything is real except the world outside, which the sandbox plays; the story is checked as it goes, and
// the program ends with status 1 if anything differs from what it says.
//
//	go run ./examples/prepaid                   # in a temporary folder, which it removes
//	go run ./examples/prepaid -db prepaid.db    # keeps the database
package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/examples/internal/stage"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return stage.Run(ctx, "prepaid", tell, args, stdout, stderr)
}

func tell(ctx context.Context, db string, w io.Writer) (err error) {
	n := stage.NewNarrator(w, "A Seqr Account in Germany")
	st, err := stage.Open(ctx, n, seqr.Germany(), db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	s := story{Stage: st}
	err = n.Tell(ctx, s.register, s.link, s.topUp, s.byCard, s.sideBySide, s.quarter, s.withdraw, s.returned, s.leave, s.audit)
	if err != nil {
		return err
	}
	n.End()
	return nil
}

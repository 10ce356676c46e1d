package stage_test

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/examples/internal/stage"
)

// A story of one chapter.
func Example() {
	story := func(ctx context.Context, db string, w io.Writer) error {
		n := stage.NewNarrator(w, "A newcomer")
		s, err := stage.Open(ctx, n, seqr.Germany(), db)
		if err != nil {
			return err
		}
		defer s.Close()
		err = n.Tell(ctx, func(ctx context.Context) error {
			n.Chapter("Uli registers")
			uli, err := s.Join(ctx, "Uli Specimen", "+4915123456789")
			if err != nil {
				return err
			}
			return uli.Has(ctx, account.Prepaid, "0.00")
		})
		if err == nil {
			n.End()
		}
		return err
	}
	fmt.Println(stage.Run(context.Background(), "newcomer", story, nil, os.Stdout, os.Stderr))
	// Output:
	// A newcomer
	//
	// 1. Uli registers
	//    Uli has 0.00 EUR on the Seqr Account
	//
	// The story went as it should.
	// 0
}

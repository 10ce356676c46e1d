package stage_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/examples/internal/stage"
)

// A story in which something differs from what it says ends there, with status 1.
func TestRunOfAStoryThatDiffers(t *testing.T) {
	var folder string
	story := func(ctx context.Context, db string, w io.Writer) error {
		folder = filepath.Dir(db)
		n := stage.NewNarrator(w, "A story")
		s, err := stage.Open(ctx, n, seqr.Germany(), db)
		if err != nil {
			return err
		}
		defer s.Close()
		return n.Tell(ctx, func(ctx context.Context) error {
			n.Chapter("Uli is rich")
			uli, err := s.Start(ctx, "Uli Specimen", "+4915123456789")
			if err != nil {
				return err
			}
			return uli.Has(ctx, account.Prepaid, "1000.00")
		}, func(context.Context) error {
			n.Chapter("This is never told")
			return nil
		})
	}
	var stdout, stderr bytes.Buffer
	require.Equal(t, 1, stage.Run(t.Context(), "rich", story, nil, &stdout, &stderr))
	require.Equal(t, "rich: chapter 1: the Seqr Account of Uli is 0.00, should be 1000.00\n", stderr.String())
	require.NotContains(t, stdout.String(), "never")
	_, err := os.Stat(folder)
	require.ErrorIs(t, err, os.ErrNotExist, "the temporary folder is removed")
}

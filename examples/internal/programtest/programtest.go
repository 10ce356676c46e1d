package programtest

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files of testdata that an output is compared with anew")

// Run is a program: its arguments, what it writes to, and its exit status.
type Run func(ctx context.Context, args []string, stdout, stderr io.Writer) int

// Output wants what was written to be that of a file, word for word.
func Output(t testing.TB, file string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// WrongArguments wants a program to refuse a flag and an argument that it does not know, and to say which.
func WrongArguments(t testing.TB, run Run) {
	t.Helper()
	for _, arg := range []string{"-nonsense", "extra"} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, 2, run(t.Context(), []string{arg}, &stdout, &stderr))
		require.Contains(t, stderr.String(), arg)
		require.Empty(t, stdout.String())
	}
}

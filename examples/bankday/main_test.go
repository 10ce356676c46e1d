package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/output.txt anew")

// The whole story, word for word.
func TestStory(t *testing.T) {
	var stdout, stderr bytes.Buffer
	dir := filepath.Join(t.TempDir(), "bank")
	require.Zero(t, run(t.Context(), []string{"-dir", dir}, &stdout, &stderr), stderr.String())
	require.Empty(t, stderr.String())
	const golden = "testdata/output.txt"
	if *update {
		require.NoError(t, os.WriteFile(golden, stdout.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), stdout.String())

	for _, name := range []string{"outgoing/20260706-A.ach", "outgoing/20260710-A.ach", "incoming/returns.ach", "incoming/20260706-A.ach.accepted"} {
		require.FileExists(t, filepath.Join(dir, "archive", name))
	}
	require.Equal(t, 1, run(t.Context(), []string{"-dir", dir}, &stdout, &stderr), "the story needs a new folder")
}

func TestWrongArguments(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"extra"}} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, 2, run(t.Context(), args, &stdout, &stderr))
		require.NotEmpty(t, stderr.String())
		require.Empty(t, stdout.String())
	}
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-h"}, &stdout, &stderr))
}

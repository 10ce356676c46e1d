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

// The whole story, word for word, with its databases kept.
func TestStory(t *testing.T) {
	db := filepath.Join(t.TempDir(), "send.db")
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), []string{"-db", db}, &stdout, &stderr)
	require.Zero(t, status, stderr.String())
	require.Empty(t, stderr.String())
	const golden = "testdata/output.txt"
	if *update {
		require.NoError(t, os.WriteFile(golden, stdout.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), stdout.String())
	require.FileExists(t, db)
	require.FileExists(t, german(db))

	for _, exists := range []string{db, german(db)} {
		stdout.Reset()
		require.NoError(t, os.Remove(db))
		require.NoError(t, os.WriteFile(exists, nil, 0o644))
		require.Equal(t, 2, run(t.Context(), []string{"-db", db}, &stdout, &stderr), "the story needs new databases")
		require.Contains(t, stderr.String(), "exists")
	}
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
	require.Equal(t, 1, run(t.Context(), []string{"-db", filepath.Join(t.TempDir(), "no", "such", "folder.db")}, &stdout, &stderr))
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/examples/internal/programtest"
)

// The whole story, word for word, with its databases kept.
func TestStory(t *testing.T) {
	db := filepath.Join(t.TempDir(), "send.db")
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), []string{"-db", db}, &stdout, &stderr)
	require.Zero(t, status, stderr.String())
	require.Empty(t, stderr.String())
	programtest.Output(t, "testdata/output.txt", stdout.Bytes())
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
	programtest.WrongArguments(t, run)
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-h"}, &stdout, &stderr))
	require.Equal(t, 1, run(t.Context(), []string{"-db", filepath.Join(t.TempDir(), "no", "such", "folder.db")}, &stdout, &stderr))
}

package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/examples/internal/programtest"
)

// The whole story, word for word, with its database kept.
func TestStory(t *testing.T) {
	db := filepath.Join(t.TempDir(), "prepaid.db")
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), []string{"-db", db}, &stdout, &stderr)
	require.Zero(t, status, stderr.String())
	require.Empty(t, stderr.String())
	programtest.Output(t, "testdata/output.txt", stdout.Bytes())
	require.FileExists(t, db)

	require.Equal(t, 2, run(t.Context(), []string{"-db", db}, &stdout, &stderr), "the story needs a new database")
	require.Contains(t, stderr.String(), "exists")
}

func TestWrongArguments(t *testing.T) {
	programtest.WrongArguments(t, run)
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-h"}, &stdout, &stderr))
	require.Equal(t, 1, run(t.Context(), []string{"-db", filepath.Join(t.TempDir(), "no", "such", "folder.db")}, &stdout, &stderr))
}

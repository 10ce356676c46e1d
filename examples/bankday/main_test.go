package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/examples/internal/programtest"
)

// The whole story, word for word.
func TestStory(t *testing.T) {
	var stdout, stderr bytes.Buffer
	dir := filepath.Join(t.TempDir(), "bank")
	require.Zero(t, run(t.Context(), []string{"-dir", dir}, &stdout, &stderr), stderr.String())
	require.Empty(t, stderr.String())
	programtest.Output(t, "testdata/output.txt", stdout.Bytes())

	for _, name := range []string{"outgoing/20260706-A.ach", "outgoing/20260710-A.ach", "incoming/returns.ach", "incoming/20260706-A.ach.accepted"} {
		require.FileExists(t, filepath.Join(dir, "archive", name))
	}
	require.Equal(t, 2, run(t.Context(), []string{"-dir", dir}, &stdout, &stderr))
	require.Contains(t, stderr.String(), "the story begins with a new folder")
}

func TestWrongArguments(t *testing.T) {
	programtest.WrongArguments(t, run)
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-h"}, &stdout, &stderr))
}

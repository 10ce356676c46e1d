package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/examples/internal/programtest"
)

// The whole story, word for word.
func TestStory(t *testing.T) {
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), nil, &stdout, &stderr), stderr.String())
	require.Empty(t, stderr.String())
	programtest.Output(t, "testdata/output.txt", stdout.Bytes())
}

func TestWrongArguments(t *testing.T) {
	programtest.WrongArguments(t, run)
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-h"}, &stdout, &stderr))
}

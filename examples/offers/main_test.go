package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/examples/internal/programtest"
)

// The whole story, word for word.
func TestStory(t *testing.T) {
	var out, errs bytes.Buffer
	require.Zero(t, run(t.Context(), nil, &out, &errs), errs.String())
	programtest.Output(t, "testdata/output.txt", out.Bytes())
}

func TestWrongArguments(t *testing.T) {
	programtest.WrongArguments(t, run)
}

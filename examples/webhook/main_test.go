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
	var out bytes.Buffer
	require.NoError(t, tell(t.Context(), filepath.Join(t.TempDir(), "shop.db"), &out))
	programtest.Output(t, "testdata/output.txt", out.Bytes())
}

func TestWrongArguments(t *testing.T) {
	programtest.WrongArguments(t, run)
}

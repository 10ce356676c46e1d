package main

import (
	"bytes"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/examples/internal/programtest"
)

// The whole story, word for word, with its database and pictures kept.
func TestStory(t *testing.T) {
	dir := t.TempDir()
	db, out := filepath.Join(dir, "pay.db"), filepath.Join(dir, "pics")
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), []string{"-db", db, "-out", out}, &stdout, &stderr)
	require.Zero(t, status, stderr.String())
	require.Empty(t, stderr.String())
	programtest.Output(t, "testdata/output.txt", stdout.Bytes())

	require.FileExists(t, db)
	for _, name := range []string{"sticker-0039394857311223.png", "sticker-0039394857311224.png"} {
		f, err := os.Open(filepath.Join(out, name))
		require.NoError(t, err)
		_, err = png.Decode(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
	for _, name := range []string{"photograph.jpg", "licence-front.jpg", "licence-back.jpg", "licence-blurred.jpg"} {
		data, err := os.ReadFile(filepath.Join(out, name))
		require.NoError(t, err)
		_, err = jpeg.Decode(bytes.NewReader(data))
		require.NoError(t, err)
	}

	stdout.Reset()
	status = run(t.Context(), []string{"-db", db}, &stdout, &stderr)
	require.Equal(t, 2, status, "the story needs a new database")
	require.Contains(t, stderr.String(), "exists")
}

func TestWrongArguments(t *testing.T) {
	programtest.WrongArguments(t, run)
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-h"}, &stdout, &stderr))
	require.Equal(t, 1, run(t.Context(), []string{"-db", filepath.Join(t.TempDir(), "no", "such", "folder.db")}, &stdout, &stderr))
}

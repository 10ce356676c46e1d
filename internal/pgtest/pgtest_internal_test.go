package pgtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A server that cannot run with its settings says why, at once.
func TestServerThatEnds(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "postgres"), []byte("#!/bin/sh\necho 'FATAL: no memory' >&2\nexit 1\n"), 0o755))
	s := &Server{DSN: "postgres://127.0.0.1:1/nobody?sslmode=disable", folder: folder, bin: folder}
	err := s.Restart()
	require.ErrorContains(t, err, "exit status 1: FATAL: no memory")
	require.NoError(t, s.Stop())
	require.NoDirExists(t, folder)
}

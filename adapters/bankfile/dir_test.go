package bankfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/bankfile"
)

func TestDirTakesAFileOnce(t *testing.T) {
	root := t.TempDir()
	d, err := bankfile.NewDir(root)
	require.NoError(t, err)
	require.NoError(t, d.Put(t.Context(), "a.ach", []byte("1")))
	require.NoError(t, d.Put(t.Context(), "a.ach", []byte("1")))
	require.ErrorIs(t, d.Put(t.Context(), "a.ach", []byte("2")), bankfile.ErrTaken)
	require.NoError(t, os.Rename(filepath.Join(root, "outgoing", "a.ach"), filepath.Join(root, "archive", "outgoing", "a.ach")))
	require.NoError(t, d.Put(t.Context(), "a.ach", []byte("1")))
	require.ErrorIs(t, d.Put(t.Context(), "a.ach", []byte("2")), bankfile.ErrTaken)
	require.NoFileExists(t, filepath.Join(root, "outgoing", "a.ach"))
	for _, name := range []string{"", ".", "..", ".a", "a/b", "../a", "a b", "a\nb"} {
		require.ErrorIs(t, d.Put(t.Context(), name, nil), bankfile.ErrName, name)
	}
}

func TestDirOfIncomingFiles(t *testing.T) {
	root := t.TempDir()
	d, err := bankfile.NewDir(root)
	require.NoError(t, err)
	for range 3 {
		for _, name := range []string{"b 1.txt", "a.ach", ".part"} {
			require.NoError(t, os.WriteFile(filepath.Join(root, "incoming", name), []byte(name), 0o600))
		}
		names, err := d.Incoming(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{"a.ach", "b 1.txt"}, names)
		require.NoError(t, d.Done(t.Context(), "a.ach"))
		require.NoError(t, d.Done(t.Context(), "a.ach"))
		_, err = d.Open(t.Context(), "a.ach")
		require.ErrorIs(t, err, bankfile.ErrName)
	}
	for _, name := range []string{"a.ach", "a.ach.2", "a.ach.3"} {
		require.FileExists(t, filepath.Join(root, "archive", "incoming", name))
	}
	_, err = d.Open(t.Context(), "../journal")
	require.ErrorIs(t, err, bankfile.ErrName)
	require.ErrorIs(t, d.Done(t.Context(), ".."), bankfile.ErrName)
}

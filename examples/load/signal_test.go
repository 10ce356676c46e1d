package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asProgram, in the environment, has the tests be the program.
const asProgram = "SEQR_LOAD_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// A signal ends the program in order, wherever it is: it tells what it has measured, and nothing of it is left.
func TestSignals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		os.Signal
		when string // there is such a file
		told string
	}{
		"before anything is measured": {os.Interrupt, "seqr-load-*", ""},
		"while it measures":           {syscall.SIGTERM, "profile", "interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			temp := t.TempDir()
			profile := filepath.Join(temp, "profile")
			cmd := exec.CommandContext(t.Context(), os.Args[0],
				"-store", "sqlite", "-payers", "2", "-clients", "2", "-merchants", "1", "-duration", "2m", "-json", "-cpuprofile", profile)
			cmd.Env = append(os.Environ(), asProgram+"=1", "TMPDIR="+temp)
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			require.NoError(t, cmd.Start())
			await(t, filepath.Join(temp, c.when))
			require.NoError(t, cmd.Process.Signal(c.Signal))
			require.Error(t, cmd.Wait())
			require.Equal(t, 1, cmd.ProcessState.ExitCode())
			if c.told == "" {
				require.Contains(t, stderr.String(), "load: interrupted before anything was measured")
			} else {
				var r result
				require.NoError(t, json.Unmarshal(stdout.Bytes(), &r), stderr.String())
				require.Equal(t, c.told, r.Audit)
				require.Zero(t, r.Errors)
			}
			left, err := filepath.Glob(filepath.Join(temp, "seqr-*"))
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}

// await waits for a file.
func await(t *testing.T, pattern string) {
	t.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for range again.C {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		if len(found) > 0 {
			return
		}
	}
}

// stopper interrupts everything while it works for the third time.
type stopper struct {
	stop   func()
	worked int
}

func (w *stopper) work(ctx context.Context) (time.Duration, error) {
	if w.worked++; w.worked == 3 {
		w.stop()
	}
	return time.Millisecond, ctx.Err()
}

// What was begun when the signal came is finished, and counted.
func TestFinishes(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var r result
	s := &site{options: options{duration: time.Hour}, progress: &progress{}}
	require.NoError(t, drive(ctx, s, []*stopper{{stop: stop}}, &r))
	require.Equal(t, 3, r.Payments)
	require.Empty(t, r.Kinds)
}

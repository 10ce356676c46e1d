package main

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"
)

const mb = 1 << 20

// bound trades memory for time, unless the environment says how: at Go's default the collector takes a fifth of the time, at this
// a twentieth. A store that is kept elsewhere needs no more memory the longer it is used, so there is a bound to it; payers are kept here.
func (o options) bound() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(400)
	if room, bounded := map[string]int{"postgres": 240 * mb, "sqlite": 140 * mb}[o.store]; bounded {
		debug.SetMemoryLimit(int64(room + 4096*o.payers)) // SQLite has its pages beside it
	}
}

// samples is how often the memory is looked at while something is measured.
const samples = 10

// watchMemory keeps what the process has after each tenth of the duration, until stop is called.
func (s *site) watchMemory(r *result) (stop func()) {
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		t := time.NewTicker(s.duration / samples)
		defer t.Stop()
		for range samples {
			select {
			case <-t.C:
				r.Memories = append(r.Memories, residentMB())
			case <-over:
				return
			}
		}
	}()
	return func() {
		close(over)
		<-done
	}
}

// residentMB is the memory that the process has: what the system says, or else what the Go runtime does.
func residentMB() int64 {
	if data, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := strings.Fields(string(data)); len(fields) > 1 {
			if pages, err := strconv.ParseInt(fields[1], 10, 64); err == nil {
				return pages * int64(os.Getpagesize()) / mb
			}
		}
	}
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64() / mb) //nolint:gosec // no machine has so much memory
}

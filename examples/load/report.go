package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// units are what is counted in each mode, as payments.
var units = map[string]string{"pay": "payments", "transfer": "transfers", "quarter": "payers"}

// result is what was measured. What it calls payments are transfers in mode transfer, and payers in mode quarter; what it calls
// approvals are commits in mode transfer.
type result struct {
	Mode     string         `json:"mode"`
	Store    string         `json:"store"`
	PIN      string         `json:"pin"`
	Clients  int            `json:"clients"`
	Hot      bool           `json:"hot"`
	Payments int            `json:"payments"`
	Seconds  float64        `json:"seconds"`
	Rate     float64        `json:"payments_per_second"`
	P50      float64        `json:"approvals_p50_ms"`
	P95      float64        `json:"approvals_p95_ms"`
	P99      float64        `json:"approvals_p99_ms"`
	Errors   int            `json:"errors"`
	Kinds    map[string]int `json:"errors_by_kind,omitempty"`
	Preload  int            `json:"preload"`
	Loaded   float64        `json:"preload_per_second,omitempty"`
	Memory   int64          `json:"rss_mb"`
	Memories []int64        `json:"rss_mb_over_time,omitempty"`
	Audit    string         `json:"audit"`
}

// timings are what one client keeps of its work.
type timings struct {
	took   []time.Duration
	errors map[string]int
}

func (t *timings) note(took time.Duration, err error) {
	if err == nil {
		t.took = append(t.took, took)
		return
	}
	if t.errors == nil {
		t.errors = map[string]int{}
	}
	t.errors[sentinel(err)]++
}

// sentinel is the text of the innermost error, which says nothing that differs between two of a kind.
func sentinel(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// fill adds up what the clients kept.
func (r *result) fill(elapsed time.Duration, logs []timings) {
	var took []time.Duration
	for _, l := range logs {
		took = append(took, l.took...)
		for kind, n := range l.errors {
			if r.Kinds == nil {
				r.Kinds = map[string]int{}
			}
			r.Kinds[kind] += n
			r.Errors += n
		}
	}
	slices.Sort(took)
	r.count(len(took), elapsed)
	r.P50, r.P95, r.P99 = percentile(took, 50), percentile(took, 95), percentile(took, 99)
}

func (r *result) count(n int, elapsed time.Duration) {
	r.Payments, r.Seconds, r.Rate = n, round(elapsed.Seconds()), round(float64(n)/elapsed.Seconds())
}

// percentile is the smallest of the sorted durations that so many percent of all do not exceed, in milliseconds.
func percentile(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := (len(sorted)*percent + 99) / 100
	return round(sorted[max(at, 1)-1].Seconds() * 1000)
}

// round keeps three decimals.
func round(f float64) float64 {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'f', 3, 64), 64) // it has just been printed
	return v
}

// print tells the result to people.
func (r result) print(w io.Writer) error {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-12s "+format+"\n", append([]any{name}, args...)...)
	}
	what := units[r.Mode]
	line("mode", "%s on %s, PIN %s, %d clients, one merchant for all: %v", r.Mode, r.Store, r.PIN, r.Clients, r.Hot)
	if r.Preload > 0 {
		line("before", "%d payments, loaded at %.0f/s", r.Preload, r.Loaded)
	}
	line(what, "%d in %.1f s: %.0f/s", r.Payments, r.Seconds, r.Rate)
	if r.P99 > 0 {
		line("each", "half within %.1f ms, 95 %% within %.1f ms, 99 %% within %.1f ms", r.P50, r.P95, r.P99)
	}
	line("errors", "%d", r.Errors)
	for _, kind := range slices.Sorted(maps.Keys(r.Kinds)) {
		line("", "%6d %s", r.Kinds[kind], kind)
	}
	memory := fmt.Sprintf("%d MB at the end", r.Memory)
	if len(r.Memories) > 0 {
		memory += fmt.Sprintf(", %v MB after each tenth of the time", r.Memories)
	}
	line("memory", "%s", memory)
	line("audit", "%s", r.Audit)
	_, err := io.WriteString(w, b.String())
	return err
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/internal/pgtest"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// keys are what the JSON object always has.
var keys = []string{
	"store", "clients", "hot", "payments", "seconds", "payments_per_second", "approvals_p50_ms", "approvals_p95_ms", "approvals_p99_ms",
	"errors", "preload", "rss_mb", "audit",
}

// told runs the program and answers the object that it prints.
func told(t *testing.T, args ...string) map[string]any {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), append(args, "-json"), &stdout, &stderr)
	require.Empty(t, stderr.String())
	require.Zero(t, status, stdout.String())
	var r map[string]any
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &r))
	for _, key := range keys {
		require.Contains(t, r, key)
	}
	require.Equal(t, "ok", r["audit"])
	require.EqualValues(t, 0, r["errors"], r["errors_by_kind"])
	return r
}

// Whatever is measured on whatever store, something was done and everything agrees. How fast it was is nobody's promise.
func TestLoad(t *testing.T) {
	t.Parallel()
	for _, kept := range []string{"memory", "sqlite"} {
		for name, args := range map[string][]string{
			"whole payments":          {"-clients", "4", "-preload", "50"},
			"by fingerprint":          {"-pin", "biometric", "-clients", "2"},
			"one merchant for all":    {"-pin", "biometric", "-clients", "4", "-hot"},
			"a PIN that is stretched": {"-pin", "server", "-clients", "1"},
			"transfers":               {"-mode", "transfer", "-clients", "4"},
			"cashback of a quarter":   {"-mode", "quarter"},
		} {
			t.Run(kept+": "+name, func(t *testing.T) {
				t.Parallel()
				r := told(t, append(args, "-store", kept, "-payers", "12", "-merchants", "3", "-duration", "50ms")...)
				require.Positive(t, r["payments"])
				require.Equal(t, kept, r["store"])
			})
		}
	}
}

// On PostgreSQL too, where there is a server or what could start one.
func TestPostgres(t *testing.T) {
	t.Parallel()
	server, err := pgtest.Start()
	if errors.Is(err, pgtest.ErrNone) {
		return
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop()) })
	for _, mode := range []string{"pay", "transfer", "quarter"} {
		dsn, drop, err := server.NewSchema()
		require.NoError(t, err)
		t.Run(mode, func(t *testing.T) {
			r := told(t, "-store", "postgres", "-dsn", dsn, "-mode", mode, "-payers", "12", "-clients", "4", "-merchants", "3", "-duration", "50ms", "-preload", "40")
			require.Positive(t, r["payments"])
			require.EqualValues(t, map[string]int{"pay": 40, "transfer": 0, "quarter": 12}[mode], r["preload"])
		})
		require.NoError(t, drop())
	}
}

// A database that stays may be used again: the payers of another run are others.
func TestAgain(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "load.db")
	for range 2 {
		told(t, "-store", "sqlite", "-dsn", db, "-payers", "5", "-clients", "2", "-merchants", "2", "-duration", "20ms", "-preload", "7")
	}
}

// Numbers that another process takes at the same time are not used twice.
func TestNumbersAreTaken(t *testing.T) {
	t.Parallel()
	s, err := open(t.Context(), options{mode: "pay", store: "memory", payers: 3, merchants: 1}, &progress{})
	require.NoError(t, err)
	p, err := newPattern(t.Context(), s.keys, s.now().Add(-before), price)
	require.NoError(t, err)
	shops, err := s.openShops(t.Context())
	require.NoError(t, err)
	nobody := func(int, []payer) {}
	require.NoError(t, s.fill(t.Context(), p, 10, shops, &result{}, nobody))
	require.ErrorIs(t, s.fill(t.Context(), p, 12, shops, &result{}, nobody), store.ErrExists)
	payers, err := s.newcomers(t.Context(), p, shops, &result{})
	require.NoError(t, err)
	require.Len(t, payers, 3)
	require.NoError(t, s.close())
}

// A payout that was stopped in the midst of a page pays the others, and nobody again.
func TestQuarterResumes(t *testing.T) {
	t.Parallel()
	const payers = 1030
	db := filepath.Join(t.TempDir(), "load.db")
	o := options{mode: "quarter", store: "sqlite", dsn: db, payers: payers, merchants: 1, preload: payers}
	s, err := open(t.Context(), o, &progress{})
	require.NoError(t, err)
	require.NoError(t, s.earn(t.Context(), civil.Quarter{Year: 2026, Number: 3}, &result{}))
	down := &stumbling{Store: s.store}
	down.left.Store(4)
	s.store = down
	s.sys, err = s.system()
	require.NoError(t, err)
	p, err := s.sys.Step(t.Context())
	require.ErrorIs(t, err, errDown)
	require.Zero(t, p.Payouts, "the page is not over")
	paid := orders(t, down)
	require.Positive(t, paid)
	require.Less(t, paid, payers)
	require.NoError(t, s.close())

	args := []string{"-mode", "quarter", "-store", "sqlite", "-dsn", db, "-payers", fmt.Sprint(payers), "-merchants", "1"}
	require.EqualValues(t, payers, told(t, args...)["payments"], "all of the page")
	require.EqualValues(t, 0, told(t, args...)["payments"])
	s, err = open(t.Context(), o, &progress{})
	require.NoError(t, err)
	require.Equal(t, payers, orders(t, s.store))
	require.NoError(t, s.close())
}

// orders is how many payouts the bank is to make, or has been told of.
func orders(t *testing.T, st store.Store) int {
	t.Helper()
	all, err := st.PayoutList(t.Context(), ach.PayoutID{}, 1<<20)
	require.NoError(t, err)
	return len(all)
}

// stumbling is a store that takes some commits of payouts, and then none.
type stumbling struct {
	store.Store
	left atomic.Int64
}

var errDown = errors.New("store is down")

func (s *stumbling) Commit(ctx context.Context, c store.Changes) error {
	if len(c.Cashback) > 0 && s.left.Add(-1) < 0 {
		return errDown
	}
	return s.Store.Commit(ctx, c)
}

func TestForPeople(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	profile := filepath.Join(t.TempDir(), "cpu")
	args := []string{"-payers", "2", "-clients", "2", "-merchants", "1", "-duration", "20ms", "-preload", "3", "-cpuprofile", profile}
	require.Zero(t, run(t.Context(), args, &stdout, &stderr), stderr.String())
	require.Regexp(t, `(?s)^mode +pay on memory.*before +3 payments.*payments +\d+ in.*each +half within.*errors +0.*memory.*audit +ok\n$`, stdout.String())
	require.FileExists(t, profile)
}

func TestUnaudited(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	args := []string{"-payers", "2", "-clients", "2", "-merchants", "1", "-duration", "20ms", "-unaudited"}
	require.Zero(t, run(t.Context(), args, &stdout, &stderr), stderr.String())
	require.Contains(t, stdout.String(), "left out")
}

func TestWrongArguments(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"-nonsense"},
		{"extra"},
		{"-mode", "fly"},
		{"-store", "paper"},
		{"-pin", "none"},
		{"-dsn", "x.db"},
		{"-payers", "0", "-mode", "quarter"},
		{"-payers", "9000000"},
		{"-payers", "3", "-clients", "4"},
		{"-merchants", "0"},
		{"-clients", "0"},
		{"-duration", "0s"},
		{"-duration", "5ns"},
		{"-preload", "-1"},
	} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, 2, run(t.Context(), args, &stdout, &stderr), args)
		require.NotEmpty(t, stderr.String())
		require.Empty(t, stdout.String())
	}
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-h"}, &stdout, &stderr))
	missing := filepath.Join(t.TempDir(), "no", "such", "folder.db")
	require.Equal(t, 1, run(t.Context(), []string{"-store", "sqlite", "-dsn", missing}, &stdout, &stderr))
}

func TestSlices(t *testing.T) {
	t.Parallel()
	for whole := range 20 {
		for n := 1; n < 8; n++ {
			next := 0
			for i := range n {
				first, size := slice(whole, n, i)
				require.Equal(t, next, first)
				require.Contains(t, []int{whole / n, whole/n + 1}, size)
				next += size
			}
			require.Equal(t, whole, next)
		}
	}
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	require.Zero(t, percentile(nil, 50))
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(i+1)*time.Millisecond)
	}
	for _, percent := range []int{1, 50, 95, 99, 100} {
		require.InDelta(t, float64(percent), percentile(hundred, percent), 0)
	}
	require.InDelta(t, 2, percentile(hundred[:3], 50), 0)
	require.InDelta(t, 3, percentile(hundred[:3], 99), 0)
}

// Errors are counted by what they have in common.
func TestErrorsAreCounted(t *testing.T) {
	t.Parallel()
	var a, b timings
	a.note(0, fmt.Errorf("till 7: %w", payment.ErrPaid))
	a.note(time.Second, nil)
	b.note(0, payment.ErrPaid)
	b.note(0, errors.New("something"))
	var r result
	r.fill(2*time.Second, []timings{a, b})
	require.Equal(t, map[string]int{payment.ErrPaid.Error(): 2, "something": 1}, r.Kinds)
	require.Equal(t, 3, r.Errors)
	require.Equal(t, 1, r.Payments)
	require.InDelta(t, 0.5, r.Rate, 0)
	var out bytes.Buffer
	require.NoError(t, r.print(&out))
	require.Contains(t, out.String(), "2 "+payment.ErrPaid.Error())
}

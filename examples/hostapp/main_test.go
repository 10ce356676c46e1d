package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const want = `booked A1: invoice ISSUED over 45.00 USD
booking A1 again: the seat is taken; no invoice is left behind
booking A2 for nothing: payment: amount not allowed; no booking is left behind
canceled A1: seat and invoice together
booked A1 for somebody else
bookings: Hamlet 1 seat A1, 40.00 USD, ISSUED
audit: 2 invoices; clean: true
`

// Two evenings on one file: the second finds the merchant and the bookings of the first.
func TestEvenings(t *testing.T) {
	db := filepath.Join(t.TempDir(), "theatre.db")
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-db", db}, &stdout, &stderr), stderr.String())
	require.Equal(t, want, stdout.String())
	stdout.Reset()
	require.Zero(t, run(t.Context(), []string{"-db", db}, &stdout, &stderr), stderr.String())
	require.Contains(t, stdout.String(), "bookings: Hamlet 2 seat A1, 40.00 USD, ISSUED\naudit: 4 invoices; clean: true\n")
	require.Equal(t, 2, strings.Count(stdout.String(), "bookings: "))
}

func TestWrongArguments(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"extra"}} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, 2, run(t.Context(), args, &stdout, &stderr))
		require.NotEmpty(t, stderr.String())
	}
}

package nacha_test

import (
	"bytes"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/nacha"
)

// settledWorld has n debits that settled, acknowledged, and what comes back of them.
func settledWorld(t *testing.T, n byte) (*world, []back) {
	w := newWorld(t)
	for i := byte(1); i <= n; i++ {
		w.submit(t, debit(i, "Ben's Bakery"))
	}
	w.at(17, 0)
	w.cutOff(t)
	w.now = w.now.AddDate(0, 0, 2)
	for _, r := range w.reports(t) {
		require.NoError(t, w.Acknowledge(t.Context(), r.ID))
	}
	return w, w.backs(t, "R01")
}

// The same returns in one file or in many, in any order, some of them twice, are the same reports.
func TestFilesInAnyOrderEndTheSame(t *testing.T) {
	t.Parallel()
	const n = 6
	var want []ach.Report
	for seed := range int64(5) {
		random := rand.New(rand.NewSource(seed))
		w, backs := settledWorld(t, n)
		lone := splitReturns(t, returnFile(t, backs...))
		require.Len(t, lone, n)
		files := [][]byte{returnFile(t, backs...)}
		if seed > 0 {
			files = slices.Concat(lone, [][]byte{lone[random.Intn(n)], bytes.Join(lone[:2], nil)})
			random.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		}
		for i, f := range files {
			w.deliver(t, fmt.Sprintf("%d.ach", i), f)
			if random.Intn(2) == 0 {
				require.NoError(t, w.Receive(t.Context()))
			}
			if random.Intn(3) == 0 {
				w.Close()
				w.open(t)
			}
		}
		require.NoError(t, w.Receive(t.Context()))
		if seed == 0 {
			want = w.reports(t)
			require.Len(t, want, n)
		}
		require.Equal(t, want, w.reports(t), "seed %d", seed)
		require.Empty(t, w.Unmatched())
	}
}

// splitReturns makes a file without header of each batch.
func splitReturns(t *testing.T, file []byte) (all [][]byte) {
	t.Helper()
	var part []byte
	for line := range bytes.Lines(file) {
		switch line[0] {
		case '5', '6', '7':
			part = append(part, line...)
		case '8':
			all, part = append(all, append(part, line...)), nil
		}
	}
	return all
}

func TestFileReadTwice(t *testing.T) {
	w, backs := settledWorld(t, 1)
	file := returnFile(t, backs...)
	require.NoError(t, w.Apply(t.Context(), "a.ach", bytes.NewReader(file)))
	require.ErrorIs(t, w.Apply(t.Context(), "b.ach", bytes.NewReader(file)), nacha.ErrApplied)
	require.NoError(t, w.Acknowledge(t.Context(), w.reports(t)[0].ID))
	w.Close()
	w.open(t)
	require.ErrorIs(t, w.Apply(t.Context(), "c.ach", bytes.NewReader(file)), nacha.ErrApplied)
	w.deliver(t, "d.ach", file)
	require.NoError(t, w.Receive(t.Context()), "and a mailbox is emptied of it")
	names, err := w.config.Mailbox.Incoming(t.Context())
	require.NoError(t, err)
	require.Empty(t, names)
	require.NoError(t, w.Apply(t.Context(), "e.ach", strings.NewReader(strings.ReplaceAll(string(file), "\n", "\r\n"))))
	require.Empty(t, w.reports(t), "another file, the same return")
}

// A damaged file changes nothing, says where, and stops no other.
func TestDamagedFileChangesNothing(t *testing.T) {
	w, backs := settledWorld(t, 2)
	file := returnFile(t, backs...)
	w.deliver(t, "a.ach", file[:95*4])
	w.deliver(t, "b.ach", splitReturns(t, file)[1])
	err := w.Receive(t.Context())
	require.ErrorIs(t, err, nacha.ErrDamaged)
	require.EqualError(t, err, "a.ach: nacha: file is damaged: line 4: the file ends without its control")
	require.Len(t, w.reports(t), 1)
	names, err := w.config.Mailbox.Incoming(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"a.ach"}, names)
	w.deliver(t, "a.ach", file)
	require.NoError(t, w.Receive(t.Context()), "until it comes whole")
	require.Len(t, w.reports(t), 2)
}

// A return is ours if individual ID, original trace number and amount agree.
func TestUnmatchedReturns(t *testing.T) {
	for name, spoil := range map[string]func(*back){
		"other ID":     func(b *back) { b.entry.IdentificationNumber = "NOBODYS" },
		"other trace":  func(b *back) { b.entry.TraceNumber = "121042880000099" },
		"other amount": func(b *back) { b.entry.Amount++ },
	} {
		w, backs := settledWorld(t, 1)
		spoil(&backs[0])
		require.NoError(t, w.Apply(t.Context(), "a.ach", bytes.NewReader(returnFile(t, backs...))))
		require.Empty(t, w.reports(t), name)
		require.Len(t, w.Unmatched(), 1)
		require.Equal(t, "R01", w.Unmatched()[0].Code)
		w.Close()
		w.open(t)
		require.NoError(t, w.Apply(t.Context(), "b.ach", bytes.NewReader(append(returnFile(t, backs...), '\n'))))
		require.Len(t, w.Unmatched(), 1, "once")
	}
}

func TestCorrections(t *testing.T) {
	w, _ := settledWorld(t, 1)
	file := returnFile(t, w.backs(t, "C01")...)
	require.NoError(t, w.Apply(t.Context(), "a.ach", bytes.NewReader(file)))
	require.NoError(t, w.Apply(t.Context(), "b.ach", bytes.NewReader(append(file, '\n'))))
	w.Close()
	w.open(t)
	require.Equal(t, []nacha.Correction{{
		OrderID: debit(1, "").ID, Trace: "121042880000001", Code: "C01", Meaning: "account number is wrong", Data: "1918171614", Account: "1918171614",
	}}, w.Corrections())
	require.Empty(t, w.reports(t), "the entry was posted")
}

// What comes back before it settled never settled.
func TestReturnBeforeSettlement(t *testing.T) {
	w := newWorld(t)
	w.submit(t, debit(1, "Ben's Bakery"))
	w.at(17, 0)
	w.cutOff(t)
	require.NoError(t, w.Apply(t.Context(), "a.ach", bytes.NewReader(returnFile(t, w.backs(t, "R03")...))))
	w.now = w.now.AddDate(0, 0, 3)
	all := w.reports(t)
	require.Len(t, all, 1)
	require.Equal(t, []any{ach.ReportReturned, "R03", day("2026-01-05")}, []any{all[0].Kind, all[0].Code, all[0].On})
}

func TestReturnOnASunday(t *testing.T) {
	w, backs := settledWorld(t, 1)
	w.now = w.now.AddDate(0, 0, 4) // Wednesday to Sunday
	require.NoError(t, w.Apply(t.Context(), "a.ach", bytes.NewReader(returnFile(t, backs...))))
	require.Equal(t, day("2026-01-09"), w.reports(t)[0].On)
}

func TestNotes(t *testing.T) {
	w := newWorld(t)
	w.submit(t, debit(1, "Ben's Bakery"), debit(2, "Cara's Cafe"))
	w.at(17, 0)
	require.Equal(t, []string{"20260105-A.ach"}, w.cutOff(t))
	note := func(name, text string) error { return w.Apply(t.Context(), name, strings.NewReader(text)) }
	require.ErrorIs(t, note("20260105-B.ach.rejected", ""), nacha.ErrFileName)
	require.NoError(t, note("20260105-A.ach.accepted", ""))
	require.ErrorIs(t, note("20260105-A.ach.accepted", ""), nacha.ErrApplied)
	require.NoError(t, note("20260105-A.ach.rejected", "company ID\nis not known"), "later checks found something")
	require.ErrorIs(t, note("20260105-A.ach.rejected", "again"), nacha.ErrApplied)
	require.ErrorIs(t, note("20260105-A.ach.accepted", "again"), nacha.ErrApplied)

	w.Close()
	w.open(t)
	require.Equal(t, []string{"20260105-B.ach"}, w.cutOff(t), "its orders wait no longer than to the next call")
	b := w.read(t, "20260105-B.ach").Batches
	require.Len(t, b, 2)
	require.Equal(t, "121042880000003", b[0].GetEntries()[0].TraceNumber)
	w.now = w.now.AddDate(0, 0, 1)
	require.Len(t, w.reports(t), 2)
	require.ErrorIs(t, note("20260105-B.ach.rejected", "too late"), nacha.ErrFileSettled)
}

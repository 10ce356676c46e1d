package nacha_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/adapters/nacha"
)

// flaky is a mailbox that fails before or after it has taken a file.
type flaky struct {
	bankfile.Mailbox
	before, after error
	puts          [][]byte
}

func (f *flaky) Put(ctx context.Context, name string, content []byte) error {
	if f.before != nil {
		return f.before
	}
	f.puts = append(f.puts, bytes.Clone(content))
	return errors.Join(f.Mailbox.Put(ctx, name, content), f.after)
}

var errPower = errors.New("power is gone")

// A file that was planned, and perhaps handed over, is the same file after the crash, although the clock, the
// configuration and the orders are other ones: the bank gets it once.
func TestRebuiltFileIsTheSame(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*flaky){
		"before the mailbox took it": func(f *flaky) { f.before = errPower },
		"after the mailbox took it":  func(f *flaky) { f.after = errPower },
	} {
		for _, moved := range []bool{false, true} {
			w := newWorld(t)
			box := &flaky{Mailbox: w.config.Mailbox}
			w.config.Mailbox = box
			w.Close()
			w.open(t)
			w.submit(t, debit(1, "Ben's Bakery"), debit(2, "Cara's Cafe"), debit(3, "Ben's Bakery"), credit(4))
			w.at(17, 0)
			spoil(box)
			names, err := w.CutOff(t.Context())
			require.ErrorIs(t, err, errPower, name)
			require.Empty(t, names)
			if moved && box.before == nil {
				w.process(t)
			}

			w.Close()
			*box = flaky{Mailbox: box.Mailbox, puts: box.puts}
			w.config.Originator.DestinationName, w.config.Originator.PaymentType = "Second Bank", "R"
			w.open(t)
			w.now = w.now.Add(20 * time.Minute)
			w.submit(t, debit(5, "Ben's Bakery"))
			require.Equal(t, []string{"20260105-A.ach"}, w.cutOff(t), name)
			require.Empty(t, w.cutOff(t))
			for _, p := range box.puts {
				require.Equal(t, box.puts[0], p, name)
			}
			if moved && len(box.puts) == 2 {
				require.Empty(t, w.outgoing(t), "the bank has it already")
			} else {
				require.Len(t, w.outgoing(t), 1)
			}
		}
	}
}

// A file that leaves a day late settles a banking day later than it says.
func TestLateFileSettlesLater(t *testing.T) {
	w := newWorld(t)
	box := &flaky{Mailbox: w.config.Mailbox, before: errPower}
	w.config.Mailbox = box
	w.Close()
	w.open(t)
	w.submit(t, debit(1, "Ben's Bakery"))
	w.at(17, 0)
	_, err := w.CutOff(t.Context())
	require.ErrorIs(t, err, errPower)
	w.now = w.now.AddDate(0, 0, 1)
	box.before = nil
	w.cutOff(t)
	require.Empty(t, w.reports(t))
	w.now = w.now.AddDate(0, 0, 1)
	require.Equal(t, day("2026-01-07"), w.reports(t)[0].On)
}

// Whatever a crash leaves at the end of the journal, what was answered is there and the rest is not.
func TestJournalCutAnywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.submit(t, debit(1, "Ben's Bakery"))
	first, err := os.ReadFile(w.config.Journal)
	require.NoError(t, err)
	w.submit(t, debit(2, "Ben's Bakery"))
	w.Close()
	whole, err := os.ReadFile(w.config.Journal)
	require.NoError(t, err)
	for cut := len(first); cut < len(whole); cut += 11 {
		require.NoError(t, os.WriteFile(w.config.Journal, whole[:cut], 0o600))
		w.open(t)
		other := debit(2, "Cara's Cafe")
		require.NoError(t, w.Submit(t.Context(), other), "it was never accepted")
		require.ErrorIs(t, w.Submit(t.Context(), debit(1, "Cara's Cafe")), ach.ErrOrderReused)
		w.Close()
		w.open(t)
		require.NoError(t, w.Submit(t.Context(), other))
		w.Close()
	}
}

func TestJournalThatIsNoJournal(t *testing.T) {
	w := newWorld(t)
	w.Close()
	require.ErrorIs(t, w.Submit(t.Context(), debit(1, "Ben's Bakery")), bankfile.ErrJournal, "closed")
	for _, text := range []string{
		"{\n", "{}\n", `{"put":{"name":"x"}}` + "\n", `{"plan":{"entries":[{"order":"X"}]}}` + "\n", `{"note":{"name":"x"}}` + "\n",
		`{"applied":{"reports":[{"Order":"X"}]}}` + "\n",
	} {
		require.NoError(t, os.WriteFile(w.config.Journal, []byte(text), 0o600))
		_, err := nacha.Open(w.config)
		require.ErrorIs(t, err, bankfile.ErrJournal, text)
		require.ErrorContains(t, err, "line 1", text)
	}
	w.config.Journal = w.root
	_, err := nacha.Open(w.config)
	require.ErrorIs(t, err, bankfile.ErrJournal, "a folder")
}

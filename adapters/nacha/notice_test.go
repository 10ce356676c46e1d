package nacha_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
)

// told are all notices that nobody has acknowledged.
func (w *world) told(t *testing.T) []ach.Notice {
	t.Helper()
	all, err := w.Notices(t.Context(), 100)
	require.NoError(t, err)
	return all
}

// A notification of change is told until it is acknowledged, once, in however many files it stands and across a restart.
func TestNoticesOfCorrections(t *testing.T) {
	w, _ := settledWorld(t, 1)
	file := returnFile(t, w.backs(t, "C01")...)
	require.NoError(t, w.Apply(t.Context(), "a.ach", bytes.NewReader(file)))
	first := w.told(t)
	require.Len(t, first, 1)
	require.Equal(t, ach.Notice{
		ID: w.Corrections()[0].NoticeID(), Kind: ach.NoticeCorrection, Order: debit(1, "").ID, Code: "C01", On: first[0].On,
		Text: "C01 account number is wrong: 1918171614", Number: "1918171614",
	}, first[0])
	w.now = w.now.AddDate(0, 0, 5)
	require.NoError(t, w.Apply(t.Context(), "b.ach", bytes.NewReader(append(file, '\n'))))
	w.Close()
	w.open(t)
	require.Equal(t, first, w.told(t), "of the day on which it was told first")
	require.NoError(t, w.Acknowledge(t.Context(), first[0].ID, "unknown"))
	require.Empty(t, w.told(t))
	w.Close()
	w.open(t)
	require.NoError(t, w.Apply(t.Context(), "c.ach", bytes.NewReader(append(file, '\n', '\n'))))
	require.Empty(t, w.told(t))
	require.Len(t, w.Corrections(), 1)
}

// What is none of ours is told with all that the bank says.
func TestNoticesOfUnmatchedReturns(t *testing.T) {
	w, backs := settledWorld(t, 1)
	file := string(returnFile(t, backs...))
	file = strings.Replace(file, debit(1, "").ID, "NOBODYSORDER123", 1)
	require.NoError(t, w.Apply(t.Context(), "a.ach", strings.NewReader(file)))
	all := w.told(t)
	require.Len(t, all, 1)
	require.Equal(t, ach.NoticeUnmatched, all[0].Kind)
	require.Equal(t, "R01", all[0].Code)
	for _, part := range []string{"insufficient funds", "NOBODYSORDER123", "121042880000001"} {
		require.Contains(t, all[0].Text, part)
	}
	require.NoError(t, w.Acknowledge(t.Context(), all[0].ID))
	require.Empty(t, w.told(t))
	require.Len(t, w.Unmatched(), 1, "it stays listed")
	none, err := w.Notices(t.Context(), 0)
	require.NoError(t, err)
	require.Empty(t, none)
}

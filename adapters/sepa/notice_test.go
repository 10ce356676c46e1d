package sepa_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
)

// noticed are all notices that nobody has acknowledged.
func (w *world) noticed(t *testing.T) []ach.Notice {
	t.Helper()
	all, err := w.Notices(t.Context(), 100)
	require.NoError(t, err)
	return all
}

// What nothing explains is told until it is acknowledged, once, across a restart; a sum only when nothing has explained it in two days.
func TestNotices(t *testing.T) {
	w := sentWorld(t, 3)
	stray := settled(1)
	stray.id = "NOBODYS"
	w.receive(t, notification(stray), statementOf(stray))
	all := w.noticed(t)
	require.Len(t, all, 1)
	require.Equal(t, ach.NoticeUnmatched, all[0].Kind)
	require.Equal(t, "NOBODYS", all[0].Order)
	require.Contains(t, all[0].Text, "end-to-end ID NOBODYS")
	require.NoError(t, all[0].Check())
	w.Close()
	w.open(t)
	require.Equal(t, all, w.noticed(t))
	require.NoError(t, w.Acknowledge(t.Context(), all[0].ID))
	require.Empty(t, w.noticed(t))

	w.now = wednesday.Time(w.now.Location())
	rest := booked{batch: batch1, amount: "4.00", on: wednesday, credit: true}
	w.receive(t, notification(rest))
	require.Len(t, w.Unmatched(), 2)
	require.Empty(t, w.noticed(t), "what is in it may still be told")
	w.now = wednesday.AddDays(2).Time(w.now.Location())
	require.Len(t, w.noticed(t), 1)
	w.receive(t, rejection(sent1, "", batchStatus(batch1, "", transactionStatus(order(2).ID, "RJCT", "AC04"))))
	require.Empty(t, w.noticed(t), "it was")
}

// What a bank took beyond the debit is told as a charge of its order.
func TestNoticesOfCharges(t *testing.T) {
	w := sentWorld(t, 3)
	for _, f := range week() {
		w.receive(t, f)
	}
	var charges []ach.Notice
	for _, n := range w.noticed(t) {
		if n.Kind == ach.NoticeCharge {
			charges = append(charges, n)
		}
	}
	require.Len(t, charges, 1)
	require.Equal(t, order(3).ID, charges[0].Order)
	require.Equal(t, eur(40), charges[0].Amount)
	require.NoError(t, charges[0].Check())
	require.NoError(t, w.Acknowledge(t.Context(), charges[0].ID))
	w.Close()
	w.open(t)
	require.NotContains(t, w.noticed(t), charges[0])
	require.Len(t, w.Charges(), 1, "it stays listed")
}

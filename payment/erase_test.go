package payment_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/payment"
)

func TestErase(t *testing.T) {
	for state, ok := range map[payment.TransferState]bool{
		payment.TransferPending: false, payment.TransferWaiting: false, payment.TransferDone: true, payment.TransferReturned: true,
		payment.TransferSuspended: true, payment.TransferForfeited: true, "": false,
	} {
		erased, err := payment.Transfer{State: state, Personal: []byte("sealed"), ToPhone: "tag", Reference: "1"}.Erase()
		if !ok {
			require.ErrorIs(t, err, payment.ErrTransferOpen, state)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, payment.Transfer{State: state, Reference: "1"}, erased)
	}
	for state, want := range map[payment.RequestState]payment.RequestState{
		payment.RequestOpen: payment.RequestWithdrawn, payment.RequestPaid: payment.RequestPaid, payment.RequestDeclined: payment.RequestDeclined, payment.RequestWithdrawn: payment.RequestWithdrawn,
	} {
		require.Equal(t, payment.MoneyRequest{State: want}, payment.MoneyRequest{State: state, Personal: []byte("sealed")}.Erase())
	}
}

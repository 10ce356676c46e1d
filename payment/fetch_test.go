package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/payment"
)

// Every state × whether somebody waits × before and after the time.
func TestFetchAndReverse(t *testing.T) {
	for _, state := range []payment.State{payment.Issued, payment.PendingAcknowledge, payment.Reserved, payment.Paid, payment.Canceled, payment.Failed, payment.Expired} {
		for _, fetched := range []bool{false, true} {
			v := payment.Invoice{State: state}.AwaitFetch(payment.DefaultPolicy(), noon)
			require.Equal(t, state == payment.Paid, !v.FetchBy.IsZero(), state)
			if fetched {
				v.FetchedAt = noon
			}
			waits := state == payment.Paid && !fetched
			require.Equal(t, waits, v.Unfetched(), state)
			for after, late := range map[time.Duration]bool{0: false, 20*time.Second - time.Microsecond: false, 20 * time.Second: true} {
				at := noon.Add(after)
				got, err := v.Fetch(at)
				back, reversed := v.Reverse(at)
				switch {
				case !waits:
					require.ErrorIs(t, err, payment.ErrNotAwaited, state)
					require.ErrorIs(t, reversed, payment.ErrNotAwaited, state)
				case late:
					require.ErrorIs(t, err, payment.ErrFetchLate)
					require.NoError(t, reversed)
					require.Equal(t, payment.Canceled, back.State)
					require.Equal(t, at, back.EndedAt)
				default:
					require.NoError(t, err)
					require.Equal(t, at, got.FetchedAt)
					require.ErrorIs(t, reversed, payment.ErrNotExpired)
				}
			}
		}
	}
}

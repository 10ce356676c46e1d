package payment_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/internal/fault"
	"github.com/seqrpay/seqr/payment"
)

func TestKindsOfErrors(t *testing.T) {
	for kind, errs := range map[fault.Kind][]error{
		fault.Invalid: {
			payment.ErrAmount, payment.ErrCurrency, payment.ErrRowSum, payment.ErrRows, payment.ErrNumber, payment.ErrText,
			payment.ErrName, payment.ErrHoldFor, payment.ErrMode, payment.ErrReference, payment.ErrLaneCode, payment.ErrChannel,
			payment.ErrMarket, payment.ErrID, payment.ErrForeign, payment.ErrPolicy,
		},
		fault.NotFound: {payment.ErrNotFound},
		fault.Conflict: {payment.ErrStale},
		fault.State: {
			payment.ErrMerchantInactive, payment.ErrPending, payment.ErrOtherPayer, payment.ErrReserved, payment.ErrPaid,
			payment.ErrCanceled, payment.ErrExpired, payment.ErrEnded, payment.ErrAlreadyCanceled, payment.ErrNotReserved,
			payment.ErrNotExpired, payment.ErrNotFinal, payment.ErrFinal,
		},
		fault.Exceeded: {payment.ErrRefundTooMuch},
		fault.Internal: {payment.ErrEntropy},
	} {
		for _, err := range errs {
			require.Equal(t, kind, fault.KindOf(err), "%v", err)
			require.Regexp(t, `^payment: [a-zA-Z ,']+$`, err.Error())
		}
	}
}

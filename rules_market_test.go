package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

// A market of one's own is served like those that are shipped [MKT-1].
func TestMarketOfOnesOwn(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Dublin")
	require.NoError(t, err)
	w := abroad(t, ireland(zone))
	aoife := w.apply("+353 087 123 45 67")
	aoife.number = "+353871234567"
	aoife.confirm()
	aoife.describe("Aoife Example")
	aoife.choosePIN()
	require.Equal(t, account.Open, aoife.view().State)
	aoife.linkBank()
	aoife.prove()
	require.Equal(t, "60.00 EUR", aoife.limit().Available.String())
	require.Equal(t, "2026-10-15", aoife.cashback().PayoutOn.String())
	w.audit()
}

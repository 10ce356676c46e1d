package account_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

func TestErase(t *testing.T) {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	closed := account.Account{
		ID: account.ID{UUID: uuid.UUID{1}}, Market: "US", State: account.Closed, Phone: "tag", Personal: []byte("sealed"), Complete: true,
		Documents: []account.Tag{"document"}, Terms: account.Acceptance{Version: "1", At: at}, ClosedAt: at,
	}
	erased, err := closed.Erase(at)
	require.NoError(t, err)
	require.Equal(t, account.Account{
		ID: closed.ID, Market: "US", State: account.Closed, Terms: closed.Terms, ClosedAt: at, ErasedAt: at,
	}, erased)
	require.NotEmpty(t, closed.Personal, "the receiver stays as it is")
	_, err = erased.Erase(at)
	require.ErrorIs(t, err, account.ErrErased)
	for _, s := range []account.State{account.Registering, account.Open} {
		open := closed
		open.State = s
		_, err = open.Erase(at)
		require.ErrorIs(t, err, account.ErrNotClosed)
	}
	closed.Debts = 1
	_, err = closed.Erase(at)
	require.ErrorIs(t, err, account.ErrInDebt)
}

// Retention counts calendar days of the market's zone, and ends with the beginning of the last one's next.
func TestErasableOn(t *testing.T) {
	zone := time.FixedZone("west", -5*3600)
	a := account.Account{State: account.Closed, ClosedAt: time.Date(2028, time.February, 29, 3, 0, 0, 0, time.UTC)} // the 28th there
	for days, want := range map[int]string{0: "2028-02-28", 1: "2028-02-29", 2: "2028-03-01", 365: "2029-02-27"} {
		require.Equal(t, want, account.Policy{RetentionDays: days}.ErasableOn(a, zone).String())
	}
	a.State = account.Open
	require.True(t, account.Policy{}.ErasableOn(a, zone).IsZero())
}

package account_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

func TestOnlyAClosedAccountHasASuccessor(t *testing.T) {
	me, next, other := account.ID{UUID: uuid.New()}, account.ID{UUID: uuid.New()}, account.ID{UUID: uuid.New()}
	a := account.Account{ID: me, State: account.Open}
	_, err := a.Succeed(next)
	require.ErrorIs(t, err, account.ErrNotClosed)
	a, err = a.Close(noon)
	require.NoError(t, err)
	for _, wrong := range []account.ID{{}, me} {
		_, err = a.Succeed(wrong)
		require.ErrorIs(t, err, account.ErrMalformed)
	}
	a, err = a.Succeed(next)
	require.NoError(t, err)
	require.Equal(t, next, a.Successor)
	_, err = a.Succeed(next)
	require.NoError(t, err, "the same again")
	_, err = a.Succeed(other)
	require.ErrorIs(t, err, account.ErrMalformed)
}

func TestDocumentTagsAreNotedOnce(t *testing.T) {
	a := account.Account{}.LinkDocuments([]account.Tag{"a", "b"})
	b := a.LinkDocuments([]account.Tag{"b", "c"})
	require.Equal(t, []account.Tag{"a", "b"}, a.Documents)
	require.Equal(t, []account.Tag{"a", "b", "c"}, b.Documents)
}

func TestLimitAccount(t *testing.T) {
	_, err := account.Account{}.LimitAccount()
	require.ErrorIs(t, err, account.ErrNoPaymentAccount)
	a := account.Account{Accounts: []account.PaymentAccount{{Kind: account.Prepaid, Name: "Seqr Account"}, {Kind: account.ACHDebit, Name: "ACH"}}}
	pa, err := a.LimitAccount()
	require.NoError(t, err)
	require.Equal(t, "ACH", pa.Name)
}

package account_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

func TestOnlyAClosedAccountHasASuccessor(t *testing.T) {
	me, next, other := account.ID{UUID: uuid.New()}, account.ID{UUID: uuid.New()}, account.ID{UUID: uuid.New()}
	old := account.Account{ID: me, State: account.Open}
	_, _, err := account.Succeed(account.Account{ID: next}, old)
	require.ErrorIs(t, err, account.ErrNotClosed)
	old, err = old.Close(noon)
	require.NoError(t, err)
	for _, wrong := range []account.ID{{}, me} {
		_, _, err = account.Succeed(account.Account{ID: wrong}, old)
		require.ErrorIs(t, err, account.ErrMalformed)
	}
	heir, old, err := account.Succeed(account.Account{ID: next}, old)
	require.NoError(t, err)
	require.Equal(t, next, old.Successor)
	require.Equal(t, []account.ID{me}, heir.Former)
	heir, old, err = account.Succeed(heir, old)
	require.NoError(t, err, "the same again")
	require.Equal(t, []account.ID{me}, heir.Former)
	_, _, err = account.Succeed(account.Account{ID: other}, old)
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

package memory_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/store"
)

func TestAccountIsKeptAtItsNextVersion(t *testing.T) {
	ctx, s := context.Background(), memory.New()
	a := account.Account{ID: account.ID{UUID: uuid.New()}}
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	got, err := s.Account(ctx, a.ID)
	require.NoError(t, err)
	require.EqualValues(t, 1, got.Version)
	require.ErrorIs(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{a}}), store.ErrConflict)
	require.NoError(t, s.Commit(ctx, store.Changes{Accounts: []account.Account{got}}))
}

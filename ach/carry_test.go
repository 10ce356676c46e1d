package ach_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
)

// What is open moves to the next account and is debt there; what is over stays.
func TestCarryTo(t *testing.T) {
	owner := account.ID{UUID: uuid.New()}
	pa := account.PaymentAccount{
		ID: account.PaymentAccountID{UUID: uuid.New()}, Ledger: ledger.AccountID{UUID: uuid.New()}, Fees: ledger.AccountID{UUID: uuid.New()},
	}
	open := map[ach.CollectionState]bool{
		ach.Due: true, ach.Sent: true, ach.Settled: true, ach.Suspense: true, ach.Owed: true,
		ach.Collected: false, ach.Repaid: false, ach.Dropped: false,
	}
	for state, moves := range open {
		c := ach.Collection{State: state, Bank: ach.BankAccountID{UUID: uuid.New()}, Blocking: state == ach.Owed}
		carried, err := c.CarryTo(owner, pa)
		if !moves {
			require.ErrorIs(t, err, ach.ErrState, state)
			require.Equal(t, c, carried)
			continue
		}
		require.NoError(t, err, state)
		require.Equal(t, owner, carried.Owner)
		require.Equal(t, pa.Ledger, carried.Ledger)
		require.Equal(t, pa.Fees, carried.Fees)
		require.Equal(t, pa.ID, carried.From)
		require.Equal(t, c.Bank, carried.Bank, "it is still collected from the bank account that was named")
		require.True(t, carried.Late)
		require.Equal(t, c.Blocking, carried.Blocking)
	}
}

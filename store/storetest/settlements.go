package storetest

import (
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// settlementsListed tells the settlements of two merchants apart, and the lines of two settlements.
func settlementsListed(t *trial) {
	mine, other := payment.MerchantID{UUID: newID()}, payment.MerchantID{UUID: newID()}
	of := payment.SettlementID{UUID: newID()}
	var days, lines []uuid.UUID
	for range 2*pageSize + 1 {
		day, line := newID(), newID()
		t.commit(store.Changes{
			Settlements: []payment.Settlement{{ID: payment.SettlementID{UUID: day}, Merchant: mine}, {ID: payment.SettlementID{UUID: newID()}, Merchant: other}},
			Settled: []payment.SettlementLine{
				{Transfer: ledger.TransferID{UUID: line}, Settlement: of, Merchant: mine},
				{Transfer: ledger.TransferID{UUID: newID()}, Settlement: payment.SettlementID{UUID: day}, Merchant: mine},
			},
		})
		days, lines = append(days, day), append(lines, line)
	}
	require.Equal(t, days, pages(t, func(after uuid.UUID) ([]payment.Settlement, error) {
		return t.store.SettlementsOf(t.ctx, mine, payment.SettlementID{UUID: after}, pageSize)
	}, func(v payment.Settlement) uuid.UUID { return v.ID.UUID }))
	require.Equal(t, lines, pages(t, func(after uuid.UUID) ([]payment.SettlementLine, error) {
		return t.store.SettlementLines(t.ctx, of, ledger.TransferID{UUID: after}, pageSize)
	}, func(v payment.SettlementLine) uuid.UUID { return v.Transfer.UUID }))
	last, err := t.store.LatestSettlement(t.ctx, mine)
	require.NoError(t, err)
	require.Equal(t, days[len(days)-1], last.ID.UUID)
	_, err = t.store.LatestSettlement(t.ctx, payment.MerchantID{UUID: newID()})
	require.ErrorIs(t, err, store.ErrNotFound)
	again := payment.SettlementLine{Transfer: ledger.TransferID{UUID: lines[0]}, Settlement: payment.SettlementID{UUID: days[0]}}
	require.ErrorIs(t, t.store.Commit(t.ctx, store.Changes{Settled: []payment.SettlementLine{again}}), store.ErrExists)
}

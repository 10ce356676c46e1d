package memory

import (
	"context"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// Settlement implements [payment.Settlements].
func (s *Store) Settlement(ctx context.Context, id payment.SettlementID) (payment.Settlement, error) {
	return find(ctx, s, s.settlements, id.UUID)
}

// LatestSettlement implements [payment.Settlements].
func (s *Store) LatestSettlement(ctx context.Context, of payment.MerchantID) (payment.Settlement, error) {
	return latest(ctx, s, s.settlements, s.settlementsOf, of.UUID)
}

// SettlementsOf implements [payment.Settlements].
func (s *Store) SettlementsOf(ctx context.Context, of payment.MerchantID, after payment.SettlementID, limit int) ([]payment.Settlement, error) {
	return pageBy(ctx, s, s.settlements, s.settlementsOf, of.UUID, after.UUID, limit)
}

// SettlementLine implements [payment.Settlements].
func (s *Store) SettlementLine(ctx context.Context, booking ledger.TransferID) (payment.SettlementLine, error) {
	return find(ctx, s, s.settled, booking.UUID)
}

// SettlementLines implements [payment.Settlements].
func (s *Store) SettlementLines(ctx context.Context, of payment.SettlementID, after ledger.TransferID, limit int) ([]payment.SettlementLine, error) {
	return pageBy(ctx, s, s.settled, s.settledIn, of.UUID, after.UUID, limit)
}

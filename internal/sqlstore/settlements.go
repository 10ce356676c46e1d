package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var settlements = newTable("settlement", 1, func(v *payment.Settlement) *int64 { return &v.Version },
	id("id", func(v *payment.Settlement) *uuid.UUID { return &v.ID.UUID }),
	id("merchant", func(v *payment.Settlement) *uuid.UUID { return &v.Merchant.UUID }),
	spelled("day", func(v *payment.Settlement) *civil.Date { return &v.Day }),
	instant("until", func(v *payment.Settlement) *time.Time { return &v.Until }),
	amount("carried", func(v *payment.Settlement) *money.Amount { return &v.Carried }),
	number("payments", func(v *payment.Settlement) *int64 { return &v.Payments.Count }),
	amount("paid", func(v *payment.Settlement) *money.Amount { return &v.Payments.Total }),
	number("refunds", func(v *payment.Settlement) *int64 { return &v.Refunds.Count }),
	amount("refunded", func(v *payment.Settlement) *money.Amount { return &v.Refunds.Total }),
	number("others", func(v *payment.Settlement) *int64 { return &v.Others.Count }),
	amount("other", func(v *payment.Settlement) *money.Amount { return &v.Others.Total }),
	text("state", func(v *payment.Settlement) *payment.SettlementState { return &v.State }),
	id("payout", func(v *payment.Settlement) *uuid.UUID { return &v.Payout }),
	instant("closed_at", func(v *payment.Settlement) *time.Time { return &v.ClosedAt }),
	id("read_to", func(v *payment.Settlement) *uuid.UUID { return &v.Read.UUID }),
	id("sure_to", func(v *payment.Settlement) *uuid.UUID { return &v.Sure.UUID }),
	id("again_from", func(v *payment.Settlement) *uuid.UUID { return &v.Again.UUID }),
)

// settled has the booking's ID as its own: no booking is settled twice.
var settled = newTable("settlement_line", 1, nil,
	id("id", func(v *payment.SettlementLine) *uuid.UUID { return &v.Transfer.UUID }),
	id("settlement", func(v *payment.SettlementLine) *uuid.UUID { return &v.Settlement.UUID }),
	id("merchant", func(v *payment.SettlementLine) *uuid.UUID { return &v.Merchant.UUID }),
	text("purpose", func(v *payment.SettlementLine) *ledger.Purpose { return &v.Purpose }),
	id("payment", func(v *payment.SettlementLine) *uuid.UUID { return &v.Payment.UUID }),
	text("reference", func(v *payment.SettlementLine) *string { return &v.Reference }),
	amount("amount", func(v *payment.SettlementLine) *money.Amount { return &v.Amount }),
	instant("booked_at", func(v *payment.SettlementLine) *time.Time { return &v.At }),
)

// Settlement implements [payment.Settlements].
func (s Reader) Settlement(ctx context.Context, id payment.SettlementID) (payment.Settlement, error) {
	return get(ctx, s.r, settlements, id.UUID)
}

// LatestSettlement implements [payment.Settlements].
func (s Reader) LatestSettlement(ctx context.Context, of payment.MerchantID) (payment.Settlement, error) {
	return latest(ctx, s.r, settlements, "merchant", of.UUID)
}

// SettlementsOf implements [payment.Settlements].
func (s Reader) SettlementsOf(ctx context.Context, of payment.MerchantID, after payment.SettlementID, limit int) ([]payment.Settlement, error) {
	return pageBy(ctx, s.r, settlements, limit, "merchant", of.UUID, after.UUID)
}

// SettlementLine implements [payment.Settlements].
func (s Reader) SettlementLine(ctx context.Context, booking ledger.TransferID) (payment.SettlementLine, error) {
	return get(ctx, s.r, settled, booking.UUID)
}

// SettlementLines implements [payment.Settlements].
func (s Reader) SettlementLines(ctx context.Context, of payment.SettlementID, after ledger.TransferID, limit int) ([]payment.SettlementLine, error) {
	return pageBy(ctx, s.r, settled, limit, "settlement", of.UUID, after.UUID)
}

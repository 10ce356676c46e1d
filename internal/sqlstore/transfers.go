package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var moved = newTable("transfer", 1, func(v *payment.Transfer) *int64 { return &v.Version },
	id("id", func(v *payment.Transfer) *uuid.UUID { return &v.ID.UUID }),
	text("kind", func(v *payment.Transfer) *payment.TransferKind { return &v.Kind }),
	text("state", func(v *payment.Transfer) *payment.TransferState { return &v.State }),
	id("sender", func(v *payment.Transfer) *uuid.UUID { return &v.From.UUID }),
	id("paid_from", func(v *payment.Transfer) *uuid.UUID { return &v.FromAccount.UUID }),
	id("receiver", func(v *payment.Transfer) *uuid.UUID { return &v.To.UUID }),
	id("credited_to", func(v *payment.Transfer) *uuid.UUID { return &v.ToAccount.UUID }),
	text("waits_for", func(v *payment.Transfer) *account.Tag { return &v.ToPhone }),
	amount("amount", func(v *payment.Transfer) *money.Amount { return &v.Amount }),
	amount("credited", func(v *payment.Transfer) *money.Amount { return &v.Credited }),
	text("rate_from", func(v *payment.Transfer) *money.Currency { return &v.Rate.From }),
	text("rate_to", func(v *payment.Transfer) *money.Currency { return &v.Rate.To }),
	exact("rate", func(v *payment.Transfer) *decimal.Decimal { return &v.Rate.Value }),
	text("rate_source", func(v *payment.Transfer) *string { return &v.Rate.Source }),
	instant("rate_at", func(v *payment.Transfer) *time.Time { return &v.Rate.At }),
	blob("personal", func(v *payment.Transfer) *[]byte { return &v.Personal }),
	id("hold", func(v *payment.Transfer) *uuid.UUID { return &v.Hold.UUID }),
	id("payout", func(v *payment.Transfer) *uuid.UUID { return &v.Payout }),
	text("card_payment", func(v *payment.Transfer) *string { return &v.Card }),
	id("request", func(v *payment.Transfer) *uuid.UUID { return &v.Request.UUID }),
	text("reference", func(v *payment.Transfer) *string { return &v.Reference }),
	instant("approved_at", func(v *payment.Transfer) *time.Time { return &v.At }),
	spelled("invoiced_in", func(v *payment.Transfer) *civil.Month { return &v.InvoicedIn }),
	instant("expires_at", func(v *payment.Transfer) *time.Time { return &v.ExpiresAt }),
	instant("ended_at", func(v *payment.Transfer) *time.Time { return &v.EndedAt }),
	id("approval_device", func(v *payment.Transfer) *uuid.UUID { return &v.Approval.Device }),
	blob("approval_message", func(v *payment.Transfer) *[]byte { return &v.Approval.Message }),
	blob("approval_signature", func(v *payment.Transfer) *[]byte { return &v.Approval.Signature }),
)

var requests = newTable("money_request", 1, func(v *payment.MoneyRequest) *int64 { return &v.Version },
	id("id", func(v *payment.MoneyRequest) *uuid.UUID { return &v.ID.UUID }),
	text("state", func(v *payment.MoneyRequest) *payment.RequestState { return &v.State }),
	id("asked_by", func(v *payment.MoneyRequest) *uuid.UUID { return &v.By.UUID }),
	id("asked_of", func(v *payment.MoneyRequest) *uuid.UUID { return &v.Of.UUID }),
	id("split", func(v *payment.MoneyRequest) *uuid.UUID { return &v.Split }),
	amount("amount", func(v *payment.MoneyRequest) *money.Amount { return &v.Amount }),
	blob("personal", func(v *payment.MoneyRequest) *[]byte { return &v.Personal }),
	id("transfer", func(v *payment.MoneyRequest) *uuid.UUID { return &v.Transfer.UUID }),
	instant("asked_at", func(v *payment.MoneyRequest) *time.Time { return &v.At }),
	instant("ended_at", func(v *payment.MoneyRequest) *time.Time { return &v.EndedAt }),
)

// Transfer implements [payment.Transfers].
func (s Reader) Transfer(ctx context.Context, id payment.TransferID) (payment.Transfer, error) {
	return get(ctx, s.r, moved, id.UUID)
}

// TransfersFrom implements [payment.Transfers].
func (s Reader) TransfersFrom(ctx context.Context, from account.ID, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	return pageBy(ctx, s.r, moved, limit, "sender", from.UUID, after.UUID)
}

// TransfersTo implements [payment.Transfers].
func (s Reader) TransfersTo(ctx context.Context, to account.ID, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	return pageBy(ctx, s.r, moved, limit, "receiver", to.UUID, after.UUID)
}

// TransfersFor implements [payment.Transfers].
func (s Reader) TransfersFor(ctx context.Context, number account.Tag, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	return many(ctx, s.r, moved.scan, limit, moved.from+" WHERE waits_for = ? AND id > ? ORDER BY id LIMIT ?", string(number), after.UUID)
}

// TransferList implements [payment.Transfers].
func (s Reader) TransferList(ctx context.Context, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	return page(ctx, s.r, moved, limit, after.UUID)
}

// MoneyRequest implements [payment.Transfers].
func (s Reader) MoneyRequest(ctx context.Context, id payment.RequestID) (payment.MoneyRequest, error) {
	return get(ctx, s.r, requests, id.UUID)
}

// RequestsBy implements [payment.Transfers].
func (s Reader) RequestsBy(ctx context.Context, by account.ID, after payment.RequestID, limit int) ([]payment.MoneyRequest, error) {
	return pageBy(ctx, s.r, requests, limit, "asked_by", by.UUID, after.UUID)
}

// RequestsOf implements [payment.Transfers].
func (s Reader) RequestsOf(ctx context.Context, of account.ID, after payment.RequestID, limit int) ([]payment.MoneyRequest, error) {
	return pageBy(ctx, s.r, requests, limit, "asked_of", of.UUID, after.UUID)
}

// RequestList implements [payment.Transfers].
func (s Reader) RequestList(ctx context.Context, after payment.RequestID, limit int) ([]payment.MoneyRequest, error) {
	return page(ctx, s.r, requests, limit, after.UUID)
}

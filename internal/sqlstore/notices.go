package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var endpoints = newTable("endpoint", 1, func(v *payment.Endpoint) *int64 { return &v.Version },
	id("id", func(v *payment.Endpoint) *uuid.UUID { return &v.Merchant.UUID }),
	text("url", func(v *payment.Endpoint) *string { return &v.URL }),
	blob("secret", func(v *payment.Endpoint) *[]byte { return &v.Secret }),
	blob("previous", func(v *payment.Endpoint) *[]byte { return &v.Previous }),
	instant("previous_until", func(v *payment.Endpoint) *time.Time { return &v.PreviousUntil }),
	text("state", func(v *payment.Endpoint) *payment.EndpointState { return &v.State }),
	instant("changed_at", func(v *payment.Endpoint) *time.Time { return &v.ChangedAt }),
)

var notices = newTable("notice", 1, func(v *payment.Notice) *int64 { return &v.Version },
	id("id", func(v *payment.Notice) *uuid.UUID { return &v.ID.UUID }),
	id("merchant", func(v *payment.Notice) *uuid.UUID { return &v.Merchant.UUID }),
	text("state", func(v *payment.Notice) *payment.NoticeState { return &v.State }),
	number("attempts", func(v *payment.Notice) *int64 { return &v.Attempts }),
	text("reason", func(v *payment.Notice) *string { return &v.Reason }),
	instant("since", func(v *payment.Notice) *time.Time { return &v.Since }),
	instant("next_at", func(v *payment.Notice) *time.Time { return &v.NextAt }),
	instant("ended_at", func(v *payment.Notice) *time.Time { return &v.EndedAt }),
	text("kind", func(v *payment.Notice) *payment.FactKind { return &v.Fact.Kind }),
	id("fact_merchant", func(v *payment.Notice) *uuid.UUID { return &v.Fact.Merchant.UUID }),
	instant("happened_at", func(v *payment.Notice) *time.Time { return &v.Fact.At }),
	number("sequence", func(v *payment.Notice) *int64 { return &v.Fact.Sequence }),
	id("invoice", func(v *payment.Notice) *uuid.UUID { return &v.Fact.Invoice.UUID }),
	text("reference", func(v *payment.Notice) *string { return &v.Fact.Reference }),
	text("client_ref", func(v *payment.Notice) *string { return &v.Fact.ClientRef }),
	id("lane", func(v *payment.Notice) *uuid.UUID { return &v.Fact.Lane.UUID }),
	text("invoice_state", func(v *payment.Notice) *payment.State { return &v.Fact.State }),
	amount("amount", func(v *payment.Notice) *money.Amount { return &v.Fact.Amount }),
	text("payment_reference", func(v *payment.Notice) *string { return &v.Fact.Payment }),
	text("refund_reference", func(v *payment.Notice) *string { return &v.Fact.Refund }),
	amount("refunded", func(v *payment.Notice) *money.Amount { return &v.Fact.Refunded }),
	id("product", func(v *payment.Notice) *uuid.UUID { return &v.Fact.Product.UUID }),
	id("settlement", func(v *payment.Notice) *uuid.UUID { return &v.Fact.Settlement.UUID }),
	spelled("day", func(v *payment.Notice) *civil.Date { return &v.Fact.Day }),
)

// Endpoint implements [payment.Endpoints].
func (s Reader) Endpoint(ctx context.Context, of payment.MerchantID) (payment.Endpoint, error) {
	return get(ctx, s.r, endpoints, of.UUID)
}

// Notice implements [payment.Endpoints].
func (s Reader) Notice(ctx context.Context, id payment.NoticeID) (payment.Notice, error) {
	return get(ctx, s.r, notices, id.UUID)
}

// NoticesOf implements [payment.Endpoints].
func (s Reader) NoticesOf(ctx context.Context, of payment.MerchantID, after payment.NoticeID, limit int) ([]payment.Notice, error) {
	return pageBy(ctx, s.r, notices, limit, "merchant", of.UUID, after.UUID)
}

// NoticesIn implements [payment.Endpoints].
func (s Reader) NoticesIn(ctx context.Context, state payment.NoticeState, after payment.NoticeID, limit int) ([]payment.Notice, error) {
	return many(ctx, s.r, notices.scan, limit, notices.from+" WHERE state = ? AND id > ? ORDER BY id LIMIT ?", string(state), after.UUID)
}

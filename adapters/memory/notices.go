package memory

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/payment"
)

func (s *Store) makeNotices() {
	s.endpoints = newTable(compareIDs, func(v *payment.Endpoint) uuid.UUID { return v.Merchant.UUID },
		func(v *payment.Endpoint) *int64 { return &v.Version }, copyEndpoint)
	s.notices = newTable(compareIDs, func(v *payment.Notice) uuid.UUID { return v.ID.UUID },
		func(v *payment.Notice) *int64 { return &v.Version }, copyNotice,
		listed(s.noticesOf, func(v *payment.Notice) owned { return owned{v.Merchant.UUID, v.ID.UUID} }))
}

// Endpoint implements [payment.Endpoints].
func (s *Store) Endpoint(ctx context.Context, of payment.MerchantID) (payment.Endpoint, error) {
	return find(ctx, s, s.endpoints, of.UUID)
}

// Notice implements [payment.Endpoints].
func (s *Store) Notice(ctx context.Context, id payment.NoticeID) (payment.Notice, error) {
	return find(ctx, s, s.notices, id.UUID)
}

// NoticesOf implements [payment.Endpoints].
func (s *Store) NoticesOf(ctx context.Context, of payment.MerchantID, after payment.NoticeID, limit int) ([]payment.Notice, error) {
	return pageBy(ctx, s, s.notices, s.noticesOf, of.UUID, after.UUID, limit)
}

// NoticesIn implements [payment.Endpoints].
func (s *Store) NoticesIn(ctx context.Context, state payment.NoticeState, after payment.NoticeID, limit int) ([]payment.Notice, error) {
	return among(ctx, s, s.notices, after.UUID, limit, func(v *payment.Notice) bool { return v.State == state })
}

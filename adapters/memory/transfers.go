package memory

import (
	"context"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/payment"
)

// Transfer implements [payment.Transfers].
func (s *Store) Transfer(ctx context.Context, id payment.TransferID) (payment.Transfer, error) {
	return find(ctx, s, s.moved, id.UUID)
}

// TransfersFrom implements [payment.Transfers].
func (s *Store) TransfersFrom(ctx context.Context, from account.ID, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	return pageBy(ctx, s, s.moved, s.movedFrom, from.UUID, after.UUID, limit)
}

// TransfersTo implements [payment.Transfers].
func (s *Store) TransfersTo(ctx context.Context, to account.ID, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	return pageBy(ctx, s, s.moved, s.movedTo, to.UUID, after.UUID, limit)
}

// TransfersFor implements [payment.Transfers].
func (s *Store) TransfersFor(ctx context.Context, number account.Tag, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	return read(ctx, s, func() ([]payment.Transfer, error) {
		return pageOf(&s.movedFor, tagged{number, after.UUID}, limit, func(k tagged) (payment.Transfer, bool) {
			return copyTransfer(*s.moved.rows[k.id]), k.tag == number
		}), nil
	})
}

// TransferList implements [payment.Transfers].
func (s *Store) TransferList(ctx context.Context, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	return page(ctx, s, s.moved, after.UUID, limit)
}

// MoneyRequest implements [payment.Transfers].
func (s *Store) MoneyRequest(ctx context.Context, id payment.RequestID) (payment.MoneyRequest, error) {
	return find(ctx, s, s.requests, id.UUID)
}

// RequestsBy implements [payment.Transfers].
func (s *Store) RequestsBy(ctx context.Context, by account.ID, after payment.RequestID, limit int) ([]payment.MoneyRequest, error) {
	return pageBy(ctx, s, s.requests, s.requestsBy, by.UUID, after.UUID, limit)
}

// RequestsOf implements [payment.Transfers].
func (s *Store) RequestsOf(ctx context.Context, of account.ID, after payment.RequestID, limit int) ([]payment.MoneyRequest, error) {
	return pageBy(ctx, s, s.requests, s.requestsOf, of.UUID, after.UUID, limit)
}

// RequestList implements [payment.Transfers].
func (s *Store) RequestList(ctx context.Context, after payment.RequestID, limit int) ([]payment.MoneyRequest, error) {
	return page(ctx, s, s.requests, after.UUID, limit)
}

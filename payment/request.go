package payment

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
)

// RequestState is what became of a request for money.
type RequestState string

// The states of a request.
const (
	RequestOpen      RequestState = "open"
	RequestPaid      RequestState = "paid"
	RequestDeclined  RequestState = "declined"  // by whom it was asked of
	RequestWithdrawn RequestState = "withdrawn" // by who asked
)

// MoneyRequest asks one registered person for money; it moves none. Paying it is a transfer that its payer approves.
type MoneyRequest struct {
	ID       RequestID
	Version  int64
	State    RequestState
	By       account.ID // who asks
	Of       account.ID // who is asked
	Split    uuid.UUID  // the bill that was split; zero for none
	Amount   money.Amount
	Personal []byte     // sealed: names and numbers of both, and the note
	Transfer TransferID // that paid it; zero before
	At       time.Time  // UTC
	EndedAt  time.Time  // when it was paid, declined or withdrawn; zero before
}

// NewRequest asks of for money. It answers ErrAmount for nothing or less, ErrSelf, and ErrID.
func NewRequest(id RequestID, by, of account.ID, amount money.Amount, split uuid.UUID, personal []byte, at time.Time) (MoneyRequest, error) {
	if err := present(id.UUID, by.UUID, of.UUID); err != nil {
		return MoneyRequest{}, err
	}
	switch {
	case !amount.IsPositive():
		return MoneyRequest{}, ErrAmount
	case by == of:
		return MoneyRequest{}, ErrSelf
	}
	return MoneyRequest{
		ID: id, State: RequestOpen, By: by, Of: of, Split: split, Amount: amount, Personal: slices.Clone(personal), At: instant(at),
	}, nil
}

// Pay notes the transfer that paid the request, in full. It answers ErrRequestEnded, ErrNotFound for a
// request of somebody else, ErrReceiver if the transfer goes to another, and ErrAmount for another amount.
func (r MoneyRequest) Pay(t Transfer, at time.Time) (MoneyRequest, error) {
	switch {
	case t.From != r.Of:
		return r, ErrNotFound
	case r.State != RequestOpen:
		return r, ErrRequestEnded
	case t.To != r.By || t.Request != r.ID:
		return r, ErrReceiver
	case t.Amount != r.Amount:
		return r, ErrAmount
	}
	r.Transfer = t.ID
	return r.end(RequestPaid, at), nil
}

// Decline ends the request by whom it was asked of. It answers ErrRequestEnded, and ErrNotFound for anybody else.
func (r MoneyRequest) Decline(by account.ID, at time.Time) (MoneyRequest, error) {
	return r.endBy(by, r.Of, RequestDeclined, at)
}

// Withdraw ends the request by who asked. It answers ErrRequestEnded, and ErrNotFound for anybody else.
func (r MoneyRequest) Withdraw(by account.ID, at time.Time) (MoneyRequest, error) {
	return r.endBy(by, r.By, RequestWithdrawn, at)
}

func (r MoneyRequest) endBy(who, may account.ID, s RequestState, at time.Time) (MoneyRequest, error) {
	switch {
	case who != may:
		return r, ErrNotFound
	case r.State != RequestOpen:
		return r, ErrRequestEnded
	}
	return r.end(s, at), nil
}

func (r MoneyRequest) end(s RequestState, at time.Time) MoneyRequest {
	r.State, r.EndedAt = s, instant(at)
	return r
}

package seqr

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// MovementKind says what money did that bought nothing.
type MovementKind string

// The kinds of movements.
const (
	MovementSent       MovementKind = "sent"
	MovementReceived   MovementKind = "received"
	MovementTopUp      MovementKind = "top_up"
	MovementCardTopUp  MovementKind = "card_top_up"
	MovementWithdrawal MovementKind = "withdrawal"
	MovementCashback   MovementKind = "cashback" // a credit to the bank account
	MovementRefund     MovementKind = "refund"   // a credit to the bank account
	MovementPayout     MovementKind = "payout"   // any other credit to the bank account
)

// Movement is money that moved without a purchase, as one person sees it [RCP-3]. None of it is an expense.
type Movement struct {
	ID        uuid.UUID    `json:"id"` // of the transfer or the payout
	Kind      MovementKind `json:"kind"`
	State     string       `json:"state"` // a payment.TransferState, or for a payout its ach.PayoutState
	Out       bool         `json:"out"`   // it left the person
	Amount    money.Amount `json:"amount"`
	Name      string       `json:"name,omitempty"`   // of who sent it, on what was received
	Number    string       `json:"number,omitempty"` // of the other side
	Note      string       `json:"note,omitempty"`
	Rate      payment.Rate `json:"rate,omitzero"` // where the two sides have different currencies
	Reference string       `json:"reference,omitempty"`
	At        time.Time    `json:"at"`                  // UTC
	ExpiresAt time.Time    `json:"expires_at,omitzero"` // while it waits for a receiver
	EndedAt   time.Time    `json:"ended_at,omitzero"`
}

// List lists what a person sent, received, topped up and withdrew, and what was credited to the bank account, each by its own kind, in
// the order of their IDs, strictly after the given one, at most limit [RCP-3].
func (s *Transfers) List(ctx context.Context, of account.ID, after uuid.UUID, limit int) ([]Movement, error) {
	c := s.c
	sent, err := c.store.TransfersFrom(ctx, of, payment.TransferID{UUID: after}, limit)
	if err != nil {
		return nil, err
	}
	received, err := c.store.TransfersTo(ctx, of, payment.TransferID{UUID: after}, limit)
	if err != nil {
		return nil, err
	}
	credits, err := c.credits(ctx, of, after, limit)
	if err != nil {
		return nil, err
	}
	// Own money is in both of the first two lists.
	received = slices.DeleteFunc(received, func(t payment.Transfer) bool { return t.From == of })
	for _, t := range append(sent, received...) {
		m, err := c.movement(of, t)
		if err != nil {
			return nil, err
		}
		credits = append(credits, m)
	}
	slices.SortFunc(credits, func(a, b Movement) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return credits[:max(0, min(limit, len(credits)))], nil
}

func (c *core) movement(of account.ID, t payment.Transfer) (Movement, error) {
	form, err := c.openTransfer(t)
	if err != nil {
		return Movement{}, err
	}
	m := Movement{
		ID: t.ID.UUID, State: string(t.State), Amount: t.Amount, Note: form.Note, Rate: t.Rate,
		Reference: t.Reference, At: t.At, ExpiresAt: t.ExpiresAt, EndedAt: t.EndedAt,
	}
	switch {
	case t.Kind != payment.KindSend:
		m.Kind, m.Out = MovementKind(t.Kind), t.Kind == payment.KindWithdrawal
	case t.From == of:
		m.Kind, m.Out, m.Number = MovementSent, true, form.To
	default:
		m.Kind, m.Amount, m.Name, m.Number = MovementReceived, t.Credited, form.Name, form.Phone
	}
	return m, nil
}

// credits lists the credits to a person's bank account that no transfer stands for.
func (c *core) credits(ctx context.Context, of account.ID, after uuid.UUID, limit int) ([]Movement, error) {
	var all []Movement
	for len(all) < limit {
		part, err := c.store.PayoutsOf(ctx, of, ach.PayoutID{UUID: after}, limit)
		if err != nil {
			return nil, err
		}
		for _, p := range part {
			after = p.ID.UUID
			if p.Purpose != ledger.PersonToPerson && p.Purpose != ledger.Withdrawal {
				all = append(all, Movement{ID: p.ID.UUID, Kind: creditKind(p.Purpose), State: string(p.State), Amount: p.Amount, At: p.MadeAt})
			}
		}
		if len(part) < limit {
			break
		}
	}
	return all, nil
}

func creditKind(p ledger.Purpose) MovementKind {
	switch p {
	case ledger.CashbackPayout, ledger.CashbackCorrection:
		return MovementCashback
	case ledger.Refund:
		return MovementRefund
	default:
		return MovementPayout
	}
}

// Transfer is one movement of a person's, or payment.ErrNotFound; a transfer of two others is not found.
func (s *Transfers) Transfer(ctx context.Context, of account.ID, id payment.TransferID) (Movement, error) {
	t, err := s.c.store.Transfer(ctx, id)
	if err != nil {
		return Movement{}, notFound(err)
	}
	if t.From != of && t.To != of {
		return Movement{}, payment.ErrNotFound
	}
	return s.c.movement(of, t)
}

package ach

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// AdviceID names an advice.
type AdviceID struct{ uuid.UUID }

// AdviceState is what became of an advice.
type AdviceState string

// The states of an advice.
const (
	AdviceBooked   AdviceState = "booked"   // done: the account is named as its bank says, the charge is in the book
	AdviceStale    AdviceState = "stale"    // there was nothing to do any more: a later correction came first, or the account is erased
	AdviceOpen     AdviceState = "open"     // waits for the operator
	AdviceResolved AdviceState = "resolved" // the operator has dealt with it
)

// Advice is the record of a [Notice]: what is kept of it, and what became of it.
type Advice struct {
	ID      AdviceID
	Version int64
	Market  string // whose bank told it
	Notice  string // Notice.ID
	Kind    NoticeKind
	Order   string     // as the notice has it; nobody says that it is one of ours
	Subject uuid.UUID  // the collection or payout of the order; zero if it is none of ours
	Owner   account.ID // whose it is, a user or a merchant; zero with Subject
	Code    string
	On      civil.Date
	Amount  money.Amount
	State   AdviceState
	Text    []byte // sealed: what the bank says, while it is open
	HeardAt time.Time
	EndedAt time.Time // when it was resolved; zero: it was not
	Agent   string    // who resolved it
	Why     string    // and how
}

// NewAdvice records a notice that the bank of a market told, and that is booked, stale or open. The text of an open one was sealed; of others none is kept. It
// answers ErrReport for a notice that is none, and ErrIncomplete where something else is missing.
func NewAdvice(id AdviceID, market string, n Notice, s AdviceState, sealed []byte, at time.Time) (Advice, error) {
	if err := n.Check(); err != nil {
		return Advice{}, err
	}
	known := s == AdviceBooked || s == AdviceStale || s == AdviceOpen
	if id.UUID == uuid.Nil || !known || (s == AdviceOpen) != (len(sealed) > 0) || at.IsZero() {
		return Advice{}, ErrIncomplete
	}
	return Advice{
		ID: id, Market: market, Notice: n.ID, Kind: n.Kind, Order: n.Order, Code: normalCode(n.Code), On: n.On, Amount: n.Amount,
		State: s, Text: slices.Clone(sealed), HeardAt: at.UTC(),
	}, nil
}

// About names the collection or payout that it is about, and whose that is.
func (a Advice) About(subject uuid.UUID, owner account.ID) Advice {
	a.Subject, a.Owner = subject, owner
	return a
}

// Resolve ends an open advice: agent says why nothing is left to do. What the bank said is not kept any longer. One that is not
// open answers ErrState; ErrIncomplete without agent, reason or time.
func (a Advice) Resolve(agent, why string, at time.Time) (Advice, error) {
	if agent == "" || why == "" || at.IsZero() {
		return a, ErrIncomplete
	}
	switch a.State {
	case AdviceOpen:
		a.State, a.Text, a.Agent, a.Why, a.EndedAt = AdviceResolved, nil, agent, why, at.UTC()
		return a, nil
	case AdviceBooked, AdviceStale, AdviceResolved:
	}
	return a, ErrState
}

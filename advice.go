package seqr

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// Advise books one thing that the bank told besides the outcome of an order. Step calls it with what a Bank that is an
// ach.Notifier tells; a host whose bank calls back may call it too. A notice told again has the same answer and no further effect.
//
// A correction changes how the bank account is named in place: all orders that are written after it use what the bank says,
// re-presentments too, and its owner is told. A charge is the operator's cost in the book. What is neither, names no order of
// ours or cannot be done stays open for the operator, see Unmatched. It answers ach.ErrReport for a notice that is none.
func (s *Banking) Advise(ctx context.Context, n ach.Notice) (ach.AdviceState, error) {
	c := s.c
	if err := n.Check(); err != nil {
		return "", err
	}
	id, err := c.newID()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(n.ID))
	cmd := command{"banking.advise", "bank", ownKey("advice", hex.EncodeToString(sum[:24])), n}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (ach.AdviceState, error) {
		about, err := c.behindOrder(ctx, n.Order)
		if err != nil {
			return "", err
		}
		state := ach.AdviceOpen
		switch {
		case !about.known():
		case n.Corrects():
			state, err = c.amend(ctx, ch, about, n, now)
		case n.Kind == ach.NoticeCharge && n.Amount.IsPositive() && n.Amount.Currency() == c.Market.Currency:
			state = ach.AdviceBooked
			err = c.move(ch, ledger.BankCharge, c.house.charges, c.house.clearing, n.Amount, id, now.At)
		}
		if err != nil {
			return "", err
		}
		advice, err := c.adviceOf(ach.AdviceID{UUID: id}, n, state, now)
		ch.Advices = []ach.Advice{advice.About(about.subject, about.owner)}
		return state, err
	})
}

// adviceOf makes the record of a notice. What the bank says is kept while somebody has to read it.
func (c *core) adviceOf(id ach.AdviceID, n ach.Notice, state ach.AdviceState, now round) (ach.Advice, error) {
	var sealed []byte
	if state == ach.AdviceOpen {
		var err error
		if sealed, err = c.keys.Seal(identity.KeyPersonal, []byte(n.Text), sealContext("bank advice", id.UUID)); err != nil {
			return ach.Advice{}, err
		}
	}
	return ach.NewAdvice(id, c.Market.Code, n, state, sealed, now.At)
}

// ordered is what an order was for; the zero value for an order that is none of ours.
type ordered struct {
	subject uuid.UUID // collection or payout
	owner   account.ID
	bank    ach.BankAccountID
}

func (o ordered) known() bool { return o.subject != uuid.Nil }

// behindOrder finds the collection or payout of an order.
func (c *core) behindOrder(ctx context.Context, order string) (ordered, error) {
	of, err := c.store.Claimed(ctx, store.ClaimOrder, order)
	if errors.Is(err, store.ErrNotFound) {
		return ordered{}, nil
	}
	if err != nil {
		return ordered{}, err
	}
	if err := c.store.ownsOrder(ctx, of); err != nil {
		return ordered{}, err
	}
	col, err := c.store.Collection(ctx, ach.CollectionID{UUID: of})
	if err == nil {
		return ordered{of, col.Owner, col.Bank}, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return ordered{}, err
	}
	p, err := c.store.Payout(ctx, ach.PayoutID{UUID: of})
	return ordered{of, p.Owner, p.Bank}, err
}

// amend names a bank account as its bank says, with the checks that a new one passes. What passes none of them stays open.
func (c *core) amend(ctx context.Context, ch *store.Changes, about ordered, n ach.Notice, now round) (ach.AdviceState, error) {
	bank, err := c.store.BankAccount(ctx, about.bank)
	if err != nil {
		return "", err
	}
	if len(bank.Number) == 0 {
		return ach.AdviceStale, nil
	}
	x, err := c.correction(bank, n)
	if err == nil {
		bank, err = bank.Amend(x, now.At)
	}
	switch {
	case errors.Is(err, ach.ErrReportStale):
		return ach.AdviceStale, nil
	case KindOf(err) == Invalid:
		return ach.AdviceOpen, nil
	case err != nil:
		return "", err
	}
	ch.BankAccounts = []ach.BankAccount{bank}
	return ach.AdviceBooked, c.tellAmended(ctx, ch, about.owner, bank, now)
}

// correction is a notice as it is booked: checked with what it leaves as it is, and its number sealed.
func (c *core) correction(bank ach.BankAccount, n ach.Notice) (ach.Correction, error) {
	x := ach.Correction{Notice: n.ID, Order: n.Order, Code: n.Code, On: n.On, Type: n.Type}
	routing := bank.Routing
	if n.Routing != "" {
		routing = n.Routing
	}
	number, err := c.clearNumber(bank)
	if err != nil {
		return x, err
	}
	if n.Number != "" {
		number = n.Number
	}
	if routing, number, err = bank.Scheme.Check(routing, number); err != nil {
		return x, err
	}
	if n.Routing != "" {
		x.Routing = routing
	}
	if n.Number != "" {
		x.Last4 = ach.Last4(number)
		x.Number, err = c.keys.Seal(identity.KeyPersonal, []byte(number), sealContext("bank account", bank.ID.UUID))
	}
	return x, err
}

// tellAmended tells a user how the bank account is named now: it may be somebody else's doing. Merchants read it in their reports.
func (c *core) tellAmended(ctx context.Context, ch *store.Changes, owner account.ID, bank ach.BankAccount, now round) error {
	a, err := c.store.Account(ctx, owner)
	if errors.Is(err, store.ErrNotFound) || err == nil && a.State == account.Closed {
		return nil
	}
	if err != nil {
		return err
	}
	contact := c.Market.Account.Contact
	return c.tellInto(ch, a, "Your bank account has changed", "Your bank told us how your account is to be named from now on. "+
		"It ends in "+bank.Last4+". You need not do anything. If you do not expect this, please ask customer service: "+contact.Phone+", "+contact.Email, now.At)
}

// BankAdvice is what the bank told and nobody has dealt with yet, with all that it says. It holds personal data: never log it.
type BankAdvice struct {
	ach.Advice
	Says string // what the bank says, in its own words
}

// Unmatched lists what the bank told and could not be booked, in the order of its IDs, strictly after the given one, at most
// limit: returns that fit no order, fees that belong to none, corrections of something else than routing, number and type, or
// of data that no account can have. Each waits until Resolve ends it.
func (s *Banking) Unmatched(ctx context.Context, after ach.AdviceID, limit int) ([]BankAdvice, error) {
	open, err := s.c.store.AdvicesOpen(ctx, s.c.Market.Code, after, limit)
	if err != nil {
		return nil, err
	}
	found := make([]BankAdvice, len(open))
	for i, v := range open {
		text, err := s.c.keys.Open(identity.KeyPersonal, v.Text, sealContext("bank advice", v.ID.UUID))
		if err != nil {
			return nil, err
		}
		found[i] = BankAdvice{v, string(text)}
		found[i].Text = nil
	}
	return found, nil
}

// ResolveAdviceRequest ends an advice that waits for the operator.
type ResolveAdviceRequest struct {
	Key    Key
	Agent  string // who acts, as the operator's systems name them
	Why    string // what was done about it, in words
	Advice ach.AdviceID
}

// verbResolveAdvice is what the action of Resolve is called.
const verbResolveAdvice = "resolve bank advice"

// Resolve ends an advice that was open, once its operator has dealt with it. Agent and reason are kept with it, and as an action in
// the chain of the account that it is about, or in one of its own where it is about nobody's [CS-6]. What the bank said is
// not kept any longer. It answers ach.ErrState for one that is not open.
func (s *Banking) Resolve(ctx context.Context, r ResolveAdviceRequest) (ach.Advice, error) {
	c := s.c
	act, err := c.action(SupportRequest{Agent: r.Agent, Why: r.Why, Account: account.ID(r.Advice)}, verbResolveAdvice)
	if err != nil {
		return ach.Advice{}, err
	}
	cmd := command{"support.resolve_advice", r.Agent, r.Key, []any{r.Advice, r.Why}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (ach.Advice, error) {
		v, err := c.store.Advice(ctx, r.Advice)
		if err != nil {
			return v, err
		}
		if v, err = v.Resolve(act.Agent, act.Reason, now.At); err != nil {
			return v, refuseState(err)
		}
		if v.Owner != (account.ID{}) {
			act.Account = v.Owner
		}
		ch.Advices = []ach.Advice{v}
		ch.Actions = []account.Action{act}
		return v, nil
	})
}

package seqr

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// FindRequest is what a caller says to customer service. All but the number may be empty.
type FindRequest struct {
	Key       Key
	Agent     string // who asks, as the operator's systems name them
	Why       string // the reason, in words
	Phone     string // the account's mobile number, with country code
	Name      string
	BirthDate string // in the market's form
	Last4     string // the last four characters of the bank account's number
}

// Found is the account that a caller is recognized for. It holds nothing personal; Accounts.View shows the rest.
type Found struct {
	Account account.ID
	Right   []account.Question // which answers were right
}

// Find finds the account of a caller who knows enough of it: the market's account.CallerCheck says what is asked and how
// much is enough [CS-7]. With it the agent can block the account of a lost phone, and whatever else customer service does.
//
// Each attempt at an account that exists is an action of it, also one that fails. The answer is ErrNotFound whether nobody
// has the number or the caller did not know enough: an agent learns from no attempt who is a customer.
// A number or birth date that is none is answered as in registration.
func (s *Support) Find(ctx context.Context, r FindRequest) (Found, error) {
	c := s.c
	phone, said, err := c.caller(r)
	if err != nil {
		return Found{}, err
	}
	id, err := c.newID()
	if err != nil {
		return Found{}, err
	}
	// Whose account it is turns out in the command; whether agent and reason are any good does not depend on it.
	if _, err := account.NewAction(account.ActionID{UUID: id}, account.ID{UUID: id}, r.Agent, "find", r.Why, c.now()); err != nil {
		return Found{}, err
	}
	in := []string{phone.E164(), r.Why, said.Name, said.BirthDate.String(), said.Last4}
	cmd := command{"support.find", r.Agent, r.Key, in}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Found, error) {
		of, err := c.calledAbout(ctx, phone)
		if errors.Is(err, store.ErrNotFound) {
			return Found{}, refuse(ErrNotFound)
		}
		if err != nil {
			return Found{}, err
		}
		a, right, enough, err := c.recognize(ctx, of, said)
		if err != nil {
			return Found{}, err
		}
		verb := "find"
		if !enough {
			verb = "find refused"
		}
		act, err := account.NewAction(account.ActionID{UUID: id}, of, r.Agent, verb, r.Why, now.At)
		if err != nil {
			return Found{}, err
		}
		ch.Actions = []account.Action{act}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		if !enough {
			return Found{}, tried(ErrNotFound)
		}
		return Found{Account: of, Right: right}, nil
	})
}

// caller reads what a caller said.
func (c *core) caller(r FindRequest) (account.Phone, account.Caller, error) {
	phone, err := account.ParsePhone(r.Phone, c.Market.Account.Phone)
	if err != nil {
		return phone, account.Caller{}, err
	}
	var born civil.Date
	if r.BirthDate != "" {
		if born, err = identity.ParseBirthDate(r.BirthDate, c.Market.Identity.BirthFormat); err != nil {
			return phone, account.Caller{}, err
		}
	}
	return phone, account.Caller{Name: r.Name, BirthDate: born, Last4: strings.TrimSpace(r.Last4)}, nil
}

// calledAbout finds the account that a call about a number is about: that of its owner, or the registration that waits for
// the code that went to it last.
func (c *core) calledAbout(ctx context.Context, p account.Phone) (account.ID, error) {
	of, err := c.accountByPhone(ctx, p)
	if !errors.Is(err, store.ErrNotFound) {
		return of, err
	}
	tags, err := identity.PhoneTags(c.keys, p)
	if err != nil {
		return of, err
	}
	for _, tag := range tags {
		code, err := c.store.Activation(ctx, tag)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return of, err
		}
		a, err := c.store.Account(ctx, code.Account)
		if err != nil || a.State == account.Registering && a.Phone == tag && a.PhoneAt.IsZero() {
			return a.ID, err
		}
	}
	return of, store.ErrNotFound
}

// recognize compares what a caller said with an account.
func (c *core) recognize(ctx context.Context, of account.ID, said account.Caller) (account.Account, []account.Question, bool, error) {
	a, err := c.store.Account(ctx, of)
	if err != nil {
		return a, nil, false, err
	}
	h, err := c.openHolder(a)
	if err != nil {
		return a, nil, false, err
	}
	var banks []string
	for _, pa := range a.Accounts {
		if pa.Bank == uuid.Nil {
			continue
		}
		bank, err := c.store.BankAccount(ctx, ach.BankAccountID{UUID: pa.Bank})
		if err != nil {
			return a, nil, false, err
		}
		banks = append(banks, bank.Last4)
	}
	right, enough := c.Market.Account.Callers.Recognize(said, h, banks)
	return a, right, enough, nil
}

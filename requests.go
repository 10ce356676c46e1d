package seqr

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// AskRequest asks a registered user for money.
type AskRequest struct {
	Key     Key
	Account account.ID
	Of      string // mobile number as typed, with country code
	Amount  string // such as "12.34"
	Note    string // at most payment.MaxNote characters
}

// RequestView is a request for money as one of its two sides sees it.
type RequestView struct {
	ID       payment.RequestID    `json:"id"`
	State    payment.RequestState `json:"state"`
	Mine     bool                 `json:"mine"` // asked by the viewer; else of the viewer
	Amount   money.Amount         `json:"amount"`
	Name     string               `json:"name,omitempty"` // of who asks; who is asked is known by the number alone
	Number   string               `json:"number"`         // of the other side
	Note     string               `json:"note,omitempty"`
	Split    uuid.UUID            `json:"split,omitzero"`    // the same for all shares of one bill
	Transfer payment.TransferID   `json:"transfer,omitzero"` // that paid it
	At       time.Time            `json:"at"`                // UTC
	EndedAt  time.Time            `json:"ended_at,omitzero"`
}

// Asked is what who asks learns of requests that were made.
type Asked struct {
	Split    uuid.UUID           `json:"split,omitzero"`
	Requests []payment.RequestID `json:"requests"` // in the order of the numbers
	Shares   []money.Amount      `json:"shares"`   // in the same order
	Own      money.Amount        `json:"own"`      // what is left for who asks; zero unless the bill was split with oneself
}

// Ask asks one person for money; nothing moves until that person pays, by PrepareSend with the request's ID. The person is told, but
// of all who ask together not more often than codes may be sent [REG-7]: what goes beyond is found in AskedFor only.
// It answers the phone errors of package account, payment.ErrUnregistered, ErrSelf, ErrAmount and ErrText, and the reason if the account
// may do nothing now.
func (s *Transfers) Ask(ctx context.Context, r AskRequest) (Asked, error) {
	amount, err := s.c.positive(r.Amount)
	if err != nil {
		return Asked{}, err
	}
	cmd := command{"transfers.ask", r.Account.String(), r.Key, []string{r.Of, r.Amount, r.Note}}
	return s.c.askAll(ctx, cmd, bill{by: r.Account, numbers: []string{r.Of}, shares: []money.Amount{amount}, note: r.Note})
}

// SplitRequest divides a bill among people.
type SplitRequest struct {
	Key     Key
	Account account.ID
	Amount  string   // of the whole bill
	Among   []string // mobile numbers as typed, 1 to 50, all different
	Mine    bool     // who asks bears a share too
	Note    string
}

// Split divides a bill into equal shares and asks each person for one. The shares add up to the bill to the cent: what
// does not divide is borne a cent each by the first ones, who asks first of all. It answers payment.ErrShares, and the errors of Ask for any of the people;
// then nobody is asked.
func (s *Transfers) Split(ctx context.Context, r SplitRequest) (Asked, error) {
	c := s.c
	amount, err := c.positive(r.Amount)
	if err != nil {
		return Asked{}, err
	}
	if len(r.Among) == 0 || len(r.Among) > payment.MaxShares {
		return Asked{}, payment.ErrShares
	}
	id, err := c.newID()
	if err != nil {
		return Asked{}, err
	}
	b := bill{by: r.Account, numbers: r.Among, note: r.Note, split: id, own: money.FromMinor(0, amount.Currency())}
	n := len(r.Among)
	if r.Mine {
		n++
	}
	if b.shares, err = amount.Split(n); err != nil {
		return Asked{}, err
	}
	if r.Mine {
		b.own, b.shares = b.shares[0], b.shares[1:]
	}
	cmd := command{"transfers.split", r.Account.String(), r.Key, []any{r.Amount, r.Among, r.Mine, r.Note}}
	return c.askAll(ctx, cmd, b)
}

// bill is what one person asks others for.
type bill struct {
	by      account.ID
	numbers []string
	shares  []money.Amount
	own     money.Amount
	split   uuid.UUID
	note    string
}

// requestForm is what of a request is personal, before it is sealed.
type requestForm struct {
	Name string `json:"name"` // of who asks
	By   string `json:"by"`   // number of who asks
	Of   string `json:"of"`   // number of who is asked
	Note string `json:"note,omitempty"`
}

func (c *core) askAll(ctx context.Context, cmd command, b bill) (Asked, error) {
	note, err := payment.Note(b.note)
	if err != nil {
		return Asked{}, err
	}
	b.note = note
	phones := make([]account.Phone, len(b.numbers))
	for i, n := range b.numbers {
		if phones[i], err = account.ParsePhone(n, c.Market.Account.Phone); err != nil {
			return Asked{}, err
		}
	}
	ids, err := c.newIDs(len(phones))
	if err != nil {
		return Asked{}, err
	}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Asked, error) {
		a, err := c.store.Account(ctx, b.by)
		if err != nil {
			return Asked{}, err
		}
		if err := a.MayAct(); err != nil {
			return Asked{}, refuse(err)
		}
		h, err := c.openHolder(a)
		if err != nil {
			return Asked{}, err
		}
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
		asked := Asked{Split: b.split, Shares: b.shares, Own: b.own}
		seen := map[account.ID]bool{}
		for i, phone := range phones {
			of, err := c.whoIsAsked(ctx, phone)
			if err != nil {
				return Asked{}, err
			}
			if seen[of.ID] {
				return Asked{}, payment.ErrShares
			}
			seen[of.ID] = true
			req, err := c.request(payment.RequestID{UUID: ids[i]}, b, h, of, phone, b.shares[i], now.At)
			if err != nil {
				return Asked{}, err
			}
			ch.Requests = append(ch.Requests, req)
			ch.Relied = append(ch.Relied, store.RelyOnAccount(of))
			asked.Requests = append(asked.Requests, req.ID)
			if err := c.tellAsked(ctx, ch, of, h, req.Amount, b.note, now.At); err != nil {
				return Asked{}, err
			}
		}
		return asked, nil
	})
}

func (c *core) whoIsAsked(ctx context.Context, phone account.Phone) (account.Account, error) {
	id, err := c.accountByPhone(ctx, phone)
	if errors.Is(err, store.ErrNotFound) {
		return account.Account{}, payment.ErrUnregistered
	}
	if err != nil {
		return account.Account{}, err
	}
	return c.store.Account(ctx, id)
}

func (c *core) request(id payment.RequestID, b bill, by account.Holder, of account.Account, phone account.Phone, share money.Amount, at time.Time) (payment.MoneyRequest, error) {
	form := requestForm{Name: by.Name, By: by.Phone.E164(), Of: phone.E164(), Note: b.note}
	personal, err := c.keys.Seal(identity.KeyPersonal, marshal(form), sealContext("request", id.UUID))
	if err != nil {
		return payment.MoneyRequest{}, err
	}
	return payment.NewRequest(id, b.by, of.ID, share, b.split, personal, at)
}

func (c *core) openRequest(r payment.MoneyRequest) (requestForm, error) {
	var form requestForm
	if len(r.Personal) == 0 {
		return form, nil // one side's personal data were erased
	}
	plain, err := c.keys.Open(identity.KeyPersonal, r.Personal, sealContext("request", r.ID.UUID))
	if err != nil {
		return form, fmt.Errorf("seqr: personal data of request %s: %w", r.ID, err)
	}
	return form, json.Unmarshal(plain, &form)
}

// asked is the amount of a request that is open, and the number of who asks.
func (c *core) asked(ctx context.Context, of account.ID, id payment.RequestID) (money.Amount, string, error) {
	req, err := c.store.MoneyRequest(ctx, id)
	switch {
	case err != nil:
		return money.Amount{}, "", notFound(err)
	case req.Of != of:
		return money.Amount{}, "", payment.ErrNotFound
	case req.State != payment.RequestOpen:
		return money.Amount{}, "", payment.ErrRequestEnded
	}
	form, err := c.openRequest(req)
	return req.Amount, form.By, err
}

// RequestAction names one request for money.
type RequestAction struct {
	Key     Key
	Account account.ID
	Request payment.RequestID
}

// Decline ends a request that the account was asked for. It answers payment.ErrRequestEnded, and payment.ErrNotFound for others' requests.
func (s *Transfers) Decline(ctx context.Context, r RequestAction) (payment.RequestState, error) {
	return s.end(ctx, "transfers.decline", r, payment.MoneyRequest.Decline)
}

// Withdraw takes back a request that the account made; answers as for Decline.
func (s *Transfers) Withdraw(ctx context.Context, r RequestAction) (payment.RequestState, error) {
	return s.end(ctx, "transfers.withdraw", r, payment.MoneyRequest.Withdraw)
}

func (s *Transfers) end(ctx context.Context, operation string, r RequestAction, verb func(payment.MoneyRequest, account.ID, time.Time) (payment.MoneyRequest, error)) (payment.RequestState, error) {
	c := s.c
	cmd := command{operation, r.Account.String(), r.Key, r.Request}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.RequestState, error) {
		req, err := c.store.MoneyRequest(ctx, r.Request)
		if err != nil {
			return "", notFound(err)
		}
		if req, err = verb(req, r.Account, now.At); err != nil {
			return "", refuseState(err)
		}
		if _, err := c.store.Account(ctx, r.Account); err != nil {
			return "", err
		}
		ch.Requests = []payment.MoneyRequest{req}
		return req.State, nil
	})
}

// Asking lists the requests that an account made, in the order of their IDs, strictly after the given one, at most limit.
func (s *Transfers) Asking(ctx context.Context, by account.ID, after payment.RequestID, limit int) ([]RequestView, error) {
	all, err := s.c.store.RequestsBy(ctx, by, after, limit)
	return s.c.viewRequests(all, err, by)
}

// AskedFor lists the requests that others made to an account, in the order of their IDs, strictly after the given one, at most limit.
func (s *Transfers) AskedFor(ctx context.Context, of account.ID, after payment.RequestID, limit int) ([]RequestView, error) {
	all, err := s.c.store.RequestsOf(ctx, of, after, limit)
	return s.c.viewRequests(all, err, of)
}

func (c *core) viewRequests(all []payment.MoneyRequest, err error, viewer account.ID) ([]RequestView, error) {
	if err != nil {
		return nil, err
	}
	views := make([]RequestView, len(all))
	for i, r := range all {
		form, err := c.openRequest(r)
		if err != nil {
			return nil, err
		}
		v := RequestView{
			ID: r.ID, State: r.State, Mine: r.By == viewer, Amount: r.Amount, Number: form.Of, Note: form.Note,
			Split: r.Split, Transfer: r.Transfer, At: r.At, EndedAt: r.EndedAt,
		}
		if !v.Mine {
			v.Name, v.Number = form.Name, form.By
		}
		views[i] = v
	}
	return views, nil
}

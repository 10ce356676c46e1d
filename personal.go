package seqr

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// Personal data leaves this file sealed only: in accounts, bank accounts, scans and messages that
// wait to be sent. Stores keep bytes that say nothing without the keyring.

// holderForm is how a holder is written before it is sealed.
type holderForm struct {
	Phone string     `json:"phone"`
	Name  string     `json:"name,omitempty"`
	Email string     `json:"email,omitempty"`
	Born  civil.Date `json:"born,omitzero"`
}

func (c *core) sealHolder(of account.ID, h account.Holder) ([]byte, error) {
	form := holderForm{Phone: h.Phone.E164(), Name: h.Name, Email: h.Email, Born: h.BirthDate}
	return c.keys.Seal(identity.KeyPersonal, marshal(form), sealContext("holder", of.UUID))
}

// openHolder opens a holder's personal data; account.ErrErased if they are gone.
func (c *core) openHolder(a account.Account) (account.Holder, error) {
	if !a.ErasedAt.IsZero() {
		return account.Holder{}, account.ErrErased
	}
	plain, err := c.keys.Open(identity.KeyPersonal, a.Personal, sealContext("holder", a.ID.UUID))
	if err != nil {
		return account.Holder{}, fmt.Errorf("seqr: personal data of account %s: %w", a.ID, err)
	}
	var form holderForm
	if err := json.Unmarshal(plain, &form); err != nil {
		return account.Holder{}, fmt.Errorf("seqr: personal data of account %s: %w", a.ID, err)
	}
	phone, err := account.PhoneFromE164(form.Phone)
	return account.Holder{Phone: phone, Name: form.Name, Email: form.Email, BirthDate: form.Born}, err
}

// sealContext binds sealed bytes to what they belong to: moved to another row they do not open.
func sealContext(what string, owner uuid.UUID) []byte {
	return append([]byte("seqr/"+what+"/"), owner[:]...)
}

// accountByPhone finds the open account of a mobile number, under whichever key it was written; store.ErrNotFound if there is none.
func (c *core) accountByPhone(ctx context.Context, p account.Phone) (account.ID, error) {
	tags, err := identity.PhoneTags(c.keys, p)
	if err != nil {
		return account.ID{}, err
	}
	for _, tag := range tags {
		owner, err := c.store.Claimed(ctx, store.ClaimPhone, string(tag))
		if err == nil {
			return account.ID{UUID: owner}, nil
		}
		if !errors.Is(err, store.ErrNotFound) {
			return account.ID{}, err
		}
	}
	return account.ID{}, store.ErrNotFound
}

// The kinds of events; docs/events.md lists their bodies.
const (
	eventSMS     = "sms.send"
	eventMail    = "mail.send"
	eventVerify  = "scan.verify"
	eventCollect = "collection.send"
	eventConfirm = "collection.confirm"
	eventInvoice = "monthly_invoice.issue"
	eventRemind  = "monthly_invoice.remind"
	eventOverdue = "monthly_invoice.overdue"
	eventPayout  = "payout.send"
	eventHeld    = "cashback.release"
	eventSettle  = "merchant.settle"
	eventFetch   = "invoice.unfetched"
	eventDeliver = "transfer.deliver"
	eventReturn  = "transfer.return"
	eventReward  = "offer.reward"
	eventOrder   = "order.confirm"
	eventLetter  = "letter.send"
	eventNotice  = "notice.send"
	eventAgain   = "notice.retry"
	eventErase   = "account.erase"
	eventLeft    = "cashback.pay"
)

// event makes an event about subject, due at due.
func (c *core) event(kind string, subject uuid.UUID, at, due time.Time) (store.Event, error) {
	id, err := c.newID()
	return store.Event{ID: store.EventID{UUID: id}, Kind: kind, Subject: subject, At: at, Due: due}, err
}

// sms makes the event that sends a text to the phone of an account's holder, sealed until it leaves.
func (c *core) sms(of account.ID, to account.Phone, text string, at time.Time) (store.Event, error) {
	return c.message(eventSMS, of, account.Message{To: to.E164(), Text: text}, at)
}

// message makes the event that sends a message to an account's holder. The account is its subject, so that a message that
// was never sent goes with the account's personal data; the zero ID stands for somebody who has no account.
func (c *core) message(kind string, of account.ID, m account.Message, at time.Time) (store.Event, error) {
	id, err := c.newID()
	if err != nil {
		return store.Event{}, err
	}
	m.ID = id.String()
	body, err := c.keys.Seal(identity.KeyPersonal, marshal(m), sealContext(kind, id))
	return store.Event{ID: store.EventID{UUID: id}, Kind: kind, Subject: of.UUID, Body: body, At: at, Due: at}, err
}

func (c *core) openMessage(e store.Event) (account.Message, error) {
	var m account.Message
	plain, err := c.keys.Open(identity.KeyPersonal, e.Body, sealContext(e.Kind, e.ID.UUID))
	if err != nil {
		return m, fmt.Errorf("seqr: message %s: %w", e.ID, err)
	}
	return m, json.Unmarshal(plain, &m)
}

// tell makes the events that contact an account's holder: a text, and a mail if there is an address.
func (c *core) tell(a account.Account, subject, text string, at time.Time) ([]store.Event, error) {
	if !a.ErasedAt.IsZero() {
		return nil, nil // nobody is known to be told
	}
	h, err := c.openHolder(a)
	if err != nil {
		return nil, err
	}
	e, err := c.sms(a.ID, h.Phone, text, at)
	if err != nil {
		return nil, err
	}
	events := []store.Event{e}
	if h.Email != "" {
		e, err := c.message(eventMail, a.ID, account.Message{To: h.Email, Subject: subject, Text: text}, at)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

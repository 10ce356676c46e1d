package seqr

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// What the two sides of a transfer are told. Nobody but a registered receiver learns the amount and who sent it: a number that was
// typed may be anybody's.

// transferForm is what of a transfer is personal, before it is sealed.
type transferForm struct {
	To    string `json:"to,omitempty"`    // the number that was typed
	Name  string `json:"name,omitempty"`  // of the sender
	Phone string `json:"phone,omitempty"` // of the sender
	Note  string `json:"note,omitempty"`
}

func (c *core) sealTransfer(t payment.Terms, sender account.Account) ([]byte, error) {
	if t.Kind != payment.KindSend {
		return nil, nil
	}
	h, err := c.openHolder(sender)
	if err != nil {
		return nil, err
	}
	form := transferForm{To: t.To, Name: h.Name, Phone: h.Phone.E164(), Note: t.Note}
	return c.keys.Seal(identity.KeyPersonal, marshal(form), sealContext("transfer", t.ID.UUID))
}

func (c *core) openTransfer(t payment.Transfer) (transferForm, error) {
	var form transferForm
	if len(t.Personal) == 0 {
		return form, nil
	}
	plain, err := c.keys.Open(identity.KeyPersonal, t.Personal, sealContext("transfer", t.ID.UUID))
	if err != nil {
		return form, fmt.Errorf("seqr: personal data of transfer %s: %w", t.ID, err)
	}
	return form, json.Unmarshal(plain, &form)
}

// tellSent tells both sides: the receiver by SMS and mail, the sender by mail, who learns so of a transfer that somebody else approved.
func (c *core) tellSent(ch *store.Changes, p parties, t payment.Transfer, terms payment.Terms, at time.Time) error {
	switch {
	case t.Kind == payment.KindTopUp:
		return c.mail(ch, p.sender, "Your top-up", "Your Seqr Account was topped up with "+t.Amount.String()+". Reference: "+t.Reference, at)
	case t.Kind == payment.KindWithdrawal:
		return c.mail(ch, p.sender, "Your withdrawal", t.Amount.String()+" from your Seqr Account are on their way to your bank account. Reference: "+t.Reference, at)
	}
	text := "You sent " + t.Amount.String() + " to " + terms.To + ". Reference: " + t.Reference
	if err := c.mail(ch, p.sender, "You sent money", text, at); err != nil {
		return err
	}
	switch t.State {
	case payment.TransferWaiting:
		return c.invite(ch, terms.To, t.ExpiresAt, at)
	case payment.TransferDone:
		return c.tellReceived(ch, p.to.account, t, at)
	default:
		return nil
	}
}

// invite tells a number that money waits, neither how much nor from whom.
func (c *core) invite(ch *store.Changes, number string, until, at time.Time) error {
	phone, err := account.PhoneFromE164(number)
	if err != nil {
		return err
	}
	e, err := c.sms(account.ID{}, phone, "Money is waiting for you at SEQR. Register with this number before "+c.today(until).String()+" to get it.", at)
	ch.Events = append(ch.Events, e)
	return err
}

func (c *core) tellReceived(ch *store.Changes, to account.Account, t payment.Transfer, at time.Time) error {
	form, err := c.openTransfer(t)
	if err != nil {
		return err
	}
	where := "It is on your Seqr Account."
	if t.ToAccount == (account.PaymentAccountID{}) {
		where = "It is on its way to your bank account."
	}
	text := form.Name + " (" + form.Phone + ") sent you " + t.Credited.String() + ". " + where
	if form.Note != "" {
		text += " Note: " + form.Note
	}
	return c.tellInto(ch, to, "You received money", text, at)
}

func (c *core) tellClaimed(ch *store.Changes, sender account.Account, t payment.Transfer, at time.Time) error {
	form, err := c.openTransfer(t)
	if err != nil {
		return err
	}
	return c.mail(ch, sender, "Your money was received", "The "+t.Amount.String()+" that you sent to "+form.To+" have been received.", at)
}

func (c *core) tellReturned(ctx context.Context, ch *store.Changes, t payment.Transfer, at time.Time) error {
	a, err := c.store.Account(ctx, t.From)
	if err != nil {
		return err
	}
	form, err := c.openTransfer(t)
	if err != nil {
		return err
	}
	what := "The " + t.Amount.String() + " that you sent to " + form.To + " could not be delivered"
	if form.To == "" { // the receiver was erased meanwhile
		what = "The " + t.Amount.String() + " that you sent could not be delivered"
	}
	if t.Kind == payment.KindWithdrawal {
		what = "Your bank did not accept the " + t.Amount.String() + " that you withdrew"
	}
	if t.State == payment.TransferSuspended {
		return c.tellInto(ch, a, "Your money waits for you", what+", and your account is closed. To have it, call customer service: "+c.Market.Account.Contact.Phone+".", at)
	}
	return c.tellInto(ch, a, "Your money is back", what+". You have the money back.", at)
}

// mail adds an e-mail for an account's holder, if there is an address.
func (c *core) mail(ch *store.Changes, a account.Account, subject, text string, at time.Time) error {
	h, err := c.openHolder(a)
	if err != nil || h.Email == "" {
		return err
	}
	e, err := c.message(eventMail, a.ID, account.Message{To: h.Email, Subject: subject, Text: text}, at)
	ch.Events = append(ch.Events, e)
	return err
}

// tellAsked tells somebody that money is asked for, if not as much was told today as codes may be sent: else everybody could flood a number
// with words of their own. The request is listed all the same.
func (c *core) tellAsked(ctx context.Context, ch *store.Changes, of account.Account, by account.Holder, amount money.Amount, note string, at time.Time) error {
	policy := c.Market.Identity.Codes
	policy.Gap = 0 // two friends may ask at once
	told, err := c.activation(ctx, identity.AskTag(of.ID))
	if err != nil {
		return err
	}
	told, err = told.Send(policy, of.ID, nil, at)
	if errors.Is(err, identity.ErrCodeTooSoon) {
		return nil
	}
	if err != nil {
		return err
	}
	ch.Activations = append(ch.Activations, told)
	text := by.Name + " (" + by.Phone.E164() + ") asks you for " + amount.String() + "."
	if note != "" {
		text += " Note: " + note
	}
	return c.tellInto(ch, of, "Somebody asks you for money", text, at)
}

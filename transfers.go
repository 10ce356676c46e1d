package seqr

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// Transfers moves money that buys nothing: to another person by mobile number, into and out of the own Seqr Account.
// It asks others for money, too. Every movement is prepared, shown, and then approved with PIN and device like a sale, but a top-up by card, which the acquirer confirms; transfers
// earn no cashback, are no expenses and cost nothing [PAY-11, P2P-8, PRE-7, RCP-3].
type Transfers struct{ c *core }

// Prepared is what a person sees before approving.
type Prepared struct {
	Terms     payment.Terms // to be sent back with the approval, unchanged
	Available money.Amount  // to spend from the account that is charged, before this [LIM-1]; never negative
	Fee       money.Amount  // always zero [PAY-11]
	WaitsTill time.Time     // when the money comes back if nobody has registered with the number by then; zero for a registered receiver
	// Message is what the device signs to approve. The app fills in its Counter, one more than the last it used.
	Message identity.ApprovalMessage
}

// SendRequest says what is to be sent to whom: either a number and an amount, or a request for money that is paid.
type SendRequest struct {
	Account account.ID
	From    account.PaymentAccountID // zero: the default payment account
	To      string                   // mobile number as typed, with country code
	Amount  string                   // such as "12.34"
	Note    string                   // for the receiver; at most payment.MaxNote characters
	Request payment.RequestID        // instead of To and Amount: the request that is paid
}

// PrepareSend shows what sending money will do [P2P-1]; it writes nothing. The view repeats what the sender typed and says nothing about
// who has the number. It can be approved for the market's time, 120 seconds.
//
// It answers the phone errors of package account, payment.ErrUnregistered, ErrSelf, ErrCannotReceive and ErrOtherCurrency
// [P2P-3, P2P-6, P2P-7], payment.ErrAmount and ErrText, payment.ErrNotFound and ErrRequestEnded for a request, and the
// reason if the sender cannot pay now (account.ErrBlocked, account.ErrNotActive, …).
func (s *Transfers) PrepareSend(ctx context.Context, r SendRequest) (Prepared, error) {
	c := s.c
	a, err := c.store.Account(ctx, r.Account)
	if err != nil {
		return Prepared{}, err
	}
	from, err := c.payFrom(a, r.From)
	if err != nil {
		return Prepared{}, err
	}
	t, err := c.sendTerms(ctx, a, r)
	if err != nil {
		return Prepared{}, err
	}
	to, err := c.receiverOf(ctx, t)
	if err != nil {
		return Prepared{}, err
	}
	t.FromAccount = from.ID
	if t.Credited, t.Rate, err = c.convert(ctx, t.Amount, to.currency); err != nil {
		return Prepared{}, err
	}
	return c.prepare(ctx, a, from, t, to.waits())
}

// sendTerms reads a request to send; what it pays for decides amount and receiver.
func (c *core) sendTerms(ctx context.Context, a account.Account, r SendRequest) (payment.Terms, error) {
	note, err := payment.Note(r.Note)
	if err != nil {
		return payment.Terms{}, err
	}
	t := payment.Terms{Kind: payment.KindSend, From: a.ID, Note: note, Request: r.Request}
	if r.Request != (payment.RequestID{}) {
		if r.To != "" || r.Amount != "" {
			return payment.Terms{}, ErrRequest
		}
		t.Amount, t.To, err = c.asked(ctx, a.ID, r.Request)
		return t, err
	}
	number, err := c.parseReceiver(r.To)
	if err != nil {
		return payment.Terms{}, err
	}
	t.To = number.E164()
	t.Amount, err = c.positive(r.Amount)
	return t, err
}

// parseReceiver reads a number of this market, or of one that money may be sent to.
func (c *core) parseReceiver(text string) (account.Phone, error) {
	number, err := account.ParsePhone(text, c.Market.Account.Phone)
	for _, rule := range c.Market.Transfer.Abroad {
		if err == nil {
			break
		}
		if n, e := account.ParsePhone(text, rule); e == nil {
			number, err = n, nil
		}
	}
	return number, err
}

// positive reads an amount that may be moved.
func (c *core) positive(s string) (money.Amount, error) {
	amount, err := c.amount(s)
	if err == nil && (!amount.IsPositive() || amount.Minor() > c.Market.Payment.MaxAmount) {
		err = payment.ErrAmount
	}
	return amount, err
}

// OwnRequest says how much of one's own money is to be moved.
type OwnRequest struct {
	Account account.ID
	From    account.PaymentAccountID // of a top-up: what is charged; zero: the payment account with a spending limit
	Amount  string                   // such as "12.34"
}

// PrepareTopUp shows what a top-up of the Seqr Account from the own payment account will do [PRE-2]; it writes nothing.
// It answers payment.ErrAmount, account.ErrNoPaymentAccount where there is no Seqr Account or nothing to charge, and the reason if
// the account cannot pay now.
func (s *Transfers) PrepareTopUp(ctx context.Context, r OwnRequest) (Prepared, error) {
	c := s.c
	a, amount, err := c.own(ctx, r)
	if err != nil {
		return Prepared{}, err
	}
	if _, err := a.PrepaidAccount(); err != nil {
		return Prepared{}, err
	}
	if r.From == (account.PaymentAccountID{}) {
		limit, err := a.LimitAccount()
		if err != nil {
			return Prepared{}, err
		}
		r.From = limit.ID
	}
	from, err := a.MayPay(r.From)
	if err != nil {
		return Prepared{}, err
	}
	if !from.Kind.Limit() {
		return Prepared{}, payment.ErrSelf
	}
	return c.prepare(ctx, a, from, ownTerms(payment.KindTopUp, a, from, amount), false)
}

// PrepareWithdrawal shows what moving money from the Seqr Account to the own bank account will do [PRE-5]; it writes nothing.
// It answers payment.ErrAmount, payment.ErrUnverified, payment.ErrNoReceivingAccount, account.ErrNoPaymentAccount where there is no
// Seqr Account, and the reason if the account cannot pay now.
func (s *Transfers) PrepareWithdrawal(ctx context.Context, r OwnRequest) (Prepared, error) {
	c := s.c
	a, amount, err := c.own(ctx, r)
	if err != nil {
		return Prepared{}, err
	}
	from, err := a.PrepaidAccount()
	if err != nil {
		return Prepared{}, err
	}
	if from, err = a.MayPay(from.ID); err != nil {
		return Prepared{}, err
	}
	t := ownTerms(payment.KindWithdrawal, a, from, amount)
	if _, err := c.receiverOf(ctx, t); err != nil {
		return Prepared{}, err
	}
	return c.prepare(ctx, a, from, t, false)
}

func (c *core) own(ctx context.Context, r OwnRequest) (account.Account, money.Amount, error) {
	amount, err := c.positive(r.Amount)
	if err != nil {
		return account.Account{}, amount, err
	}
	a, err := c.store.Account(ctx, r.Account)
	if err != nil {
		return a, amount, err
	}
	return a, amount, c.withContact(a.MayAct())
}

func ownTerms(kind payment.TransferKind, a account.Account, from account.PaymentAccount, amount money.Amount) payment.Terms {
	return payment.Terms{Kind: kind, From: a.ID, FromAccount: from.ID, Amount: amount, Credited: amount}
}

// prepare names the terms, and makes the message that approves them.
func (c *core) prepare(ctx context.Context, a account.Account, from account.PaymentAccount, t payment.Terms, waits bool) (Prepared, error) {
	id, err := c.newID()
	if err != nil {
		return Prepared{}, err
	}
	t.ID = payment.TransferID{UUID: id}
	cred, err := c.store.Credential(ctx, a.ID)
	if err != nil {
		return Prepared{}, err
	}
	balance, err := c.store.LedgerAccount(ctx, from.Ledger)
	if err != nil {
		return Prepared{}, err
	}
	now := c.now()
	p := Prepared{Terms: t, Available: account.Spendable(balance), Fee: money.FromMinor(0, t.Amount.Currency()), Message: messageOf(t, a)}
	if waits {
		p.WaitsTill = now.Add(c.Market.Transfer.WaitFor)
	}
	p.Message.Device, p.Message.ExpiresAt = cred.Device, now.Add(c.Market.Payment.ShownFor)
	p.Message.Nonce, err = identity.NewNonce(c.keys, c.Random, termsBinding(t, cred.Device), p.Message.ExpiresAt)
	return p, err
}

// messageOf is the message that approves terms. It names the receiver by the number alone: the sender learns nothing else.
func messageOf(t payment.Terms, a account.Account) identity.ApprovalMessage {
	digest := t.Digest()
	m := identity.ApprovalMessage{
		Market: a.Market, Account: a.ID, Invoice: t.ID.UUID, Digest: digest[:],
		PayeeName: identity.NameDigest(t.To), Amount: t.Amount, From: t.FromAccount,
	}
	if t.Kind != payment.KindSend {
		m.Payee = a.ID.UUID
	}
	return m
}

// termsBinding binds a nonce to the content of terms. Nothing is stored while they are shown; that they come back with a nonce of
// ours proves that they are those that were shown, rate included.
func termsBinding(t payment.Terms, device identity.DeviceID) identity.NonceBinding {
	digest := t.Digest()
	return identity.NonceBinding{Account: t.From, Device: device, Subject: uuid.UUID(digest[:16])}
}

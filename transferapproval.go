package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// TransferApproval is a person's consent to terms that were prepared: the terms as they were shown, the message with the device's
// counter filled in, signed by the device, and the PIN; or, where the market accepts it, signed upon a fingerprint.
type TransferApproval struct {
	Key       Key
	Account   account.ID
	Terms     payment.Terms // of Prepared, unchanged
	Message   []byte        // as identity.DeviceKey.Approve made it
	Signature []byte
	PIN       string             // never stored, logged or part of a fingerprint
	PINProof  []byte             // in place of PIN, where the phone stretches it: as device.Unlocked.Approve made it
	Proof     identity.ProofKind // zero: identity.ProofPIN. With identity.ProofBiometric PIN and PINProof stay empty
}

// Moved is what a person learns of a transfer.
type Moved struct {
	Transfer  payment.TransferID    `json:"transfer"`
	Kind      payment.TransferKind  `json:"kind"`
	State     payment.TransferState `json:"state"`
	Amount    money.Amount          `json:"amount"`   // charged
	Credited  money.Amount          `json:"credited"` // what arrives
	Reference string                `json:"reference"`
}

func movedOf(t payment.Transfer) Moved {
	return Moved{Transfer: t.ID, Kind: t.Kind, State: t.State, Amount: t.Amount, Credited: t.Credited, Reference: t.Reference}
}

// Approve moves the money that was prepared: a send, a top-up or a withdrawal [PIN-2, P2P-5, PRE-2, PRE-5]. Sender and receiver change
// in one commit, or not at all; from an account with a spending limit the limit is used and one debit is scheduled [LIM-7]. A request
// that is paid becomes paid in the same commit.
//
// It answers the errors of the preparation if what they are about has changed since, and those of a consent:
// identity.ErrSignature, ErrApprovalReplayed, identity.ErrNonceExpired, identity.ErrNonceUnknown for terms that were not prepared
// here, account.ErrBlocked, *identity.PINWaitError, identity.ErrPINWrong, *LimitError, and payment.ErrMonthly [P2P-9].
func (s *Transfers) Approve(ctx context.Context, r TransferApproval) (Moved, error) {
	c := s.c
	if err := r.Terms.Check(); err != nil {
		return Moved{}, err
	}
	if r.Terms.From != r.Account || r.Terms.Kind == payment.KindCardTopUp {
		return Moved{}, identity.ErrApprovalMismatch
	}
	k, err := c.consentOf(r.Account, r.Message, r.Signature, shown{r.Proof, r.PIN, r.PINProof})
	if err != nil {
		return Moved{}, err
	}
	ids, err := c.newIDs(3)
	if err != nil {
		return Moved{}, err
	}
	ref, err := payment.NewPaymentReference(c.Random, c.now())
	if err != nil {
		return Moved{}, err
	}
	a := transferApproval{consent: k, terms: r.Terms, ids: ids, ref: ref}
	cmd := command{"transfers.approve", r.Account.String(), r.Key, []any{r.Terms, r.Message, r.Signature}}
	return execute(ctx, c, cmd, a.decide)
}

// transferApproval is one approval on its way.
type transferApproval struct {
	consent
	terms payment.Terms
	ids   []uuid.UUID // collection, its event, transfer in the book
	ref   string
}

// parties are what an approval is decided on.
type parties struct {
	cred   identity.Credential
	sender account.Account
	from   account.PaymentAccount
	to     receiver
}

func (m *transferApproval) decide(ctx context.Context, now round, ch *store.Changes) (Moved, error) {
	var p parties
	var err error
	if p.cred, err = m.c.store.Credential(ctx, m.of); err != nil {
		return Moved{}, err
	}
	if p.sender, err = m.c.store.Account(ctx, m.of); err != nil {
		return Moved{}, err
	}
	var expires time.Time
	if p.cred, expires, err = m.genuine(ctx, p.cred, p.sender, termsBinding(m.terms, m.signed.Device), now.At, ch); err != nil {
		return Moved{}, err
	}
	if err := m.allowed(ctx, &p, expires, now.At); err != nil {
		return Moved{}, refuseState(err)
	}
	m.use(ch)
	if err := m.prove(ctx, p.sender, p.cred, now.At, ch); err != nil {
		return Moved{}, err
	}
	if now.Short {
		return Moved{}, m.c.limitError(ctx, p.from, m.terms.Amount)
	}
	return m.book(ctx, ch, p, now.At)
}

// allowed decides all that does not depend on the PIN.
func (m *transferApproval) allowed(ctx context.Context, p *parties, expires, at time.Time) error {
	c, t := m.c, m.terms
	var err error
	if p.from, err = p.sender.MayPay(t.FromAccount); err != nil {
		return err
	}
	want := messageOf(t, p.sender)
	want.Device, want.Counter, want.Nonce, want.ExpiresAt = p.cred.Device, m.signed.Counter, m.signed.Nonce, expires
	if err := m.signed.Check(want); err != nil {
		return err
	}
	if p.to, err = c.receiverOf(ctx, t); err != nil {
		return err
	}
	if p.to.currency != t.Credited.Currency() {
		return payment.ErrOtherCurrency
	}
	if t.Kind != payment.KindSend {
		return nil
	}
	return c.withinMonth(ctx, p.from, t, at)
}

// withinMonth refuses what would be more than the market lets an account of the kind send in a calendar month [P2P-9]. All approvals of
// one person change the same credential, so no other can slip in between.
func (c *core) withinMonth(ctx context.Context, from account.PaymentAccount, t payment.Terms, at time.Time) error {
	most, limited := c.Market.Transfer.Monthly[from.Kind]
	if !limited {
		return nil
	}
	month, sum := civil.MonthOf(at, c.Market.Zone), t.Amount
	for v, err := range every(ctx, c.store.TransfersFrom, t.From, transferID) {
		if err != nil {
			return err
		}
		if v.Kind != payment.KindSend || v.FromAccount != from.ID || v.CameBack() || civil.MonthOf(v.At, c.Market.Zone) != month {
			continue
		}
		if sum, err = sum.Add(v.Amount); err != nil {
			return err
		}
	}
	if order, err := sum.Cmp(most); err != nil || order > 0 {
		return errors.Join(err, payment.ErrMonthly)
	}
	return nil
}

// book adds everything that an approved transfer writes.
func (m *transferApproval) book(ctx context.Context, ch *store.Changes, p parties, at time.Time) (Moved, error) {
	c := m.c
	personal, err := c.sealTransfer(m.terms, p.sender)
	if err != nil {
		return Moved{}, err
	}
	t, err := payment.NewTransfer(m.terms, personal, m.ref, m.evidence(p.cred), at)
	if err != nil {
		return Moved{}, err
	}
	if p.to.waits() {
		t, err = m.keep(ctx, ch, p, t, at)
	} else {
		t, err = m.pass(ctx, ch, p, t, at)
	}
	if err != nil {
		return Moved{}, err
	}
	if p.to.request.ID != (payment.RequestID{}) {
		paid, err := p.to.request.Pay(t, at)
		if err != nil {
			return Moved{}, refuseState(err)
		}
		ch.Requests = append(ch.Requests, paid)
	}
	ch.Moved = append(ch.Moved, t)
	if len(ch.Accounts) == 0 {
		ch.Relied = append(ch.Relied, store.RelyOnAccount(p.sender))
	}
	return movedOf(t), c.tellSent(ch, p, t, m.terms, at)
}

// keep reserves the money for whoever registers with the number. The record of the number's codes changes too, so that one who proves it
// at this moment decides again and finds the money.
func (m *transferApproval) keep(ctx context.Context, ch *store.Changes, p parties, t payment.Transfer, at time.Time) (payment.Transfer, error) {
	c := m.c
	phone, err := account.PhoneFromE164(m.terms.To)
	if err != nil {
		return t, err
	}
	number, err := identity.PhoneTag(c.keys, phone)
	if err != nil {
		return t, err
	}
	act, err := c.activation(ctx, number)
	if err != nil {
		return t, err
	}
	switch _, err := c.accountByPhone(ctx, phone); { // again, now that the record is read: who proved the number before has changed it before
	case err == nil:
		return t, store.ErrConflict
	case !errors.Is(err, store.ErrNotFound):
		return t, err
	}
	ch.Activations = append(ch.Activations, act)
	hold := ledger.TransferID{UUID: m.ids[2]}
	if t, err = t.Wait(number, hold, at.Add(c.Market.Transfer.WaitFor)); err != nil {
		return t, err
	}
	ch.Transfers = append(ch.Transfers, ledger.Transfer{
		ID: hold, Kind: ledger.Hold, Purpose: ledger.PersonToPerson, Debit: p.from.Ledger, Credit: c.house.transit,
		Amount: t.Amount, Subject: t.ID.UUID, At: at,
	})
	e, err := c.event(eventReturn, t.ID.UUID, at, t.ExpiresAt)
	ch.Events = append(ch.Events, e)
	return t, err
}

// pass charges the sender and gives the money to the receiver, or keeps it until the sender's debit is collected where the market wants that.
func (m *transferApproval) pass(ctx context.Context, ch *store.Changes, p parties, t payment.Transfer, at time.Time) (payment.Transfer, error) {
	c := m.c
	t, err := t.Address(p.to.account.ID)
	if err != nil {
		return t, refuse(err)
	}
	if p.to.account.ID != p.sender.ID {
		ch.Relied = append(ch.Relied, store.RelyOnAccount(p.to.account))
	}
	t.InvoicedIn = c.invoicedIn(p.from, at)
	if err := c.collect(ctx, ch, c.chargeOfTransfer(t), bearer{t.From, p.from, p.from}, m.ids[0], m.ids[1], at, at); err != nil {
		return t, err
	}
	if p.to.isBank() && c.Market.Transfer.AfterDebit && p.from.Kind.Limit() {
		return t, c.move(ch, ledger.PersonToPerson, p.from.Ledger, c.house.transit, t.Amount, t.ID.UUID, at)
	}
	return c.hand(ch, t, p.from.Ledger, p.to, at)
}

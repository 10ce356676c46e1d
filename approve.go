package seqr

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// ApproveRequest is a payer's consent to one bill: the message that Scan gave, with the device's
// counter filled in, signed by the device, and the PIN; or, where the market accepts it, signed upon a fingerprint.
type ApproveRequest struct {
	Key       Key
	Account   account.ID
	Message   []byte // as identity.DeviceKey.Approve made it
	Signature []byte
	PIN       string             // never stored, logged or part of a fingerprint
	PINProof  []byte             // in place of PIN, where the phone stretches it: as device.Unlocked.Approve made it
	Proof     identity.ProofKind // zero: identity.ProofPIN. With identity.ProofBiometric PIN and PINProof stay empty
}

// Approved is what a payer learns of an approval.
type Approved struct {
	Payment   payment.PaymentID `json:"payment"`
	Invoice   payment.InvoiceID `json:"invoice"`
	State     payment.State     `json:"state"` // Paid, or Reserved
	Reference string            `json:"reference"`
}

// Approve pays an invoice [PAY-5, PAY-6, PAY-13, PIN-2]. In one commit the invoice becomes paid, the
// money is booked against the spending limit, the collection is scheduled, the cashback month counts, and the nonce is used up.
//
// A payer who is refused has paid nothing. It answers, among others:
// identity.ErrSignature (nothing else is evaluated), ErrApprovalReplayed, identity.ErrNonceExpired
// (shown longer than 120 s ago), identity.ErrApprovalStale (the sale changed), payment.ErrPaid, ErrCanceled or ErrExpired,
// account.ErrBlocked, *identity.PINWaitError, identity.ErrPINWrong, and *LimitError with the amount that is available.
// A wrong PIN is counted before it is told; the fifth in a row blocks the account.
func (s *Payments) Approve(ctx context.Context, r ApproveRequest) (Approved, error) {
	k, err := s.c.consentOf(r.Account, r.Message, r.Signature, shown{r.Proof, r.PIN, r.PINProof})
	if err != nil {
		return Approved{}, err
	}
	ids, err := s.c.newIDs(5)
	if err != nil {
		return Approved{}, err
	}
	ref, err := payment.NewPaymentReference(s.c.Random, s.c.now())
	if err != nil {
		return Approved{}, err
	}
	a := approval{consent: k, ids: ids, ref: ref}
	cmd := command{"payments.approve", r.Account.String(), r.Key, signedInput{r.Message, r.Signature}}
	return execute(recently(ctx), s.c, cmd, a.decide)
}

// approval is one approval on its way: what the payer sent, and the IDs that every round uses.
type approval struct {
	consent
	ids []uuid.UUID // payment, collection, transfer, event, event of the reward
	ref string      // the payment's reference
}

// facts are what an approval is decided on.
type facts struct {
	account account.Account
	cred    identity.Credential
	invoice payment.Invoice
	shop    shop
	from    account.PaymentAccount
	ordered *placed   // in Shop on the Spot; else nil
	expires time.Time // of the nonce, and so of the approval
}

func (a *approval) decide(ctx context.Context, now round, ch *store.Changes) (Approved, error) {
	f, err := a.read(ctx)
	if err != nil {
		return Approved{}, err
	}
	if f.cred, f.expires, err = a.genuine(ctx, f.cred, f.account, bindingOf(a.signed), now.At, ch); err != nil {
		return Approved{}, err
	}
	paid, err := a.allowed(&f, now)
	if err != nil {
		return Approved{}, refuse(err)
	}
	a.use(ch)
	if err := a.prove(ctx, f.account, f.cred, now.At, ch); err != nil {
		return Approved{}, err
	}
	if now.Short {
		return Approved{}, a.c.limitError(ctx, f.from, f.invoice.Total)
	}
	return Approved{Payment: paid.Payment, Invoice: paid.ID, State: paid.State, Reference: a.ref}, a.book(ctx, ch, f, paid, now)
}

func (a *approval) read(ctx context.Context) (f facts, err error) {
	if f.cred, err = a.c.store.Credential(ctx, a.of); err != nil {
		return f, err
	}
	if f.account, err = a.c.store.Account(ctx, a.of); err != nil {
		return f, err
	}
	if f.invoice, err = a.c.store.Invoice(ctx, payment.InvoiceID{UUID: a.signed.Invoice}); err != nil {
		return f, notFound(err)
	}
	if f.shop.lane, err = a.c.store.Lane(ctx, f.invoice.Lane); err != nil {
		return f, err
	}
	if f.ordered, err = a.c.orderOf(ctx, f.invoice); err != nil {
		return f, err
	}
	f.shop, err = a.c.shopOf(ctx, f.shop.lane)
	return f, err
}

// clone answers a fresh nonce under a counter that was used: two phones hold the key. It is frozen until customer service has helped.
func (c *core) clone(cred identity.Credential, a account.Account, at time.Time, ch *store.Changes) error {
	ch.Credentials = append(ch.Credentials, cred.Freeze())
	err := c.tellInto(ch, a, "Your SEQR app was stopped",
		"Your SEQR app was stopped because a copy of it was used. Please contact customer service: "+c.Market.Account.Contact.Phone, at)
	if err != nil {
		return err
	}
	return tried(identity.ErrCounter)
}

// allowed decides all that does not depend on the PIN, and answers the invoice as it will be.
func (a *approval) allowed(f *facts, now round) (payment.Invoice, error) {
	from, err := f.account.MayPay(a.signed.From)
	if err != nil {
		return payment.Invoice{}, err
	}
	f.from = from
	pay := payment.PaymentID{UUID: a.ids[0]}
	var paid payment.Invoice
	if f.invoice.Mode == payment.ImmediateDebit {
		paid, err = f.invoice.Approve(a.of, pay, a.signed.Revision, a.signed.Amount, now.At)
	} else {
		paid, err = f.invoice.Reserve(a.of, pay, a.transfer(), a.signed.Revision, a.signed.Amount, a.c.Market.Payment, now.At)
	}
	if err != nil {
		return paid, err
	}
	if err := f.ordered.sell(paid, now.At); err != nil {
		return paid, err
	}
	want := approvalOf(f.invoice, f.shop.merchant, f.account, from)
	want.Device, want.Counter, want.Nonce, want.ExpiresAt = f.cred.Device, a.signed.Counter, a.signed.Nonce, f.expires
	return paid, a.signed.Check(want)
}

// book adds everything that a payment writes.
func (a *approval) book(ctx context.Context, ch *store.Changes, f facts, paid payment.Invoice, now round) error {
	c, m := a.c, f.shop.merchant
	final := paid.State == payment.Paid
	qualifies := c.Market.Cashback.Qualifies(paid.Channel, m.Charity)
	p, err := payment.NewPayment(paid.Payment, paid, m, f.shop.location, f.account.ID, f.from.ID, a.ref, qualifies, a.evidence(f.cred), final, now.At)
	if err != nil {
		return err
	}
	t := ledger.Transfer{
		ID: a.transfer(), Kind: ledger.Hold, Purpose: ledger.Purchase, Debit: f.from.Ledger, Credit: m.Payable,
		Amount: paid.Total, Subject: p.ID.UUID, At: now.At,
	}
	if final {
		t.Kind = ledger.Move
		stands := now.At // from then on nobody reverses it
		if f.shop.lane.MustAsk {
			if paid, stands, err = c.awaitFetch(ch, paid, now.At); err != nil {
				return err
			}
		}
		if qualifies {
			p.CountsIn = civil.MonthOf(now.At, c.Market.Zone) // of the present quarter, which nobody has decided yet
			ch.Tallies = append(ch.Tallies, cashback.Earn(f.account.ID, p.Amount, p.CountsIn))
		}
		p.InvoicedIn = c.invoicedIn(f.from, now.At)
		if err := c.collect(ctx, ch, chargeOf(p), bearer{f.account.ID, f.from, f.from}, a.ids[1], a.ids[3], now.At, stands); err != nil {
			return err
		}
		rewardLater(ch, p, a.ids[4], now.At, stands)
	}
	if err := c.bookOrder(ch, f.ordered, now.At); err != nil {
		return err
	}
	ch.Invoices = append(ch.Invoices, paid)
	ch.Payments = append(ch.Payments, p)
	ch.Transfers = append(ch.Transfers, t)
	ch.Relied = append(ch.Relied, store.RelyOnMerchant(m))
	if len(ch.Accounts) == 0 {
		ch.Relied = append(ch.Relied, store.RelyOnAccount(f.account))
	}
	return nil
}

func (a *approval) transfer() ledger.TransferID { return ledger.TransferID{UUID: a.ids[2]} }

// limitError says what is available, after the book refused the amount [LIM-2].
func (c *core) limitError(ctx context.Context, from account.PaymentAccount, needed money.Amount) error {
	balance, err := c.store.LedgerAccount(ctx, from.Ledger)
	if err != nil {
		return err
	}
	return tried(&LimitError{Needed: needed, Available: account.Spendable(balance)})
}

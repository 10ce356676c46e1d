package seqr

import (
	"context"
	"crypto/sha256"
	"errors"
	"strconv"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr"
	"github.com/seqrpay/seqr/store"
)

// Payments is the payer's side: scanning a code, approving with PIN and device, receipts.
type Payments struct{ c *core }

// Scanned is what a payer sees after scanning a code [PAY-4]. Waiting means that no sale is on the lane yet [PAY-7]: ask again.
type Scanned struct {
	Waiting   bool
	Lane      string // as its location names it
	Location  string
	Merchant  string
	Bill      payment.Bill
	From      account.PaymentAccountID
	Available money.Amount // to spend from it, before this payment [LIM-1]; never negative
	// Message is what the device signs to approve: everything that binds the approval to this
	// bill. The app fills in its Counter, one more than the last it used.
	Message identity.ApprovalMessage
}

// ScanRequest asks what a code shows.
type ScanRequest struct {
	Account account.ID
	Code    string                   // text of a lane's or an invoice's code, from QR or NFC
	From    account.PaymentAccountID // zero: the default payment account
}

// Scan resolves a lane's or invoice's code to what the payer is asked for. The shown amount can be
// approved for the market's time, 120 seconds; then scan again [PAY-8]. It answers the errors of
// package qr for codes of others, payment.ErrNotFound for unknown ones, payment.ErrProduct
// for a product, which is ordered first (Shop.Order), and the reason if the
// account cannot pay now (account.ErrBlocked, account.ErrNotActive, …).
func (s *Payments) Scan(ctx context.Context, r ScanRequest) (Scanned, error) {
	c := s.c
	code, err := qr.Parse(r.Code)
	if err != nil {
		return Scanned{}, err
	}
	near := recently(ctx)
	a, pa, err := c.whoScans(near, r)
	if err != nil {
		a, pa, err = c.whoScans(ctx, r)
	}
	if err != nil {
		return Scanned{}, err
	}
	lane, inv, err := c.resolve(near, code)
	if err != nil {
		return Scanned{}, err
	}
	at, err := c.shopOf(near, lane)
	if err != nil {
		return Scanned{}, err
	}
	now := c.now()
	v := Scanned{Merchant: at.merchant.Name, Location: at.location.Name, Lane: lane.Name, From: pa.ID, Waiting: !inv.Open(now)}
	if v.Waiting {
		if code.Kind == qr.Invoice {
			return Scanned{}, ended(inv, now)
		}
		return v, nil
	}
	if inv, err = c.ask(ctx, inv, a); err != nil {
		return Scanned{}, err
	}
	balance, err := c.store.LedgerAccount(ctx, pa.Ledger)
	if err != nil {
		return Scanned{}, err
	}
	v.Available = account.Spendable(balance)
	return v, c.present(near, &v, inv, at, a, pa, now)
}

// whoScans is the account of who scans, and the payment account.
func (c *core) whoScans(ctx context.Context, r ScanRequest) (account.Account, account.PaymentAccount, error) {
	a, err := c.store.Account(ctx, r.Account)
	if err != nil {
		return a, account.PaymentAccount{}, err
	}
	pa, err := c.payFrom(a, r.From)
	return a, pa, err
}

// payFrom is the payment account that a payer chose, or the default, if the payer may pay from it now.
func (c *core) payFrom(a account.Account, from account.PaymentAccountID) (account.PaymentAccount, error) {
	if from == (account.PaymentAccountID{}) {
		pa, err := a.DefaultPaymentAccount()
		if err != nil {
			return pa, err
		}
		from = pa.ID
	}
	pa, err := a.MayPay(from)
	return pa, c.withContact(err)
}

// resolve finds the lane of a code, and the invoice that waits there or that the code names. What waits there is read exactly, also
// where the context allows what was read recently.
func (c *core) resolve(ctx context.Context, code qr.Code) (payment.Lane, payment.Invoice, error) {
	switch code.Kind {
	case qr.Lane:
		id, err := c.store.Claimed(ctx, store.ClaimLaneCode, code.ID)
		if err != nil {
			return payment.Lane{}, payment.Invoice{}, notFound(err)
		}
		lane, err := c.store.Lane(exactly(ctx), payment.LaneID{UUID: id})
		if err != nil || lane.Open == (payment.InvoiceID{}) {
			return lane, payment.Invoice{}, err
		}
		inv, err := c.shown(ctx, lane.Open)
		return lane, inv, err
	case qr.Invoice:
		id, err := c.store.Claimed(ctx, store.ClaimReference, code.ID)
		if err != nil {
			return payment.Lane{}, payment.Invoice{}, notFound(err)
		}
		inv, err := c.shown(ctx, payment.InvoiceID{UUID: id})
		if err != nil {
			return payment.Lane{}, inv, err
		}
		lane, err := c.store.Lane(ctx, inv.Lane)
		return lane, inv, err
	case qr.Product:
		return payment.Lane{}, payment.Invoice{}, payment.ErrProduct
	default:
		return payment.Lane{}, payment.Invoice{}, payment.ErrNotFound
	}
}

// shown is an invoice to be shown to a payer. One that can be paid may be as it was a second ago: the approval is for what was
// shown, and refused if that is not how the invoice is.
func (c *core) shown(ctx context.Context, id payment.InvoiceID) (payment.Invoice, error) {
	if inv, err := c.store.Invoice(ctx, id); err == nil && inv.Open(c.now()) {
		return inv, nil
	}
	return c.store.Invoice(exactly(ctx), id)
}

func notFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return payment.ErrNotFound
	}
	return err
}

// ended says why an invoice's own code shows nothing to pay.
func ended(inv payment.Invoice, now time.Time) error {
	switch inv.StateAt(now) {
	case payment.Paid, payment.Reserved:
		return payment.ErrPaid
	case payment.Expired:
		return payment.ErrExpired
	case payment.Canceled:
		return payment.ErrCanceled
	default:
		return payment.ErrEnded
	}
}

// shop is where something is sold.
type shop struct {
	merchant payment.Merchant
	location payment.Location
	lane     payment.Lane
}

func (c *core) shopOf(ctx context.Context, lane payment.Lane) (shop, error) {
	m, err := c.store.Merchant(ctx, lane.Merchant)
	if err != nil {
		return shop{}, err
	}
	l, err := c.store.Location(ctx, lane.Location)
	return shop{m, l, lane}, err
}

// ask lets the merchant answer first where the invoice says so; for others it writes nothing.
func (c *core) ask(ctx context.Context, inv payment.Invoice, a account.Account) (payment.Invoice, error) {
	card, err := c.memberAt(ctx, inv, a.ID)
	if err != nil {
		return inv, err
	}
	asked, err := inv.Ask(a.ID, card, c.now())
	if err != nil || asked.State == inv.State {
		return asked, err
	}
	key := ownKey("ask", inv.ID.String(), "r", strconv.FormatInt(inv.Revision, 10))
	cmd := command{"payments.ask", a.ID.String(), key, inv.ID}
	_, err = execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		inv, err := c.store.Invoice(ctx, inv.ID)
		if err != nil {
			return false, err
		}
		card, err := c.memberAt(ctx, inv, a.ID)
		if err != nil {
			return false, err
		}
		if asked, err = inv.Ask(a.ID, card, now.At); err != nil {
			return false, err
		}
		ch.Invoices = []payment.Invoice{asked}
		return true, nil
	})
	if err == nil {
		asked.Version++
	}
	return asked, err
}

// present fills in the bill and the message to sign.
func (c *core) present(ctx context.Context, v *Scanned, inv payment.Invoice, s shop, a account.Account, pa account.PaymentAccount, now time.Time) error {
	cred, err := c.store.Credential(ctx, a.ID) // the approval is checked against what it is then
	if err != nil {
		return err
	}
	until := now.Add(c.Market.Payment.ShownFor)
	v.Bill = inv.Bill(s.merchant, s.location, s.lane, until)
	v.Message = approvalOf(inv, s.merchant, a, pa)
	v.Message.Device, v.Message.ExpiresAt = cred.Device, until
	v.Message.Nonce, err = identity.NewNonce(c.keys, c.Random, bindingOf(v.Message), until)
	return err
}

func bindingOf(m identity.ApprovalMessage) identity.NonceBinding {
	return identity.NonceBinding{Account: m.Account, Device: m.Device, Subject: m.Invoice, Revision: m.Revision}
}

// approvalOf is the message that approves an invoice as it stands: what the payer saw and what will be
// booked, derived from the store and never from the payer's request.
func approvalOf(inv payment.Invoice, m payment.Merchant, a account.Account, pa account.PaymentAccount) identity.ApprovalMessage {
	hashes := [...][sha256.Size]byte{inv.Digest(), sha256.Sum256([]byte(m.Name))} // in one piece of memory
	digest, payee := &hashes[0], &hashes[1]
	return identity.ApprovalMessage{
		Market: a.Market, Account: a.ID, Invoice: inv.ID.UUID, Revision: inv.Revision, Digest: digest[:],
		Payee: m.ID.UUID, PayeeName: payee[:], Amount: inv.Total, From: pa.ID,
	}
}

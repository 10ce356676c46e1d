package seqr

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// An invoice account is debited by nobody: what was approved in a month stands on one invoice, which its owner pays by bank
// transfer in the month after. In the records it is an ach.Collection without a bank account [MND-10].

// invoiceAfter is how long after the end of a month its invoice is issued: approvals that began before midnight, also on a
// host whose clock is late, are on it.
const invoiceAfter = time.Hour

// OpenInvoiceAccount gives an owner an invoice account instead of a bank account, where the market has them [MND-10]: its
// limit is 0 until the identity is verified. It answers account.ErrKind where the market has none,
// account.ErrSecondBankAccount beside another account with a limit, and ErrStep before the number is proved.
func (s *Accounts) OpenInvoiceAccount(ctx context.Context, r StepRequest) (Registration, error) {
	c := s.c
	kind, err := c.Market.Account.Kind(account.Invoice)
	if err != nil {
		return Registration{}, err
	}
	ids, err := c.newIDs(3)
	if err != nil {
		return Registration{}, err
	}
	cmd := command{"accounts.open_invoice_account", r.Account.String(), r.Key, r.Account}
	return execute(ctx, c, cmd, func(ctx context.Context, _ round, ch *store.Changes) (Registration, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Registration{}, err
		}
		if a.PhoneAt.IsZero() {
			return Registration{}, refuse(ErrStep)
		}
		a, opened, err := c.linkLimitAccount(a, kind, uuid.Nil, false, ids)
		if err != nil {
			return Registration{}, refuse(err)
		}
		ch.Accounts = []account.Account{a}
		ch.Ledger = opened
		return c.registration(ctx, a)
	})
}

// invoicedIn is the month whose invoice takes what is charged now; zero for an account that each payment is collected from.
func (c *core) invoicedIn(from account.PaymentAccount, at time.Time) civil.Month {
	if from.Kind != account.Invoice {
		return civil.Month{}
	}
	return civil.MonthOf(at, c.Market.Zone)
}

// putOnInvoice adds a charge to the invoice of its month, and opens that with the first.
func (c *core) putOnInvoice(ctx context.Context, ch *store.Changes, p charge, by bearer, at time.Time) error {
	id := ach.CollectionID{UUID: p.collectedBy()}
	if i := slices.IndexFunc(ch.Collections, func(v ach.Collection) bool { return v.ID == id }); i >= 0 {
		var err error
		ch.Collections[i], err = ch.Collections[i].Add(p.amount)
		return err
	}
	inv, err := c.store.Collection(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return c.openInvoice(ch, p, by, at)
	}
	if err != nil {
		return err
	}
	inv, err = inv.Add(p.amount)
	ch.Collections = append(ch.Collections, inv)
	return err
}

// openInvoice adds the invoice of a month with its first charge, and the event that issues it.
func (c *core) openInvoice(ch *store.Changes, p charge, by bearer, at time.Time) error {
	inv, err := ach.NewInvoice(p.payer, by.from, p.month, c.Market.Account.Provider, p.amount, c.Market.Collection, at)
	if err != nil {
		return err
	}
	if by.account != p.payer {
		if inv, err = inv.CarryTo(by.account, by.charged); err != nil {
			return err
		}
	}
	ch.Collections = append(ch.Collections, inv)
	e, err := c.event(eventInvoice, inv.ID.UUID, at, inv.DueOn.Time(c.Market.Zone).UTC().Add(invoiceAfter))
	ch.Events = append(ch.Events, e)
	return err
}

// issueInvoice asks an owner to pay for a month, by e-mail, and schedules the day after the last to pay.
func (s *Banking) issueInvoice(ctx context.Context, id ach.CollectionID, event store.EventID) error {
	c := s.c
	cmd := command{"banking.issue_invoice", "system", ownKey("invoice", event.String()), id}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (ach.CollectionState, error) {
		inv, err := c.store.Collection(ctx, id)
		if err != nil {
			return "", err
		}
		inv, err = inv.Issue(c.today(now.At), c.Market.Collection)
		if errors.Is(err, ach.ErrNotDue) {
			return "", errLater
		}
		if err != nil {
			return "", refuse(err)
		}
		ch.Collections = []ach.Collection{inv}
		if inv.State != ach.Billed {
			return inv.State, nil
		}
		ch.Claims = []store.Claim{{Kind: store.ClaimOrder, Value: inv.Reference(), Owner: inv.ID.UUID}}
		if err := c.invoiceDays(ch, inv, now.At); err != nil {
			return "", err
		}
		return inv.State, c.tellInvoice(ctx, ch, inv, now.At)
	})
	if KindOf(err) == State {
		return nil // it was issued before
	}
	return err
}

// ReferencePaymentRequest books a bank transfer that arrived with a reference.
type ReferencePaymentRequest struct {
	Key       Key
	Reference string // as the payer wrote it
	Amount    string // that arrived, such as "12.34"
}

// ReferencePayment books a bank transfer that pays all or part of a monthly invoice, as the operator's statement shows it
// [MND-10]: once the invoice is paid in full the limit is restored, and a block that it caused ends.
// It answers ach.ErrReference, ErrUnknownOrder for a reference of nothing, ach.ErrOverpaid, and ach.ErrState for one that is paid.
func (s *Banking) ReferencePayment(ctx context.Context, r ReferencePaymentRequest) (Owed, error) {
	c := s.c
	ref, err := ach.CheckReference(r.Reference)
	if err != nil {
		return Owed{}, err
	}
	amount, err := c.amount(r.Amount)
	if err != nil {
		return Owed{}, err
	}
	cmd := command{"banking.reference_payment", "bank", r.Key, []string{ref, r.Amount}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Owed, error) {
		id, err := c.store.Claimed(ctx, store.ClaimOrder, ref)
		if errors.Is(err, store.ErrNotFound) {
			return Owed{}, refuse(ErrUnknownOrder)
		}
		if err != nil {
			return Owed{}, err
		}
		if err := c.store.ownsOrder(ctx, id); err != nil {
			return Owed{}, err
		}
		inv, err := c.store.Collection(ctx, ach.CollectionID{UUID: id})
		if err != nil {
			return Owed{}, err
		}
		inv, out, err := inv.PayManually(amount, now.At)
		if err != nil {
			return Owed{}, refuseState(err)
		}
		return owedOf(inv), c.carryOut(ctx, ch, inv, out, now.At)
	})
}

// invoicePaid schedules the delivery of every transfer that waited for an invoice to be paid [P2P-3].
func (c *core) invoicePaid(ctx context.Context, ch *store.Changes, inv ach.Collection, at time.Time) error {
	a, err := c.store.Account(ctx, inv.Owner)
	if err != nil {
		return err
	}
	payers, err := c.lineage(ctx, a)
	if err != nil {
		return err
	}
	for _, id := range payers {
		for t, err := range every(ctx, c.store.TransfersFrom, id, transferID) {
			if err != nil {
				return err
			}
			if t.State != payment.TransferPending || t.InvoicedIn.IsZero() || ach.InvoiceOf(t.FromAccount, t.InvoicedIn) != inv.Payment {
				continue
			}
			e, err := c.event(eventDeliver, t.ID.UUID, at, at)
			if err != nil {
				return err
			}
			ch.Events = append(ch.Events, e)
		}
	}
	return nil
}

// seqrAccountOf is where money goes back to that no invoice can take any more: the Seqr Account of who bears the invoice
// now, or after closing of the same person's next account. Where there is none, customer service finds it in suspense.
func (c *core) seqrAccountOf(ctx context.Context, id account.ID) (ledger.AccountID, error) {
	a, err := c.store.Account(ctx, id)
	if err != nil {
		return ledger.AccountID{}, err
	}
	if a, err = c.heir(ctx, a); err != nil {
		return ledger.AccountID{}, err
	}
	if pa, err := a.PrepaidAccount(); err == nil && a.State != account.Closed {
		return pa.Ledger, nil
	}
	return c.house.suspense, nil
}

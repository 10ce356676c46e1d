package seqr

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// charge is an approved amount that a limit account owes: for a payment, or for money that was sent or topped up.
type charge struct {
	subject uuid.UUID                // the payment or transfer
	month   civil.Month              // whose invoice it stands on; zero where it is collected by itself
	from    account.PaymentAccountID // that was approved
	payer   account.ID
	seller  string // on the payer's bank statement [COL-2]
	amount  money.Amount
}

func chargeOf(p payment.Payment) charge {
	return charge{p.ID.UUID, p.InvoicedIn, p.From, p.Payer, p.Seller, p.Amount}
}

// chargeOfTransfer is what the sender of a transfer owes, to the operator as far as a bank statement is concerned.
func (c *core) chargeOfTransfer(t payment.Transfer) charge {
	return charge{t.ID.UUID, t.InvoicedIn, t.FromAccount, t.From, c.Market.Account.Provider, t.Amount}
}

// collectedBy is what the collection of a charge names as its payment: the charge itself, or its month's invoice.
func (p charge) collectedBy() uuid.UUID {
	if p.month.IsZero() {
		return p.subject
	}
	return ach.InvoiceOf(p.from, p.month)
}

// collect adds the collection of a charge on a limit account, scheduled for its due date [COL-1]. The debit goes to the
// bank account that was named at approval, also when the payer's next account bears it by now [COL-14]. It is not sent before the given time.
func (c *core) collect(ctx context.Context, ch *store.Changes, p charge, by bearer, collection, event uuid.UUID, at, notBefore time.Time) error {
	if by.from.Kind == account.Prepaid {
		return nil
	}
	if !p.month.IsZero() {
		return c.putOnInvoice(ctx, ch, p, by, at)
	}
	policy, err := c.duePolicy(ctx, ch, by.from, at)
	if err != nil {
		return err
	}
	col, err := ach.NewCollection(ach.CollectionID{UUID: collection}, p.subject, p.payer, by.from, p.seller, p.amount, policy, at)
	if err != nil {
		return err
	}
	if by.account != p.payer {
		if col, err = col.CarryTo(by.account, by.charged); err != nil {
			return err
		}
	}
	ch.Collections = append(ch.Collections, col)
	ch.Events = append(ch.Events, store.Event{ID: store.EventID{UUID: event}, Kind: eventCollect, Subject: collection, At: at, Due: c.dueAt(col, notBefore)})
	return nil
}

// duePolicy is the policy for the next debit of a bank account. Where the first debit of a mandate is due later than
// others, the mandate keeps that there was one, so of two first payments at once one is the first [COL-13].
func (c *core) duePolicy(ctx context.Context, ch *store.Changes, from account.PaymentAccount, at time.Time) (ach.Policy, error) {
	policy := c.Market.Collection
	if policy.First().DueAfterDays == policy.DueAfterDays {
		return policy, nil
	}
	bank := ach.BankAccountID{UUID: from.Bank}
	if slices.ContainsFunc(ch.Mandates, func(m ach.Mandate) bool { return m.Bank == bank }) {
		return policy, nil // the same commit has the first one
	}
	m, err := c.store.Mandate(ctx, bank)
	if err != nil {
		return policy, err
	}
	m, first := m.Debit(at)
	if !first {
		return policy, nil
	}
	ch.Mandates = append(ch.Mandates, m)
	return policy.First(), nil
}

// dueAt is the instant at which a collection's next attempt is sent: the start of the day on which it goes to the bank, or
// now if that has begun.
func (c *core) dueAt(col ach.Collection, now time.Time) time.Time {
	if due := col.SendOn(c.Market.Collection).Time(c.Market.Zone).UTC(); due.After(now) {
		return due
	}
	return now
}

// CommitRequest turns a reservation into a payment.
type CommitRequest struct {
	InvoiceAction
	Amount string // at most what is reserved, such as "12.34"; empty: all of it
}

// Commit takes all or part of what a payer reserved; the rest is released.
// It answers payment.ErrNotReserved, and payment.ErrAmount above what is reserved.
func (s *Merchants) Commit(ctx context.Context, r CommitRequest) (InvoiceStatus, error) {
	c := s.c
	amount, err := c.amount(r.Amount)
	if err != nil {
		return InvoiceStatus{}, err
	}
	ids, err := c.newIDs(4)
	if err != nil {
		return InvoiceStatus{}, err
	}
	cmd := command{"merchants.commit", r.Merchant.String(), r.Key, []any{r.Invoice, r.Amount}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (InvoiceStatus, error) {
		inv, err := c.ownInvoice(ctx, r.Merchant, r.Invoice)
		if err != nil {
			return InvoiceStatus{}, err
		}
		take := amount
		if r.Amount == "" {
			take = inv.Total
		}
		after, err := inv.Commit(take, now.At)
		if err != nil {
			return InvoiceStatus{}, refuseState(err)
		}
		p, err := c.store.Payment(ctx, inv.Payment)
		if err != nil {
			return InvoiceStatus{}, err
		}
		if p, err = p.Finish(take, now.At); err != nil {
			return InvoiceStatus{}, refuseState(err)
		}
		by, err := c.bearer(ctx, p)
		if err != nil {
			return InvoiceStatus{}, err
		}
		m, err := c.store.Merchant(ctx, p.Merchant)
		if err != nil {
			return InvoiceStatus{}, err
		}
		if p, err = c.counted(ctx, ch, p, now.At); err != nil {
			return InvoiceStatus{}, err
		}
		p.InvoicedIn = c.invoicedIn(by.from, now.At)
		ch.Invoices = []payment.Invoice{after}
		ch.Payments = []payment.Payment{p}
		ch.Transfers = []ledger.Transfer{{
			ID: ledger.TransferID{UUID: ids[0]}, Kind: ledger.Post, Purpose: ledger.Purchase, Debit: by.charged.Ledger, Credit: m.Payable,
			Amount: take, Hold: inv.Hold, Subject: p.ID.UUID, At: now.At,
		}}
		if err := c.collect(ctx, ch, chargeOf(p), by, ids[1], ids[2], now.At, now.At); err != nil {
			return InvoiceStatus{}, err
		}
		rewardLater(ch, p, ids[3], now.At, now.At)
		st := c.status(after, now.At)
		st.Status = after.Status(now.At, &p)
		return st, nil
	})
}

// counted puts a reservation that is committed into a cashback month: that of its approval [CB-9], or that of the commit
// once the quarter of the approval is being paid, since that happens once [CB-17].
func (c *core) counted(ctx context.Context, ch *store.Changes, p payment.Payment, at time.Time) (payment.Payment, error) {
	if !p.Qualifies {
		return p, nil
	}
	m := civil.MonthOf(p.At, c.Market.Zone)
	begun, err := c.payingBegun(ctx, ch, m.Quarter())
	if err != nil {
		return p, err
	}
	if begun {
		m = civil.MonthOf(at, c.Market.Zone)
	}
	earner, open, err := c.earner(ctx, ch, p.Payer, m.Quarter())
	if err != nil || !open {
		return p, err
	}
	p.CountsIn = m
	ch.Tallies = append(ch.Tallies, cashback.Earn(earner, p.Amount, m))
	return p, nil
}

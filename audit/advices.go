package audit

import (
	"context"
	"errors"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// deed is what an agent did to an account, or to what is nobody's, and why.
type deed struct {
	of                  account.ID
	agent, verb, reason string
}

// resolved is how the deed of ending an advice is called.
const resolved = "resolve bank advice"

// auditAdvices follows what the bank told besides the outcome of orders: charges into the book, corrections into the bank accounts, and
// what the operator ended into the chain of its actions.
func (a *auditor) auditAdvices(ctx context.Context) error {
	var failed error
	err := all(ctx, a.read.AdviceList, func(v ach.Advice) ach.AdviceID { return v.ID }, func(v ach.Advice) {
		a.report.Advices++
		if failed == nil {
			failed = a.auditAdvice(ctx, "bank advice "+v.ID.String(), v)
		}
	})
	if err != nil || failed != nil {
		return errors.Join(err, failed)
	}
	for id, charges := range a.charges {
		a.found("bank charge", "bank advice "+id.String(), "%d charges of it are in the book, and it is none that was booked", len(charges))
	}
	return nil
}

func (a *auditor) auditAdvice(ctx context.Context, subject string, v ach.Advice) error {
	if (v.State == ach.AdviceOpen) != (len(v.Text) > 0) || (v.State == ach.AdviceResolved) != (v.Agent != "" && v.Why != "" && !v.EndedAt.IsZero()) {
		a.found("bank advice", subject, "%s, with %d bytes of text, resolved by %q", v.State, len(v.Text), v.Agent)
	}
	switch {
	case v.State == ach.AdviceResolved:
		of := v.Owner
		if of == (account.ID{}) {
			of = account.ID(v.ID)
		}
		if !a.deeds[deed{of, v.Agent, resolved, v.Why}] {
			a.found("bank advice", subject, "resolved, but no such action is on account %s", of)
		}
	case v.State == ach.AdviceBooked && v.Kind == ach.NoticeCharge:
		a.auditCharge(subject, v)
	case v.State == ach.AdviceBooked && v.Kind == ach.NoticeCorrection:
		return a.auditCorrection(ctx, subject, v)
	case v.State != ach.AdviceOpen && v.State != ach.AdviceStale:
		a.found("bank advice", subject, "%s %q", v.State, v.Kind)
	}
	return nil
}

// auditCharge checks that a charge is in the book once, as the operator's own cost.
func (a *auditor) auditCharge(subject string, v ach.Advice) {
	booked := a.charges[v.ID.UUID]
	delete(a.charges, v.ID.UUID)
	cost, bank := a.house(ledger.CodeBankCharges, v.Amount.Currency()), a.house(ledger.CodeBankClearing, v.Amount.Currency())
	if len(booked) != 1 || booked[0].Amount != v.Amount || booked[0].Debit != cost || booked[0].Credit != bank {
		a.found("bank charge", subject, "charge of %d is in the book %d times, or otherwise", v.Amount.Minor(), len(booked))
	}
}

// auditCorrection checks that the account of the order that was corrected knows of it, unless it is erased.
func (a *auditor) auditCorrection(ctx context.Context, subject string, v ach.Advice) error {
	var of ach.BankAccountID
	if col, err := a.read.Collection(ctx, ach.CollectionID{UUID: v.Subject}); err == nil {
		of = col.Bank
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	} else {
		of = a.bankPayouts[v.Subject].Bank
	}
	bank, err := a.read.BankAccount(ctx, of)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	known := err == nil && len(bank.Number) == 0
	for _, f := range bank.Former {
		known = known || f.Notice == v.Notice
	}
	if !known {
		a.found("bank correction", subject, "bank account %s does not know of it", of)
	}
	return nil
}

// noteCharge keeps what the book says that banks took.
func (a *auditor) noteCharge(t ledger.Transfer) {
	if t.Purpose == ledger.BankCharge {
		a.charges[t.Subject] = append(a.charges[t.Subject], t)
	}
}

// noteDeed keeps what an agent did.
func (a *auditor) noteDeed(v account.Action) {
	a.deeds[deed{v.Account, v.Agent, v.Verb, v.Reason}] = true
}

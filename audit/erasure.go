package audit

import (
	"context"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// eraseEvent is the kind of the event that erases a closed account in time.
const eraseEvent = "account.erase"

// auditLeft checks the events about a closed account: one will erase it, and none holds a message for somebody who was erased.
func (a *auditor) auditLeft(ctx context.Context, acc account.Account, subject string) error {
	waits := false
	list := func(ctx context.Context, after store.EventID, limit int) ([]store.Event, error) {
		return a.read.PendingAbout(ctx, acc.ID.UUID, after, limit)
	}
	err := all(ctx, list, func(e store.Event) store.EventID { return e.ID }, func(e store.Event) {
		waits = waits || e.Kind == eraseEvent
		if len(e.Body) > 0 && !acc.ErasedAt.IsZero() {
			a.found("erasure", subject, "erased, but message %s waits to be sent", e.ID)
		}
	})
	if err == nil && !waits && acc.ErasedAt.IsZero() {
		a.found("erasure", subject, "closed, but nothing will erase it")
	}
	return err
}

// auditErasure checks that nothing personal is left of accounts whose personal data were erased, and that nothing was open.
func (a *auditor) auditErasure(ctx context.Context) error {
	for id, acc := range a.accounts {
		subject := "account " + id.String()
		if acc.State == account.Closed {
			if err := a.auditLeft(ctx, acc, subject); err != nil {
				return err
			}
		}
		if acc.ErasedAt.IsZero() {
			continue
		}
		if len(acc.Personal) > 0 || acc.Phone != "" || len(acc.Documents) > 0 || acc.State != account.Closed {
			a.found("erasure", subject, "erased, but %s, or personal data are left", acc.State)
		}
		if cred := a.creds[id]; len(cred.PIN.Hash) > 0 || len(cred.PIN.Salt) > 0 || len(cred.PIN.Sealed) > 0 {
			a.found("erasure", subject, "erased, but what was stored of its PIN is left")
		}
		list := func(ctx context.Context, after ach.BankAccountID, limit int) ([]ach.BankAccount, error) {
			return a.read.BankAccountsOf(ctx, id, after, limit)
		}
		if err := a.auditErasedShop(ctx, id, subject); err != nil {
			return err
		}
		err := all(ctx, list, func(b ach.BankAccount) ach.BankAccountID { return b.ID }, func(b ach.BankAccount) {
			if len(b.Number) > 0 || b.Last4 != "" || b.Routing != "" {
				a.found("erasure", subject, "erased, but bank account %s has its number", b.ID)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// auditErasedShop checks that nobody knows any more where an account's orders were sent, and whose member its owner was.
func (a *auditor) auditErasedShop(ctx context.Context, id account.ID, subject string) error {
	orders := func(ctx context.Context, after payment.OrderID, limit int) ([]payment.Order, error) {
		return a.read.OrdersOf(ctx, id, after, limit)
	}
	err := all(ctx, orders, func(o payment.Order) payment.OrderID { return o.ID }, func(o payment.Order) {
		if len(o.Shipping) > 0 {
			a.found("erasure", subject, "erased, but order %s says where it was sent", o.ID)
		}
	})
	if err != nil {
		return err
	}
	memberships := func(ctx context.Context, after payment.MembershipID, limit int) ([]payment.Membership, error) {
		return a.read.MembershipsOf(ctx, id, after, limit)
	}
	return all(ctx, memberships, func(m payment.Membership) payment.MembershipID { return m.ID }, func(m payment.Membership) {
		if m.Held() {
			a.found("erasure", subject, "erased, but membership %s has its number", m.ID)
		}
	})
}

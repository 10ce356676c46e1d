package audit

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// booking is one movement on a merchant's account in the book.
type booking struct {
	change  int64
	about   ledger.Transfer
	settled bool // it is a line of a settlement, or the payout of one
}

// noteBooking keeps what a transfer moved on merchants' accounts.
func (a *auditor) noteBooking(t ledger.Transfer, debit, credit int64) {
	for _, side := range []struct {
		of     ledger.AccountID
		change int64
	}{{t.Debit, debit}, {t.Credit, credit}} {
		if side.change == 0 || a.stored[side.of].Code != ledger.CodeMerchantPayable {
			continue
		}
		if a.bookings[side.of] == nil {
			a.bookings[side.of] = map[ledger.TransferID]*booking{}
		}
		a.bookings[side.of][t.ID] = &booking{change: side.change, about: t}
	}
}

// auditSettlements compares every settlement with its lines, the lines with the book, and what was paid out with both.
func (a *auditor) auditSettlements(ctx context.Context) error {
	var failed error
	err := all(ctx, a.read.MerchantList, func(m payment.Merchant) payment.MerchantID { return m.ID }, func(m payment.Merchant) {
		if failed == nil {
			failed = a.auditMerchant(ctx, m)
		}
	})
	if err != nil {
		return err
	}
	return failed
}

func (a *auditor) auditMerchant(ctx context.Context, m payment.Merchant) error {
	list := func(ctx context.Context, after payment.SettlementID, limit int) ([]payment.Settlement, error) {
		return a.read.SettlementsOf(ctx, m.ID, after, limit)
	}
	var past []payment.Settlement
	err := all(ctx, list, func(s payment.Settlement) payment.SettlementID { return s.ID }, func(s payment.Settlement) { past = append(past, s) })
	if err != nil {
		return err
	}
	carried := int64(0)
	for i, s := range past {
		a.report.Settlements++
		if err := a.auditLines(ctx, m, s); err != nil {
			return err
		}
		subject := "settlement " + s.ID.String()
		if s.Carried.Minor() != carried {
			a.found("settlement", subject, "begins with %d, the one before left %d", s.Carried.Minor(), carried)
		}
		if s.State == payment.SettlementOpen && i < len(past)-1 {
			a.found("settlement", subject, "open, but others came after it")
		}
		if i > 0 && (!past[i-1].Day.Before(s.Day) || !past[i-1].Until.Before(s.Until)) {
			a.found("settlement", subject, "of %s, after one of %s", s.Day, past[i-1].Day)
		}
		carried = a.auditClosed(m, s, subject)
	}
	a.auditRest(m, past)
	return nil
}

// auditLines adds up a settlement's lines, each of which is one booking.
func (a *auditor) auditLines(ctx context.Context, m payment.Merchant, s payment.Settlement) error {
	type sum struct{ count, total int64 }
	var payments, refunds, others sum
	subject := "settlement " + s.ID.String()
	list := func(ctx context.Context, after ledger.TransferID, limit int) ([]payment.SettlementLine, error) {
		return a.read.SettlementLines(ctx, s.ID, after, limit)
	}
	err := all(ctx, list, func(l payment.SettlementLine) ledger.TransferID { return l.Transfer }, func(l payment.SettlementLine) {
		b := a.bookings[m.Payable][l.Transfer]
		if b == nil || b.settled || b.change != l.Amount.Minor() || b.about.Purpose != l.Purpose || !b.about.At.Equal(l.At) || !l.At.Before(s.Until) {
			a.found("settlement line", subject, "line of %d for transfer %s, which is another, or is settled twice or too early", l.Amount.Minor(), l.Transfer)
			return
		}
		b.settled = true
		of := &others
		switch l.Purpose {
		case ledger.Purchase:
			of = &payments
		case ledger.Refund:
			of = &refunds
		default:
		}
		of.count, of.total = of.count+1, of.total+l.Amount.Minor()
	})
	if err != nil {
		return err
	}
	says := [3]sum{{s.Payments.Count, s.Payments.Total.Minor()}, {s.Refunds.Count, s.Refunds.Total.Minor()}, {s.Others.Count, s.Others.Total.Minor()}}
	if lines := [3]sum{payments, refunds, others}; says != lines {
		a.found("settlement", subject, "says %v, its lines make %v", says, lines)
	}
	return nil
}

// auditClosed checks what a settlement paid, and answers what it leaves to the next one.
func (a *auditor) auditClosed(m payment.Merchant, s payment.Settlement, subject string) int64 {
	amount := s.Carried.Minor() + s.Payments.Total.Minor() + s.Refunds.Total.Minor() + s.Others.Total.Minor()
	switch s.State {
	case payment.SettlementOpen:
		return 0
	case payment.SettlementCarried:
		if amount > 0 || s.Payout != uuid.Nil {
			a.found("settlement", subject, "carried, but there are %d to pay", amount)
		}
		return amount
	case payment.SettlementPaidOut, payment.SettlementReturned:
	default:
		a.found("settlement", subject, "unknown state %q", s.State)
	}
	out, there := a.bankPayouts[s.Payout]
	right := there && out.Purpose == ledger.MerchantPayout && out.Subject == s.ID.UUID && out.Owner == account.ID(m.ID) && out.Amount.Minor() == amount
	if !right || amount <= 0 || (out.State == ach.PayoutReturned) != (s.State == payment.SettlementReturned) {
		a.found("settlement", subject, "%s %d, its payout is %s of %d", s.State, amount, out.State, out.Amount.Minor())
	}
	for _, b := range a.bookings[m.Payable] {
		if b.about.Purpose == ledger.MerchantPayout && b.about.Subject == s.Payout && b.change == -amount && !b.settled {
			b.settled = true
			return 0
		}
	}
	a.found("merchant payout", subject, "%d left, but not from the merchant's account", amount)
	return 0
}

// auditRest looks at bookings that no settlement has: a payout is always of one, and anything else waits one settlement at most.
func (a *auditor) auditRest(m payment.Merchant, past []payment.Settlement) {
	for id, b := range a.bookings[m.Payable] {
		switch {
		case b.settled:
		case b.about.Purpose == ledger.MerchantPayout:
			a.found("merchant payout", "transfer "+id.String(), "%d left for no settlement", -b.change)
		case len(past) > 1 && past[len(past)-1].State != payment.SettlementOpen && b.about.At.Before(past[len(past)-2].Until):
			a.found("left behind", "transfer "+id.String(), "%d of %s is in no settlement", b.change, b.about.At)
		}
	}
}

package audit

import (
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// statement is what must stand on the invoice of a month, added up from payments and transfers.
type statement struct {
	gross, net int64
	invoiced   bool // its invoice was seen
}

// stands adds a payment or transfer to its month's invoice: all that an invoice account was charged with, and nothing else,
// names the month. It is that of the approval, or a later one of what was reserved.
func (a *auditor) stands(subject string, owner account.ID, from account.PaymentAccountID, m civil.Month, approved time.Time, f paymentFacts) {
	if invoice := f.final && a.kindOf(owner, from) == account.Invoice; invoice == m.IsZero() {
		a.found("invoice month", subject, "charged to an account of kind %q, on the invoice of %q", a.kindOf(owner, from), m)
		return
	}
	if m.IsZero() {
		return
	}
	if m.Before(a.month(owner, approved)) {
		a.found("invoice month", subject, "approved %s, on the invoice of %s", approved, m)
	}
	id := ach.InvoiceOf(from, m)
	if a.monthly[id] == nil {
		a.monthly[id] = &statement{}
	}
	a.monthly[id].gross += f.amount
	a.monthly[id].net += f.net
}

func (a *auditor) kindOf(owner account.ID, id account.PaymentAccountID) account.Kind {
	for _, pa := range a.accounts[owner].Accounts {
		if pa.ID == id {
			return pa.Kind
		}
	}
	return ""
}

// auditInvoice compares the invoice of a month with what stands on it: to the cent until it is paid, and afterwards not
// less than what is left, for later refunds go back by themselves.
func (a *auditor) auditInvoice(subject string, c ach.Collection) {
	s := a.monthly[c.Payment]
	if s == nil || s.invoiced || c.ID.UUID != c.Payment {
		a.found("monthly invoice", subject, "nothing stands on it, or it is there twice")
		return
	}
	s.invoiced = true
	amount := c.Amount.Minor()
	if c.Open() && amount != s.net || amount < s.net || amount > s.gross {
		a.found("monthly invoice", subject, "%s over %d; %d were charged, %d are left of it", c.State, amount, s.gross, s.net)
	}
	if c.State == ach.Repaid && c.Paid.Minor() != amount {
		a.found("monthly invoice", subject, "repaid over %d, %d were paid", amount, c.Paid.Minor())
	}
	switch c.State {
	case ach.Gathering, ach.Billed, ach.Owed, ach.Repaid, ach.Dropped:
	default:
		a.found("monthly invoice", subject, "%s, as only a debit can be", c.State)
	}
	if !c.Fee.IsZero() {
		a.found("monthly invoice", subject, "has a fee of %s", c.Fee)
	}
}

// auditUninvoiced reports what stands on an invoice that does not exist.
func (a *auditor) auditUninvoiced() {
	for id, s := range a.monthly {
		if !s.invoiced {
			a.found("monthly invoice", "invoice "+id.String(), "%d were charged, but it does not exist", s.gross)
		}
	}
}

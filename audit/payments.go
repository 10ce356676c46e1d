package audit

import (
	"bytes"
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// paymentFacts are what later passes need of a payment.
type paymentFacts struct {
	invoice payment.InvoiceID
	amount  int64
	net     int64
	final   bool
	later   bool // counts in a month after its approval, as only reservations do
	payer   account.ID
	seller  payment.MerchantID
	place   payment.LocationID
	at      time.Time // of approval
	rows    []payment.Row
}

// monthKey names a payer's month.
type monthKey struct {
	payer account.ID
	month civil.Month
}

// quarterOf names a payer's quarter.
type quarterOf struct {
	payer   account.ID
	quarter civil.Quarter
}

// month is a payer's month, counted from payments and refunds: as it stood when its quarter was decided, and what refunds
// took out of it since.
type month struct {
	count, total         int64
	lostCount, lostTotal int64
}

// now is the month as it stands.
func (m month) now() month { return month{count: m.count - m.lostCount, total: m.total - m.lostTotal} }

// auditPayments compares each payment with its purchase in the book, its refunds and its approval,
// and counts the cashback months anew.
func (a *auditor) auditPayments(ctx context.Context) error {
	err := pages(ctx, a.read.PaymentList, func(p payment.Payment) payment.PaymentID { return p.ID }, func(part []payment.Payment) error {
		known, err := together(ctx, part, a.history)
		for i := 0; err == nil && i < len(part); i++ {
			err = a.auditPayment(ctx, part[i], known[i])
		}
		return err
	})
	if err != nil {
		return err
	}
	for id := range a.purchases {
		if _, known := a.payments[payment.PaymentID{UUID: id}]; !known {
			a.found("purchase", "payment "+id.String(), "money moved for a payment that does not exist")
		}
	}
	return nil
}

// history is what came after a payment.
type history struct {
	refunds []payment.Refund
	decided time.Time // when the payer's quarter was decided in which it counts; zero if it was not
}

func (a *auditor) history(ctx context.Context, p payment.Payment) (h history, err error) {
	list := func(ctx context.Context, after payment.RefundID, limit int) ([]payment.Refund, error) {
		return a.read.Refunds(ctx, p.ID, after, limit)
	}
	h.refunds, err = whole(ctx, list, func(r payment.Refund) payment.RefundID { return r.ID })
	if err == nil && !p.CountsIn.IsZero() {
		h.decided, err = a.readDecided(ctx, quarterOf{p.Payer, p.CountsIn.Quarter()})
	}
	return h, err
}

func (a *auditor) auditPayment(ctx context.Context, p payment.Payment, h history) error {
	a.report.Payments++
	subject := "payment " + p.ID.String()
	amount := p.Amount.Minor()
	if moved := a.purchases[p.ID.UUID]; p.Final && moved != amount || !p.Final && moved != 0 {
		a.found("purchase", subject, "amount %d final %v, the book moved %d", amount, p.Final, moved)
	}
	a.report.Refunds += len(h.refunds)
	var refunded int64
	for _, r := range h.refunds {
		refunded += r.Amount.Minor()
	}
	if refunded != p.Refunded.Minor() || refunded > amount {
		a.found("refunds", subject, "amount %d, says refunded %d, refunds sum to %d", amount, p.Refunded.Minor(), refunded)
	}
	a.payments[p.ID] = paymentFacts{
		invoice: p.Invoice, amount: amount, net: amount - refunded, final: p.Final, later: !p.CountsIn.IsZero() && p.CountsIn != a.month(p.Payer, p.At),
		payer: p.Payer, seller: p.Merchant, place: p.Location, at: p.At, rows: p.Rows,
	}
	a.stands(subject, p.Payer, p.From, p.InvoicedIn, p.At, a.payments[p.ID])
	a.auditApproval(p)
	if counts := p.Final && p.Qualifies; counts == p.CountsIn.IsZero() {
		a.found("cashback month", subject, "final %v, qualifies %v, counts in %q", p.Final, p.Qualifies, p.CountsIn)
	}
	if p.CountsIn.IsZero() {
		return nil
	}
	a.decided[quarterOf{p.Payer, p.CountsIn.Quarter()}] = h.decided
	return a.count(ctx, p, h.refunds)
}

// auditApproval verifies the evidence: the bound device signed this amount for this payee.
func (a *auditor) auditApproval(p payment.Payment) {
	subject := "payment " + p.ID.String()
	m, ok := a.verify(subject, p.Payer, p.Approval)
	if !ok {
		return
	}
	// A reservation may be committed for less than was approved, never for more.
	amount := p.Amount.Minor() <= m.Amount.Minor() && p.Amount.Currency() == m.Amount.Currency()
	if m.Account != p.Payer || m.Invoice != p.Invoice.UUID || m.Payee != p.Merchant.UUID || m.From != p.From || !amount ||
		!bytes.Equal(m.PayeeName, identity.NameDigest(p.Seller)) || !m.ExpiresAt.After(p.At) {
		a.found("approval", subject, "approved %s for invoice %s, paid %s for invoice %s", m.Amount, m.Invoice, p.Amount, p.Invoice)
	}
}

// verify checks a signature and that its counter was used for nothing else. It answers false where there is nothing to compare.
func (a *auditor) verify(subject string, by account.ID, e payment.Approval) (identity.ApprovalMessage, bool) {
	var m identity.ApprovalMessage
	cred, known := a.creds[by]
	verify := cred.VerifySignature
	switch {
	case known && cred.Biometric.ID.UUID == e.Device && e.Device != uuid.Nil:
		verify = cred.Biometric.VerifySignature
	case !known || cred.Device.UUID != e.Device:
		return m, false // the owner has another phone, or another fingerprint; the key is gone
	}
	if err := verify(e.Message, e.Signature); err != nil {
		a.found("approval", subject, "signature does not verify")
		return m, false
	}
	m, err := identity.ParseApproval(e.Message)
	if err != nil {
		a.found("approval", subject, "message cannot be read")
		return m, false
	}
	phone := cred.Device.UUID // both of its keys share one counter
	if a.counters[phone] == nil {
		a.counters[phone] = map[uint64]string{}
	}
	if other, twice := a.counters[phone][m.Counter]; twice {
		a.found("approval", subject, "counter %d was used for %s too", m.Counter, other)
	}
	a.counters[phone][m.Counter] = subject
	return m, true
}

// count adds a payment to the month in which it counts, less the refunds that came before that quarter was decided.
func (a *auditor) count(ctx context.Context, p payment.Payment, refunds []payment.Refund) error {
	subject := "payment " + p.ID.String()
	if approved := a.month(p.Payer, p.At); p.CountsIn != approved {
		_, err := a.read.CashbackRun(ctx, a.accounts[p.Payer].Market, approved.Quarter())
		if err != nil && !isNotFound(err) {
			return err
		}
		if err != nil || p.CountsIn.Before(approved) {
			a.found("cashback month", subject, "approved in %s, counts in %s", approved, p.CountsIn)
		}
	}
	earned, decided, err := a.earner(ctx, p.Payer, p.CountsIn)
	if err != nil {
		return err
	}
	total, lost := p.Amount.Minor(), int64(0)
	for _, r := range refunds {
		late := !decided.IsZero() && r.At.Sub(decided) > overlap
		early := decided.IsZero() || decided.Sub(r.At) > overlap
		if r.Unearned && late || !r.Unearned && early {
			a.found("unearned", subject, "refund %s of %s, quarter decided %s, taken out of the month: %v", r.ID, r.At, decided, r.Unearned)
		}
		if r.Reclaimed && (r.Unearned || early) {
			a.found("reclaimed", subject, "refund %s of %s, quarter decided %s, took back what was not paid", r.ID, r.At, decided)
		}
		if r.Unearned {
			total -= r.Amount.Minor()
		}
		if r.Reclaimed {
			lost += r.Amount.Minor()
		}
	}
	earned.total += total
	earned.lostTotal += lost
	if total > 0 {
		earned.count++
	}
	if total > 0 && total == lost {
		earned.lostCount++
	}
	return nil
}

// overlap is how long two commands may have run at once: which of them was decided first does not show in when they began.
const overlap = time.Hour

// auditInvoices checks that each ended invoice and its payment tell one story.
func (a *auditor) auditInvoices(ctx context.Context) error {
	return all(ctx, a.read.InvoiceList, func(v payment.Invoice) payment.InvoiceID { return v.ID }, func(v payment.Invoice) {
		a.report.Invoices++
		subject := "invoice " + v.ID.String()
		p, has := a.payments[v.Payment]
		switch {
		case v.State == payment.Paid && (!has || !p.final || p.invoice != v.ID):
			a.found("invoice", subject, "PAID without its payment")
		case v.State == payment.Paid && p.amount > v.Total.Minor():
			a.found("invoice", subject, "total %d, paid %d", v.Total.Minor(), p.amount)
		case v.State == payment.Reserved && (!has || p.final):
			a.found("invoice", subject, "RESERVED without its reservation")
		case v.State == payment.Canceled && has && p.final && !v.FetchBy.IsZero() && v.FetchedAt.IsZero() && p.net == 0:
			// reversed: no till fetched that it was paid
		case v.State != payment.Paid && has && p.final:
			a.found("invoice", subject, "%s, but its payment is final", v.State)
		}
		if market := a.accounts[p.payer].Market; has && v.Market != market {
			a.found("market", subject, "of %q, paid by an account of %q", v.Market, market)
		}
		if p.later && v.Hold == (ledger.TransferID{}) {
			a.found("cashback month", subject, "never reserved, but its payment counts in a later month")
		}
		a.auditReservation(subject, v, p)
	})
}

// auditReservation checks that an invoice's hold is open exactly while it is reserved, for the amount that was approved.
func (a *auditor) auditReservation(subject string, v payment.Invoice, p paymentFacts) {
	if v.Hold == (ledger.TransferID{}) {
		return
	}
	h := a.holds[v.Hold]
	if h == nil {
		a.found("reservation", subject, "its hold does not exist")
		return
	}
	h.reserved = true
	if open := h.resolved == 0; open != (v.State == payment.Reserved) || open && h.amount != p.amount {
		a.found("reservation", subject, "%s, hold of %d for %d, open %v", v.State, h.amount, p.amount, open)
	}
}

// auditHolds looks for holds that belong to no invoice, and adds those that moved from one account to the next to what
// may lie beyond the limit.
func (a *auditor) auditHolds(context.Context) error {
	for id, h := range a.holds {
		if h.resolved > 0 {
			continue
		}
		if !h.reserved {
			a.found("reservation", "transfer "+id.String(), "holds %d for no invoice", h.amount)
		}
		if h.debt {
			a.beyond[h.on] += h.amount
		}
	}
	return nil
}

// earner is the month of the account where a payment counts: of its payer, or, if that was closed before the quarter
// was decided, of the same person's next one, which left nothing with the first. With it comes when the quarter was
// decided; zero if it was not.
func (a *auditor) earner(ctx context.Context, payer account.ID, m civil.Month) (*month, time.Time, error) {
	for {
		key := monthKey{payer, m}
		if a.months[key] == nil {
			a.months[key] = &month{}
		}
		at, err := a.quarterPaidAt(ctx, quarterOf{payer, m.Quarter()})
		next := a.accounts[payer].Successor
		if err != nil || !at.IsZero() || next == (account.ID{}) {
			return a.months[key], at, err
		}
		payer = next
	}
}

// quarterPaidAt is when a payer's quarter was decided; zero if it was not.
func (a *auditor) quarterPaidAt(ctx context.Context, q quarterOf) (time.Time, error) {
	if at, known := a.decided[q]; known {
		return at, nil
	}
	return a.readDecided(ctx, q)
}

func (a *auditor) readDecided(ctx context.Context, q quarterOf) (time.Time, error) {
	p, err := a.read.CashbackPayout(ctx, q.payer, q.quarter)
	if isNotFound(err) {
		return time.Time{}, nil
	}
	return p.At, err
}

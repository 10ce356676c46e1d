package audit

import (
	"context"
	"math/big"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// flow is what the book moved for one subject and one purpose, by account.
type flow struct {
	subject uuid.UUID
	purpose ledger.Purpose
}

// transferFacts are what later passes need of a transfer.
type transferFacts struct {
	payment.Transfer
	charged bool // the sender's account was debited
}

// personal says whether a purpose is that of a transfer.
func personal(p ledger.Purpose) bool {
	return p == ledger.PersonToPerson || p == ledger.TopUp || p == ledger.Withdrawal
}

// addFlow keeps what a transfer of the book moved for a transfer between people.
func (a *auditor) addFlow(t ledger.Transfer) {
	if !personal(t.Purpose) || t.Kind != ledger.Move && t.Kind != ledger.Post {
		return
	}
	key := flow{t.Subject, t.Purpose}
	if a.flows[key] == nil {
		a.flows[key] = map[ledger.AccountID]int64{}
	}
	a.flows[key][t.Debit] -= t.Amount.Minor()
	a.flows[key][t.Credit] += t.Amount.Minor()
}

// auditTransfers follows every transfer through the book: out of the account that is charged, once, and into the receiver's, or on its way.
func (a *auditor) auditTransfers(ctx context.Context) error {
	err := all(ctx, a.read.TransferList, func(t payment.Transfer) payment.TransferID { return t.ID }, func(t payment.Transfer) {
		a.report.Moved++
		subject := "transfer of people " + t.ID.String()
		if t.Card != "" {
			if a.cards[t.Card] {
				a.found("card", subject, "its card payment was credited before")
			}
			a.cards[t.Card] = true
		}
		if (t.Kind == payment.KindCardTopUp) != (t.Card != "") {
			a.found("card", subject, "%s with card payment %q", t.Kind, t.Card)
		}
		waited := t.Hold != (ledger.TransferID{}) && t.To == (account.ID{})
		a.transfers[t.ID.UUID] = transferFacts{t, !waited}
		a.stands(subject, t.From, t.FromAccount, t.InvoicedIn, t.At, a.transfers[t.ID.UUID].facts())
		a.auditMovement(subject, t, waited)
		a.auditRate(subject, t)
		a.auditWaiting(subject, t)
		a.auditTransferApproval(subject, t)
	})
	if err != nil {
		return err
	}
	a.auditStrays()
	a.auditTransit()
	return a.auditRequests(ctx)
}

// auditMovement compares a transfer with what the book moved for it.
func (a *auditor) auditMovement(subject string, t payment.Transfer, waited bool) {
	why := map[payment.TransferKind]ledger.Purpose{
		payment.KindSend: ledger.PersonToPerson, payment.KindTopUp: ledger.TopUp,
		payment.KindCardTopUp: ledger.TopUp, payment.KindWithdrawal: ledger.Withdrawal,
	}[t.Kind]
	moved := map[ledger.AccountID]int64{}
	for _, of := range []uuid.UUID{t.ID.UUID, t.Payout} {
		for id, n := range a.flows[flow{of, why}] {
			moved[id] += n
		}
		if of != uuid.Nil {
			delete(a.flows, flow{of, why})
		}
	}
	want := map[ledger.AccountID]int64{}
	if !waited {
		from, to := a.source(t), a.target(t)
		want[from] -= t.Amount.Minor()
		if t.Rate.IsZero() {
			want[to] += t.Amount.Minor()
		} else {
			want[a.house(ledger.CodeTransferClearing, t.Amount.Currency())] += t.Amount.Minor()
			want[a.house(ledger.CodeTransferClearing, t.Credited.Currency())] -= t.Credited.Minor()
			want[to] += t.Credited.Minor()
		}
	}
	for id, n := range want {
		if moved[id] != n {
			a.found("transfer", subject, "%s %s of %s: the book moved %d on account %s, must be %d", t.Kind, t.State, t.Amount, moved[id], id, n)
		}
		delete(moved, id)
	}
	for id, n := range moved {
		if n != 0 {
			a.found("transfer", subject, "%s %s: the book moved %d on account %s", t.Kind, t.State, n, id)
		}
	}
	a.auditCredit(subject, t, why)
}

// source is the account in the book that a transfer is charged to.
func (a *auditor) source(t payment.Transfer) ledger.AccountID {
	if t.Kind == payment.KindCardTopUp {
		return a.house(ledger.CodeBankClearing, t.Amount.Currency())
	}
	return a.ledgerOf(t.From, t.FromAccount)
}

// target is where the book has a transfer's money when nothing has come back yet.
func (a *auditor) target(t payment.Transfer) ledger.AccountID {
	switch {
	case t.ToAccount != (account.PaymentAccountID{}):
		return a.ledgerOf(t.To, t.ToAccount)
	case t.Payout != uuid.Nil:
		return a.house(ledger.CodeBankClearing, t.Credited.Currency())
	default:
		return a.house(ledger.CodeTransferClearing, t.Amount.Currency())
	}
}

func (a *auditor) ledgerOf(owner account.ID, id account.PaymentAccountID) ledger.AccountID {
	for _, pa := range a.accounts[owner].Accounts {
		if pa.ID == id {
			return pa.Ledger
		}
	}
	return ledger.AccountID{}
}

// house is the operator's own account of a code and a currency.
func (a *auditor) house(code ledger.Code, c money.Currency) ledger.AccountID {
	return a.houses[houseKey{code, c}]
}

// houseKey names one of the operator's own accounts, of which there is one per currency.
type houseKey struct {
	code     ledger.Code
	currency money.Currency
}

// auditCredit checks the credit to a bank account, and that what it became is what the transfer says.
func (a *auditor) auditCredit(subject string, t payment.Transfer, why ledger.Purpose) {
	if t.Payout == uuid.Nil {
		if t.State == payment.TransferDone && t.ToAccount == (account.PaymentAccountID{}) {
			a.found("transfer", subject, "done, but went nowhere")
		}
		return
	}
	p, known := a.bankPayouts[t.Payout]
	if !known || p.Amount != t.Credited || p.Owner != t.To || p.Subject != t.ID.UUID || p.Purpose != why {
		a.found("transfer credit", subject, "payout %s is of %s for %s", t.Payout, p.Amount, p.Subject)
		return
	}
	if back := p.State == ach.PayoutReturned; back != t.CameBack() {
		a.found("transfer credit", subject, "payout %s, transfer %s", p.State, t.State)
	}
}

// auditRate converts anew, in fractions, and rounds half up.
func (a *auditor) auditRate(subject string, t payment.Transfer) {
	if t.Rate.IsZero() {
		if t.Amount != t.Credited {
			a.found("rate", subject, "charged %s, credited %s, without a rate", t.Amount, t.Credited)
		}
		return
	}
	exact := new(big.Rat).Mul(new(big.Rat).SetInt64(t.Amount.Minor()), t.Rate.Value.Rat())
	shift := int64(t.Credited.Currency().Exponent() - t.Amount.Currency().Exponent())
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), new(big.Int).Abs(big.NewInt(shift)), nil))
	if shift < 0 {
		scale.Inv(scale)
	}
	if halfUp(exact.Mul(exact, scale)) != t.Credited.Minor() || t.Rate.Source == "" {
		a.found("rate", subject, "%s at %s from %q credited as %s", t.Amount, t.Rate.Value, t.Rate.Source, t.Credited)
	}
}

// auditWaiting checks that the hold of a transfer is open exactly while it waits.
func (a *auditor) auditWaiting(subject string, t payment.Transfer) {
	if t.Hold == (ledger.TransferID{}) {
		if t.State == payment.TransferWaiting {
			a.found("waiting", subject, "waits without a hold")
		}
		return
	}
	h := a.holds[t.Hold]
	if h == nil {
		a.found("waiting", subject, "its hold does not exist")
		return
	}
	h.reserved = true
	if open := h.resolved == 0; open != (t.State == payment.TransferWaiting) || h.amount != t.Amount.Minor() {
		a.found("waiting", subject, "%s, hold of %d for %s, open %v", t.State, h.amount, t.Amount, open)
	}
}

// auditTransferApproval verifies the evidence; a card top-up has none here.
func (a *auditor) auditTransferApproval(subject string, t payment.Transfer) {
	if t.Kind == payment.KindCardTopUp {
		return
	}
	m, ok := a.verify(subject, t.From, t.Approval)
	if ok && (m.Account != t.From || m.Invoice != t.ID.UUID || m.From != t.FromAccount || m.Amount != t.Amount || !m.ExpiresAt.After(t.At)) {
		a.found("approval", subject, "approved %s for %s, moved %s", m.Amount, m.Invoice, t.Amount)
	}
}

// auditStrays reports money that was moved for no transfer.
func (a *auditor) auditStrays() {
	for f := range a.flows {
		a.found("transfer", "subject "+f.subject.String(), "money moved as %s for a transfer that does not exist", f.purpose)
	}
}

// auditTransit checks that what is on its way is what stands on the operator's transit accounts: pending transfers, and what was
// converted from one currency into another.
func (a *auditor) auditTransit() {
	want := map[money.Currency]int64{}
	for _, t := range a.transfers {
		if t.State == payment.TransferPending {
			want[t.Amount.Currency()] += t.Amount.Minor()
		}
		if !t.Rate.IsZero() {
			want[t.Amount.Currency()] += t.Amount.Minor()
			want[t.Credited.Currency()] -= t.Credited.Minor()
		}
	}
	for id, acc := range a.stored {
		if acc.Code == ledger.CodeTransferClearing && acc.Balance != want[acc.Currency] {
			a.found("transit", "ledger account "+id.String(), "has %d, %d are on their way", acc.Balance, want[acc.Currency])
		}
	}
}

// auditRequests checks that a request is paid exactly by the transfer that says so.
func (a *auditor) auditRequests(ctx context.Context) error {
	paid := map[payment.TransferID]bool{}
	err := all(ctx, a.read.RequestList, func(r payment.MoneyRequest) payment.RequestID { return r.ID }, func(r payment.MoneyRequest) {
		a.report.Requests++
		if r.State != payment.RequestPaid && r.Transfer == (payment.TransferID{}) {
			return
		}
		t := a.transfers[r.Transfer.UUID]
		if r.State != payment.RequestPaid || t.Request != r.ID || t.From != r.Of || t.To != r.By || t.Amount != r.Amount {
			a.found("request", "request "+r.ID.String(), "%s of %s, paid by transfer %s of %s", r.State, r.Amount, r.Transfer, t.Amount)
		}
		paid[r.Transfer] = true
	})
	for _, t := range a.transfers {
		if t.Request != (payment.RequestID{}) && !paid[t.ID] {
			a.found("request", "transfer of people "+t.ID.String(), "pays request %s, which is not paid", t.Request)
		}
	}
	return err
}

package audit

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// benefit is money of the operator's for a person, besides the cashback of a quarter: the reward of an offer, or a correction.
type benefit struct {
	rule    string
	id      uuid.UUID
	payer   account.ID
	amount  money.Amount
	purpose ledger.Purpose
	expense ledger.Code
	order   uuid.UUID
	paid    bool
	kept    bool // nobody can have it any more
}

// outlay names what one of the operator's expenses was for: a benefit or a bank payout of one.
type outlay struct {
	subject uuid.UUID
	expense ledger.Code
}

// noteBenefit remembers a transfer that pays a benefit, or that an expense spends or gets back.
func (a *auditor) noteBenefit(t ledger.Transfer) {
	if t.Kind != ledger.Move {
		return
	}
	n := t.Amount.Minor()
	if t.Purpose == ledger.OfferBenefit || t.Purpose == ledger.CashbackCorrection {
		g := a.benefits[t.Subject]
		a.benefits[t.Subject] = grant{g.amount + n, t.Credit, g.times + 1}
	}
	a.noteOutlay(t.Subject, t.Debit, n)
	a.noteOutlay(t.Subject, t.Credit, -n)
}

func (a *auditor) noteOutlay(subject uuid.UUID, from ledger.AccountID, n int64) {
	if code := a.stored[from].Code; code == ledger.CodeOfferExpense || code == ledger.CodeCashbackExpense {
		a.outlays[outlay{subject, code}] += n
	}
}

// auditBenefit checks that a benefit was paid exactly if it says so: by one bank payout, or by one credit to a prepaid
// account of the payer's person; and that the operator spent it once, however often the bank brought it back, and not at
// all if it is kept.
func (a *auditor) auditBenefit(subject string, b benefit) {
	sent := a.sent[b.id]
	under := a.auditSent(subject, b, sent)
	g, credited := a.benefits[b.id]
	delete(a.benefits, b.id)
	a.auditOutlay(subject, b, sent)
	if !b.paid {
		if credited || under > 0 {
			a.found(b.rule, subject, "not paid, but money left for it")
		}
		return
	}
	byBook := credited && g.times == 1 && g.amount == b.amount.Minor() && a.prepaidOf(g.to, b.payer)
	out, found := a.bankPayouts[b.order]
	byBank := found && under == 1 && out.State != ach.PayoutReturned && out.Amount == b.amount
	if byBook == byBank || credited != byBook {
		a.found(b.rule, subject, "%d: credited %d in %d transfers, bank payouts %d", b.amount.Minor(), g.amount, g.times, under)
	}
}

// auditSent compares the bank payouts of a benefit with the book, and counts those that did not come back.
func (a *auditor) auditSent(subject string, b benefit, sent []ach.Payout) int {
	under := 0
	for _, out := range sent {
		left := a.benefits[out.ID.UUID]
		delete(a.benefits, out.ID.UUID)
		if left.amount != out.Amount.Minor() || left.times != 1 || out.Purpose != b.purpose {
			a.found(b.rule, subject, "bank payout of %d, the book has %d", out.Amount.Minor(), left.amount)
		}
		if out.State != ach.PayoutReturned {
			under++
		}
	}
	return under
}

// auditOutlay checks what the operator spent on a benefit in all: its amount, once it has left.
func (a *auditor) auditOutlay(subject string, b benefit, sent []ach.Payout) {
	spent := a.takeOutlay(b.id, b.expense)
	for _, out := range sent {
		spent += a.takeOutlay(out.ID.UUID, b.expense)
	}
	want := int64(0)
	if b.paid || len(sent) > 0 && !b.kept {
		want = b.amount.Minor()
	}
	if spent != want {
		a.found(b.rule, subject, "%d spent on it, must be %d", spent, want)
	}
}

func (a *auditor) takeOutlay(subject uuid.UUID, expense ledger.Code) int64 {
	key := outlay{subject, expense}
	spent := a.outlays[key]
	delete(a.outlays, key)
	return spent
}

// auditBenefits looks for what left for a benefit that does not exist. What else the cashback programme spends is told by the quarters.
func (a *auditor) auditBenefits(context.Context) error {
	for subject, g := range a.benefits {
		a.found("reward", "benefit "+subject.String(), "%d left for a benefit that does not exist", g.amount)
	}
	for key, spent := range a.outlays {
		if key.expense == ledger.CodeOfferExpense && spent != 0 {
			a.found("reward", "benefit "+key.subject.String(), "%d spent on a reward that does not exist", spent)
		}
	}
	return nil
}

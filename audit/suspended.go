package audit

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// lain is what the book says of a transfer between people, or of a bank payout, in suspense.
type lain struct {
	left     int64            // in suspense
	kept     int64            // by the operator, unclaimed
	released int              // times that it left suspense
	to       ledger.AccountID // where it went last
}

// noteSuspended follows money through suspense.
func (a *auditor) noteSuspended(t ledger.Transfer) {
	if t.Kind != ledger.Move {
		return
	}
	into, from := a.stored[t.Credit].Code, a.stored[t.Debit].Code
	if into != ledger.CodeSuspense && from != ledger.CodeSuspense && into != ledger.CodeUnclaimed && from != ledger.CodeUnclaimed {
		return
	}
	v, n := a.suspended[t.Subject], t.Amount.Minor()
	if into == ledger.CodeSuspense {
		v.left += n
	}
	if from == ledger.CodeSuspense {
		v.left, v.released, v.to = v.left-n, v.released+1, t.Credit
	}
	if into == ledger.CodeUnclaimed {
		v.kept += n
	}
	if from == ledger.CodeUnclaimed {
		v.kept -= n
	}
	a.suspended[t.Subject] = v
}

// word is what an agent said about an account.
type word struct {
	about account.ID
	verb  string
}

// auditSuspended checks that money of a transfer lies in suspense exactly while the transfer says so, that it left by the word of customer
// service and to the sender's person, and that the operator keeps only what is forfeited.
func (a *auditor) auditSuspended(context.Context) error {
	said := map[word]int{}
	for _, act := range a.actions {
		said[word{act.Account, act.Verb}]++
	}
	paid := map[uuid.UUID][]ach.Payout{}
	for _, out := range a.bankPayouts {
		if out.Purpose == ledger.TransferReleased {
			paid[out.Subject] = append(paid[out.Subject], out)
		}
	}
	for id, t := range a.transfers {
		a.auditLain("transfer of people "+id.String(), t.Transfer, paid[id], said[word{t.From, "release of " + t.ID.String()}])
		delete(paid, id)
	}
	for id := range paid {
		a.found("suspended", "subject "+id.String(), "released for a transfer that does not exist")
	}
	return nil
}

func (a *auditor) auditLain(subject string, t payment.Transfer, paid []ach.Payout, said int) {
	v := a.suspended[t.ID.UUID]
	byBook, under := v.released > 0 && a.prepaidOf(v.to, t.From), 0
	for _, out := range paid {
		p := a.suspended[out.ID.UUID]
		v.left, v.kept, v.released = v.left+p.left, v.kept+p.kept, v.released+p.released
		if out.State != ach.PayoutReturned {
			under++
		}
		if !a.standsFor(out.Owner, t.From) || out.Amount != t.Amount {
			a.found("suspended", subject, "released %s to account %s", out.Amount, out.Owner)
		}
	}
	var left, kept int64
	switch {
	case t.State == payment.TransferSuspended:
		left = t.Amount.Minor()
	case t.State == payment.TransferForfeited:
		kept = t.Amount.Minor()
	case v.released > 0 && byBook == (under == 1), under > 1:
		a.found("suspended", subject, "released, to an account of its sender: %v, in %d bank payouts", byBook, under)
	}
	if v.left != left || v.kept != kept || v.released != said {
		a.found("suspended", subject, "%s %s: %d in suspense, %d kept, left %d times, an agent said so %d times", t.State, t.Amount, v.left, v.kept, v.released, said)
	}
}

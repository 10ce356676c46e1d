package audit

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// auditCollections checks each collection against its payment, and adds up what every limit account lacks.
func (a *auditor) auditCollections(ctx context.Context) error {
	seen := map[uuid.UUID]bool{}
	defer a.auditUninvoiced()
	return all(ctx, a.read.CollectionList, func(c ach.Collection) ach.CollectionID { return c.ID }, func(c ach.Collection) {
		a.report.Collections++
		subject := "collection " + c.ID.String()
		if c.Monthly() {
			a.auditInvoice(subject, c)
		} else {
			a.auditDebit(subject, c, seen)
		}
		if c.Blocking {
			a.debts[c.Owner]++
		}
		if c.State == ach.Collected {
			a.collected[c.From]++
		}
		a.addCollection(c)
	})
}

// auditDebit compares a debit with the payment or transfer that it is for.
func (a *auditor) auditDebit(subject string, c ach.Collection, seen map[uuid.UUID]bool) {
	p, has := a.chargeFacts(c.Payment)
	if !has || !p.final || seen[c.Payment] {
		a.found("collection", subject, "payment %s has another, or is not final", c.Payment)
	}
	seen[c.Payment] = true
	if c.Amount.Minor() < 0 || c.Amount.Minor() > p.amount || c.Amount.Minor() < p.net {
		a.found("collection", subject, "amount %d of a payment of %d with %d left", c.Amount.Minor(), p.amount, p.net)
	}
}

// chargeFacts are those of the payment or transfer that a collection is for. Of a transfer that came back nothing is left to collect,
// unless its debit was with the bank already.
func (a *auditor) chargeFacts(id uuid.UUID) (paymentFacts, bool) {
	if p, has := a.payments[payment.PaymentID{UUID: id}]; has {
		return p, true
	}
	t, has := a.transfers[id]
	return t.facts(), has
}

func (t transferFacts) facts() paymentFacts {
	f := paymentFacts{amount: t.Amount.Minor(), net: t.Amount.Minor(), final: t.charged && t.Kind != payment.KindCardTopUp}
	if t.CameBack() {
		f.net = 0
	}
	return f
}

// addCollection adds a collection to what must stand on its payer's accounts.
func (a *auditor) addCollection(c ach.Collection) {
	switch c.State {
	case ach.Due, ach.Sent, ach.Settled, ach.Suspense, ach.Owed, ach.Gathering, ach.Billed:
		a.uncollected[c.Ledger] += c.Amount.Minor()
		if c.Late {
			a.beyond[c.Ledger] += c.Amount.Minor()
		}
		if c.Payable() {
			a.fees[c.Fees] += c.Paid.Minor() - c.Fee.Minor()
		}
		if c.State == ach.Owed != c.Blocking && c.State != ach.Due && c.State != ach.Sent && c.State != ach.Settled && c.State != ach.Suspense {
			a.found("debt", "collection "+c.ID.String(), "%s, blocks its owner: %v", c.State, c.Blocking)
		}
	case ach.Collected, ach.Repaid, ach.Dropped:
		if c.Blocking {
			a.found("debt", "collection "+c.ID.String(), "%s, but blocks its owner", c.State)
		}
	default:
		a.found("collection", "collection "+c.ID.String(), "unknown state %q", c.State)
	}
}

// auditAccounts checks limits, floors and blocks of every user account.
func (a *auditor) auditAccounts(context.Context) error {
	phones := map[account.Tag]account.ID{}
	for id, acc := range a.accounts {
		subject := "account " + id.String()
		if acc.Debts != a.debts[id] || (acc.Debts > 0) && !blocked(acc, account.Collection) {
			a.found("debt", subject, "says %d failed collections, has %d; blocks %v", acc.Debts, a.debts[id], acc.Blocks)
		}
		if acc.Debts == 0 && blocked(acc, account.Collection) {
			a.found("debt", subject, "blocked for a debt that is not there")
		}
		for _, pa := range acc.Accounts {
			a.auditPaymentAccount(subject, acc, pa)
		}
		if acc.State == account.Closed || acc.PhoneAt.IsZero() {
			continue
		}
		if other, taken := phones[acc.Phone]; taken {
			a.found("phone", subject, "has the mobile number of account %s", other)
		}
		phones[acc.Phone] = id
	}
	return nil
}

func (a *auditor) auditPaymentAccount(subject string, acc account.Account, pa account.PaymentAccount) {
	l, known := a.stored[pa.Ledger]
	if !known {
		a.found("payment account", subject, "ledger account %s does not exist", pa.Ledger)
		return
	}
	if (pa.Kind == account.Prepaid) != (l.Code == ledger.CodePrepaid) || l.Owner != acc.ID.UUID {
		a.found("payment account", subject, "%s account on a ledger account of code %s", pa.Kind, l.Code)
	}
	if l.Code == ledger.CodePrepaid && (!l.Floored || l.Floor != 0 || l.Balance < l.Held) {
		a.found("prepaid", subject, "balance %d held %d floor %d", l.Balance, l.Held, l.Floor)
	}
	if l.Code != ledger.CodePayerDebit {
		return
	}
	if -l.Floor != pa.Maximum.Minor() || !l.Floored {
		a.found("limit", subject, "maximum %d, floor %d", pa.Maximum.Minor(), l.Floor)
	}
	if pa.Collected != a.collected[pa.ID] {
		a.found("collected", subject, "says %d debits were collected, %d were", pa.Collected, a.collected[pa.ID])
	}
	if acc.Verified.IsZero() && pa.Maximum.Minor() != 0 {
		a.found("limit", subject, "maximum %d without a verified identity", pa.Maximum.Minor())
	}
	if l.Balance != -a.uncollected[pa.Ledger] || l.Owed != a.beyond[pa.Ledger] {
		a.found("limit", subject, "balance %d debt %d, but %d are approved and not collected, %d of them debt",
			l.Balance, l.Owed, a.uncollected[pa.Ledger], a.beyond[pa.Ledger])
	}
	if fees := a.stored[pa.Fees]; fees.Balance != a.fees[pa.Fees] {
		a.found("fees", subject, "fees account has %d, must have %d", fees.Balance, a.fees[pa.Fees])
	}
}

func blocked(a account.Account, r account.Reason) bool {
	for _, b := range a.Blocks {
		if b.Reason == r {
			return true
		}
	}
	return false
}

package seqr_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// advised is a store whose records of what the bank told read a little differently.
type advised struct {
	store.Reader
	advice  func(*ach.Advice)
	posting func(*ledger.Posting)
	account func(*ach.BankAccount)
}

func (m advised) AdviceList(ctx context.Context, after ach.AdviceID, limit int) ([]ach.Advice, error) {
	list, err := m.Reader.AdviceList(ctx, after, limit)
	return changed(list, err, m.advice)
}

func (m advised) Transfers(ctx context.Context, after ledger.TransferID, limit int) ([]ledger.Posting, error) {
	list, err := m.Reader.Transfers(ctx, after, limit)
	return changed(list, err, m.posting)
}

func (m advised) BankAccount(ctx context.Context, id ach.BankAccountID) (ach.BankAccount, error) {
	b, err := m.Reader.BankAccount(ctx, id)
	if m.account != nil {
		m.account(&b)
	}
	return b, err
}

// ofCharges changes what the book says of charges.
func ofCharges(change func(*ledger.Transfer)) func(*ledger.Posting) {
	return func(p *ledger.Posting) {
		if p.Transfer.Purpose == ledger.BankCharge {
			change(&p.Transfer)
		}
	}
}

// Every rule about what the bank told can fail, and says so itself.
func TestEveryRuleAboutAdvicesCanFail(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.mustPay(shop, "30.00")
	w.pass(1)
	order := w.bank.Orders()[0].ID
	w.bank.Tell(w.renamed(order, "20001111"))
	w.bank.Tell(ach.Notice{Kind: ach.NoticeCharge, Order: order, Amount: usd("4.50"), Text: "fee"})
	w.bank.Tell(ach.Notice{Kind: ach.NoticeUnmatched, Text: "open"})
	w.bank.Tell(ach.Notice{Kind: ach.NoticeUnmatched, Order: order, Text: "resolved"})
	w.settle()
	open, err := w.sys.Banking.Unmatched(w.ctx, ach.AdviceID{}, 10)
	require.NoError(t, err)
	_, err = w.sys.Banking.Resolve(w.ctx, seqr.ResolveAdviceRequest{Key: w.key(), Agent: "agent 7", Why: "looked into", Advice: open[1].ID})
	require.NoError(t, err)
	w.audit()

	of := func(k ach.NoticeKind, s ach.AdviceState) func(ach.Advice) bool {
		return func(v ach.Advice) bool { return v.Kind == k && v.State == s }
	}
	charge, correction := of(ach.NoticeCharge, ach.AdviceBooked), of(ach.NoticeCorrection, ach.AdviceBooked)
	waits, ended := of(ach.NoticeUnmatched, ach.AdviceOpen), of(ach.NoticeUnmatched, ach.AdviceResolved)
	for name, c := range map[string]struct {
		rule string
		m    advised
	}{
		"another amount":       {"bank charge", advised{advice: once(charge, func(v *ach.Advice) { v.Amount = usd("4.51") })}},
		"no such charge":       {"bank charge", advised{advice: once(charge, func(v *ach.Advice) { v.State = ach.AdviceStale })}},
		"charge of another":    {"bank charge", advised{posting: ofCharges(func(t *ledger.Transfer) { t.Subject = uuid.UUID{1} })}},
		"paid to the operator": {"bank charge", advised{posting: ofCharges(func(t *ledger.Transfer) { t.Debit, t.Credit = t.Credit, t.Debit })}},
		"not in the account":   {"bank correction", advised{account: func(b *ach.BankAccount) { b.Former = nil }}},
		"another correction":   {"bank correction", advised{advice: once(correction, func(v *ach.Advice) { v.Notice += "X" })}},
		"of nobody's order":    {"bank correction", advised{advice: once(correction, func(v *ach.Advice) { v.Subject = uuid.UUID{1} })}},
		"nothing to read":      {"bank advice", advised{advice: once(waits, func(v *ach.Advice) { v.Text = nil })}},
		"text that is kept":    {"bank advice", advised{advice: once(ended, func(v *ach.Advice) { v.Text = []byte("text") })}},
		"another agent":        {"bank advice", advised{advice: once(ended, func(v *ach.Advice) { v.Agent = "agent 8" })}},
		"ended by nobody":      {"bank advice", advised{advice: once(ended, func(v *ach.Advice) { v.Agent = "" })}},
		"on another account":   {"bank advice", advised{advice: once(ended, func(v *ach.Advice) { v.Owner.UUID = uuid.UUID{1} })}},
		"a state that is none": {"bank advice", advised{advice: once(waits, func(v *ach.Advice) { v.State, v.Text = "", nil })}},
		"unmatched, booked":    {"bank advice", advised{advice: once(waits, func(v *ach.Advice) { v.State, v.Text = ach.AdviceBooked, nil })}},
	} {
		t.Run(name, func(t *testing.T) {
			c.m.Reader = w.store
			report, err := audit.Run(w.ctx, c.m, w.programmes())
			require.NoError(t, err)
			rules := map[string]bool{}
			for _, f := range report.Findings {
				rules[f.Rule] = true
			}
			require.True(t, rules[c.rule], "%v", report.Findings)
		})
	}
}

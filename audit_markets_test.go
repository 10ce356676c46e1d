package seqr_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
)

// Each rule that the auditor checks about prepaid accounts, growing limits and cashback in the book can fail.
func TestAuditOfPrepaidMarketsCanFail(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop := w.till("Backhaus")
	uli := w.join("Uli Muster", "+4915123456789")
	for range 12 {
		uli.mustPay(shop, "5.00")
	}
	w.untilDay(time.October, 20)
	w.audit()
	prepaid := func(a ledger.Account) bool { return a.Code == ledger.CodePrepaid }
	granted := func(change func(*ledger.Posting)) func(*ledger.Posting) {
		return func(p *ledger.Posting) {
			if p.Transfer.Purpose == ledger.Cashback {
				change(p)
			}
		}
	}
	for name, c := range map[string]struct {
		rule string
		m    mutated
	}{
		"a collection that nobody counted": {"collected", mutated{account: func(a *account.Account) { a.Accounts[1].Collected-- }}},
		"one counted that is not":          {"collected", mutated{collection: once(any1[ach.Collection], func(c *ach.Collection) { c.State = ach.Sent })}},
		"prepaid on a limit":               {"payment account", mutated{account: func(a *account.Account) { a.Accounts[0].Ledger = a.Accounts[1].Ledger }}},
		"prepaid with a floor below zero":  {"prepaid", mutated{ledger: once(prepaid, func(a *ledger.Account) { a.Floor = -1 })}},
		"cashback of another amount":       {"cashback", mutated{posting: granted(func(p *ledger.Posting) { p.Transfer.Amount = w.money("1.21") })}},
		"cashback of no quarter":           {"cashback", mutated{posting: granted(func(p *ledger.Posting) { p.Transfer.Subject = newUUID() })}},
		"cashback to somebody else":        {"cashback", mutated{ledger: once(prepaid, func(a *ledger.Account) { a.Owner = newUUID() })}},
		"paid, says the book alone":        {"cashback", mutated{cashback: func(p *cashback.Payout) { p.State = cashback.Held }}},
	} {
		c.m.Reader = w.store
		report, err := audit.Run(w.ctx, c.m, w.programmes())
		require.NoError(t, err, name)
		require.True(t, slices.ContainsFunc(report.Findings, func(f audit.Finding) bool { return f.Rule == c.rule }), "%s: %v", name, report.Findings)
	}
	report, err := audit.Run(w.ctx, w.store, audit.Programmes{"DE": w.sys.Market().Cashback.To(cashback.ToReceivingAccount)})
	require.NoError(t, err)
	require.False(t, report.Clean(), "the programme pays to bank accounts")
}

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
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/payment"
)

// Each rule that the auditor checks about monthly invoices can fail [MND-10].
func TestAuditOfInvoicesCanFail(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Finland())
	shop := w.till("Kauppa")
	aino := w.invoiced("Aino Esimerkki", ainoNumber)
	first := aino.mustPay(shop, "50.00")
	w.untilDay(time.August, 2)
	require.NoError(t, w.wires(aino.invoices()[0].Reference, "50.00"))
	aino.mustPay(shop, "30.00")
	w.audit()
	july := civil.Month{Year: 2026, Month: time.July}
	open := func(c ach.Collection) bool { return c.State == ach.Gathering }
	paid := func(c ach.Collection) bool { return c.State == ach.Repaid }
	isFirst := func(p payment.Payment) bool { return p.Amount == w.money("50.00") }
	require.NotEmpty(t, first)
	for name, c := range map[string]struct {
		rule string
		m    mutated
	}{
		"a purchase on no invoice":          {"invoice month", mutated{payment: once(isFirst, func(p *payment.Payment) { p.InvoicedIn = civil.Month{} })}},
		"on the invoice of an earlier one":  {"invoice month", mutated{payment: func(p *payment.Payment) { p.InvoicedIn = july.Prev() }}},
		"on an invoice that does not exist": {"monthly invoice", mutated{payment: func(p *payment.Payment) { p.InvoicedIn = july.Next().Next() }}},
		"an account of another kind":        {"invoice month", mutated{account: func(a *account.Account) { a.Accounts[1].Kind = account.SEPADebit }}},
		"a cent too much":                   {"monthly invoice", mutated{collection: once(open, func(c *ach.Collection) { c.Amount = w.money("30.01") })}},
		"a cent too little":                 {"monthly invoice", mutated{collection: once(open, func(c *ach.Collection) { c.Amount = w.money("29.99") })}},
		"paid, but for less":                {"monthly invoice", mutated{collection: once(paid, func(c *ach.Collection) { c.Paid = w.money("49.99") })}},
		"paid less than is left":            {"monthly invoice", mutated{collection: once(paid, func(c *ach.Collection) { c.Amount = w.money("49.99") })}},
		"with a fee":                        {"monthly invoice", mutated{collection: once(open, func(c *ach.Collection) { c.Fee = w.money("1.00") })}},
		"sent to a bank":                    {"monthly invoice", mutated{collection: once(open, func(c *ach.Collection) { c.State = ach.Sent })}},
		"of nothing":                        {"monthly invoice", mutated{collection: once(open, func(c *ach.Collection) { c.Payment = newUUID() })}},
		"blocking before it is due":         {"debt", mutated{collection: once(open, func(c *ach.Collection) { c.Blocking = true })}},
	} {
		c.m.Reader = w.store
		report, err := audit.Run(w.ctx, c.m, w.programmes())
		require.NoError(t, err, name)
		require.True(t, slices.ContainsFunc(report.Findings, func(f audit.Finding) bool { return f.Rule == c.rule }), "%s: %v", name, report.Findings)
	}
}

package seqr_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

// stutter is a bank that tells every report several times, newest first.
type stutter struct {
	*sandbox.Bank
	times int
}

func (b stutter) Reports(ctx context.Context, limit int) ([]ach.Report, error) {
	once, err := b.Bank.Reports(ctx, limit)
	if err != nil {
		return nil, err
	}
	slices.Reverse(once)
	var all []ach.Report
	for range b.times {
		all = append(all, once...)
	}
	return all, nil
}

// outcome is what a story of reports leaves, without the IDs that differ from run to run.
func outcome(w *world, p *person, sales []seqr.InvoiceStatus) []string {
	said := []string{p.available()}
	for _, r := range p.reasons() {
		said = append(said, string(r))
	}
	for _, s := range sales {
		c := w.collection(s.Invoice)
		said = append(said, string(c.State), c.Amount.Format(), c.Fee.Format(), c.DueOn.String(), c.ReturnCode)
	}
	for _, o := range w.bank.Orders() {
		said = append(said, string(o.Direction), o.Amount.Format(), o.On.String())
	}
	accounts, err := w.store.LedgerAccounts(w.ctx, ledger.AccountID{}, 100)
	require.NoError(w.t, err)
	var balances []string
	for _, a := range accounts {
		balances = append(balances, string(a.Code)+" "+a.BalanceAmount().Format())
	}
	slices.Sort(balances)
	return append(said, balances...)
}

// Reports that come five times and in the wrong order leave the same state as once and in order [GEN-3, LIM-4].
func TestReportsFiveTimesAndReordered(t *testing.T) {
	t.Parallel()
	story := func(times int) []string {
		w := quick(t)
		if times > 1 {
			cfg := w.config(anyPicture(seqr.Demo(seqr.UnitedStates())))
			cfg.Bank = stutter{w.bank, times}
			w.sys = newSystem(t, cfg)
		}
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		w.bank.ReturnNext(sandbox.Match{Amount: usd("10.00")}, "R01", 0)
		w.bank.ReturnEvery(sandbox.Match{Amount: usd("20.00")}, "R01", 1)
		w.bank.ReturnEvery(sandbox.Match{Amount: usd("30.00")}, "R02", 2)
		var sales []seqr.InvoiceStatus
		for _, amount := range []string{"10.00", "20.00", "30.00", "5.00"} {
			sales = append(sales, pat.mustPay(shop, amount))
		}
		w.pass(30)
		w.audit()
		return outcome(w, pat, sales)
	}
	once := story(1)
	require.Equal(t, once, story(5))
	require.Contains(t, once, string(ach.Owed))
}

// A report about an earlier attempt, or a settlement that a return has overtaken, changes nothing.
func TestStaleReports(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	sale := pat.mustPay(shop, "10.00")
	w.settle()
	sent := w.collection(sale.Invoice)
	report := func(id string, kind ach.ReportKind, code string) error {
		_, err := w.sys.Banking.Report(w.ctx, ach.Report{ID: id, Order: sent.OrderID(), Kind: kind, Code: code, On: sent.DueOn, Amount: sent.Amount})
		return err
	}
	require.NoError(t, report("a", ach.ReportReturned, "R01"))
	before := w.dump()
	require.ErrorIs(t, report("b", ach.ReportSettled, ""), ach.ErrReportStale)
	require.ErrorIs(t, report("c", ach.ReportReturned, "R02"), ach.ErrReportStale)
	require.ErrorIs(t, report("c", ach.ReportReturned, "R02"), ach.ErrReportStale, "kept under the report's ID")
	require.NoError(t, report("a", ach.ReportReturned, "R01"), "told again")
	require.Empty(t, differences(before, w.dump()))
	require.Equal(t, ach.Due, w.state(sale))
	w.audit()
}

// A refund lowers the debit before it is sent, is credited afterwards, and lowers the debt while it is owed; the limit rises by it or by the collection, never by both [PAY-16, RCP-2].
func TestRefunds(t *testing.T) {
	t.Parallel()
	type step struct{ refund, available string }
	for name, story := range map[string]struct {
		returns string // the code of every return; none if empty
		before  func(*world)
		steps   []step
		debits  []string
		credits []string
	}{
		"before the debit is sent":     {before: func(*world) {}, steps: []step{{"20.00", "70.00"}, {"0.01", "70.01"}}, debits: []string{"29.99"}},
		"all of it before it is sent":  {before: func(*world) {}, steps: []step{{"20.00", "70.00"}, {"30.00", "100.00"}}},
		"after the debit is sent":      {before: func(w *world) { w.settle() }, steps: []step{{"20.00", "50.00"}, {"30.00", "50.00"}}, debits: []string{"50.00"}, credits: []string{"20.00", "30.00"}},
		"after it is collected":        {before: func(w *world) { w.pass(7) }, steps: []step{{"20.00", "100.00"}}, debits: []string{"50.00"}, credits: []string{"20.00"}},
		"while it is owed":             {returns: "R02", before: func(w *world) { w.pass(7) }, steps: []step{{"20.00", "70.00"}, {"10.00", "80.00"}}, debits: []string{"50.00"}},
		"all of it while it is owed":   {returns: "R02", before: func(w *world) { w.pass(7) }, steps: []step{{"50.00", "100.00"}}, debits: []string{"50.00"}},
		"between the two presentments": {returns: "R01", before: func(w *world) { w.pass(1) }, steps: []step{{"20.00", "50.00"}}, debits: []string{"50.00", "50.00"}, credits: []string{"20.00"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			if story.returns != "" {
				w.bank.ReturnEvery(sandbox.Match{Direction: ach.DebitOrder}, story.returns, 0)
			}
			sale := pat.mustPay(shop, "50.00")
			story.before(w)
			for _, s := range story.steps {
				_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: s.refund, Title: "returned goods"})
				require.NoError(t, err)
				require.Equal(t, s.available, pat.available())
				w.audit()
			}
			w.pass(14)
			require.Equal(t, story.debits, w.debits())
			require.Equal(t, story.credits, w.credits())
			w.audit()
			if col := w.collection(sale.Invoice); col.State == ach.Owed {
				require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
				pat.repay(sale)
			}
			require.Empty(t, pat.reasons())
			require.Equal(t, "100.00", pat.available())
			w.audit()
			list, err := w.sys.Payments.Receipts(w.ctx, pat.id, payment.PaymentID{}, 10)
			require.NoError(t, err)
			require.Len(t, list[0].Refunds, len(story.steps))
		})
	}
}

// credits are the amounts of the orders that gave money.
func (w *world) credits() []string {
	var amounts []string
	for _, o := range w.bank.Orders() {
		if o.Direction == ach.CreditOrder {
			amounts = append(amounts, o.Amount.Format())
		}
	}
	return amounts
}

// The shop refunds more than is still owed by hand: what was paid too much is given back.
func TestRefundAfterAPartOfTheDebtIsPaid(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R02", 0)
	sale := pat.mustPay(shop, "50.00")
	w.pass(7)
	col := w.collection(sale.Invoice)
	_, err := w.sys.Support.ManualPayment(w.ctx, seqr.ManualPaymentRequest{SupportRequest: w.help(pat.id), Collection: col.ID, Amount: "70.00"})
	require.NoError(t, err)
	_, err = w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "50.00"})
	require.NoError(t, err)
	require.Equal(t, ach.Repaid, w.state(sale))
	require.Empty(t, pat.reasons())
	require.Equal(t, "100.00", pat.available())
	w.pass(3)
	require.Equal(t, []string{"45.00"}, w.credits(), "70.00 less the fee of 25.00")
	w.audit()
}

// A refund that the bank cannot deliver waits in suspense, and is not lost.
func TestReturnedRefund(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R02", 1)
	sale := pat.mustPay(shop, "50.00")
	w.pass(7)
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "50.00"})
	require.NoError(t, err)
	w.pass(7)
	require.Equal(t, []string{"50.00"}, w.credits())
	for _, a := range w.dump().Ledger {
		if a.Code == ledger.CodeSuspense {
			require.Equal(t, int64(50_00), a.Balance)
		}
	}
	w.audit()
}

package seqr_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

const merchantNumber = "9876543210"

func (t *till) bankRequest() seqr.MerchantBankRequest {
	return seqr.MerchantBankRequest{
		Key: t.w.key(), Merchant: t.merchant.ID, Scheme: ach.ACH, Type: ach.Checking, Routing: "021000021", Number: merchantNumber,
	}
}

func (t *till) setBank() {
	t.w.t.Helper()
	_, err := t.w.sys.Merchants.SetBankAccount(t.w.ctx, t.bankRequest())
	require.NoError(t.w.t, err)
}

func (t *till) refund(inv seqr.InvoiceStatus, amount string) {
	t.w.t.Helper()
	_, err := t.w.sys.Merchants.Refund(t.w.ctx, seqr.RefundRequest{Key: t.w.key(), Merchant: t.merchant.ID, Invoice: inv.Invoice, Amount: amount})
	require.NoError(t.w.t, err)
}

// settlements are the amounts and states of a merchant's settlements.
func (t *till) settlements() []string {
	t.w.t.Helper()
	list, err := t.w.sys.Merchants.Settlements(t.w.ctx, t.merchant.ID, payment.SettlementID{}, 100)
	require.NoError(t.w.t, err)
	var said []string
	for _, s := range list {
		said = append(said, s.Amount().Format()+" "+string(s.State))
	}
	return said
}

// report is the report of a merchant's last settlement.
func (t *till) report() payment.SettlementReport {
	t.w.t.Helper()
	list, err := t.w.sys.Merchants.Settlements(t.w.ctx, t.merchant.ID, payment.SettlementID{}, 100)
	require.NoError(t.w.t, err)
	require.NotEmpty(t.w.t, list)
	r, err := t.w.sys.Merchants.SettlementReport(t.w.ctx, t.merchant.ID, list[len(list)-1].ID)
	require.NoError(t.w.t, err)
	return r
}

func (t *till) payable() string {
	t.w.t.Helper()
	a, err := t.w.sys.Merchants.Payable(t.w.ctx, t.merchant.ID)
	require.NoError(t.w.t, err)
	return a.Format()
}

// A day of a merchant is paid once: payments less refunds, to the cent of the book, with a line each.
func TestSettlementOfADay(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, other, pat := w.till("=Corner Grocery"), w.till("Book Shop"), w.join("Pat Example", "+18015550101")
		shop.setBank()
		first, second := pat.mustPay(shop, "20.00"), pat.mustPay(shop, "7.50")
		pat.mustPay(other, "3.00")
		shop.refund(first, "5.00") // before the debit is sent
		w.settle()
		shop.refund(second, "0.50") // by a credit
		require.Equal(t, "22.00", shop.payable())
		require.Empty(t, shop.settlements())
		w.pass(1)
		require.Equal(t, []string{"22.00 paid_out"}, shop.settlements())
		require.Equal(t, "0.00", shop.payable())
		require.Empty(t, other.settlements(), "it has no bank account")
		require.Equal(t, []string{"0.50", "22.00"}, w.credits())
		w.pass(3)
		require.Len(t, shop.settlements(), 1, "a day without bookings has none")

		r := shop.report()
		require.Equal(t, payment.Sum{Count: 2, Total: usd("27.50")}, r.Settlement.Payments)
		require.Equal(t, payment.Sum{Count: 2, Total: usd("-5.50")}, r.Settlement.Refunds)
		require.Equal(t, "3210", r.Account)
		require.Len(t, r.Lines, 4)
		for _, l := range r.Lines {
			require.NotEmpty(t, l.Reference, "every line names its payment")
		}
		_, err := w.sys.Merchants.SettlementReport(w.ctx, other.merchant.ID, r.Settlement.ID)
		require.ErrorIs(t, err, payment.ErrNotFound)
		requireCSV(t, r, w.sys.Market().Zone)
		w.audit()
	})
}

// requireCSV reads a report's file: its amounts add up, and no cell is a formula.
func requireCSV(t *testing.T, r payment.SettlementReport, zone *time.Location) {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, r.WriteCSV(&file, zone))
	rows, err := csv.NewReader(&file).ReadAll()
	require.NoError(t, err)
	total := usd("0.00")
	for _, row := range rows[1:] {
		require.Equal(t, "'=Corner Grocery", row[2])
		a, err := money.Parse(row[7], money.USD)
		require.NoError(t, err)
		total, err = total.Add(a)
		require.NoError(t, err)
	}
	require.Equal(t, r.Settlement.Amount(), total)
}

// A merchant who gave back more than was paid owes the rest to its next days.
func TestSettlementCarriesWhatIsLacking(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.setBank()
	inv := pat.mustPay(shop, "20.00")
	w.pass(1)
	shop.refund(inv, "15.00")
	w.pass(1)
	require.Equal(t, []string{"20.00 paid_out", "-15.00 carried"}, shop.settlements())
	pat.mustPay(shop, "6.00")
	w.pass(1)
	require.Equal(t, "-9.00 carried", shop.settlements()[2])
	require.Equal(t, usd("-15.00"), shop.report().Settlement.Carried)
	pat.mustPay(shop, "9.00")
	w.pass(1)
	require.Equal(t, "0.00 carried", shop.settlements()[3], "nothing to pay, nothing lacking")
	pat.mustPay(shop, "1.00")
	w.pass(1)
	require.Equal(t, "1.00 paid_out", shop.settlements()[4])
	require.Equal(t, "0.00", shop.payable())
	w.audit()
}

// A settlement that the bank brings back is owed again, and is paid with the next one once there is an account that takes it.
func TestSettlementReturned(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.setBank()
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R03", 0)
	pat.mustPay(shop, "20.00")
	w.pass(4)
	require.Equal(t, []string{"20.00 returned"}, shop.settlements())
	require.Equal(t, "20.00", shop.payable(), "and the account that was refused is not tried again")
	pat.mustPay(shop, "3.00")
	shop.setBank()
	w.pass(2)
	require.Equal(t, []string{"20.00 returned", "23.00 paid_out"}, shop.settlements())
	require.Equal(t, payment.Sum{Count: 1, Total: usd("20.00")}, shop.report().Settlement.Others)
	require.Equal(t, []string{"20.00", "23.00"}, w.credits())
	w.audit()
}

// The cut-off separates two days to the microsecond, also on the days on which clocks change.
func TestSettlementCutOff(t *testing.T) {
	t.Parallel()
	zone := seqr.UnitedStates().Zone
	for _, day := range []int{13, 14, 15} { // clocks change on 14 March 2027, and a clock goes forward only
		w := quick(t, func(c *seqr.Config) { c.Market.Payment.CutOff = 22 * time.Hour })
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		w.clock.Set(time.Date(2027, time.March, day, 9, 0, 0, 0, zone))
		shop.setBank()
		cutOff := time.Date(2027, time.March, day, 22, 0, 0, 0, zone)
		w.clock.Set(cutOff.Add(-time.Microsecond))
		pat.mustPay(shop, "1.00")
		w.clock.Set(cutOff)
		pat.mustPay(shop, "2.00")
		w.settle()
		require.Equal(t, []string{"1.00 paid_out"}, shop.settlements(), day)
		require.Equal(t, day, shop.report().Settlement.Day.Day)
		w.clock.Set(cutOff.Add(36 * time.Hour))
		w.settle()
		require.Equal(t, []string{"1.00 paid_out", "2.00 paid_out"}, shop.settlements(), "two days at once are one settlement")
		w.audit()
	}
}

// tardy is a store in which one booking is committed only after others with higher IDs were read.
type tardy struct {
	store.Store
	hidden func(ledger.Entry) bool
}

func (s *tardy) Statement(ctx context.Context, id ledger.AccountID, after ledger.TransferID, limit int) ([]ledger.Entry, error) {
	list, err := s.Store.Statement(ctx, id, after, limit)
	var seen []ledger.Entry
	for _, e := range list {
		if s.hidden == nil || !s.hidden(e) {
			seen = append(seen, e)
		}
	}
	return seen, err
}

// A booking that is committed while its day is settled, behind others that are in it, is in the next settlement.
func TestSettlementTakesLateCommits(t *testing.T) {
	t.Parallel()
	late := &tardy{Store: memory.New()}
	w := quick(t, func(c *seqr.Config) { c.Store = late })
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.setBank()
	pat.mustPay(shop, "1.00")
	pat.mustPay(shop, "2.00")
	pat.mustPay(shop, "4.00")
	late.hidden = func(e ledger.Entry) bool { return e.Change == 200 }
	w.pass(1)
	require.Equal(t, []string{"5.00 paid_out"}, shop.settlements())
	late.hidden = nil
	pat.mustPay(shop, "8.00")
	w.pass(1)
	require.Equal(t, []string{"5.00 paid_out", "10.00 paid_out"}, shop.settlements())
	w.pass(2)
	require.Len(t, shop.settlements(), 2)
	w.audit()
}

// A settlement of many lines is gathered by several commits. Hosts that do it at once, or die in the middle, pay it once.
func TestSettlementInManyCommits(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		shop.setBank()
		inv := pat.mustPay(shop, "9.00")
		w.settle()
		const refunds = 230
		for range refunds {
			shop.refund(inv, "0.01")
		}
		w.clock.Advance(24 * time.Hour)
		fragile := &dying{Store: w.store, after: 1}
		cfg := w.config(w.sys.Market())
		cfg.Store = fragile
		require.ErrorIs(t, seqr.SettleMerchant(w.ctx, newSystem(t, cfg), shop.merchant.ID, newUUID()), errDied)
		require.Equal(t, "7.01 open", shop.settlements()[0], "200 lines of 231")
		var racers []func() error
		for range 4 {
			event := newUUID()
			racers = append(racers, func() error { return seqr.SettleMerchant(w.ctx, w.sys, shop.merchant.ID, event) })
		}
		require.Equal(t, 4, count(race(racers), nil))
		require.Equal(t, []string{"6.70 paid_out"}, shop.settlements())
		require.Len(t, shop.report().Lines, refunds+1)
		w.settle()
		require.Equal(t, "0.00", shop.payable())
		w.audit()
	})
}

var errDied = errors.New("the process is gone")

// dying is a store whose process dies after some commits.
type dying struct {
	store.Store
	after int
}

func (s *dying) Commit(ctx context.Context, c store.Changes) error {
	if s.after--; s.after < 0 {
		return errDied
	}
	return s.Store.Commit(ctx, c)
}

// A settlement that was begun waits while there is no bank account to pay to, and goes on with the next one.
func TestBegunSettlementWaitsForABankAccount(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.setBank()
	inv := pat.mustPay(shop, "9.00")
	w.settle()
	for range 201 {
		shop.refund(inv, "0.01")
	}
	w.clock.Advance(24 * time.Hour)
	cfg := w.config(w.sys.Market())
	cfg.Store = &dying{Store: w.store, after: 1}
	require.ErrorIs(t, seqr.SettleMerchant(w.ctx, newSystem(t, cfg), shop.merchant.ID, newUUID()), errDied)
	m, err := w.store.Merchant(w.ctx, shop.merchant.ID)
	require.NoError(t, err)
	bank, err := w.store.BankAccount(w.ctx, ach.BankAccountID{UUID: m.Bank})
	require.NoError(t, err)
	require.NoError(t, w.store.Commit(w.ctx, store.Changes{BankAccounts: []ach.BankAccount{bank.Invalidate()}}), "the bank closed it")
	require.NoError(t, seqr.SettleMerchant(w.ctx, w.sys, shop.merchant.ID, newUUID()))
	require.Equal(t, []string{"7.01 open"}, shop.settlements())
	shop.setBank()
	w.pass(1)
	require.Equal(t, []string{"6.99 paid_out"}, shop.settlements())
	w.audit()
}

package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/payment"
)

// state is how an invoice's debit stands.
func (w *world) state(inv seqr.InvoiceStatus) ach.CollectionState {
	return w.collection(inv.Invoice).State
}

// debits are the amounts of the orders that took money, in the order in which the bank got them.
func (w *world) debits() []string {
	var amounts []string
	for _, o := range w.bank.Orders() {
		if o.Direction == ach.DebitOrder {
			amounts = append(amounts, o.Amount.Format())
		}
	}
	return amounts
}

// repay pays all that is owed for an invoice.
func (p *person) repay(inv seqr.InvoiceStatus) {
	w := p.w
	w.t.Helper()
	col := w.collection(inv.Invoice)
	_, err := w.sys.Support.ManualPayment(w.ctx, seqr.ManualPaymentRequest{SupportRequest: w.help(p.id), Collection: col.ID, Amount: col.Owes().Format()})
	require.NoError(w.t, err)
}

// Each payment is one debit of its amount, never summed, under the merchant's name [COL-1, COL-2, MND-2]; each that is collected raises the limit by its own amount [LIM-3].
func TestOneDebitForEachPayment(t *testing.T) {
	t.Parallel()
	w := quick(t)
	grocery, books, pat := w.till("Corner Grocery"), w.till("Book Shop"), w.join("Pat Example", "+18015550101")
	pat.mustPay(grocery, "60.00")
	w.pass(1)
	pat.mustPay(books, "30.00")
	require.Equal(t, "10.00", pat.available())
	w.settle()
	require.Equal(t, []string{"60.00", "30.00"}, w.debits())
	for pat.available() == "10.00" {
		w.pass(1)
	}
	require.Equal(t, "70.00", pat.available())
	w.audit()
	w.pass(7)
	require.Equal(t, "100.00", pat.available())
	require.Len(t, w.bank.Orders(), 2, "and nothing else")
	lines := w.bank.Statement("076401251", "12345678")
	require.Len(t, lines, 2)
	require.Equal(t, "Corner Grocery", lines[0].Company)
	require.Equal(t, "Book Shop", lines[1].Company)
	w.audit()
}

// A sale on Friday evening settles on Monday, and counts as collected after Tuesday and Wednesday [COL-11].
func TestCollectedAfterTwoBankingDays(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	newYork := seqr.UnitedStates().Zone
	at := func(day, hour int) {
		w.clock.Set(time.Date(2026, time.July, day, hour, 0, 0, 0, newYork))
		w.settle()
	}
	at(10, 20) // Friday
	sale := pat.mustPay(shop, "5.00")
	w.settle()
	require.Equal(t, ach.Sent, w.state(sale))
	at(12, 12)
	require.Equal(t, ach.Sent, w.state(sale))
	at(13, 12)
	require.Equal(t, ach.Settled, w.state(sale))
	at(15, 23)
	require.Equal(t, ach.Settled, w.state(sale))
	require.Equal(t, "95.00", pat.available())
	w.clock.Set(time.Date(2026, time.July, 16, 0, 0, 0, 0, newYork))
	w.settle()
	require.Equal(t, ach.Collected, w.state(sale))
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// The first return for lack of funds blocks at once, with limit left; the second presentment is of the same amount, three banking days later [COL-3, COL-4, COL-5, CS-5].
func TestFirstReturnForLackOfFunds(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"R01", "R09"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			w.bank.ReturnNext(sandbox.Match{}, code, 0)
			sale := pat.mustPay(shop, "30.00")
			w.pass(1) // Tuesday: settled and returned
			col := w.collection(sale.Invoice)
			require.Equal(t, ach.Due, col.State)
			require.Equal(t, "2026-07-10", col.DueOn.String(), "three banking days after Tuesday")
			require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
			require.Equal(t, "70.00", pat.available())
			w.audit()
			w.pass(12)
			require.Equal(t, []string{"30.00", "30.00"}, w.debits())
			require.Equal(t, "2026-07-10", w.bank.Orders()[1].On.String())
			require.Equal(t, ach.Collected, w.state(sale))
			require.Empty(t, pat.reasons())
			require.Equal(t, "100.00", pat.available())
			require.Zero(t, w.collection(sale.Invoice).Fee.Minor(), "no fee")
			w.audit()
		})
	}
}

// After the second return there is no third attempt: amount and fee are owed, the owner is told, and only full payment ends it [COL-6, COL-7, COL-8].
func TestSecondReturnIsOwed(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnEvery(sandbox.Match{}, "R01", 1)
	sale := pat.mustPay(shop, "62.50")
	w.pass(30)
	require.Equal(t, []string{"62.50", "62.50"}, w.debits())
	col := w.collection(sale.Invoice)
	require.Equal(t, ach.Owed, col.State)
	require.Equal(t, "25.00", col.Fee.Format())
	sms, ok := w.phone.Last(pat.number)
	require.True(t, ok)
	require.Contains(t, sms.Text, "87.50")
	require.Contains(t, sms.Text, "25.00")
	require.Equal(t, "37.50", pat.available(), "the fee does not use the limit [LIM-1]")
	w.audit()
	pat.repay(sale)
	require.Equal(t, ach.Repaid, w.state(sale))
	require.Empty(t, pat.reasons())
	require.Equal(t, "100.00", pat.available())
	pat.mustPay(shop, "1.00")
	w.audit()
}

// Any other reason, known or not, blocks, ends the mandate, and is owed at once with the fee; paid in full, the bank account stays unusable [COL-9].
func TestReturnsForOtherReasons(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"R02", "R03", "R07", "R08", "R10", "R16", "R99", ""} {
		t.Run("code "+code, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			w.bank.ReturnNext(sandbox.Match{}, code, 1)
			sale := pat.mustPay(shop, "10.00")
			w.pass(20)
			require.Equal(t, ach.Owed, w.state(sale))
			require.Equal(t, "35.00", w.collection(sale.Invoice).Owes().Format())
			require.Len(t, w.debits(), 1, "no second presentment")
			require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
			w.audit()
			pat.repay(sale)
			require.Empty(t, pat.reasons())
			require.Equal(t, "100.00", pat.available())
			shop.ask("1.00")
			_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
			require.ErrorIs(t, err, account.ErrUnusable)
			require.False(t, pat.view().Accounts[0].Usable)
			w.audit()
		})
	}
}

// A return that blames the file blocks nobody and uses the limit; the operator corrects it once [COL-9].
func TestReturnsThatBlameTheFile(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"R06", "R19", "R24"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			w.bank.ReturnNext(sandbox.Match{}, code, 0)
			sale := pat.mustPay(shop, "10.00")
			w.pass(10)
			require.Equal(t, ach.Suspense, w.state(sale))
			require.Empty(t, pat.reasons())
			require.Equal(t, "90.00", pat.available())
			listed, err := w.sys.Banking.Suspense(w.ctx, ach.CollectionID{}, 10)
			require.NoError(t, err)
			require.Len(t, listed, 1)
			w.audit()
			_, err = w.sys.Banking.Correct(w.ctx, seqr.CorrectRequest{SupportRequest: w.help(pat.id), Collection: listed[0].ID})
			require.NoError(t, err)
			w.pass(10)
			require.Equal(t, []string{"10.00", "10.00"}, w.debits())
			require.Equal(t, ach.Collected, w.state(sale))
			require.Equal(t, "100.00", pat.available())
			w.audit()
		})
	}
}

// Two have failed: the block stands until both are settled [COL-10].
func TestTwoFailedPayments(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{Amount: usd("10.00")}, "R01", 0)
	w.bank.ReturnEvery(sandbox.Match{Amount: usd("20.00")}, "R01", 0)
	first, second := pat.mustPay(shop, "10.00"), pat.mustPay(shop, "20.00")
	w.pass(20)
	require.Equal(t, ach.Collected, w.state(first))
	require.Equal(t, ach.Owed, w.state(second))
	require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
	require.Equal(t, "80.00", pat.available())
	w.audit()
	pat.repay(second)
	require.Empty(t, pat.reasons())
	w.audit()
}

// Paying a debt lifts no other block [CS-4].
func TestDebtAndLostPhone(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R02", 0)
	sale := pat.mustPay(shop, "10.00")
	w.pass(3)
	pat.block(account.LostPhone)
	pat.repay(sale)
	require.Equal(t, []account.Reason{account.LostPhone}, pat.reasons())
	w.audit()
}

// A return after it counted as collected is handled as if in time; what was spent again since is debt beyond the limit, shown as 0.00 [COL-12, LIM-6].
func TestLateReturn(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	old := pat.mustPay(shop, "60.00")
	w.pass(7)
	require.Equal(t, "100.00", pat.available())
	pat.mustPay(shop, "90.00")
	w.settle()
	require.NoError(t, w.bank.Return(w.collection(old.Invoice).OrderID(), "R01"))
	w.settle()
	col := w.collection(old.Invoice)
	require.Equal(t, ach.Due, col.State)
	require.True(t, col.Late)
	require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
	require.Equal(t, "0.00", pat.available(), "50.00 beyond the limit")
	w.audit()
	w.pass(20)
	require.Empty(t, pat.reasons())
	require.Equal(t, "100.00", pat.available())
	w.audit()

	again := pat.mustPay(shop, "40.00")
	w.pass(7)
	require.NoError(t, w.bank.Return(w.collection(again.Invoice).OrderID(), "R10"))
	w.pass(1)
	require.Equal(t, "65.00", w.collection(again.Invoice).Owes().Format())
	require.Equal(t, "60.00", pat.available())
	w.audit()
	pat.repay(again)
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// Somebody who left with a debt is blocked in the next account at once, and free when it is paid [COL-14].
func TestDebtorsComeBack(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R02", 0)
	sale := pat.mustPay(shop, "40.00")
	w.pass(3)
	_, err := w.sys.Support.Close(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	w.settle()
	w.audit()
	again := w.join("Pat Example", "+18015550101")
	require.Equal(t, []account.Reason{account.Collection}, again.reasons())
	require.Equal(t, "60.00", again.available())
	w.audit()
	again.repay(sale)
	require.Empty(t, again.reasons())
	require.Equal(t, "100.00", again.available())
	again.mustPay(shop, "1.00")
	w.audit()
}

// Receipts say how the debit stands [RCP-2], and the merchant is paid whatever becomes of it.
func TestReceiptTellsTheCollection(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	sale := pat.mustPay(shop, "10.00")
	receipts := func() payment.Receipt {
		list, err := w.sys.Payments.Receipts(w.ctx, pat.id, payment.PaymentID{}, 10)
		require.NoError(t, err)
		require.Len(t, list, 1)
		return list[0]
	}
	require.Equal(t, string(ach.Due), receipts().Collection)
	w.pass(7)
	require.Equal(t, string(ach.Collected), receipts().Collection)
	m, err := w.store.Merchant(w.ctx, shop.merchant.ID)
	require.NoError(t, err)
	payable, err := w.store.LedgerAccount(w.ctx, m.Payable)
	require.NoError(t, err)
	require.Equal(t, int64(10_00), payable.Balance)
	require.Equal(t, payment.Paid, shop.status(sale.Invoice).State)
	w.audit()
}

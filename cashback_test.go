package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
)

var newYork = seqr.UnitedStates().Zone

// local sets the clock to a moment in New York in 2026, or a later year, and does what is due.
func (w *world) local(year int, month time.Month, day, hour int) {
	w.t.Helper()
	w.clock.Set(time.Date(year, month, day, hour, 0, 0, 0, newYork))
	w.settle()
}

// payday is the moment from which the third quarter of 2026 is paid, a Thursday.
func (w *world) payday() {
	w.t.Helper()
	w.local(2026, time.October, 15, 0)
}

func (p *person) cashback() seqr.CashbackView {
	p.w.t.Helper()
	v, err := p.w.sys.Cashback.View(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return v
}

// payouts says what became of each past quarter.
func (p *person) payouts() []string {
	p.w.t.Helper()
	said := []string{}
	for _, o := range p.cashback().Payouts {
		said = append(said, o.Quarter.String()+" "+string(o.State)+" "+o.Amount.Format())
	}
	return said
}

// buys pays amounts, each collected before the next.
func (p *person) buys(t *till, amounts ...string) (last seqr.InvoiceStatus) {
	p.w.t.Helper()
	for _, a := range amounts {
		last = p.mustPay(t, a)
		p.w.pass(7)
	}
	return last
}

// Everybody earns from the first payment, without enrolment; a quarter is paid in the month after it, not a moment before the 15th [CB-6, CB-10, CB-11].
func TestCashbackIsPaidOnItsDay(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.buys(shop, "100.00")
	v := pat.cashback()
	require.Equal(t, int64(1), v.Month.Count)
	require.Equal(t, "1", v.Month.Percent.String())
	require.Equal(t, "1.00", v.Quarter.Payout.Format())
	require.Equal(t, int64(11), v.ToNextTier)
	require.Equal(t, "2", v.NextPercent)
	require.Equal(t, "2026-10-15", v.PayoutOn.String())
	require.Empty(t, v.Payouts)
	w.local(2026, time.October, 14, 23)
	require.Empty(t, pat.payouts())
	require.Empty(t, w.credits())
	w.audit()
	w.payday()
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
	require.Equal(t, []string{"1.00"}, w.credits())
	w.pass(10)
	lines := w.bank.Statement("076401251", "12345678")
	require.Equal(t, "SEQR Payments, Inc.", lines[len(lines)-1].Company)
	require.Equal(t, "1.00", lines[len(lines)-1].Amount.Format())
	require.Equal(t, "100.00", pat.available(), "cashback is no refill")
	w.audit()
}

// The payout day moves forward to a business day: over a weekend and the holiday after it [CB-11].
func TestPayoutDayMovesForward(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.apply("+18015550101")
	for _, d := range []struct {
		in   time.Time
		want string
	}{
		{time.Date(2027, time.November, 5, 12, 0, 0, 0, newYork), "2028-01-18"}, // Saturday, and Monday is a holiday
		{time.Date(2027, time.September, 5, 12, 0, 0, 0, newYork), "2027-10-15"},
		{time.Date(2028, time.March, 31, 23, 59, 59, 0, newYork), "2028-04-17"}, // Saturday
		{time.Date(2028, time.April, 1, 0, 0, 0, 0, newYork), "2028-07-17"},     // Saturday
	} {
		w.clock.Set(d.in)
		require.Equal(t, d.want, pat.cashback().PayoutOn.String())
	}
}

// A month ends at midnight in New York, to the microsecond [CB-9]; months are counted apart [CB-8].
func TestMonthsEndInNewYork(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	midnight := time.Date(2026, time.August, 1, 0, 0, 0, 0, newYork)
	w.clock.Set(midnight.Add(-time.Microsecond))
	pat.mustPay(shop, "1.00")
	require.Equal(t, "1.00", pat.cashback().Month.Total.Format())
	w.clock.Set(midnight)
	require.Zero(t, pat.cashback().Month.Count)
	pat.mustPay(shop, "2.00")
	v := pat.cashback()
	require.Equal(t, "2.00", v.Month.Total.Format())
	require.Equal(t, []int64{1, 1, 0}, []int64{v.Quarter.Months[0].Count, v.Quarter.Months[1].Count, v.Quarter.Months[2].Count})
	w.audit()
}

// 0.99 is not paid and not carried over; three months that earn 0.3333 each are 0.9999, and not paid [CB-12, CB-13, CB-21].
func TestMinimum(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	sam := w.join("Sam Example", "+18015550102")
	pat.mustPay(shop, "99.00")
	for _, month := range []time.Month{time.July, time.August, time.September} {
		w.local(2026, month, 20, 12)
		sam.mustPay(shop, "33.33")
	}
	w.pass(5)
	w.payday()
	require.Equal(t, []string{"2026-Q3 below_minimum 0.00"}, pat.payouts())
	require.Equal(t, []string{"2026-Q3 below_minimum 0.00"}, sam.payouts())
	require.Equal(t, "0.9999", sam.cashback().Payouts[0].Exact.String())
	pat.mustPay(shop, "1.00")
	w.local(2027, time.January, 16, 12)
	require.Equal(t, []string{"2026-Q3 below_minimum 0.00", "2026-Q4 below_minimum 0.00"}, pat.payouts())
	require.Empty(t, w.credits())
	w.audit()
}

// A donation counts nowhere, whatever else is bought [CB-5, DON-2]; a full refund takes away count and amount, a partial one the amount [CB-19].
func TestWhatCounts(t *testing.T) {
	t.Parallel()
	w := quick(t)
	charity := w.till("Red Cross")
	m, err := w.sys.Merchants.Open(w.ctx, seqr.MerchantRequest{Key: w.key(), Name: "Help for All", Charity: true})
	require.NoError(t, err)
	l, err := w.sys.Merchants.AddLocation(w.ctx, seqr.LocationRequest{Key: w.key(), Merchant: m.ID, Name: "Everywhere"})
	require.NoError(t, err)
	charity.merchant, charity.location = m, l
	charity.lane = charity.addLane("Box")
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.mustPay(charity, "5.00")
	month := func(count int64, total string) {
		t.Helper()
		m := pat.cashback().Month
		require.Equal(t, count, m.Count)
		require.Equal(t, total, m.Total.Format())
	}
	month(0, "0.00")
	whole, part := pat.mustPay(shop, "10.00"), pat.mustPay(shop, "20.00")
	month(2, "30.00")
	refund := func(inv seqr.InvoiceStatus, amount string) {
		t.Helper()
		_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: inv.Invoice, Amount: amount})
		require.NoError(t, err)
	}
	refund(part, "5.00")
	month(2, "25.00")
	refund(whole, "4.00")
	month(2, "21.00")
	refund(whole, "6.00")
	month(1, "15.00")
	w.audit()
}

// A refund before the payout lowers it; after it nothing is taken back [CB-19].
func TestRefundAroundThePayout(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat, sam := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
	early, late := pat.buys(shop, "100.00"), sam.buys(shop, "100.00")
	refund := func(inv seqr.InvoiceStatus) {
		_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: inv.Invoice, Amount: "0.01"})
		require.NoError(t, err)
	}
	w.local(2026, time.October, 14, 12)
	refund(early)
	w.payday()
	require.Equal(t, []string{"2026-Q3 below_minimum 0.00"}, pat.payouts())
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, sam.payouts())
	refund(late)
	w.pass(7)
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, sam.payouts())
	w.audit()
}

// Without a valid receiving account at payout the quarter is forfeited, and a new one changes nothing [CB-16].
func TestForfeitedWithoutReceivingAccount(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R02", 0)
	sale := pat.buys(shop, "100.00")
	pat.repay(sale)
	require.Empty(t, pat.reasons())
	w.payday()
	require.Equal(t, []string{"2026-Q3 forfeited 0.00"}, pat.payouts())
	pat.leave()
	w.clock.Advance(24 * time.Hour)
	again := w.join("Pat Example", "+18015550101")
	w.pass(7)
	require.Empty(t, w.credits())
	require.Equal(t, []string{"2026-Q3 forfeited 0.00"}, again.payouts(), "still")
	w.audit()
}

// Who gets cashback on a bank account is told when it is sent there: once for each time that it is.
func TestCashbackIsToldWhenItIsSent(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.buys(shop, "100.00")
	told := func(texts []account.Message) (n int) {
		for _, m := range texts {
			if m.Text == "Your cashback of 1.00 USD for 2026-Q3 is on its way to your bank account." {
				n++
			}
		}
		return n
	}
	w.local(2026, time.October, 14, 12)
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R23", 1)
	w.clock.Advance(12 * time.Hour)
	_, err := w.sys.Step(w.ctx)
	require.NoError(t, err)
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
	require.Zero(t, told(w.phone.Messages(pat.number)), "the order is not sent yet")
	w.settle()
	require.Equal(t, 1, told(w.phone.Messages(pat.number)))
	require.Equal(t, 1, told(w.mail.Messages("pat@example.com")))
	w.pass(7)
	require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts(), "it came back")
	_, err = pat.release()
	require.NoError(t, err)
	w.settle()
	require.Equal(t, 2, told(w.phone.Messages(pat.number)))
	w.audit()
}

// Blocked at payout, cashback is held: paid when the last block is lifted, unless there is nowhere to pay to then; forfeited when the account is closed [CB-18, CB-20].
func TestHeldCashback(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		then func(*world, *person)
		want string
	}{
		"unblocked": {func(w *world, p *person) {
			for _, r := range []account.Reason{account.LostPhone, account.Other} {
				require.Equal(w.t, []string{"2026-Q3 held 1.00"}, p.payouts())
				_, err := w.sys.Support.Unblock(w.ctx, w.help(p.id), r)
				require.NoError(w.t, err)
				w.settle()
			}
		}, "2026-Q3 paid 1.00"},
		"closed": {func(w *world, p *person) {
			_, err := w.sys.Support.Close(w.ctx, w.help(p.id))
			require.NoError(w.t, err)
			w.settle()
		}, "2026-Q3 forfeited 0.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			pat.buys(shop, "100.00")
			pat.block(account.LostPhone)
			pat.block(account.Other)
			w.payday()
			require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())
			require.Empty(t, w.credits())
			w.audit()
			story.then(w, pat)
			require.Equal(t, []string{story.want}, pat.payouts())
			w.pass(10)
			require.Equal(t, []string{story.want}, pat.payouts())
			require.Len(t, w.credits(), map[bool]int{true: 1}[story.want == "2026-Q3 paid 1.00"])
			w.audit()
		})
	}
}

// Held for a debt and the bank account gone: paying the debt frees the account, and the quarter is forfeited [CB-16, CB-18].
func TestHeldThenForfeited(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R02", 0)
	sale := pat.buys(shop, "100.00")
	w.payday()
	require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())
	pat.repay(sale)
	w.settle()
	require.Equal(t, []string{"2026-Q3 forfeited 0.00"}, pat.payouts())
	w.audit()
}

// Cashback that the bank brings back is held for customer service; lifting a block does not send it again [CB-16].
func TestReturnedCashbackIsHeld(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.buys(shop, "100.00")
	w.bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "R03", 1)
	w.payday()
	w.pass(7)
	require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())
	pat.block(account.Other)
	_, err := w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.Other)
	require.NoError(t, err)
	w.pass(7)
	require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())
	require.Equal(t, []string{"1.00"}, w.credits())
	for _, a := range w.dump().Ledger {
		if a.Code == ledger.CodeSuspense {
			require.Equal(t, int64(1_00), a.Balance)
		}
	}
	w.audit()
}

// A system that stood still for two quarters pays both, oldest first, and nobody twice [CB-17].
func TestLateAndRepeatedRuns(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.buys(shop, "100.00")
	w.clock.Set(time.Date(2026, time.October, 2, 12, 0, 0, 0, newYork))
	pat.mustPay(shop, "100.00")
	w.local(2027, time.January, 20, 12)
	require.Equal(t, []string{"2026-Q3 paid 1.00", "2026-Q4 paid 1.00"}, pat.payouts())
	w.pass(3)
	require.Equal(t, []string{"1.00", "1.00"}, w.credits())
	require.Len(t, pat.payouts(), 2)
	w.audit()
}

// The counts of a month that the payer sees are those of the payments on the receipts [CB-21].
func TestCashbackOfAQuarterSoFar(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	for range 12 {
		pat.mustPay(shop, "1.00")
	}
	v := pat.cashback()
	require.Equal(t, int64(12), v.Month.Count)
	require.Equal(t, "2", v.Month.Percent.String())
	require.Equal(t, "0.24", v.Month.Exact.String(), "2 % of all, not of the last")
	require.Equal(t, int64(8), v.ToNextTier)
	require.Equal(t, "3", v.NextPercent)
	require.False(t, v.Quarter.Pays)
	require.Equal(t, cashback.ReasonBelowMinimum, v.Quarter.Reason)
	list, err := w.sys.Payments.Receipts(w.ctx, pat.id, payment.PaymentID{}, 100)
	require.NoError(t, err)
	require.Len(t, list, 12)
	w.audit()
}

package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// resolve lets customer service end a duplicate identity; nil: nobody survives.
func (w *world) resolve(of, survivor *person) error {
	r := seqr.ResolveRequest{SupportRequest: w.help(of.id)}
	if survivor != nil {
		r.Survivor = survivor.id
	}
	_, err := w.sys.Support.ResolveDuplicate(w.ctx, r)
	return err
}

// What a shop has reserved follows to the same person's next account and uses its limit, however it ends [LIM-8].
func TestReservationsFollowThePerson(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		ends  func(*testing.T, *till, seqr.InvoiceStatus)
		after string // what is available then
		debit []string
	}{
		"all of it is taken": {func(t *testing.T, s *till, inv seqr.InvoiceStatus) { require.NoError(t, s.commit(inv, "")) }, "60.00", []string{"40.00"}},
		"less is taken":      {func(t *testing.T, s *till, inv seqr.InvoiceStatus) { require.NoError(t, s.commit(inv, "12.34")) }, "87.66", []string{"12.34"}},
		"it is released": {func(t *testing.T, s *till, inv seqr.InvoiceStatus) {
			_, err := s.w.sys.Merchants.Cancel(s.w.ctx, s.action(inv))
			require.NoError(t, err)
		}, "100.00", nil},
		"its time is over": {func(_ *testing.T, s *till, _ seqr.InvoiceStatus) {
			s.w.clock.Advance(7 * 24 * time.Hour)
			s.w.settle()
		}, "100.00", nil},
	} {
		for _, moves := range []int{1, 2} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := quick(t)
				shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
				held := pat.reserve(shop, reserved)
				for range moves {
					pat.leave()
					w.audit()
					w.clock.Advance(10 * time.Minute)
					pat = w.join("Pat Example", "+18015550101")
					require.Equal(t, "60.00", pat.available())
					w.audit()
				}
				_, err := pat.pay(shop, "60.01")
				require.ErrorIs(t, err, seqr.ErrLimit)
				story.ends(t, shop, held)
				require.Equal(t, story.after, pat.available())
				w.audit()
				w.pass(7)
				require.Equal(t, story.debit, w.debits(), "from the bank account that was named at approval")
				require.Equal(t, "100.00", pat.available())
				w.audit()
			})
		}
	}
}

// A reservation of a person who has left and not come back is committed and collected all the same [COL-14], and the next account bears its failure.
func TestReservationCommittedBetweenTwoAccounts(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R02", 0)
	held := pat.reserve(shop, reserved)
	pat.leave()
	require.NoError(t, shop.commit(held, ""))
	w.audit()
	w.clock.Advance(10 * time.Minute)
	again := w.join("Pat Example", "+18015550101")
	require.Equal(t, "60.00", again.available())
	w.pass(3)
	require.Equal(t, []account.Reason{account.Collection}, again.reasons())
	w.audit()
}

// A debit that fails after it was carried with its reservation blocks the account that bears it.
func TestCarriedReservationThatFails(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	held := pat.reserve(shop, reserved)
	pat.leave()
	w.clock.Advance(10 * time.Minute)
	again := w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R02", 0)
	require.NoError(t, shop.commit(held, "30.00"))
	require.Equal(t, usd("30.00"), again.cashback().Month.Total, "and it earns there [CB-20]")
	w.pass(3)
	require.Equal(t, []account.Reason{account.Collection}, again.reasons())
	w.audit()
}

// A commit and a new registration at the same moment: whoever comes second decides again.
func TestCommitWhileItsPayerRegisters(t *testing.T) {
	t.Parallel()
	for _, ends := range []string{"commit", "cancel"} {
		g := gated(func(c store.Changes) bool { return len(c.IDRecords) > 0 && len(c.Invoices) > 0 })
		w := quickOn(t, g)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		held := pat.reserve(shop, reserved)
		pat.leave()
		w.clock.Advance(10 * time.Minute)
		again := w.enrol("Pat Example", "+18015550101")
		again.submit()
		_, other := g.between(func() error { w.settle(); return nil }, func() error {
			if ends == "commit" {
				return shop.commit(held, "")
			}
			_, err := w.sys.Merchants.Cancel(w.ctx, shop.action(held))
			return err
		})
		require.NoError(t, other)
		w.clock.Advance(2 * time.Minute) // what failed is tried again
		w.settle()
		want := map[string]string{"commit": "60.00", "cancel": "100.00"}[ends]
		require.Equal(t, want, again.available())
		w.audit()
	}
}

// The survivor of a duplicate identity takes over what the closed account spent, owes, has reserved and has earned [LIM-8, COL-14, CB-20].
func TestSurvivorTakesOver(t *testing.T) {
	t.Parallel()
	t.Run("what is spent", func(t *testing.T) {
		t.Parallel()
		w := quick(t)
		shop, one := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		one.mustPay(shop, "60.00")
		held := one.reserve(shop, reserved)
		two := w.join("Pat Example", "+18015550102")
		require.NoError(t, w.resolve(two, two))
		require.Equal(t, "0.00", two.available())
		w.audit()
		require.NoError(t, shop.commit(held, "10.00"))
		require.Equal(t, "30.00", two.available())
		require.EqualValues(t, 2, two.cashback().Month.Count)
		w.audit()
		w.pass(7)
		require.Equal(t, "100.00", two.available())
		w.audit()
	})
	t.Run("what is owed", func(t *testing.T) {
		t.Parallel()
		w := quick(t)
		shop, one := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		w.bank.ReturnNext(sandbox.Match{}, "R02", 0)
		one.mustPay(shop, "50.00")
		two := w.join("Pat Example", "+18015550102")
		w.pass(3)
		require.NoError(t, w.resolve(two, two))
		require.Equal(t, []account.Reason{account.Collection}, two.reasons())
		w.audit()
	})
	t.Run("from several at once", func(t *testing.T) {
		t.Parallel()
		w := quick(t)
		shop := w.till("Corner Grocery")
		one := w.join("Pat Example", "+18015550101")
		one.mustPay(shop, "10.00")
		one.leave()
		w.clock.Advance(10 * time.Minute)
		two := w.join("Pat Example", "+18015550102")
		two.mustPay(shop, "20.00")
		three, four := w.join("Pat Example", "+18015550103"), w.join("Pat Example", "+18015550104")
		require.Equal(t, "70.00", two.available())
		_, err := w.sys.Support.Close(w.ctx, w.help(three.id))
		require.NoError(t, err)
		w.audit()
		require.NoError(t, w.resolve(two, four))
		require.Equal(t, "70.00", four.available())
		require.Equal(t, usd("30.00"), four.cashback().Month.Total)
		w.audit()
	})
	t.Run("whoever registers when nobody survived", func(t *testing.T) {
		t.Parallel()
		w := quick(t)
		shop, one := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		one.mustPay(shop, "30.00")
		two := w.join("Pat Example", "+18015550102")
		three := w.join("Pat Example", "+18015550103")
		require.NoError(t, w.resolve(three, nil))
		w.audit()
		require.Equal(t, []account.State{account.Closed, account.Closed, account.Closed}, []account.State{one.view().State, two.view().State, three.view().State})
		w.clock.Advance(10 * time.Minute)
		again := w.join("Pat Example", "+18015550101")
		require.Equal(t, "70.00", again.available())
		w.audit()
	})
}

// Held cashback of both accounts is paid when the duplicate is resolved, to the account that survives [CB-18].
func TestHeldCashbackGoesToTheSurvivor(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, one := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	one.buys(shop, "100.00")
	w.pass(7)
	two := w.join("Pat Example", "+18015550102")
	w.payday()
	require.Equal(t, []string{"2026-Q3 held 1.00"}, one.payouts())
	require.Empty(t, w.credits())
	two.block(account.LostPhone)
	require.NoError(t, w.resolve(one, two))
	w.settle()
	require.Equal(t, []string{"2026-Q3 held 1.00"}, two.payouts(), "another block stands")
	w.audit()
	_, err := w.sys.Support.Unblock(w.ctx, w.help(two.id), account.LostPhone)
	require.NoError(t, err)
	w.settle()
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, two.payouts())
	require.Equal(t, []string{"1.00"}, w.credits())
	w.audit()
}

// A reservation of an old quarter that is committed when that quarter was decided counts in the month of its commit; a refund of it, too.
func TestCommitAfterPayday(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.local(2026, time.September, 30, 12)
	held := pat.reserve(shop, payment.Draft{Mode: payment.ReservationRequired, Total: usd("50.00"), HoldFor: 30 * 24 * time.Hour})
	pat.buys(shop, "50.00")
	w.payday()
	w.pass(3)
	require.Empty(t, pat.cashback().Month.Count)
	require.NoError(t, shop.commit(held, ""))
	require.EqualValues(t, 1, pat.cashback().Month.Count)
	require.Equal(t, usd("50.00"), pat.cashback().Month.Total)
	w.audit()
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: held.Invoice, Amount: "50.00"})
	require.NoError(t, err)
	require.Zero(t, pat.cashback().Month.Count)
	w.audit()
}

// While cashback is held its quarter is decided: a refund takes nothing from it [CB-19].
func TestRefundWhileCashbackIsHeld(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	sale := pat.buys(shop, "100.00")
	pat.block(account.LostPhone)
	w.payday()
	_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "50.00"})
	require.NoError(t, err)
	require.False(t, w.dump().Refunds[0].Unearned)
	w.audit()
	w.clock.Advance(time.Hour)
	_, err = w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.LostPhone)
	require.NoError(t, err)
	w.settle()
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
	w.audit()
}

// A refund between the decision about a quarter and its commit: the payout is decided again, and counts it.
func TestRefundBetweenRoundsOfThePayout(t *testing.T) {
	t.Parallel()
	g := gated(func(c store.Changes) bool { return len(c.Cashback) > 0 })
	w := quickOn(t, g)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	sale := pat.buys(shop, "100.00")
	w.clock.Set(time.Date(2026, time.October, 15, 0, 0, 0, 0, newYork))
	one, other := g.between(func() error { _, err := w.sys.Step(w.ctx); return err }, func() error {
		w.clock.Advance(time.Second)
		_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "0.01"})
		return err
	})
	require.NoError(t, one)
	require.NoError(t, other)
	w.settle()
	require.Equal(t, []string{"2026-Q3 below_minimum 0.00"}, pat.payouts())
	w.audit()
}

// Who takes over from another account while a quarter is being paid is listed no more: what the other one earned is decided for it at once [CB-17, CB-20].
func TestSurvivorWhileAQuarterIsPaid(t *testing.T) {
	t.Parallel()
	g := gated(func(c store.Changes) bool { return len(c.Cashback) > 0 })
	w := quickOn(t, g)
	shop, one := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	one.buys(shop, "100.00")
	w.pass(7)
	two := w.join("Pat Example", "+18015550102")
	w.clock.Set(time.Date(2026, time.October, 15, 0, 0, 0, 0, newYork))
	step, resolved := g.between(func() error { _, err := w.sys.Step(w.ctx); return err }, func() error { return w.resolve(one, two) })
	require.NoError(t, step)
	require.NoError(t, resolved)
	w.settle()
	require.Equal(t, []string{"2026-Q3 paid 1.00"}, two.payouts())
	require.Equal(t, []string{"1.00"}, w.credits())
	w.audit()
}

// An approval that was overtaken on its way by a later one is no sign of a copied key; the second use of a counter is.
func TestOvertakenApproval(t *testing.T) {
	t.Parallel()
	w := quick(t)
	grocery, books, pat := w.till("Corner Grocery"), w.till("Book Shop"), w.join("Pat Example", "+18015550101")
	grocery.ask("1.00")
	books.ask("2.00")
	first := pat.sign(pat.look(grocery.code()), pat.pin) // is lost on the way
	second := pat.sign(pat.look(books.code()), pat.pin)
	for _, r := range []seqr.ApproveRequest{second, first} {
		_, err := w.sys.Payments.Approve(w.ctx, r)
		require.NoError(t, err)
	}
	grocery.ask("3.00")
	pat.counter--
	copied := pat.sign(pat.look(grocery.code()), pat.pin)
	_, err := w.sys.Payments.Approve(w.ctx, copied)
	require.ErrorIs(t, err, identity.ErrCounter)
	_, err = pat.pay(grocery, "1.00")
	require.ErrorIs(t, err, identity.ErrFrozen)
	w.audit()
}

// Whoever had nothing else in a quarter that is paid by now loses nothing either: the reservation counts in the month of its commit [CB-17].
func TestCommitAfterPaydayOfNobodyElse(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.local(2026, time.September, 30, 12)
	held := pat.reserve(shop, payment.Draft{Mode: payment.ReservationRequired, Total: usd("50.00"), HoldFor: 30 * 24 * time.Hour})
	w.payday()
	require.Empty(t, pat.payouts())
	require.NoError(t, shop.commit(held, ""))
	require.Equal(t, usd("50.00"), pat.cashback().Month.Total)
	w.audit()
}

// A commit that was decided before the payout of its quarter began, and written after, is decided again.
func TestCommitWhilePaydayBegins(t *testing.T) {
	t.Parallel()
	g := gated(func(c store.Changes) bool { return len(c.Payments) > 0 && c.Payments[0].Final })
	w := quickOn(t, g)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.local(2026, time.September, 30, 12)
	held := pat.reserve(shop, payment.Draft{Mode: payment.ReservationRequired, Total: usd("50.00"), HoldFor: 30 * 24 * time.Hour})
	w.clock.Set(time.Date(2026, time.October, 14, 23, 59, 59, 0, newYork))
	one, other := g.between(func() error { return shop.commit(held, "") }, func() error { w.payday(); return nil })
	require.NoError(t, one)
	require.NoError(t, other)
	require.Equal(t, usd("50.00"), pat.cashback().Month.Total)
	w.audit()
}

// A debit that the old bank account refuses for good says nothing about the bank account that the next SEQR account has.
func TestCarriedDebitRefusedByTheOldBank(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R02", 0)
	sale := pat.mustPay(shop, "50.00")
	pat.leave()
	w.clock.Advance(10 * time.Minute)
	again := w.join("Pat Example", "+18015550101")
	w.pass(3)
	require.Equal(t, []account.Reason{account.Collection}, again.reasons())
	again.repay(sale)
	again.mustPay(shop, "100.00")
	w.audit()
}

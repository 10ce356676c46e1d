package seqr_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// One sale, sixteen who approve it at once: one has paid, the others are told so [PAY-6].
func TestOneSaleManyPayers(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop := w.till("Corner Grocery")
		sale := shop.ask("5.00")
		var payers []*person
		var racers []func() error
		for i := range 16 {
			p := w.join("Payer "+string(rune('A'+i)), "+180155501"+string(rune('0'+i/10))+string(rune('0'+i%10)))
			r := p.sign(p.look(shop.code()), p.pin)
			payers = append(payers, p)
			racers = append(racers, func() error {
				_, err := w.sys.Payments.Approve(w.ctx, r)
				return err
			})
		}
		errs := race(racers)
		require.Equal(t, 1, count(errs, nil))
		require.Equal(t, 15, count(errs, payment.ErrPaid))
		for i, p := range payers {
			want := "100.00"
			if errs[i] == nil {
				want = "95.00"
			}
			require.Equal(t, want, p.available())
		}
		require.Equal(t, payment.Paid, shop.status(sale.Invoice).State)
		w.audit()
	})
}

// One approval that is sent six times at once, under one key, pays once and has one answer [GEN-3].
func TestOneApprovalManyTimes(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		shop.ask("5.00")
		r := pat.sign(pat.look(shop.code()), pat.pin)
		answers := make([]seqr.Approved, 6)
		var racers []func() error
		for i := range answers {
			racers = append(racers, func() (err error) {
				answers[i], err = w.sys.Payments.Approve(w.ctx, r)
				return err
			})
		}
		require.Equal(t, 6, count(race(racers), nil))
		for _, a := range answers {
			require.Equal(t, answers[0], a)
		}
		require.Equal(t, "95.00", pat.available())
		w.audit()
	})
}

// The payer approves while the merchant cancels: one of the two happens, and the other is told [PAY-14].
func TestPayingWhileCanceling(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	for range 8 {
		sale := shop.ask("1.00")
		before := pat.available()
		r := pat.sign(pat.look(shop.code()), pat.pin)
		errs := race([]func() error{
			func() error { _, err := w.sys.Payments.Approve(w.ctx, r); return err },
			func() error {
				_, err := w.sys.Merchants.Cancel(w.ctx, seqr.InvoiceAction{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice})
				return err
			},
		})
		require.Equal(t, 1, count(errs, nil))
		if errs[0] == nil {
			require.ErrorIs(t, errs[1], payment.ErrPaid)
			require.Equal(t, payment.Paid, shop.status(sale.Invoice).State)
		} else {
			require.ErrorIs(t, errs[0], payment.ErrCanceled)
			require.Equal(t, before, pat.available())
			require.Equal(t, payment.Canceled, shop.status(sale.Invoice).State)
		}
	}
	w.audit()
}

// The payer approves while the merchant changes the sale: what is paid is what was shown [PAY-5].
func TestPayingWhileUpdating(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	for range 8 {
		sale := shop.ask("1.00")
		r := pat.sign(pat.look(shop.code()), pat.pin)
		errs := race([]func() error{
			func() error { _, err := w.sys.Payments.Approve(w.ctx, r); return err },
			func() error {
				_, err := w.sys.Merchants.Update(w.ctx, seqr.UpdateRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Draft: payment.Draft{Total: usd("9.00")}})
				return err
			},
		})
		require.Equal(t, 1, count(errs, nil))
		if st := shop.status(sale.Invoice); errs[0] == nil {
			require.ErrorIs(t, errs[1], payment.ErrPaid)
			require.Equal(t, "1.00", st.Receipt.Amount.Format())
		} else {
			require.ErrorIs(t, errs[0], payment.ErrStale)
			require.Nil(t, st.Receipt)
		}
	}
	w.audit()
}

// gate is a store that holds the first commit of a kind until it is opened.
type gate struct {
	store.Store
	holds         func(store.Changes) bool
	arrived, open chan struct{}
	held          atomic.Bool
}

func gated(holds func(store.Changes) bool) *gate {
	return &gate{Store: memory.New(), holds: holds, arrived: make(chan struct{}), open: make(chan struct{})}
}

// between begins one thing, does another when the first has decided and not committed yet, and answers both.
func (g *gate) between(first, then func() error) (error, error) {
	told := make(chan error)
	go func() { told <- first() }()
	<-g.arrived
	err := then()
	close(g.open)
	return <-told, err
}

func (g *gate) Commit(ctx context.Context, c store.Changes) error {
	if g.holds(c) && g.held.CompareAndSwap(false, true) {
		close(g.arrived)
		<-g.open
	}
	return g.Store.Commit(ctx, c)
}

// What happens after an approval has passed every check, and before it is written, still stops it [PAY-5, PAY-14, DEV-3, PAY-13].
func TestLastMomentBeforeAnApproval(t *testing.T) {
	t.Parallel()
	type scene struct {
		*world
		shop *till
		sale seqr.InvoiceStatus
		pat  *person
	}
	for name, moment := range map[string]struct {
		then func(*scene) error
		want error
	}{
		"the phone is reported lost": {func(s *scene) error {
			_, err := s.sys.Support.Block(s.ctx, s.help(s.pat.id), account.LostPhone)
			return err
		}, account.ErrBlocked},
		"customer service closes the account": {func(s *scene) error { _, err := s.sys.Support.Close(s.ctx, s.help(s.pat.id)); return err }, account.ErrClosed},
		"the sale is canceled": {func(s *scene) error {
			_, err := s.sys.Merchants.Cancel(s.ctx, seqr.InvoiceAction{Key: s.key(), Merchant: s.shop.merchant.ID, Invoice: s.sale.Invoice})
			return err
		}, payment.ErrCanceled},
		"the payer declines on the other screen": {func(s *scene) error {
			_, err := s.sys.Payments.Decline(s.ctx, seqr.DeclineRequest{Key: s.key(), Account: s.pat.id, Shown: s.pat.look(s.sale.Code).Message})
			return err
		}, payment.ErrCanceled},
		"the sale is changed": {func(s *scene) error {
			_, err := s.sys.Merchants.Update(s.ctx, seqr.UpdateRequest{Key: s.key(), Merchant: s.shop.merchant.ID, Invoice: s.sale.Invoice, Draft: payment.Draft{Title: "x"}})
			return err
		}, payment.ErrStale},
		"another sale takes the lane": {func(s *scene) error { s.shop.ask("6.00"); return nil }, payment.ErrCanceled},
		"the merchant closes for business": {func(s *scene) error {
			_, err := s.sys.Merchants.SetActive(s.ctx, seqr.ActiveRequest{Key: s.key(), Merchant: s.shop.merchant.ID})
			return err
		}, payment.ErrMerchantInactive},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := gated(func(c store.Changes) bool { return len(c.Payments) > 0 })
			w := quickOn(t, g)
			s := &scene{world: w, shop: w.till("Corner Grocery"), pat: w.join("Pat Example", "+18015550101")}
			s.sale = s.shop.ask("5.00")
			r := s.pat.sign(s.pat.look(s.shop.code()), s.pat.pin)
			approved, happened := g.between(func() error {
				_, err := w.sys.Payments.Approve(w.ctx, r)
				return err
			}, func() error { return moment.then(s) })
			require.NoError(t, happened)
			require.ErrorIs(t, approved, moment.want)
			require.Equal(t, "100.00", s.pat.available())
			w.settle()
			w.audit()
		})
	}
}

// A refund is about to be credited when the debit comes back for a fault of ours: it lowers the debit instead, which is sent again [PAY-16].
func TestDebitComesBackWhileItIsRefunded(t *testing.T) {
	t.Parallel()
	g := gated(func(c store.Changes) bool { return len(c.Refunds) > 0 })
	w := quickOn(t, g)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	sale := pat.mustPay(shop, "50.00")
	w.settle()
	debit := w.collection(sale.Invoice)
	refund, returned := g.between(func() error {
		_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "20.00"})
		return err
	}, func() error {
		_, err := w.sys.Banking.Report(w.ctx, ach.Report{ID: "r", Order: debit.OrderID(), Kind: ach.ReportReturned, Code: "R24", On: debit.DueOn, Amount: debit.Amount})
		return err
	})
	require.NoError(t, refund)
	require.NoError(t, returned)
	require.Equal(t, "30.00", w.collection(sale.Invoice).Amount.Format())
	require.Equal(t, "70.00", pat.available())
	w.settle()
	require.Empty(t, w.credits())
	w.audit()
}

// Cashback is about to be paid when the account is blocked: it is held [CB-18].
func TestBlockedWhileCashbackIsPaid(t *testing.T) {
	t.Parallel()
	g := gated(func(c store.Changes) bool { return len(c.Cashback) > 0 })
	w := quickOn(t, g)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.buys(shop, "100.00")
	w.clock.Set(time.Date(2026, time.October, 15, 0, 0, 0, 0, newYork))
	paid, blocked := g.between(func() error { _, err := w.sys.Step(w.ctx); return err }, func() error {
		_, err := w.sys.Support.Block(w.ctx, w.help(pat.id), account.LostPhone)
		return err
	})
	require.NoError(t, paid)
	require.NoError(t, blocked)
	require.Equal(t, []string{"2026-Q3 held 1.00"}, pat.payouts())
	w.audit()
}

// A refund and the payout meet: the payout counts the refund, or comes first and stays [CB-19].
func TestRefundWhileCashbackIsPaid(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(store.Changes) bool{
		"the payout has decided": func(c store.Changes) bool { return len(c.Cashback) > 0 },
		"the refund has decided": func(c store.Changes) bool { return len(c.Refunds) > 0 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := gated(first)
			w := quickOn(t, g)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			sale := pat.buys(shop, "100.00")
			w.clock.Set(time.Date(2026, time.October, 15, 0, 0, 0, 0, newYork))
			step := func() error { _, err := w.sys.Step(w.ctx); return err }
			refund := func() error {
				_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "0.01"})
				return err
			}
			want, counted := "2026-Q3 below_minimum 0.00", "99.99"
			if name == "the refund has decided" {
				step, refund = refund, step
				want, counted = "2026-Q3 paid 1.00", "100.00"
			}
			one, other := g.between(step, refund)
			require.NoError(t, one)
			require.NoError(t, other)
			w.settle()
			require.Equal(t, []string{want}, pat.payouts())
			require.Equal(t, counted, w.dump().Tallies[0].Total.Format())
		})
	}
}

// Customer service blocks while payments are approved: what was approved before is paid, nothing after [DEV-3].
func TestPayingWhileBlocked(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		racers := []func() error{func() error {
			_, err := w.sys.Support.Block(w.ctx, w.help(pat.id), account.LostPhone)
			return err
		}}
		for range 6 {
			racers = append(racers, w.approving(pat, shop, "1.00", pat.pin))
		}
		after := w.approving(pat, shop, "1.00", pat.pin)
		errs := race(racers)
		require.NoError(t, errs[0])
		require.Equal(t, 7, count(errs, nil)+count(errs, account.ErrBlocked))
		require.ErrorIs(t, after(), account.ErrBlocked)
		left := usd("100.00").Minor() - 100*int64(count(errs[1:], nil))
		require.Equal(t, left, usd(pat.available()).Minor())
		w.audit()
	})
}

// Sixteen refunds at once never give back more than was paid [PAY-15].
func TestRefundsAtOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		for _, sent := range []bool{false, true} {
			sale := pat.mustPay(shop, "50.00")
			if sent {
				w.settle()
			}
			refund := func(amount string) error {
				_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: amount})
				return err
			}
			var racers []func() error
			for range 16 {
				key := w.key()
				racers = append(racers, func() error {
					_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: key, Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "7.00"})
					return err
				})
			}
			errs := race(racers)
			require.Equal(t, 7, count(errs, nil))
			require.Equal(t, 9, count(errs, payment.ErrRefundTooMuch))
			require.ErrorIs(t, refund("1.01"), payment.ErrRefundTooMuch)
			require.NoError(t, refund("1.00"))
			w.audit()
			w.pass(7)
			require.Equal(t, "100.00", pat.available())
			w.audit()
		}
	})
}

// A refund meets the moment in which the debit is sent: it lowers the debit, or is credited, and never both [PAY-16].
func TestRefundWhileTheDebitIsSent(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		for range 6 {
			sale, key := pat.mustPay(shop, "9.00"), w.key()
			errs := race([]func() error{
				func() error { _, err := w.sys.Step(w.ctx); return err },
				func() error {
					_, err := w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: key, Merchant: shop.merchant.ID, Invoice: sale.Invoice, Amount: "4.00"})
					return err
				},
			})
			require.Equal(t, 2, count(errs, nil))
		}
		w.pass(10)
		require.Equal(t, "100.00", pat.available())
		var paid int64
		for _, line := range w.bank.Statement("076401251", "12345678") {
			paid -= line.Amount.Minor()
		}
		require.Equal(t, int64(6*5_00), paid, "six times 9.00 less 4.00, by one line each or two")
		w.audit()
	})
}

// Manual payments at once never exceed the debt [COL-8].
func TestManualPaymentsAtOnce(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnNext(sandbox.Match{}, "R02", 1)
	sale := pat.mustPay(shop, "62.50")
	w.pass(7)
	debt := w.collection(sale.Invoice)
	var racers []func() error
	for range 8 {
		r := seqr.ManualPaymentRequest{SupportRequest: w.help(pat.id), Collection: debt.ID, Amount: "20.00"}
		racers = append(racers, func() error { _, err := w.sys.Support.ManualPayment(w.ctx, r); return err })
	}
	require.Equal(t, 4, count(race(racers), nil))
	require.Equal(t, "7.50", w.collection(sale.Invoice).Owes().Format())
	require.Equal(t, []account.Reason{account.Collection}, pat.reasons())
	w.audit()
}

// Sales that are put on one lane at once replace each other: one is left [PAY-14].
func TestOneLaneManySales(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop := w.till("Corner Grocery")
		issued := make([]seqr.InvoiceStatus, 12)
		var racers []func() error
		for i := range issued {
			r := seqr.InvoiceRequest{Key: w.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: payment.Draft{Total: usd("1.00")}}
			racers = append(racers, func() (err error) { issued[i], err = w.sys.Merchants.Issue(w.ctx, r); return err })
		}
		require.Equal(t, 12, count(race(racers), nil))
		states := map[payment.State]int{}
		for _, st := range issued {
			states[shop.status(st.Invoice).State]++
		}
		require.Equal(t, map[payment.State]int{payment.Issued: 1, payment.Canceled: 11}, states)
		w.audit()
	})
}

// Of two registrations of one number one wins, however they meet [REG-17].
func TestTwoRegistrationsOfOneNumber(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		c := &cast{world: w}
		pat, sam := c.stranger("+18015550101"), c.stranger("+18015550101")
		var racers []func() error
		for _, p := range []*person{pat, sam} {
			r := p.startRequest()
			racers = append(racers, func() error {
				started, err := w.sys.Accounts.Start(w.ctx, r)
				p.id = started.Account
				return err
			})
		}
		errs := race(racers)
		require.Equal(t, 1, count(errs, nil))
		require.Equal(t, 1, count(errs, identity.ErrCodeTooSoon))
		if errs[0] != nil {
			pat, sam = sam, pat
		}
		w.settle()
		code := w.phone.Code(pat.number)
		confirm := func() error {
			_, err := w.sys.Accounts.Confirm(w.ctx, seqr.ConfirmRequest{Key: w.key(), Account: pat.id, Code: code})
			return err
		}
		require.Equal(t, 1, count(race([]func() error{confirm, confirm, confirm}), nil), "and one code confirms once")

		w.clock.Advance(time.Minute)
		started, err := w.sys.Accounts.Start(w.ctx, sam.startRequest())
		require.NoError(t, err, "that the number is taken is told to its owner only")
		w.settle()
		_, err = w.sys.Accounts.Confirm(w.ctx, seqr.ConfirmRequest{Key: w.key(), Account: started.Account, Code: w.phone.Code(sam.number)})
		require.ErrorIs(t, err, seqr.ErrPhoneTaken)
		pat.describe("Pat Example") // the first is untouched
		w.audit()
	})
}

// One device key is bound to one account [DEV-1].
func TestOneDeviceTwoAccounts(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		pat := (&cast{world: w}).stranger("")
		var racers []func() error
		for _, number := range []string{"+18015550101", "+18015550102", "+18015550103", "+18015550104"} {
			r := pat.startRequest()
			r.Phone = number
			racers = append(racers, func() error { _, err := w.sys.Accounts.Start(w.ctx, r); return err })
		}
		errs := race(racers)
		require.Equal(t, 1, count(errs, nil))
		require.Equal(t, 3, count(errs, seqr.ErrDeviceTaken))
		w.audit()
	})
}

// Two bank accounts at once: one is linked [MND-5].
func TestTwoBankAccountsAtOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		pat := w.apply("+18015550101")
		pat.confirm()
		var racers []func() error
		for _, number := range []string{"1111", "2222", "3333"} {
			r := bankRequest(w, pat.id)
			r.Number = number
			racers = append(racers, func() error { _, err := w.sys.Accounts.AddBankAccount(w.ctx, r); return err })
		}
		errs := race(racers)
		require.Equal(t, 1, count(errs, nil))
		require.Equal(t, 2, count(errs, account.ErrSecondBankAccount))
		require.Len(t, pat.view().Accounts, 1)
		w.audit()
	})
}

// One identity document on five accounts, decided at once: none stays unblocked [IDV-7].
func TestOneDocumentManyAccounts(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		var all []*person
		var racers []func() error
		for _, number := range []string{"+18015550101", "+18015550102", "+18015550103", "+18015550104", "+18015550105"} {
			p := w.enrol("Slow Tom Example", number)
			p.submit()
			scan, err := w.sys.Identity.Scan(w.ctx, p.id)
			require.NoError(t, err)
			all = append(all, p)
			racers = append(racers, func() error {
				_, err := w.sys.Identity.Decide(w.ctx, scan.Scan, identity.Verdict{Genuine: true, Country: "USA", Number: "T-1"})
				return err
			})
		}
		require.Equal(t, 5, count(race(racers), nil))
		for _, p := range all {
			require.Equal(t, []account.Reason{account.DuplicateID}, p.reasons())
		}
		w.settle()
		w.audit()
	})
}

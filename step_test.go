package seqr_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

var errDown = errors.New("connection refused")

// stumble does a Step in which n things fail, and waits until they are tried again.
func (w *world) stumble(n int) {
	w.t.Helper()
	p, err := w.sys.Step(w.ctx)
	require.NoError(w.t, err)
	require.Equal(w.t, n, p.Failed)
	w.clock.Advance(time.Minute)
}

// What fails outside stays to be done, and is done once: whether the call was lost, or only its answer.
func TestFailuresOutsideAreTriedAgain(t *testing.T) {
	t.Parallel()
	type fails func(n int, err error)
	for name, story := range map[string]func(*world) (sms, mail, bank fails){
		"nothing was done": func(w *world) (sms, mail, bank fails) { return w.phone.Fail, w.mail.Fail, w.bank.Fail },
		"the answer was lost": func(w *world) (sms, mail, bank fails) {
			return w.phone.LoseAnswer, w.mail.LoseAnswer, w.bank.LoseAnswer
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			sms, mail, bank := story(w)
			shop, pat := w.till("Corner Grocery"), w.enrol("Pat Example", "+18015550101")
			pat.submit()
			sms(1, errDown)
			mail(1, errDown)
			w.stumble(0) // the verdict
			w.stumble(2) // and its messages
			w.settle()
			require.Len(t, w.phone.Messages(pat.number), 2, "code, and verified")
			require.Len(t, w.mail.Messages("pat@example.com"), 1)

			pat.mustPay(shop, "5.00")
			bank(2, errDown)
			w.stumble(1)
			w.stumble(1)
			w.settle()
			require.Equal(t, []string{"5.00"}, w.debits())
			w.pass(7)
			require.Len(t, w.bank.Statement("076401251", "12345678"), 1)
			require.Equal(t, "100.00", pat.available())
			w.audit()
		})
	}
}

// silent is a bank that tells nothing for a while.
type silent struct {
	*sandbox.Bank
	mu    sync.Mutex
	fails int
}

func (g *silent) Reports(ctx context.Context, limit int) ([]ach.Report, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fails--; g.fails >= 0 {
		return nil, errDown
	}
	return g.Bank.Reports(ctx, limit)
}

// A bank that does not tell anything for a while is asked again, and everything else goes on.
func TestBankThatDoesNotReport(t *testing.T) {
	t.Parallel()
	w := quick(t)
	g := &silent{Bank: w.bank}
	cfg := w.config(anyPicture(seqr.Demo(seqr.UnitedStates())))
	cfg.Bank = g
	w.sys = newSystem(t, cfg)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	sale := pat.mustPay(shop, "5.00")
	g.fails = 3
	for range 3 {
		w.clock.Advance(24 * time.Hour)
		w.stumble(1)
	}
	require.Equal(t, []string{"5.00"}, w.debits(), "sent all the same")
	require.Equal(t, ach.Sent, w.state(sale))
	w.pass(5)
	require.Equal(t, ach.Collected, w.state(sale))
	w.audit()
}

// forgetful is a store whose commits now and then are carried out and answered by an unknown outcome.
type forgetful struct {
	store.Store
	mu   sync.Mutex
	lose int
}

func (s *forgetful) Commit(ctx context.Context, c store.Changes) error {
	err := s.Store.Commit(ctx, c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lose > 0 && c.Command != nil && err == nil {
		s.lose--
		return store.ErrUnknown
	}
	return err
}

// Nobody knows whether a commit was carried out: the same request with the same key tells.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	st := &forgetful{Store: memory.New()}
	w := quickOn(t, st)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("5.00")
	r := pat.sign(pat.look(shop.code()), pat.pin)
	st.lose = 1
	_, err := w.sys.Payments.Approve(w.ctx, r)
	require.ErrorIs(t, err, store.ErrUnknown)
	require.Equal(t, seqr.Unavailable, seqr.KindOf(err))
	paid, err := w.sys.Payments.Approve(w.ctx, r)
	require.NoError(t, err)
	require.Equal(t, payment.Paid, paid.State)
	require.Equal(t, "95.00", pat.available())
	st.lose = 3
	for range 10 {
		w.clock.Advance(12 * time.Hour)
		_, _ = w.sys.Step(w.ctx) // some fail, and are done by the next
	}
	w.pass(5)
	require.Len(t, w.bank.Orders(), 1)
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// Two systems step one store at once and do everything once: debits, messages, expiries, cashback [CB-17].
func TestTwoSystemsOneStore(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		cfg := w.config(anyPicture(seqr.Demo(seqr.UnitedStates())))
		both := []*seqr.System{w.sys, newSystem(t, cfg)}
		together := func() {
			t.Helper()
			for idle := false; !idle; {
				idle = true
				var racers []func() error
				did := make([]seqr.Progress, len(both))
				for i, s := range both {
					racers = append(racers, func() (err error) { did[i], err = s.Step(w.ctx); return err })
				}
				require.Equal(t, len(both), count(race(racers), nil))
				for _, p := range did {
					require.Zero(t, p.Failed)
					idle = idle && p.Idle()
				}
			}
		}
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		pat.mustPay(shop, "60.00")
		pat.mustPay(shop, "40.00")
		left := shop.ask("1.00")
		for range 14 {
			w.clock.Advance(12 * time.Hour)
			together()
		}
		require.Equal(t, payment.Expired, shop.status(left.Invoice).State)
		require.Equal(t, []string{"60.00", "40.00"}, w.debits())
		require.Equal(t, "100.00", pat.available())
		w.clock.Set(time.Date(2026, time.October, 15, 0, 0, 0, 0, newYork))
		together()
		require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
		require.Equal(t, []string{"1.00"}, w.credits())
		w.clock.Advance(72 * time.Hour)
		together()
		require.Len(t, w.phone.Messages(pat.number), 3, "code, verified, cashback")
		require.Len(t, w.mail.Messages("pat@example.com"), 2)
		w.audit()
	})
}

// Run does what Step does until it is told to end.
func TestRun(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := (&cast{world: w}).stranger("+18015550101")
	ctx, cancel := context.WithCancel(w.ctx)
	ended := make(chan error)
	go func() { ended <- w.sys.Run(ctx, time.Millisecond) }()
	_, err := w.sys.Accounts.Start(w.ctx, pat.startRequest())
	require.NoError(t, err)
	require.Eventually(t, func() bool { return w.phone.Code(pat.number) != "" }, 10*time.Second, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
}

// A host commits its own rows together with a payment, or neither.
func TestInAHostsTransaction(t *testing.T) {
	t.Parallel()
	st := openFile(t, filepath.Join(t.TempDir(), "host.db"))
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	w := quickOn(t, st)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	setup, err := st.Begin(w.ctx)
	require.NoError(t, err)
	_, err = setup.SQL().ExecContext(w.ctx, "CREATE TABLE tickets (seat TEXT PRIMARY KEY, invoice TEXT) STRICT")
	require.NoError(t, err)
	require.NoError(t, setup.Commit())
	sell := func(end func(*sqlite.Tx) error) seqr.InvoiceStatus {
		tx, err := st.Begin(w.ctx)
		require.NoError(t, err)
		sale, err := w.sys.In(tx.Store()).Merchants.Issue(w.ctx, seqr.InvoiceRequest{Key: w.key(), Merchant: shop.merchant.ID, Lane: shop.lane.ID, Draft: payment.Draft{Total: usd("9.00")}})
		require.NoError(t, err)
		_, err = tx.SQL().ExecContext(w.ctx, "INSERT INTO tickets VALUES ('A1', ?)", sale.Invoice.String())
		require.NoError(t, err)
		require.NoError(t, end(tx))
		return sale
	}
	gone := sell((*sqlite.Tx).Rollback)
	_, err = w.sys.Merchants.Status(w.ctx, shop.merchant.ID, gone.Invoice)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.True(t, pat.look(shop.code()).Waiting)
	sold := sell((*sqlite.Tx).Commit)
	require.Equal(t, sold.Invoice, pat.look(shop.code()).Bill.Invoice)
	_, err = w.sys.Payments.Approve(w.ctx, pat.sign(pat.look(shop.code()), pat.pin))
	require.NoError(t, err)
	w.settle()
	w.audit()
}

package seqr_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

const cola, bigCola = "7310865004703", "7310865004710"

// promise is an offer of 2.00 for a bottle of cola, for thirty days.
func (t *till) promise() seqr.OfferRequest {
	return seqr.OfferRequest{
		Key: t.w.key(), Merchant: t.merchant.ID, Title: "Cola 0.5 l", Text: "2.00 back on each bottle", Codes: []string{cola},
		Amount: "2.00", Ends: t.w.clock.Now().Add(30 * 24 * time.Hour),
	}
}

func (t *till) publish(r seqr.OfferRequest) cashback.Offer {
	t.w.t.Helper()
	o, err := t.w.sys.Offers.Publish(t.w.ctx, r)
	require.NoError(t.w.t, err)
	return o
}

// item is a row with a code.
func item(code, amount string) payment.Row {
	return payment.Row{Description: "Item " + code, EAN: code, Total: usd(amount)}
}

// paysFor pays for rows at a till, and answers the payment.
func (p *person) paysFor(t *till, rows ...payment.Row) payment.PaymentID {
	p.w.t.Helper()
	return p.buysAs(t, payment.Draft{Rows: rows})
}

func (p *person) buysAs(t *till, d payment.Draft) payment.PaymentID {
	w := p.w
	w.t.Helper()
	d.Total = w.money("0.00")
	for _, r := range d.Rows {
		total, err := d.Total.Add(r.Total)
		require.NoError(w.t, err)
		d.Total = total
	}
	_, err := w.sys.Merchants.Issue(w.ctx, seqr.InvoiceRequest{Key: w.key(), Merchant: t.merchant.ID, Lane: t.lane.ID, Draft: d})
	require.NoError(w.t, err)
	paid, err := w.sys.Payments.Approve(w.ctx, p.sign(p.look(t.code()), p.pin))
	require.NoError(w.t, err)
	return paid.Payment
}

func (p *person) rewards() []cashback.Reward {
	p.w.t.Helper()
	r, err := p.w.sys.Offers.Rewards(p.w.ctx, p.id, cashback.RewardID{}, 100)
	require.NoError(p.w.t, err)
	return r
}

// told are the texts to a phone about rewards.
func (p *person) told() []string {
	var texts []string
	for _, m := range p.w.phone.Messages(p.number) {
		if strings.Contains(m.Text, "You get ") {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// Paying for the item is all: 2.00 go to the bank account at once, the merchant has the full price, one text says so,
// and the purchase counts for the month [OFF-2, OFF-4, OFF-6, OFF-8].
func TestPayingForTheItemTriggersTheOffer(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.publish(shop.promise())
	pat.paysFor(shop, item(cola, "5.00"), item("bread", "3.00"))
	require.Empty(t, pat.told())
	w.settle()
	require.Equal(t, []string{"You get 2.00 USD back for Cola 0.5 l at Corner Grocery."}, pat.told())
	rewards := pat.rewards()
	require.Len(t, rewards, 1)
	require.Equal(t, cashback.RewardPaid, rewards[0].State)
	payable, err := w.store.LedgerAccount(w.ctx, shop.merchant.Payable)
	require.NoError(t, err)
	require.Equal(t, int64(800), payable.Balance, "the merchant gets the full price")
	view, err := w.sys.Cashback.View(w.ctx, pat.id)
	require.NoError(t, err)
	require.Equal(t, int64(1), view.Month.Count)
	require.Equal(t, "8.00", view.Month.Total.Format(), "the base is the amount approved [CB-7]")
	w.pass(3)
	var credits []string
	for _, line := range w.bank.Statement("076401251", "12345678") {
		credits = append(credits, line.Amount.Format())
	}
	require.Contains(t, credits, "2.00", "below the minimum of cashback, and paid all the same")
	require.Len(t, pat.told(), 1)
	w.audit()
}

// What triggers: the code letter for letter, one reward a payment, from the first instant on and before the last.
func TestWhatTriggersAnOffer(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, other := w.till("Corner Grocery"), w.till("Book Shop")
	pat := w.join("Pat Example", "+18015550101")
	r := shop.promise()
	r.Starts, r.Ends = w.clock.Now().Add(time.Hour), w.clock.Now().Add(2*time.Hour)
	r.Codes = []string{cola, "COLA-05"}
	shop.publish(r)
	percent := shop.promise()
	percent.Title, percent.Codes, percent.Amount, percent.Percent = "Wine", []string{"wine"}, "", "12.5"
	shop.publish(percent)
	for _, c := range []struct {
		what string
		at   time.Duration
		till *till
		rows []payment.Row
		want []string
	}{
		{"before the start", time.Hour - time.Microsecond, shop, []payment.Row{item(cola, "1.00")}, nil},
		{"at the first instant", time.Hour, shop, []payment.Row{item(cola, "3.00")}, []string{"2.00"}},
		{"another size", time.Hour, shop, []payment.Row{item(bigCola, "3.00")}, nil},
		{"no code at all", time.Hour, shop, []payment.Row{{Description: "Cola", Total: usd("3.00")}}, nil},
		{"a code that begins alike", time.Hour, shop, []payment.Row{item(cola+"0", "3.00")}, nil},
		{"another case", time.Hour, shop, []payment.Row{{SKU: "cola-05", Total: usd("3.00")}}, nil},
		{"by its SKU", time.Hour, shop, []payment.Row{{SKU: "COLA-05", Total: usd("3.00")}}, []string{"2.00"}},
		{"two rows, one reward", time.Hour, shop, []payment.Row{item(cola, "3.00"), item(cola, "4.00")}, []string{"2.00"}},
		{"never more than the price", time.Hour, shop, []payment.Row{item(cola, "1.50"), item("bread", "3.00")}, []string{"1.50"}},
		{"another merchant", time.Hour, other, []payment.Row{item(cola, "3.00")}, nil},
		{"12.5 % of 9.96, half up", time.Hour, shop, []payment.Row{item("wine", "9.96")}, []string{"1.25"}},
		{"two offers in one payment", time.Hour, shop, []payment.Row{item("wine", "8.00"), item(cola, "3.00")}, []string{"1.00", "2.00"}},
		{"the last microsecond", 2*time.Hour - time.Microsecond, shop, []payment.Row{item(cola, "2.00")}, []string{"2.00"}},
		{"at the end", 2 * time.Hour, shop, []payment.Row{item(cola, "2.00")}, nil},
	} {
		w.clock.Set(start.Add(c.at))
		before, told := len(pat.rewards()), len(pat.told())
		pat.paysFor(c.till, c.rows...)
		w.settle()
		var got []string
		for _, r := range pat.rewards()[before:] {
			got = append(got, r.Amount.Format())
		}
		require.ElementsMatch(t, c.want, got, c.what)
		require.Len(t, pat.told(), told+len(c.want), c.what)
	}
	w.audit()
}

// The payment's time decides, not when the reward is worked out: an offer that was withdrawn or has ended in between still pays [OFF-7].
func TestOffersRunByApprovalTime(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	o := shop.publish(shop.promise())
	pat.paysFor(shop, item(cola, "5.00"))
	w.clock.Advance(time.Second)
	_, err := w.sys.Offers.Withdraw(w.ctx, seqr.WithdrawOfferRequest{Key: w.key(), Offer: o.ID})
	require.NoError(t, err)
	pat.paysFor(shop, item(cola, "5.00"))
	late := shop.promise()
	late.Starts = w.clock.Now().Add(-time.Hour)
	shop.publish(late)
	w.settle()
	require.Len(t, pat.rewards(), 2, "the first by the offer that was withdrawn, the second by the new one, which began in the same instant")
	list, err := w.sys.Offers.Promotions(w.ctx, uuid.Nil, 10)
	require.NoError(t, err)
	require.Len(t, list, 1)
	w.audit()
}

// A stock of two gives two; once per payer gives one to each.
func TestOffersAreLimited(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop := w.till("Corner Grocery")
	pat, kim := w.join("Pat Example", "+18015550101"), w.join("Kim Example", "+18015550102")
	few := shop.promise()
	few.Stock = 2
	shop.publish(few)
	once := shop.promise()
	once.Title, once.Codes, once.Once = "Bread", []string{"bread"}, true
	shop.publish(once)
	for range 3 {
		pat.paysFor(shop, item(cola, "3.00"))
		pat.paysFor(shop, item("bread", "3.00"))
	}
	kim.paysFor(shop, item("bread", "3.00"))
	w.settle()
	require.Len(t, pat.rewards(), 3)
	require.Len(t, kim.rewards(), 1)
	list, err := w.sys.Offers.Promotions(w.ctx, uuid.Nil, 10)
	require.NoError(t, err)
	require.True(t, list[0].Offer.SoldOut())
	require.Equal(t, "Corner Grocery", list[0].Seller)
	w.audit()
}

// A reservation is rewarded when it is taken whole; of one that is taken in part nobody knows what was bought.
func TestReservationsAreRewardedWhenTheyAreTaken(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.publish(shop.promise())
	for i, amount := range []string{"5.00", "4.99"} {
		id := pat.buysAs(shop, payment.Draft{Mode: payment.ReservationRequired, Rows: []payment.Row{item(cola, "5.00")}})
		w.settle()
		require.Len(t, pat.rewards(), i, "only reserved")
		p, err := w.store.Payment(w.ctx, id)
		require.NoError(t, err)
		_, err = w.sys.Merchants.Commit(w.ctx, seqr.CommitRequest{InvoiceAction: seqr.InvoiceAction{Key: w.key(), Merchant: shop.merchant.ID, Invoice: p.Invoice}, Amount: amount})
		require.NoError(t, err)
		w.settle()
		require.Len(t, pat.rewards(), 1)
	}
	w.audit()
}

// Given back in full before the reward was worked out: none. Afterwards it is kept.
func TestRefundsAndRewards(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.publish(shop.promise())
	giveBack := func(id payment.PaymentID) {
		p, err := w.store.Payment(w.ctx, id)
		require.NoError(t, err)
		_, err = w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: p.Invoice, Amount: "5.00"})
		require.NoError(t, err)
	}
	giveBack(pat.paysFor(shop, item(cola, "5.00")))
	w.settle()
	require.Empty(t, pat.rewards())
	kept := pat.paysFor(shop, item(cola, "5.00"))
	w.settle()
	giveBack(kept)
	w.settle()
	require.Len(t, pat.rewards(), 1)
	require.Equal(t, cashback.RewardPaid, pat.rewards()[0].State)
	w.audit()
}

// A reward of a blocked payer is held, told of, and paid when the block is lifted; one that the bank brings back waits for customer service.
func TestHeldRewards(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.publish(shop.promise())
	pat.paysFor(shop, item(cola, "5.00"))
	pat.block(account.LostPhone)
	w.settle()
	require.Equal(t, cashback.RewardHeld, pat.rewards()[0].State)
	require.Contains(t, pat.told()[0], "kept for you")
	w.audit()
	w.bank.ReturnNext(sandbox.Match{Amount: usd("2.00")}, "R23", 1)
	_, err := w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.LostPhone)
	require.NoError(t, err)
	w.settle()
	require.Equal(t, cashback.RewardPaid, pat.rewards()[0].State)
	w.audit()
	w.pass(4)
	require.Equal(t, cashback.RewardHeld, pat.rewards()[0].State, "the bank brought it back")
	require.Equal(t, int64(2_00), w.house(ledger.CodeSuspense))
	w.audit()
	pat.block(account.LostPhone)
	n, err := w.sys.Support.ReleaseRewards(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	require.Equal(t, 1, n, "held again, and known to lie in suspense")
	_, err = w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.LostPhone)
	require.NoError(t, err)
	w.settle()
	w.audit()
	n, err = w.sys.Support.ReleaseRewards(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	require.Equal(t, 1, n)
	w.pass(4)
	require.Equal(t, cashback.RewardPaid, pat.rewards()[0].State)
	require.Len(t, pat.told(), 1, "one text, whatever comes later")
	require.Zero(t, w.house(ledger.CodeSuspense), "it was paid from where it lay")
	require.Equal(t, int64(-2_00), w.house(ledger.CodeOfferExpense), "and cost the operator once")
	w.audit()
}

// Without a valid receiving account it is held, and closing without a successor forfeits it.
func TestRewardsOfThoseWhoLeave(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.publish(shop.promise())
	pat.paysFor(shop, item(cola, "5.00"))
	_, err := w.sys.Support.Close(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	w.settle()
	require.Equal(t, cashback.RewardForfeited, pat.rewards()[0].State)
	require.Empty(t, pat.told())
	w.audit()
}

// Customer service grants a missing reward with a reason, once per payment and offer [OFF-5].
func TestSupportGrantsAMissingReward(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	o := shop.publish(shop.promise())
	id := pat.paysFor(shop, payment.Row{Description: "Cola, without its code", Total: usd("5.00")})
	w.settle()
	require.Empty(t, pat.told())
	r, err := w.sys.Support.GrantOffer(w.ctx, seqr.GrantRequest{SupportRequest: w.help(pat.id), Offer: o.ID, Payment: id})
	require.NoError(t, err)
	require.True(t, r.Granted)
	require.Equal(t, "2.00", r.Amount.Format())
	w.settle()
	require.Len(t, pat.told(), 1)
	_, err = w.sys.Support.GrantOffer(w.ctx, seqr.GrantRequest{SupportRequest: w.help(pat.id), Offer: o.ID, Payment: id})
	require.ErrorIs(t, err, cashback.ErrRewarded)
	acts, err := w.sys.Support.Actions(w.ctx, pat.id, account.ActionID{}, 10)
	require.NoError(t, err)
	require.Equal(t, "grant offer", acts[0].Verb)
	w.audit()
}

// Where cashback goes to the Seqr Account, a reward does too, and can be spent at once [OFF-6].
func TestRewardsOnTheSeqrAccount(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop, pat := w.till("Eckladen"), w.join("Pat Example", "+4915112345678")
	r := shop.promise()
	shop.publish(r)
	pat.paysFor(shop, payment.Row{EAN: cola, Total: w.money("5.00")})
	w.settle()
	require.Equal(t, cashback.RewardPaid, pat.rewards()[0].State)
	require.Equal(t, uuid.Nil, pat.rewards()[0].Order)
	a, err := w.store.Account(w.ctx, pat.id)
	require.NoError(t, err)
	seqrAccount, err := a.PrepaidAccount()
	require.NoError(t, err)
	l, err := w.store.LedgerAccount(w.ctx, seqrAccount.Ledger)
	require.NoError(t, err)
	require.Equal(t, int64(200), l.Balance)
	w.audit()
}

// shopReads counts what is read of offers, products, orders and memberships.
type shopReads struct {
	store.Store
	n int
}

func (s *shopReads) OffersOf(ctx context.Context, m payment.MerchantID, at time.Time, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	s.n++
	return s.Store.OffersOf(ctx, m, at, after, limit)
}

func (s *shopReads) OffersRunning(ctx context.Context, market string, at time.Time, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	s.n++
	return s.Store.OffersRunning(ctx, market, at, after, limit)
}

func (s *shopReads) Offer(ctx context.Context, id cashback.OfferID) (cashback.Offer, error) {
	s.n++
	return s.Store.Offer(ctx, id)
}

func (s *shopReads) Order(ctx context.Context, id payment.OrderID) (payment.Order, error) {
	s.n++
	return s.Store.Order(ctx, id)
}

func (s *shopReads) Product(ctx context.Context, id payment.ProductID) (payment.Product, error) {
	s.n++
	return s.Store.Product(ctx, id)
}

func (s *shopReads) Membership(ctx context.Context, id payment.MembershipID) (payment.Membership, error) {
	s.n++
	return s.Store.Membership(ctx, id)
}

// A payment in a store reads nothing of all this: with a code on a row it writes one event more, and that is all.
func TestPaymentsDoNotReadOffers(t *testing.T) {
	t.Parallel()
	w := quick(t)
	counter := &shopReads{Store: w.store}
	sys := newSystem(t, w.configOn(counter))
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.publish(shop.promise())
	w.sys = sys
	pat.paysFor(shop, item(cola, "5.00"))
	require.Zero(t, counter.n)
	w.settle()
	require.Len(t, pat.rewards(), 1)
	require.Equal(t, 1, counter.n, "the event reads the merchant's offers once")
	w.audit()
}

func (w *world) configOn(st store.Store) seqr.Config {
	cfg := w.config(w.sys.Market())
	cfg.Store, cfg.Verifier = st, unhurried{}
	return cfg
}

// What the till never asked for was not bought: no reward is given before the payment stands [OFF-2, PAY-17].
func TestNoRewardForWhatIsReversed(t *testing.T) {
	t.Parallel()
	for name, fetched := range map[string]bool{"fetched": true, "never fetched": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := quick(t)
			shop, pat := w.asking("Corner Grocery"), w.join("Pat Example", "+18015550101")
			shop.publish(shop.promise())
			pay := pat.paysFor(shop, item(cola, "5.00"))
			w.settle()
			require.Empty(t, pat.rewards())
			if fetched {
				p, err := w.store.Payment(w.ctx, pay)
				require.NoError(t, err)
				shop.status(p.Invoice)
			}
			w.clock.Advance(time.Minute)
			w.settle()
			require.Equal(t, fetched, len(pat.rewards()) == 1)
			require.Equal(t, fetched, len(pat.told()) == 1)
			w.audit()
		})
	}
}

// One reward a person is one for all accounts that the person ever had, also when two payments are looked at at once.
func TestOneRewardForTwoAccountsOfOnePerson(t *testing.T) {
	t.Parallel()
	g := gated(func(c store.Changes) bool { return len(c.Rewards) > 0 })
	w := quickOn(t, g)
	shop, old := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	once := shop.promise()
	once.Once = true
	shop.publish(once)
	held := old.reserve(shop, payment.Draft{Mode: payment.ReservationRequired, Rows: []payment.Row{item(cola, "5.00")}, Total: usd("5.00")})
	old.leave()
	w.clock.Advance(10 * time.Minute)
	pat := w.join("Pat Example", "+18015550101")
	require.NoError(t, shop.commit(held, ""))
	inv, err := w.store.Invoice(w.ctx, held.Invoice)
	require.NoError(t, err)
	second := pat.paysFor(shop, item(cola, "5.00"))
	first, then := g.between(
		func() error { return seqr.RewardPayment(w.ctx, w.sys, inv.Payment) },
		func() error { return seqr.RewardPayment(w.ctx, w.sys, second) },
	)
	require.NoError(t, first)
	require.NoError(t, then)
	require.Len(t, append(old.rewards(), pat.rewards()...), 1)
	w.audit()
}

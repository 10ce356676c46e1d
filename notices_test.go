package seqr_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// hooks are the merchants' endpoints: what each URL was told, and which of them fail.
type hooks struct {
	mu    sync.Mutex
	told  map[string][]told
	fails map[string]error
}

type told struct {
	id   payment.NoticeID
	to   payment.Destination
	fact payment.Fact
}

func newHooks() *hooks { return &hooks{told: map[string][]told{}, fails: map[string]error{}} }

func (h *hooks) Notify(_ context.Context, to payment.Destination, id payment.NoticeID, f payment.Fact) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told[to.URL] = append(h.told[to.URL], told{id, to, f})
	return h.fails[to.URL]
}

func (h *hooks) into(c *seqr.Config) { c.Notices = h }

func (h *hooks) fail(url string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fails[url] = err
}

// facts are what a URL was told, attempts that failed too.
func (h *hooks) facts(url string) (facts []payment.Fact) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.told[url] {
		facts = append(facts, t.fact)
	}
	return facts
}

// kinds says what a URL was told, with amounts.
func (h *hooks) kinds(url string) (said []string) {
	for _, f := range h.facts(url) {
		said = append(said, string(f.Kind)+" "+f.Amount.Format())
	}
	return said
}

const hook = "https://grocery.example/hooks"

var errSilent = errors.New("status 503")

func (t *till) listens(url string) {
	t.w.t.Helper()
	_, err := t.w.sys.Merchants.SetEndpoint(t.w.ctx, seqr.EndpointRequest{Key: t.w.key(), Merchant: t.merchant.ID, URL: url})
	require.NoError(t.w.t, err)
}

func (t *till) notices() []payment.Notice {
	t.w.t.Helper()
	list, err := t.w.sys.Merchants.NoticesOf(t.w.ctx, t.merchant.ID, payment.NoticeID{}, 100)
	require.NoError(t.w.t, err)
	return list
}

// A merchant is told of everything that happens to its invoices, in order, with what it needs to find its own.
func TestMerchantsAreTold(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		h := newHooks()
		w := quickOn(t, st, h.into)
		shop, other, pat := w.till("Corner Grocery"), w.till("Book Shop"), w.join("Pat Example", "+18015550101")
		shop.listens(hook)
		shop.setBank()
		paid := pat.mustPay(shop, "5.00")
		pat.mustPay(other, "1.00")
		shop.refund(paid, "2.00")
		shop.refund(paid, "3.00")
		require.NoError(t, shop.commit(pat.reserve(shop, reserved), "4.00"))
		released := pat.reserve(shop, reserved)
		_, err := w.sys.Merchants.Cancel(w.ctx, shop.action(released))
		require.NoError(t, err)
		shop.ask("6.00")
		w.settle()
		require.Equal(t, []string{
			"invoice.paid 5.00", "invoice.refunded 2.00", "invoice.refunded 3.00", "invoice.reserved 40.00", "invoice.paid 4.00",
			"invoice.reserved 40.00", "invoice.canceled 40.00",
		}, h.kinds(hook), "the other shop's customers are none of its business")
		w.pass(1)
		require.Equal(t, []string{"invoice.expired 6.00", "settlement.paid 4.00"}, h.kinds(hook)[7:])

		facts := h.facts(hook)
		require.Equal(t, "5.00", facts[2].Refunded.Format())
		require.Equal(t, paid.Receipt.PaymentReference, facts[0].Payment)
		require.Equal(t, facts[0].Payment, facts[2].Payment)
		for i, f := range facts[:8] {
			status := shop.status(f.Invoice)
			require.Equal(t, shop.merchant.ID, f.Merchant)
			require.Equal(t, status.Reference, f.Reference, i)
			require.Equal(t, shop.lane.ID, f.Lane)
			before := slices.IndexFunc(facts[i+1:], func(g payment.Fact) bool { return g.Invoice == f.Invoice && g.Sequence <= f.Sequence })
			require.Negative(t, before, "%d: numbers rise", i)
		}
		require.Empty(t, shop.notices(), "what got through leaves no record")
		w.audit()
	})
}

// Shop on the Spot: a seller is told of what was sold and given back, not of what nobody approved.
func TestSellersAreToldOfOrders(t *testing.T) {
	t.Parallel()
	h := newHooks()
	w := quick(t, h.into)
	shop, pat := w.shopLane("Lamp House"), w.join("Pat Example", "+18015550101")
	shop.listens(hook)
	lamp := shop.post(shop.lamp())
	_, err := w.sys.Shop.Order(w.ctx, seqr.OrderRequest{Key: w.key(), Account: pat.id, Product: lamp.ID, Shipping: home()})
	require.NoError(t, err)
	o := pat.mustOrder(lamp.ID)
	w.settle()
	require.Equal(t, []string{"invoice.paid 24.90", "order.placed 24.90"}, h.kinds(hook))
	require.Equal(t, lamp.ID, h.facts(hook)[1].Product)
	_, err = w.sys.Merchants.Refund(w.ctx, seqr.RefundRequest{Key: w.key(), Merchant: shop.merchant.ID, Invoice: payment.InvoiceID(o.ID), Amount: "24.90"})
	require.NoError(t, err)
	w.pass(1)
	require.Equal(t, []string{"invoice.refunded 24.90", "order.canceled 24.90"}, h.kinds(hook)[2:], "and of the lapsed one nothing")
	w.audit()
}

// A reversal [PAY-17] is told as a canceled invoice; a till that fetched in time is told nothing twice.
func TestReversalsAreTold(t *testing.T) {
	t.Parallel()
	h := newHooks()
	w := quick(t, h.into)
	shop, pat := w.asking("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.listens(hook)
	fetched := pat.paid(shop, "5.00")
	require.Equal(t, payment.Paid, shop.status(fetched).State)
	lost := pat.paid(shop, "6.00")
	w.settle()
	w.clock.Advance(20 * time.Second)
	w.settle()
	require.Equal(t, []string{"invoice.paid 5.00", "invoice.paid 6.00", "invoice.canceled 6.00"}, h.kinds(hook))
	last := h.facts(hook)[2]
	require.Equal(t, lost, last.Invoice)
	require.Greater(t, last.Sequence, h.facts(hook)[1].Sequence)
	w.audit()
}

// What is not acknowledged is tried again under the same ID, ever less often, and is given up visibly; the operator sends it again.
func TestNoticesAreTriedAgainAndGivenUp(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		h := newHooks()
		w := quickOn(t, st, h.into, func(c *seqr.Config) { c.NoticesFor = 10 * time.Minute })
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		shop.listens(hook)
		h.fail(hook, errSilent)
		pat.mustPay(shop, "5.00")
		begin := w.clock.Now()
		var tried []time.Duration
		for range 15 {
			before := len(h.facts(hook))
			w.settle()
			if len(h.facts(hook)) > before {
				tried = append(tried, w.clock.Now().Sub(begin))
			}
			w.clock.Advance(time.Minute)
		}
		require.Equal(t, []time.Duration{0, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 10 * time.Minute}, tried)
		for _, again := range h.told[hook] {
			require.Equal(t, h.told[hook][0].id, again.id)
			require.Equal(t, h.told[hook][0].fact, again.fact)
		}
		lost := shop.notices()
		require.Len(t, lost, 1)
		require.Equal(t, payment.NoticeGivenUp, lost[0].State)
		require.Equal(t, int64(6), lost[0].Attempts)
		require.Equal(t, errSilent.Error(), lost[0].Reason)
		seen, err := w.sys.Merchants.NoticesIn(w.ctx, payment.NoticeGivenUp, payment.NoticeID{}, 10)
		require.NoError(t, err)
		require.Equal(t, lost, seen)

		h.fail(hook, nil)
		_, err = w.sys.Merchants.Resend(w.ctx, seqr.ResendRequest{Key: w.key(), Notice: lost[0].ID})
		require.NoError(t, err)
		_, err = w.sys.Merchants.Resend(w.ctx, seqr.ResendRequest{Key: w.key(), Notice: lost[0].ID})
		require.ErrorIs(t, err, payment.ErrNoticeWaits)
		w.settle()
		require.Len(t, h.facts(hook), 7)
		require.Equal(t, payment.NoticeDelivered, shop.notices()[0].State)
		w.audit()
	})
}

// A merchant who is down costs a Step one attempt and keeps nobody waiting; nothing is lost, and the numbers tell the order.
func TestOneMerchantWhoIsDown(t *testing.T) {
	t.Parallel()
	const books = "https://books.example/hooks"
	h := newHooks()
	w := quick(t, h.into)
	shop, other, pat := w.till("Corner Grocery"), w.till("Book Shop"), w.join("Pat Example", "+18015550101")
	shop.listens(hook)
	other.listens(books)
	h.fail(hook, errSilent)
	for range 3 {
		shop.refund(pat.mustPay(shop, "2.00"), "2.00")
		pat.mustPay(other, "1.00")
	}
	w.settle()
	require.Len(t, h.facts(hook), 1)
	require.Len(t, h.facts(books), 3)
	require.Len(t, shop.notices(), 6)
	require.Empty(t, other.notices())
	h.fail(hook, nil)
	w.clock.Advance(time.Minute)
	w.settle()
	arrived := map[payment.NoticeID]bool{}
	for _, a := range h.told[hook][1:] {
		arrived[a.id] = true
	}
	require.Len(t, arrived, 6)
	for _, n := range shop.notices() {
		require.Equal(t, payment.NoticeDelivered, n.State)
	}
	w.audit()
}

// deadly is a store whose host dies before it can say that events are done, or that a commit was made.
type deadly struct {
	store.Store
	dies bool
}

func (s *deadly) Done(ctx context.Context, ids ...store.EventID) error {
	if s.dies {
		return store.ErrUnknown
	}
	return s.Store.Done(ctx, ids...)
}

// A host that dies after it has told, or after it has written down that it could not, tells again: at least once, under one ID.
func TestHostDiesWhileTelling(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]error{"after it was told": nil, "after it was put off": errSilent} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, st := newHooks(), &deadly{Store: memory.New()}
			w := quickOn(t, st, h.into)
			shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
			shop.listens(hook)
			pat.mustPay(shop, "5.00")
			h.fail(hook, fails)
			st.dies = true
			_, err := w.sys.Step(w.ctx)
			require.ErrorIs(t, err, store.ErrUnknown)
			require.Empty(t, h.facts(hook), "what is the system's own comes first")
			w.clock.Advance(time.Minute)
			st.dies = false
			w.settle()
			st.dies = true
			pat.mustPay(shop, "6.00")
			w.clock.Advance(time.Minute)
			for range 3 {
				_, _ = w.sys.Step(w.ctx)
				w.clock.Advance(time.Minute)
			}
			st.dies = false
			h.fail(hook, nil)
			w.pass(1)
			ids := map[payment.NoticeID][]string{}
			for _, a := range h.told[hook] {
				ids[a.id] = append(ids[a.id], a.fact.Amount.Format())
			}
			require.Len(t, ids, 2, "two facts, each under its own ID")
			for _, n := range shop.notices() {
				require.Equal(t, payment.NoticeDelivered, n.State)
			}
			w.audit()
		})
	}
}

// An endpoint whose receiver says that it is gone is told no more, until the merchant names it again; what can never be told is given up at once.
func TestEndpointsThatAreGone(t *testing.T) {
	t.Parallel()
	h := newHooks()
	w := quick(t, h.into)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.listens(hook)
	h.fail(hook, payment.ErrText)
	pat.mustPay(shop, "1.00")
	w.settle()
	require.Equal(t, payment.NoticeGivenUp, shop.notices()[0].State)
	h.fail(hook, payment.ErrEndpointGone)
	pat.mustPay(shop, "2.00")
	pat.mustPay(shop, "3.00")
	w.settle()
	e, err := w.sys.Merchants.Endpoint(w.ctx, shop.merchant.ID)
	require.NoError(t, err)
	require.Equal(t, payment.EndpointGone, e.State)
	require.Len(t, h.facts(hook), 2)
	require.Equal(t, payment.NoticeGivenUp, shop.notices()[1].State)
	_, err = w.sys.Merchants.Resend(w.ctx, seqr.ResendRequest{Key: w.key(), Notice: shop.notices()[1].ID})
	require.ErrorIs(t, err, payment.ErrNoEndpoint)
	h.fail(hook, nil)
	shop.listens(hook)
	pat.mustPay(shop, "4.00")
	w.settle()
	require.Equal(t, []string{"invoice.paid 1.00", "invoice.paid 2.00", "invoice.paid 4.00"}, h.kinds(hook))
	w.audit()
}

// Secrets are replaced with an overlap, at once after a leak, and forgotten with the endpoint; nothing stored shows one.
func TestSecretsOfEndpoints(t *testing.T) {
	t.Parallel()
	h := newHooks()
	w := quick(t, h.into)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.listens(hook)
	secret := func() string {
		s, err := w.sys.Merchants.EndpointSecret(w.ctx, shop.merchant.ID)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(s, "whsec_"))
		return s
	}
	rotate := func(overlap time.Duration) {
		_, err := w.sys.Merchants.RotateSecret(w.ctx, seqr.RotateSecretRequest{Key: w.key(), Merchant: shop.merchant.ID, Overlap: overlap})
		require.NoError(t, err)
	}
	signed := func() []string {
		pat.mustPay(shop, "1.00")
		w.settle()
		all := h.told[hook]
		return all[len(all)-1].to.Secrets
	}
	first := secret()
	shop.listens(hook)
	require.Equal(t, []string{first}, signed(), "another URL, the same secret")
	rotate(time.Hour)
	second := secret()
	require.Equal(t, []string{second, first}, signed())
	w.clock.Advance(time.Hour)
	require.Equal(t, []string{second}, signed())
	rotate(0)
	third := secret()
	require.Equal(t, []string{third}, signed())
	_, err := w.sys.Merchants.RemoveEndpoint(w.ctx, seqr.EndpointAction{Key: w.key(), Merchant: shop.merchant.ID})
	require.NoError(t, err)
	_, err = w.sys.Merchants.EndpointSecret(w.ctx, shop.merchant.ID)
	require.ErrorIs(t, err, payment.ErrNoEndpoint)
	pat.mustPay(shop, "1.00")
	w.settle()
	require.Len(t, h.told[hook], 4, "nobody is told")
	shop.listens(hook)
	fourth := secret()
	stored, err := json.Marshal(w.store.(*watched).commits)
	require.NoError(t, err)
	for _, s := range []string{first, second, third, fourth} {
		require.NotContains(t, string(stored), s[len("whsec_"):])
	}
	require.NotEqual(t, third, fourth)
	w.audit()
}

// Who tells nobody pays nothing for it, and who does pays one event per payment and no read.
func TestPriceOfTelling(t *testing.T) {
	t.Parallel()
	events := func(tune ...func(*seqr.Config)) (kinds []string) {
		w := quick(t, tune...)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		pat.mustPay(shop, "5.00")
		commits := w.store.(*watched).commits
		for _, e := range commits[len(commits)-1].Events {
			kinds = append(kinds, e.Kind)
		}
		return kinds
	}
	plain := events()
	require.Equal(t, append(plain, "notice.send"), events(newHooks().into))
}

// Who told and tells no more, with facts left behind: they are put off, for a host that does, and given up in the end.
func TestNobodyTellsAnyMore(t *testing.T) {
	t.Parallel()
	h, st := newHooks(), memory.New()
	w := quickOn(t, st, h.into)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.listens(hook)
	pat.mustPay(shop, "5.00")
	telling := w.sys
	w.sys = newSystem(t, w.configOn(st))
	w.settle()
	require.Equal(t, "no notices here", shop.notices()[0].Reason)
	_, err := w.sys.Merchants.SetEndpoint(w.ctx, seqr.EndpointRequest{Key: w.key(), Merchant: shop.merchant.ID, URL: hook})
	require.ErrorIs(t, err, payment.ErrNoNotices)
	w.clock.Advance(time.Minute)
	w.sys = telling
	w.settle()
	require.Equal(t, []string{"invoice.paid 5.00"}, h.kinds(hook))
	w.audit()
}

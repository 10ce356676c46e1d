package seqr_test

import (
	"context"
	"flag"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// cycles is how often what serves the clients is killed: make crash does it more often.
var cycles = flag.Int("cycles", 5, "how often a process is killed, or a server stopped, under load")

// request is what a till or an app asks: one of these.
type request struct {
	Issue   *seqr.InvoiceRequest `json:",omitempty"`
	Scan    *seqr.ScanRequest    `json:",omitempty"`
	Approve *seqr.ApproveRequest `json:",omitempty"`
	Status  *statusRequest       `json:",omitempty"`
}

type statusRequest struct {
	Merchant payment.MerchantID
	Invoice  payment.InvoiceID
}

// response is what it is answered.
type response struct {
	Invoice  *seqr.InvoiceStatus       `json:",omitempty"`
	Shown    *identity.ApprovalMessage `json:",omitempty"`
	Approved *seqr.Approved            `json:",omitempty"`
	Again    bool                      // the approval was there before it was asked for
	Refused  string
	Retry    bool // nobody can say, or not now
}

// counter serves requests with a system over a store.
type counter struct {
	sys   *seqr.System
	store store.Store
}

func (c counter) serve(ctx context.Context, r request) (a response) {
	var err error
	switch {
	case r.Issue != nil:
		a.Invoice = new(seqr.InvoiceStatus)
		*a.Invoice, err = c.sys.Merchants.Issue(ctx, *r.Issue)
	case r.Scan != nil:
		var s seqr.Scanned
		s, err = c.sys.Payments.Scan(ctx, *r.Scan)
		a.Shown = &s.Message
	case r.Approve != nil:
		scope := c.sys.Market().Code + "/payments.approve/" + r.Approve.Account.String()
		_, missing := c.store.Command(ctx, scope, string(r.Approve.Key))
		a.Again, a.Approved = missing == nil, new(seqr.Approved)
		*a.Approved, err = c.sys.Payments.Approve(ctx, *r.Approve)
	default:
		a.Invoice = new(seqr.InvoiceStatus)
		*a.Invoice, err = c.sys.Merchants.Status(ctx, r.Status.Merchant, r.Status.Invoice)
	}
	if err != nil {
		a.Refused, a.Retry = err.Error(), seqr.KindOf(err) == seqr.Unavailable
	}
	return a
}

// front is where clients find whoever serves at the moment, if anybody does.
type front struct {
	ask      atomic.Pointer[func(request) (response, bool)] // false: there was no answer
	closing  atomic.Bool
	approved atomic.Int64
	replayed atomic.Int64
	beyond   chan struct{} // one for each approval that was answered
}

// persist asks until there is an answer. A request is the same each time.
func (f *front) persist(t testing.TB, r request) (response, bool) {
	again := time.NewTicker(3 * time.Millisecond)
	defer again.Stop()
	for range 20_000 {
		if ask := f.ask.Load(); ask != nil {
			if a, ok := (*ask)(r); ok && !a.Retry {
				return a, assert.Empty(t, a.Refused)
			}
		}
		<-again.C
	}
	return response{}, assert.Fail(t, "nobody ever answers")
}

// client is an app and a till. It knows which keys were answered with which payments.
type client struct {
	*person
	shop *till
	paid map[seqr.Key]payment.PaymentID
}

const price = 7 // cents of each payment

// work pays until the front closes, and finishes what it began.
func (c *client) work(f *front) {
	for !f.closing.Load() && c.once(f) {
		f.approved.Add(1)
	}
}

func (c *client) once(f *front) bool {
	t := c.w.t
	draft := payment.Draft{Title: "Purchase", Total: money.FromMinor(price, money.USD)}
	issued, ok := f.persist(t, request{Issue: &seqr.InvoiceRequest{Key: c.w.key(), Merchant: c.shop.merchant.ID, Lane: c.shop.lane.ID, Draft: draft}})
	if !ok {
		return false
	}
	shown, ok := f.persist(t, request{Scan: &seqr.ScanRequest{Account: c.id, Code: issued.Invoice.Code}})
	if !ok {
		return false
	}
	approval := c.sign(seqr.Scanned{Message: *shown.Shown}, c.pin)
	told, ok := f.persist(t, request{Approve: &approval})
	if !ok {
		return false
	}
	if told.Again {
		f.replayed.Add(1)
	}
	c.paid[approval.Key] = told.Approved.Payment
	select {
	case f.beyond <- struct{}{}:
	default:
	}
	st, ok := f.persist(t, request{Status: &statusRequest{c.shop.merchant.ID, issued.Invoice.Invoice}})
	return ok && assert.Equal(t, payment.Paid, st.Invoice.State)
}

// crashing is a world whose clients pay while what serves them dies again and again.
type crashing struct {
	*world
	front
	clients []*client
	began   sync.WaitGroup
}

func newCrashing(t *testing.T, st store.Store) *crashing {
	t.Helper()
	c := &crashing{world: quickOn(t, st), front: front{beyond: make(chan struct{})}}
	shop := c.till("Corner Grocery")
	for i := range 8 {
		own := &till{w: c.world, merchant: shop.merchant, location: shop.location, lane: shop.addLane("Lane " + string(rune('A'+i)))}
		p := c.join("Payer "+string(rune('A'+i)), "+1801555010"+string(rune('0'+i)))
		c.clients = append(c.clients, &client{person: p, shop: own, paid: map[seqr.Key]payment.PaymentID{}})
	}
	return c
}

func (c *crashing) begin() {
	for _, cl := range c.clients {
		c.began.Go(func() { cl.work(&c.front) })
	}
}

// finish lets the clients end what they began.
func (c *crashing) finish() {
	c.closing.Store(true)
	done := make(chan struct{})
	go func() {
		c.began.Wait()
		close(done)
	}()
	for {
		select {
		case <-c.beyond:
		case <-done:
			return
		}
	}
}

// await waits until so many approvals were answered.
func (c *crashing) await(n int) {
	for range n {
		<-c.beyond
	}
}

// more tells whether another cycle is due after so many of at least n: a few may, by chance, leave nothing done and unanswered.
func (c *crashing) more(done, n int) bool {
	return done < n || c.replayed.Load() == 0 && done < 100
}

// check wants every answered payment to be there once, and no other; and the auditor to find nothing, days later too.
func (c *crashing) check(st store.Store) {
	c.store = st
	all := map[payment.PaymentID]bool{}
	for _, cl := range c.clients {
		payments, err := st.PaymentsOf(c.ctx, cl.id, payment.PaymentID{}, 1<<20)
		require.NoError(c.t, err)
		require.Len(c.t, payments, len(cl.paid), "as many as were answered")
		for _, p := range payments {
			all[p.ID] = true
		}
		for key, id := range cl.paid {
			require.True(c.t, all[id], "payment of %s was answered and lost", key)
		}
		a, err := st.LedgerAccount(c.ctx, ledgerOf(c, cl.id))
		require.NoError(c.t, err)
		require.EqualValues(c.t, -price*len(cl.paid), a.Balance)
	}
	require.Len(c.t, all, int(c.approved.Load()))
	require.Positive(c.t, c.replayed.Load(), "what was unanswered and done is answered, not done again")
	c.audit()
	c.clock.Advance(time.Hour) // leases of the dead end
	c.settle()
	c.pass(10)
	for _, cl := range c.clients {
		require.Equal(c.t, "100.00", cl.available(), "all was collected")
	}
	c.audit()
	c.t.Logf("%d payments, %d of them answered by replay", len(all), c.replayed.Load())
}

func ledgerOf(c *crashing, id account.ID) ledger.AccountID {
	a, err := c.store.Account(c.ctx, id)
	require.NoError(c.t, err)
	return a.Accounts[0].Ledger
}

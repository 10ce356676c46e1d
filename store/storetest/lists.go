package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

var listCases = []testCase{
	{"9: lists are ordered, start after the given key and end at the limit", listsPaged},
	{"9: a list of one owner has nothing of another's", listsByOwner},
	{"9: transfers are listed by each side", transfersListed},
	{"9: settlements are listed by merchant, their lines by settlement", settlementsListed},
	{"9: what is sold and promised is listed by merchant and user", shopListed},
	{"9: notices are listed by merchant and by state", noticesListed},
	{"9: offers and products run from their first instant to their last", promotionsRun},
	{"9: what the bank told is listed while it is open", advicesOpen},
	{"9: statements are paged", statementsPaged},
	{"9: cashback payouts are listed by quarter", cashbackListed},
	{"9: who earned is listed once each", payersListed},
	{"9: who earned is read with the quarter's months and what is to be brought", earnersRead},
	{"9: invoices expire at their instant, by their state", invoicesExpire},
	{"9: expired invoices are paged by ID", expiredPaged},
	{"9: the latest scan and mandate are those with the greatest ID", latestFound},
}

// pageSize is what the suite pages by: small, so that pages have edges.
const pageSize = 3

// endless is how long no list of the suite is: one that is does not get any further.
const endless = 1000

// list is a list of all values of a kind, by their keys as text.
type list struct {
	name string
	read func(ctx context.Context, r store.Reader, after string, limit int) ([]string, error)
}

// listOf makes a list. After is parsed of a key's text; the empty one is the start.
func listOf[V, K any](name string, read func(store.Reader, context.Context, K, int) ([]V, error), key func(V) string, parse func(string) K) list {
	return list{name, func(ctx context.Context, r store.Reader, after string, limit int) ([]string, error) {
		vs, err := read(r, ctx, parse(after), limit)
		keys := make([]string, len(vs))
		for i, v := range vs {
			keys[i] = key(v)
		}
		return keys, err
	}}
}

func parseID(s string) uuid.UUID {
	if s == "" {
		return uuid.Nil
	}
	return uuid.MustParse(s)
}

// lists are all lists of everything there is.
func lists() []list {
	return []list{
		listOf("accounts", store.Reader.AccountList, func(v account.Account) string { return v.ID.String() },
			func(s string) account.ID { return account.ID{UUID: parseID(s)} }),
		listOf("trails", store.Reader.TrailList, func(v account.Trail) string { return v.Account.String() },
			func(s string) account.ID { return account.ID{UUID: parseID(s)} }),
		listOf("credentials", store.Reader.CredentialList, func(v identity.Credential) string { return v.Account.String() },
			func(s string) account.ID { return account.ID{UUID: parseID(s)} }),
		listOf("ID records", store.Reader.IDRecordList, func(v identity.IDRecord) string { return string(v.ID) },
			func(s string) account.Tag { return account.Tag(s) }),
		listOf("merchants", store.Reader.MerchantList, func(v payment.Merchant) string { return v.ID.String() },
			func(s string) payment.MerchantID { return payment.MerchantID{UUID: parseID(s)} }),
		listOf("invoices", store.Reader.InvoiceList, func(v payment.Invoice) string { return v.ID.String() },
			func(s string) payment.InvoiceID { return payment.InvoiceID{UUID: parseID(s)} }),
		listOf("payments", store.Reader.PaymentList, func(v payment.Payment) string { return v.ID.String() },
			func(s string) payment.PaymentID { return payment.PaymentID{UUID: parseID(s)} }),
		listOf("transfers of people", store.Reader.TransferList, func(v payment.Transfer) string { return v.ID.String() },
			func(s string) payment.TransferID { return payment.TransferID{UUID: parseID(s)} }),
		listOf("money requests", store.Reader.RequestList, func(v payment.MoneyRequest) string { return v.ID.String() },
			func(s string) payment.RequestID { return payment.RequestID{UUID: parseID(s)} }),
		listOf("collections", store.Reader.CollectionList, func(v ach.Collection) string { return v.ID.String() },
			func(s string) ach.CollectionID { return ach.CollectionID{UUID: parseID(s)} }),
		listOf("payouts", store.Reader.PayoutList, func(v ach.Payout) string { return v.ID.String() },
			func(s string) ach.PayoutID { return ach.PayoutID{UUID: parseID(s)} }),
		listOf("advices", store.Reader.AdviceList, func(v ach.Advice) string { return v.ID.String() },
			func(s string) ach.AdviceID { return ach.AdviceID{UUID: parseID(s)} }),
		listOf("corrections", store.Reader.CorrectionList, func(v cashback.Correction) string { return v.ID.String() },
			func(s string) cashback.CorrectionID { return cashback.CorrectionID{UUID: parseID(s)} }),
		listOf("offers", store.Reader.OfferList, func(v cashback.Offer) string { return v.ID.String() },
			func(s string) cashback.OfferID { return cashback.OfferID{UUID: parseID(s)} }),
		listOf("rewards", store.Reader.RewardList, func(v cashback.Reward) string { return v.ID.String() },
			func(s string) cashback.RewardID { return cashback.RewardID{UUID: parseID(s)} }),
		listOf("products", store.Reader.ProductList, func(v payment.Product) string { return v.ID.String() },
			func(s string) payment.ProductID { return payment.ProductID{UUID: parseID(s)} }),
		listOf("orders", store.Reader.OrderList, func(v payment.Order) string { return v.ID.String() },
			func(s string) payment.OrderID { return payment.OrderID{UUID: parseID(s)} }),
		listOf("ledger accounts", store.Reader.LedgerAccounts, func(v ledger.Account) string { return v.ID.String() },
			func(s string) ledger.AccountID { return ledger.AccountID{UUID: parseID(s)} }),
		listOf("transfers", store.Reader.Transfers, func(v ledger.Posting) string { return v.Transfer.ID.String() },
			func(s string) ledger.TransferID { return ledger.TransferID{UUID: parseID(s)} }),
		listOf("pending events", store.Reader.Pending, func(v store.Event) string { return v.ID.String() },
			func(s string) store.EventID { return store.EventID{UUID: parseID(s)} }),
	}
}

// populate commits n of everything in an order that is not that of the IDs.
func (t *trial) populate(n int) {
	t.Helper()
	commits := make([]store.Changes, n)
	for i := range commits {
		c := &commits[i]
		c.Accounts, c.Credentials = []account.Account{user()}, []identity.Credential{{Account: account.ID{UUID: newID()}}}
		c.Trails = []account.Trail{{Account: account.ID{UUID: newID()}}}
		c.IDRecords = []identity.IDRecord{{ID: account.Tag(fmt.Sprintf("%c%d", "aBÅ"[i%3], i))}}
		c.Merchants = []payment.Merchant{{ID: payment.MerchantID{UUID: newID()}}}
		c.Invoices = []payment.Invoice{{ID: payment.InvoiceID{UUID: newID()}}}
		c.Payments = []payment.Payment{{ID: payment.PaymentID{UUID: newID()}}}
		c.Collections = []ach.Collection{{ID: ach.CollectionID{UUID: newID()}, Payment: newID()}}
		c.Moved = []payment.Transfer{{ID: payment.TransferID{UUID: newID()}}}
		c.Requests = []payment.MoneyRequest{{ID: payment.RequestID{UUID: newID()}}}
		c.Payouts = []ach.Payout{{ID: ach.PayoutID{UUID: newID()}}}
		c.Advices = []ach.Advice{{ID: ach.AdviceID{UUID: newID()}}}
		from, to := payable(), payable()
		c.Corrections = []cashback.Correction{{ID: cashback.CorrectionID{UUID: newID()}}}
		c.Offers, c.Rewards = []cashback.Offer{{ID: cashback.OfferID{UUID: newID()}}}, []cashback.Reward{{ID: cashback.RewardID{UUID: newID()}}}
		c.Products, c.Orders = []payment.Product{{ID: payment.ProductID{UUID: newID()}}}, []payment.Order{{ID: payment.OrderID{UUID: newID()}}}
		c.Ledger, c.Transfers = []ledger.Account{from, to}, []ledger.Transfer{move(from, to, 1)}
		c.Events = []store.Event{event(0)}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { commits[i], commits[j] = commits[j], commits[i] })
	for _, c := range commits {
		t.commit(c)
	}
}

func listsPaged(t *trial) {
	t.populate(2*pageSize + 1)
	for _, l := range lists() {
		whole, err := l.read(t.ctx, t.store, "", all)
		require.NoError(t, err, l.name)
		require.GreaterOrEqual(t, len(whole), 2*pageSize+1, l.name)
		require.True(t, slices.IsSorted(whole), "%s: %v", l.name, whole)
		require.Equal(t, whole, t.paged(l), l.name)
		for _, limit := range []int{0, -1} {
			none, err := l.read(t.ctx, t.store, "", limit)
			require.NoError(t, err, l.name)
			require.Empty(t, none, l.name)
		}
	}
	behind, err := t.store.AccountList(t.ctx, account.ID{UUID: uuid.Max}, all)
	require.NoError(t, err)
	require.Empty(t, behind)
	between := must(t, t.paged(lists()[0]), nil)[1]
	id := parseID(between)
	id[8]-- // never 0 in these IDs; a key that is not there: the next one is next
	next, err := t.store.AccountList(t.ctx, account.ID{UUID: id}, 1)
	require.NoError(t, err)
	require.Equal(t, between, next[0].ID.String())
}

// paged reads a list page by page to its end.
func (t *trial) paged(l list) []string {
	t.Helper()
	var whole []string
	for after := ""; ; after = whole[len(whole)-1] {
		page, err := l.read(t.ctx, t.store, after, pageSize)
		require.NoError(t, err, l.name)
		require.LessOrEqual(t, len(page), pageSize, l.name)
		if len(page) == 0 {
			return whole
		}
		whole = append(whole, page...)
		require.Less(t, len(whole), endless, l.name)
	}
}

func listsByOwner(t *trial) {
	mine, other := newID(), newID()
	var want [4][]uuid.UUID
	for i := range 2*pageSize + 1 {
		for _, owner := range []uuid.UUID{mine, other} {
			ids := [4]uuid.UUID{newID(), newID(), newID(), newID()}
			t.commit(store.Changes{
				Payments:    []payment.Payment{{ID: payment.PaymentID{UUID: ids[0]}, Payer: account.ID{UUID: owner}}},
				Refunds:     []payment.Refund{{ID: payment.RefundID{UUID: ids[1]}, Payment: payment.PaymentID{UUID: owner}}},
				Actions:     []account.Action{{ID: account.ActionID{UUID: ids[2]}, Account: account.ID{UUID: owner}, Agent: fmt.Sprint(i)}},
				Collections: []ach.Collection{{ID: ach.CollectionID{UUID: ids[3]}, Owner: account.ID{UUID: owner}, Payment: ids[3]}},
			})
			for i, id := range ids {
				if owner == mine {
					want[i] = append(want[i], id)
				}
			}
		}
	}
	got := [4][]uuid.UUID{
		pages(t, func(after uuid.UUID) ([]payment.Payment, error) {
			return t.store.PaymentsOf(t.ctx, account.ID{UUID: mine}, payment.PaymentID{UUID: after}, pageSize)
		}, func(v payment.Payment) uuid.UUID { return v.ID.UUID }),
		pages(t, func(after uuid.UUID) ([]payment.Refund, error) {
			return t.store.Refunds(t.ctx, payment.PaymentID{UUID: mine}, payment.RefundID{UUID: after}, pageSize)
		}, func(v payment.Refund) uuid.UUID { return v.ID.UUID }),
		pages(t, func(after uuid.UUID) ([]account.Action, error) {
			return t.store.Actions(t.ctx, account.ID{UUID: mine}, account.ActionID{UUID: after}, pageSize)
		}, func(v account.Action) uuid.UUID { return v.ID.UUID }),
		pages(t, func(after uuid.UUID) ([]ach.Collection, error) {
			return t.store.CollectionsOf(t.ctx, account.ID{UUID: mine}, ach.CollectionID{UUID: after}, pageSize)
		}, func(v ach.Collection) uuid.UUID { return v.ID.UUID }),
	}
	require.Equal(t, want, got)
	none, err := t.store.PaymentsOf(t.ctx, account.ID{UUID: newID()}, payment.PaymentID{}, pageSize)
	require.NoError(t, err)
	require.Empty(t, none)
}

// pages reads page by page to the end.
func pages[V any](t *trial, read func(after uuid.UUID) ([]V, error), id func(V) uuid.UUID) []uuid.UUID {
	t.Helper()
	var ids []uuid.UUID
	var after uuid.UUID
	for {
		page, err := read(after)
		require.NoError(t, err)
		require.LessOrEqual(t, len(page), pageSize)
		for _, v := range page {
			after = id(v)
			ids = append(ids, after)
		}
		if len(page) == 0 {
			return ids
		}
		require.Less(t, len(ids), endless)
	}
}

func statementsPaged(t *trial) {
	payer, merchant := t.shop(10000)
	other := payable()
	t.open(other)
	var want []uuid.UUID
	for i := range 2*pageSize + 1 {
		m := move(payer, merchant, 100)
		if i%2 == 1 {
			m = move(merchant, payer, 50)
		}
		t.post(m, move(merchant, other, 1))
		want = append(want, m.ID.UUID)
	}
	got := pages(t, func(after uuid.UUID) ([]ledger.Entry, error) {
		return t.store.Statement(t.ctx, payer.ID, ledger.TransferID{UUID: after}, pageSize)
	}, func(e ledger.Entry) uuid.UUID { return e.Transfer.ID.UUID })
	require.Equal(t, want, got)
	none, err := t.store.Statement(t.ctx, payer.ID, ledger.TransferID{}, 0)
	require.NoError(t, err)
	require.Empty(t, none)
}

func cashbackListed(t *trial) {
	payer, other := account.ID{UUID: newID()}, account.ID{UUID: newID()}
	q := civil.Quarter{Year: 2025, Number: 4}
	var want []civil.Quarter
	for range 2*pageSize + 1 {
		t.commit(store.Changes{Cashback: []cashback.Payout{{Payer: payer, Quarter: q}, {Payer: other, Quarter: q}}})
		want = append(want, q)
		q = q.Next()
	}
	var got []civil.Quarter
	var after civil.Quarter
	for {
		page, err := t.store.CashbackPayouts(t.ctx, payer, after, pageSize)
		require.NoError(t, err)
		if len(page) == 0 {
			break
		}
		for _, p := range page {
			require.Equal(t, payer, p.Payer)
			after = p.Quarter
			got = append(got, after)
		}
		require.Less(t, len(got), endless)
	}
	require.Equal(t, want, got)
}

func payersListed(t *trial) {
	q := civil.Quarter{Year: 2026, Number: 1}
	var want []uuid.UUID
	for range 2*pageSize + 1 {
		payer, elsewhere := account.ID{UUID: newID()}, account.ID{UUID: newID()}
		var c store.Changes
		for _, m := range q.Months() {
			c.Tallies = append(c.Tallies, cashback.Increment{Payer: payer, Month: m, Count: 1, Total: dollars(1), Market: home})
		}
		for _, m := range []civil.Month{q.First().Prev(), q.Next().First()} {
			c.Tallies = append(c.Tallies, cashback.Increment{Payer: elsewhere, Month: m, Count: 1, Total: dollars(1), Market: home})
		}
		t.commit(c)
		want = append(want, payer.UUID)
	}
	got := pages(t, func(after uuid.UUID) ([]account.ID, error) {
		earners, err := t.store.Earners(t.ctx, home, q, account.ID{UUID: after}, pageSize)
		return payersOf(earners), err
	}, func(id account.ID) uuid.UUID { return id.UUID })
	require.Equal(t, want, got)
}

func payersOf(earners []cashback.Earner) (ids []account.ID) {
	for _, e := range earners {
		ids = append(ids, e.Payer)
	}
	return ids
}

// earnersRead gives some payers a past of which each has another part that a decision about the quarter reads.
func earnersRead(t *trial) {
	q := civil.Quarter{Year: 2026, Number: 2}
	over := decimal.New(25, -2)
	var want []cashback.Earner
	for n := range 2*pageSize + 1 {
		e := cashback.Earner{Payer: account.ID{UUID: newID()}}
		var c store.Changes
		for i, m := range []civil.Month{q.First().Prev(), q.Months()[n%3], q.Months()[(n+1)%3], q.Next().First()} {
			one := cashback.Increment{Payer: e.Payer, Month: m, Count: 1, Total: dollars(int64(i)), Market: home}
			c.Tallies = append(c.Tallies, one)
			if m.Quarter() == q {
				e.Tallies = append(e.Tallies, cashback.Tally{Payer: e.Payer, Month: m, Version: 1, Count: 1, Total: one.Total, Market: home})
			}
		}
		slices.SortFunc(e.Tallies, func(a, b cashback.Tally) int { return a.Month.Compare(b.Month) })
		for i, of := range []civil.Quarter{q.Prev().Prev(), q.Prev(), q, q.Next()} {
			p := cashback.Payout{Payer: e.Payer, Quarter: of, State: cashback.Paid, Amount: dollars(1)}
			if (n+i)%3 == 0 {
				p.Over = over
			}
			if n == 1 && of == q {
				continue // not decided yet
			}
			c.Cashback = append(c.Cashback, p)
			if p.Version = 1; of == q || !p.Over.IsZero() {
				e.Payouts = append(e.Payouts, p)
			}
		}
		t.commit(c)
		want = append(want, e)
	}
	all, err := t.store.Earners(t.ctx, home, q, account.ID{}, len(want)+1)
	require.NoError(t, err)
	require.Equal(t, want, all)
	some, err := t.store.Earners(t.ctx, home, q, want[1].Payer, pageSize)
	require.NoError(t, err)
	require.Equal(t, want[2:2+pageSize], some)
}

// expiring is an invoice whose two deadlines are some seconds after the start.
func expiring(s payment.State, expires, held int) payment.Invoice {
	return payment.Invoice{
		ID: payment.InvoiceID{UUID: newID()}, Market: home, State: s, ExpiresAt: start.Add(seconds(expires)), HoldUntil: start.Add(seconds(held)),
	}
}

func (t *trial) expired(at time.Time) []payment.InvoiceID {
	t.Helper()
	vs, err := t.store.ExpiredInvoices(t.ctx, home, at, payment.InvoiceID{}, all)
	require.NoError(t, err)
	var ids []payment.InvoiceID
	for _, v := range vs {
		ids = append(ids, v.ID)
	}
	return ids
}

func invoicesExpire(t *trial) {
	issued, asking, reserved := expiring(payment.Issued, 10, 0), expiring(payment.PendingAcknowledge, 20, 0), expiring(payment.Reserved, 0, 30)
	c := store.Changes{Invoices: []payment.Invoice{issued, asking, reserved}}
	for _, s := range []payment.State{payment.Paid, payment.Canceled, payment.Failed, payment.Expired} {
		c.Invoices = append(c.Invoices, expiring(s, 0, 0))
	}
	endless := payment.Invoice{Market: home, ID: payment.InvoiceID{UUID: newID()}, State: payment.Issued}
	c.Invoices = append(c.Invoices, endless)
	t.commit(c)
	require.Empty(t, t.expired(issued.ExpiresAt.Add(-time.Microsecond)))
	require.Equal(t, []payment.InvoiceID{issued.ID}, t.expired(issued.ExpiresAt))
	require.Equal(t, []payment.InvoiceID{issued.ID, asking.ID, reserved.ID}, t.expired(start.Add(seconds(30))))
	issued.Version, issued.State = 1, payment.Reserved // until start
	asking.Version, asking.ExpiresAt = 1, start.Add(seconds(3600))
	reserved.Version, reserved.State = 1, payment.Paid
	t.commit(store.Changes{Invoices: []payment.Invoice{issued, asking, reserved}})
	require.Equal(t, []payment.InvoiceID{issued.ID}, t.expired(start.Add(seconds(30))))
	require.Equal(t, []payment.InvoiceID{issued.ID, asking.ID}, t.expired(start.Add(seconds(3600))))
}

func expiredPaged(t *trial) {
	var want []uuid.UUID
	for i := range 2*pageSize + 1 {
		v := expiring(payment.Issued, 100-i, 0) // the later the ID, the earlier the deadline
		t.commit(store.Changes{Invoices: []payment.Invoice{v}})
		want = append(want, v.ID.UUID)
	}
	got := pages(t, func(after uuid.UUID) ([]payment.Invoice, error) {
		return t.store.ExpiredInvoices(t.ctx, home, start.Add(seconds(100)), payment.InvoiceID{UUID: after}, pageSize)
	}, func(v payment.Invoice) uuid.UUID { return v.ID.UUID })
	require.Equal(t, want, got)
	none, err := t.store.ExpiredInvoices(t.ctx, home, start.Add(seconds(100)), payment.InvoiceID{}, 0)
	require.NoError(t, err)
	require.Empty(t, none)
}

func latestFound(t *trial) {
	owner, other := account.ID{UUID: newID()}, account.ID{UUID: newID()}
	bank := ach.BankAccountID{UUID: newID()}
	scans := make([]identity.Scan, 3)
	mandates := make([]ach.Mandate, 3)
	for i := range scans {
		scans[i] = identity.Scan{ID: identity.ScanID{UUID: newID()}, Account: owner}
		mandates[i] = ach.Mandate{ID: ach.MandateID{UUID: newID()}, Bank: bank}
	}
	for _, i := range []int{1, 2, 0} {
		t.commit(store.Changes{Scans: scans[i : i+1], Mandates: mandates[i : i+1]})
	}
	t.commit(store.Changes{Scans: []identity.Scan{{ID: identity.ScanID{UUID: newID()}, Account: other}}})
	scan, err := t.store.LatestScan(t.ctx, owner)
	require.NoError(t, err)
	require.Equal(t, scans[2].ID, scan.ID)
	mandate, err := t.store.Mandate(t.ctx, bank)
	require.NoError(t, err)
	require.Equal(t, mandates[2].ID, mandate.ID)
}

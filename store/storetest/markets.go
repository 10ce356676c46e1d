package storetest

import (
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Systems of several markets work over one store, each on what is its own.
var marketCases = []testCase{
	{"8: a market's events are claimed by it alone", claimedByMarket},
	{"2: a market's run of a quarter is its own", runsByMarket},
	{"9: a market's payers are listed", payersByMarket},
	{"9: a market's invoices expire", expiredByMarket},
	{"9: a market's promotions run", promotionsByMarket},
	{"9: a market's advices wait", advicesByMarket},
}

// abroad is an event of the other market.
func abroad(due int) store.Event {
	e := event(due)
	e.Market = away
	return e
}

func claimedByMarket(t *trial) {
	first, mine, later, other := abroad(0), event(10), event(20), abroad(30)
	t.commit(store.Changes{Events: []store.Event{first, mine, later, other}})
	claim := func(market string, limit int) []store.EventID {
		claimed, err := t.store.Claim(t.ctx, market, start.Add(seconds(60)), time.Minute, limit)
		require.NoError(t, err)
		for _, e := range claimed {
			require.Equal(t, market, e.Market)
		}
		return idsOf(claimed)
	}
	require.Equal(t, []store.EventID{mine.ID}, claim(home, 1), "an older one of another market takes no place")
	require.Equal(t, []store.EventID{first.ID, other.ID}, claim(away, 10))
	require.Equal(t, []store.EventID{later.ID}, claim(home, 10))
	require.Empty(t, claim("", 10))
	require.Empty(t, claim("ZZ", 10))
	pending, err := t.store.Pending(t.ctx, store.EventID{}, all)
	require.NoError(t, err)
	require.Equal(t, []store.EventID{first.ID, mine.ID, later.ID, other.ID}, idsOf(pending), "those of all markets")
}

func runsByMarket(t *trial) {
	q := civil.Quarter{Year: 2026, Number: 1}
	here, there := cashback.Run{Market: home, Quarter: q, Done: true}, cashback.Run{Market: away, Quarter: q}
	t.commit(store.Changes{Runs: []cashback.Run{here}})
	_, err := t.store.CashbackRun(t.ctx, away, q)
	require.ErrorIs(t, err, store.ErrNotFound)
	t.commit(store.Changes{Relied: []store.Ref{store.RelyOnNoRun(away, q)}})
	t.refuse(store.ErrConflict, store.Changes{Relied: []store.Ref{store.RelyOnNoRun(home, q)}})
	t.commit(store.Changes{Runs: []cashback.Run{there}})
	t.refuse(store.ErrConflict, store.Changes{Relied: []store.Ref{store.RelyOnNoRun(away, q)}})
	t.refuse(store.ErrConflict, store.Changes{Runs: []cashback.Run{there}})
	for _, want := range []cashback.Run{here, there} {
		want.Version = 1
		got, err := t.store.CashbackRun(t.ctx, want.Market, q)
		require.Equal(t, want, must(t, got, err))
	}
}

func payersByMarket(t *trial) {
	q := civil.Quarter{Year: 2026, Number: 1}
	payer, other := account.ID{UUID: newID()}, account.ID{UUID: newID()}
	theirs := increment(other, 1)
	theirs.Market = away
	t.commit(store.Changes{Tallies: []cashback.Increment{increment(payer, 1), theirs}})
	moved := increment(other, 1) // a payer stays where the first increment put it
	t.commit(store.Changes{Tallies: []cashback.Increment{moved}})
	for market, want := range map[string][]account.ID{home: {payer}, away: {other}, "": nil} {
		got, err := t.store.Earners(t.ctx, market, q, account.ID{}, all)
		require.NoError(t, err)
		require.ElementsMatch(t, want, payersOf(got), market)
	}
	require.Equal(t, away, t.tally(other).Market)
}

func expiredByMarket(t *trial) {
	mine, theirs := expiring(payment.Issued, 10, 0), expiring(payment.Issued, 5, 0)
	theirs.Market = away
	t.commit(store.Changes{Invoices: []payment.Invoice{mine, theirs}})
	for market, want := range map[string][]payment.InvoiceID{home: {mine.ID}, away: {theirs.ID}, "": nil} {
		list, err := t.store.ExpiredInvoices(t.ctx, market, start.Add(seconds(10)), payment.InvoiceID{}, all)
		require.NoError(t, err)
		var got []payment.InvoiceID
		for _, v := range list {
			got = append(got, v.ID)
		}
		require.Equal(t, want, got, market)
	}
}

func advicesByMarket(t *trial) {
	mine, theirs := ach.Advice{ID: ach.AdviceID{UUID: newID()}, Market: home, State: ach.AdviceOpen}, ach.Advice{ID: ach.AdviceID{UUID: newID()}, Market: away, State: ach.AdviceOpen}
	t.commit(store.Changes{Advices: []ach.Advice{mine, theirs}})
	for _, want := range []ach.Advice{mine, theirs} {
		list, err := t.store.AdvicesOpen(t.ctx, want.Market, ach.AdviceID{}, all)
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Equal(t, want.ID, list[0].ID)
	}
}

func promotionsByMarket(t *trial) {
	ids := map[string]uuid.UUID{away: newID(), home: newID()}
	for market, id := range ids {
		t.commit(store.Changes{
			Offers:   []cashback.Offer{{ID: cashback.OfferID{UUID: id}, Market: market, Starts: start, Ends: start.Add(seconds(1))}},
			Products: []payment.Product{{ID: payment.ProductID{UUID: id}, Market: market, Starts: start, Ends: start.Add(seconds(1))}},
		})
	}
	for market, id := range ids {
		offers, err := t.store.OffersRunning(t.ctx, market, start, cashback.OfferID{}, all)
		require.NoError(t, err)
		require.Len(t, offers, 1)
		require.Equal(t, id, offers[0].ID.UUID)
		products, err := t.store.ProductsOnSale(t.ctx, market, start, payment.ProductID{}, all)
		require.NoError(t, err)
		require.Len(t, products, 1)
		require.Equal(t, id, products[0].ID.UUID)
	}
}

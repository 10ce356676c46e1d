package storetest

import (
	"math"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

var valueCases = []testCase{
	{"9: every field of every kind is kept", everyField},
	{"9: what is zero stays zero", zeroStaysZero},
	{"9: times are kept in UTC at microseconds", timesKept},
	{"9: amounts are kept over all of 64 bits", amountsKept},
	{"9: texts and bytes are kept as they are", textsKept},
	{"9: keys differ by any byte", keysByByte},
	{"9: empty lists are kept as none", emptyLists},
	{"9: what is not there is not found", notFound},
}

var zeroTime time.Time

func everyField(t *trial) {
	for _, k := range kinds() {
		v := k.fresh()
		t.commit(k.changes(v))
		got, err := k.get(t.ctx, t.store, v)
		require.NoError(t, err, k.name)
		require.Equal(t, written(k, v), got, k.name)
		if k.version == nil {
			continue
		}
		edited := k.edit(got)
		t.commit(k.changes(edited))
		got, err = k.get(t.ctx, t.store, v)
		require.NoError(t, err, k.name)
		require.Equal(t, written(k, edited), got, "%s changed", k.name)
	}
}

func zeroStaysZero(t *trial) {
	for _, k := range kinds() {
		v := k.zero()
		t.commit(k.changes(v))
		got, err := k.get(t.ctx, t.store, v)
		require.NoError(t, err, k.name)
		require.Equal(t, written(k, v), got, k.name)
	}
	e := store.Event{ID: store.EventID{UUID: newID()}}
	t.commit(store.Changes{Events: []store.Event{e}, Command: &store.Command{}})
	pending, err := t.store.Pending(t.ctx, store.EventID{}, all)
	require.NoError(t, err)
	require.Equal(t, []store.Event{e}, pending)
	c, err := t.store.Command(t.ctx, "", "")
	require.NoError(t, err)
	require.Equal(t, store.Command{}, c)
}

func timesKept(t *trial) {
	zone := time.FixedZone("far east", 14*60*60)
	for _, c := range []struct{ given, kept time.Time }{
		{time.Date(2026, 3, 14, 9, 26, 53, 589793999, time.UTC), time.Date(2026, 3, 14, 9, 26, 53, 589793000, time.UTC)},
		{time.Date(2026, 3, 14, 9, 26, 53, 1, zone), time.Date(2026, 3, 13, 19, 26, 53, 0, time.UTC)},
		{time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC)},
		{time.Unix(0, 0), time.Unix(0, 0).UTC()},
		{time.Date(2038, 1, 19, 3, 14, 8, 0, zone), time.Date(2038, 1, 18, 13, 14, 8, 0, time.UTC)},
		{time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)},
		{time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC)},
		{time.Time{}.In(zone), time.Time{}},
	} {
		a := user()
		a.OpenedAt, a.Blocks = c.given, []account.Block{{Since: c.given}}
		act := identity.Activation{Phone: account.Tag(newID().String()), Sends: []time.Time{c.given}}
		e := store.Event{ID: store.EventID{UUID: newID()}, At: c.given, Due: c.given}
		t.commit(store.Changes{Accounts: []account.Account{a}, Activations: []identity.Activation{act}, Events: []store.Event{e}})
		got, err := t.store.Account(t.ctx, a.ID)
		require.NoError(t, err)
		require.Equal(t, c.kept, got.OpenedAt)
		require.Equal(t, c.kept, got.Blocks[0].Since)
		gotAct, err := t.store.Activation(t.ctx, act.Phone)
		require.NoError(t, err)
		require.Equal(t, c.kept, gotAct.Sends[0])
		pending, err := t.store.Pending(t.ctx, store.EventID{}, all)
		require.NoError(t, err)
		require.Len(t, pending, 1)
		require.Equal(t, c.kept, pending[0].Due)
		require.Equal(t, c.kept, pending[0].At)
		require.NoError(t, t.store.Done(t.ctx, e.ID))
	}
}

func amountsKept(t *trial) {
	for _, n := range extremes {
		for _, c := range []money.Currency{money.USD, money.JPY, money.KWD, "", "XXX"} {
			a := money.FromMinor(n, c)
			v := payment.Invoice{ID: payment.InvoiceID{UUID: newID()}, Total: a, Rows: []payment.Row{{Total: a, UnitPrice: a}}}
			w := user()
			w.Accounts = []account.PaymentAccount{{Maximum: a}}
			p := cashback.Payout{Payer: w.ID, Quarter: civil.Quarter{Year: 2026, Number: 1}, Amount: a, Exact: money.FromMinor(n, money.USD).Decimal()}
			t.commit(store.Changes{Invoices: []payment.Invoice{v}, Accounts: []account.Account{w}, Cashback: []cashback.Payout{p}})
			gotV, err := t.store.Invoice(t.ctx, v.ID)
			require.NoError(t, err)
			require.Equal(t, a, gotV.Total)
			require.Equal(t, a, gotV.Rows[0].Total)
			require.Equal(t, a, gotV.Rows[0].UnitPrice)
			gotW, err := t.store.Account(t.ctx, w.ID)
			require.NoError(t, err)
			require.Equal(t, a, gotW.Accounts[0].Maximum)
			gotP, err := t.store.CashbackPayout(t.ctx, w.ID, p.Quarter)
			require.NoError(t, err)
			require.Equal(t, a, gotP.Amount)
			require.True(t, p.Exact.Equal(gotP.Exact), "%s is not %s", gotP.Exact, p.Exact)
		}
	}
}

func textsKept(t *trial) {
	texts := []string{"", " ", "NULL", "null", "'; DROP TABLE account; --", "naïve ☃ 𝄞", "e\u0301", "\r\n\t", `{"a":[1]}`, "?1 $1 :a @a", strings.Repeat("ä", 5000)}
	for _, s := range texts {
		v := payment.Location{ID: payment.LocationID{UUID: newID()}, Name: s, Address: s}
		w := payment.Invoice{ID: payment.InvoiceID{UUID: newID()}, Title: s, Rows: []payment.Row{{Description: s}}}
		e := store.Event{ID: store.EventID{UUID: newID()}, Kind: s, Body: append([]byte(s), 0, 255, 0)}
		t.commit(store.Changes{Locations: []payment.Location{v}, Invoices: []payment.Invoice{w}, Events: []store.Event{e}})
		v.Version, w.Version = 1, 1
		require.Equal(t, v, must2(t)(t.store.Location(t.ctx, v.ID)))
		require.Equal(t, w, must2(t)(t.store.Invoice(t.ctx, w.ID)))
		require.Equal(t, []store.Event{e}, must2(t)(t.store.Pending(t.ctx, store.EventID{}, all)))
		require.NoError(t, t.store.Done(t.ctx, e.ID))
	}
}

func keysByByte(t *trial) {
	for _, tag := range []account.Tag{"", "k1.a", "k1.A", "K1.a", "k1.a ", "k1.å", "k1.a\u030a", "k1.%", "k1._"} {
		c := store.Changes{
			Activations: []identity.Activation{{Phone: tag, Code: []byte("code of " + tag)}},
			IDRecords:   []identity.IDRecord{{ID: tag, Accounts: []account.ID{{UUID: newID()}}}},
		}
		require.NoError(t, t.store.Commit(t.ctx, c), "%q", tag)
		act, err := t.store.Activation(t.ctx, tag)
		require.NoError(t, err)
		require.Equal(t, c.Activations[0].Code, act.Code, "%q", tag)
		r, err := t.store.IDRecord(t.ctx, tag)
		require.NoError(t, err)
		require.Equal(t, c.IDRecords[0].Accounts, r.Accounts, "%q", tag)
	}
}

func emptyLists(t *trial) {
	a := user()
	a.Personal, a.Blocks, a.Accounts, a.Documents = []byte{}, []account.Block{}, []account.PaymentAccount{}, []account.Tag{}
	e := store.Event{ID: store.EventID{UUID: newID()}, Body: []byte{}}
	t.commit(store.Changes{Accounts: []account.Account{a}, Events: []store.Event{e}, Claims: []store.Claim{}, Transfers: nil})
	require.Equal(t, account.Account{ID: a.ID, Version: 1}, must2(t)(t.store.Account(t.ctx, a.ID)))
	require.Equal(t, []store.Event{{ID: e.ID}}, must2(t)(t.store.Pending(t.ctx, store.EventID{}, all)))
}

func notFound(t *trial) {
	t.commit(everything())
	for _, k := range kinds() {
		_, err := k.get(t.ctx, t.store, k.fresh())
		require.ErrorIs(t, err, store.ErrNotFound, k.name)
	}
	_, err := t.store.LatestScan(t.ctx, account.ID{UUID: newID()})
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = t.store.CollectionOf(t.ctx, newID())
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = t.store.Mandate(t.ctx, ach.BankAccountID{UUID: newID()})
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = t.store.CashbackPayout(t.ctx, account.ID{}, civil.Quarter{Year: math.MaxInt16, Number: 4})
	require.ErrorIs(t, err, store.ErrNotFound)
}

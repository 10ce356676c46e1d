package storetest

import (
	"context"
	"reflect"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

var commitCases = []testCase{
	{"1: a commit of every kind of record is written whole", wholeCommit},
	{"1: a refused commit leaves nothing, whatever refuses it", refusedCommit},
	{"1: a refused commit changes nothing that was there", refusedChange},
	{"1: an ended context writes nothing", endedContext},
	{"1: an empty commit is taken", func(t *trial) { t.commit(store.Changes{}) }},
	{"1: refusals are told in their order: taken, moved, not enough", orderOfRefusals},
	{"1: what was given may be changed afterwards", givenIsCopied},
	{"1: what was read may be changed afterwards", readIsCopied},
	{"1: a closed store refuses everything", closedStore},
}

func wholeCommit(t *trial) {
	c := everything()
	t.commit(c)
	for _, k := range kinds() {
		for _, v := range k.in(c) {
			got, err := k.get(t.ctx, t.store, v)
			require.NoError(t, err, k.name)
			require.Equal(t, written(k, v), got, k.name)
		}
	}
	got, err := t.store.Command(t.ctx, c.Command.Scope, c.Command.Key)
	require.NoError(t, err)
	require.Equal(t, *c.Command, got)
	for _, cl := range c.Claims {
		owner, err := t.store.Claimed(t.ctx, cl.Kind, cl.Value)
		require.NoError(t, err)
		require.Equal(t, cl.Owner, owner)
	}
	pending, err := t.store.Pending(t.ctx, store.EventID{}, all)
	require.NoError(t, err)
	require.Equal(t, c.Events, pending)
	require.EqualValues(t, -1600, t.audited(c.Ledger[0]).Balance)
	require.EqualValues(t, -5000, t.standing(c.Ledger[0]).Floor)
	require.EqualValues(t, 1600, t.audited(c.Ledger[1]).Balance)
	for _, i := range c.Tallies {
		got, err := t.store.Tallies(t.ctx, i.Payer, i.Month.Quarter())
		require.NoError(t, err)
		require.Equal(t, []cashback.Tally{{Payer: i.Payer, Month: i.Month, Version: 1, Count: i.Count, Total: i.Total, Market: i.Market}}, got)
	}
}

// written is the value as it is read after it was written.
func written(k kind, v any) any {
	if k.version == nil {
		return v
	}
	return k.at(v, k.version(v)+1)
}

// obstacle is what makes a commit fail that would be taken without it.
type obstacle struct {
	name   string
	reason error
	add    func(c *store.Changes)
}

// obstacles commits what stands in the way and answers what runs into it.
func obstacles(t *trial) []obstacle {
	before := everything()
	before.Tallies = []cashback.Increment{increment(account.ID{UUID: newID()}, 100)}
	t.commit(before)
	list := append(ledgerObstacles(before),
		obstacle{"command", store.ErrExists, func(c *store.Changes) { c.Command = before.Command }},
		obstacle{"claim", store.ErrExists, func(c *store.Changes) { c.Claims = append(c.Claims, before.Claims[1]) }},
		obstacle{"event", store.ErrExists, func(c *store.Changes) { c.Events = append(c.Events, before.Events[0]) }},
		obstacle{"release", store.ErrConflict, func(c *store.Changes) { c.Releases = append(c.Releases, claim("nobody's")) }},
		obstacle{"tally", money.ErrCurrencyMismatch, func(c *store.Changes) {
			i := before.Tallies[0]
			i.Total = money.FromMinor(1, money.SEK)
			c.Tallies = append(c.Tallies, i)
		}},
	)
	for _, k := range kinds() {
		v := k.in(before)[0]
		if k.version == nil {
			list = append(list, obstacle{string(k.name), store.ErrExists, func(c *store.Changes) { k.put(c, v) }})
			continue
		}
		list = append(list,
			obstacle{string(k.name), store.ErrConflict, func(c *store.Changes) { k.put(c, k.at(k.fresh(), 1)) }},
			obstacle{string(k.name) + " relied on", store.ErrConflict, func(c *store.Changes) { c.Relied = append(c.Relied, k.ref(v)) }})
	}
	return list
}

func ledgerObstacles(before store.Changes) []obstacle {
	payer, merchant, used := before.Ledger[0], before.Ledger[1], before.Transfers[0]
	add := func(name string, reason error, ts ...ledger.Transfer) obstacle {
		return obstacle{name, reason, func(c *store.Changes) { c.Transfers = append(c.Transfers, ts...) }}
	}
	return []obstacle{
		add("floor", store.ErrInsufficient, move(payer, merchant, 10001)),
		add("second transfer passes the floor", store.ErrInsufficient, move(payer, merchant, 3000), move(payer, merchant, 3000)),
		add("unknown account", ledger.ErrUnknownAccount, move(payer, payable(), 1)),
		add("transfer", ledger.ErrExists, used),
		add("malformed", ledger.ErrMalformed, move(payer, payer, 1)),
		{"ledger account", ledger.ErrExists, func(c *store.Changes) { c.Ledger = append(c.Ledger, payer) }},
		{"new floor", store.ErrInsufficient, func(c *store.Changes) {
			c.Floors = append(c.Floors, ledger.Floor{Account: payer.ID, Floor: 0})
		}},
	}
}

// refusedCommit tries one commit with each obstacle in its way. If one of them left anything
// behind, the next would be refused for another reason, and the commit would not be taken at last.
func refusedCommit(t *trial) {
	list := obstacles(t)
	c := everything()
	before := t.sight(c)
	for _, o := range list {
		tried := c
		o.add(&tried)
		require.ErrorIs(t, t.store.Commit(t.ctx, tried), o.reason, o.name)
	}
	require.Equal(t, before, t.sight(c))
	t.commit(c)
}

func refusedChange(t *trial) {
	c := everything()
	t.commit(c)
	before := t.sight(c)
	change := store.Changes{
		Claims: []store.Claim{claim("new")}, Releases: c.Claims, Tallies: c.Tallies,
		Floors: []ledger.Floor{{Account: c.Ledger[0].ID, Floor: -9000}}, Transfers: []ledger.Transfer{move(c.Ledger[0], c.Ledger[1], 100)},
	}
	for _, k := range versioned() {
		k.put(&change, k.edit(written(k, k.in(c)[0])))
	}
	change.Transfers = append(change.Transfers, move(c.Ledger[0], c.Ledger[1], 9000))
	t.refuse(store.ErrInsufficient, change)
	require.Equal(t, before, t.sight(c))
	change.Transfers = change.Transfers[:1]
	t.commit(change) // it was the last transfer alone
}

func endedContext(t *trial) {
	ctx, cancel := context.WithCancel(t.ctx)
	cancel()
	c := everything()
	before := t.sight(c)
	require.ErrorIs(t, t.store.Commit(ctx, c), context.Canceled)
	require.Equal(t, before, t.sight(c))
	t.commit(c)
	_, err := t.store.Claim(ctx, home, start, seconds(1), 1)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, t.store.Done(ctx, c.Events[0].ID), context.Canceled)
	_, err = t.store.Account(ctx, c.Accounts[0].ID)
	require.ErrorIs(t, err, context.Canceled)
	_, err = t.store.AccountList(ctx, account.ID{}, 1)
	require.ErrorIs(t, err, context.Canceled)
	pending, err := t.store.Pending(t.ctx, store.EventID{}, all)
	require.NoError(t, err)
	require.Equal(t, c.Events, pending)
}

func orderOfRefusals(t *trial) {
	payer, merchant := t.shop(100)
	held := claim("held")
	t.commit(store.Changes{Command: command("done"), Claims: []store.Claim{held}})
	poor := store.Changes{Transfers: []ledger.Transfer{move(payer, merchant, 101)}}
	t.refuse(store.ErrInsufficient, poor)
	moved := poor
	stale := user()
	stale.Version = 7
	moved.Accounts = []account.Account{stale}
	t.refuse(store.ErrConflict, moved)
	moved.Accounts, moved.Relied = nil, []store.Ref{store.RelyOnAccount(stale)}
	t.refuse(store.ErrConflict, moved)
	moved.Relied, moved.Releases = nil, []store.Claim{claim("not held")}
	t.refuse(store.ErrConflict, moved)
	taken := moved
	taken.Claims = []store.Claim{claim("held")}
	t.refuse(store.ErrExists, taken)
	taken.Claims, taken.Command = nil, command("done")
	t.refuse(store.ErrExists, taken)
}

func givenIsCopied(t *trial) {
	c := everything()
	t.commit(c)
	before := t.sight(c)
	keys := keysOf(c)
	spoil(reflect.ValueOf(&c))
	require.Equal(t, before, t.sight(keys))
}

// keysOf shares no list with c, and names the same things.
func keysOf(c store.Changes) store.Changes {
	keys := store.Changes{Tallies: append([]cashback.Increment{}, c.Tallies...), Claims: append([]store.Claim{}, c.Claims...), Ledger: append([]ledger.Account{}, c.Ledger...)}
	copied := *c.Command
	keys.Command = &copied
	for _, k := range kinds() {
		for _, v := range k.in(c) {
			k.put(&keys, v) // whose lists are spoiled, but not its key
		}
	}
	return keys
}

func readIsCopied(t *trial) {
	c := everything()
	t.commit(c)
	before := t.sight(c)
	for _, v := range t.sight(c) {
		p := reflect.New(reflect.TypeOf(v))
		p.Elem().Set(reflect.ValueOf(v))
		spoil(p)
	}
	require.Equal(t, before, t.sight(c))
	claimed, err := t.store.Claim(t.ctx, home, start, 0, all)
	require.NoError(t, err)
	require.Len(t, claimed, 1)
	before = t.sight(c)
	spoil(reflect.ValueOf(&claimed))
	require.Equal(t, before, t.sight(c))
}

func closedStore(t *trial) {
	c := everything()
	t.commit(c)
	require.NoError(t, t.store.Close())
	t.refuse(store.ErrClosed, everything())
	_, err := t.store.Claim(t.ctx, home, start, seconds(1), 1)
	require.ErrorIs(t, err, store.ErrClosed)
	require.ErrorIs(t, t.store.Done(t.ctx, c.Events[0].ID), store.ErrClosed)
	_, err = t.store.Account(t.ctx, c.Accounts[0].ID)
	require.ErrorIs(t, err, store.ErrClosed)
	_, err = t.store.PaymentList(t.ctx, payment.PaymentID{}, 1)
	require.ErrorIs(t, err, store.ErrClosed)
	_, err = t.store.Claimed(t.ctx, store.ClaimPhone, uuid.NewString())
	require.ErrorIs(t, err, store.ErrClosed)
	require.NoError(t, t.store.Close(), "closed before")
}

package storetest

import (
	"fmt"
	"math"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// all is more than any list of the suite holds.
const all = 1_000_000

// home is the market of what the suite writes, and away another.
const home, away = "US", "DE"

// dollars is an amount of so many cents.
func dollars(cents int64) money.Amount { return money.FromMinor(cents, money.USD) }

// limited is an account with a spending limit, not opened yet.
func limited(cents int64) ledger.Account {
	return ledger.Account{
		ID: ledger.AccountID{UUID: newID()}, Owner: newID(), Code: ledger.CodePayerDebit, Currency: money.USD, Floored: true, Floor: -cents,
	}
}

// payable is an account without a floor, not opened yet.
func payable() ledger.Account {
	return ledger.Account{ID: ledger.AccountID{UUID: newID()}, Owner: newID(), Code: ledger.CodeMerchantPayable, Currency: money.USD}
}

// open opens accounts of the book.
func (t *trial) open(as ...ledger.Account) {
	t.Helper()
	t.commit(store.Changes{Ledger: as})
}

// shop opens a payer's account with a limit and a merchant's.
func (t *trial) shop(limit int64) (payer, merchant ledger.Account) {
	t.Helper()
	payer, merchant = limited(limit), payable()
	t.open(payer, merchant)
	return payer, merchant
}

// move is a purchase: cents from one account to another.
func move(from, to ledger.Account, cents int64) ledger.Transfer {
	return ledger.Transfer{
		ID: ledger.TransferID{UUID: newID()}, Kind: ledger.Move, Purpose: ledger.Purchase, Debit: from.ID, Credit: to.ID,
		Amount: money.FromMinor(cents, from.Currency), Subject: newID(), At: start,
	}
}

// held is a reservation of cents.
func held(from, to ledger.Account, cents int64) ledger.Transfer {
	t := move(from, to, cents)
	t.Kind = ledger.Hold
	return t
}

// resolving is a post or void of a hold.
func resolving(k ledger.Kind, hold ledger.Transfer, cents int64) ledger.Transfer {
	t := hold
	t.ID, t.Kind, t.Hold = ledger.TransferID{UUID: newID()}, k, hold.ID
	t.Amount = money.FromMinor(cents, hold.Amount.Currency())
	return t
}

// post commits transfers that must be taken.
func (t *trial) post(ts ...ledger.Transfer) {
	t.Helper()
	t.commit(store.Changes{Transfers: ts})
}

// standing is an account of the book as it stands.
func (t *trial) standing(a ledger.Account) ledger.Account {
	t.Helper()
	a, err := t.store.LedgerAccount(t.ctx, a.ID)
	return must(t, a, err)
}

// audited is an account as it stands, after its statement was found to tell the same.
func (t *trial) audited(a ledger.Account) ledger.Account {
	t.Helper()
	entries, err := t.store.Statement(t.ctx, a.ID, ledger.TransferID{}, all)
	require.NoError(t, err)
	a = t.standing(a)
	require.NoError(t, a.Audit(entries))
	return a
}

// balanced asks that the whole book sums to zero in each currency. It is one answer of the
// store, so it may be asked while others write.
func (t *trial) balanced() error {
	accounts, err := t.store.LedgerAccounts(t.ctx, ledger.AccountID{}, all)
	if err != nil {
		return err
	}
	sums := map[money.Currency]int64{}
	for _, a := range accounts {
		sums[a.Currency] += a.Balance
	}
	for c, sum := range sums {
		if sum != 0 {
			return fmt.Errorf("book sums to %d in %s", sum, c)
		}
	}
	return nil
}

// user is a new account with nothing set but its ID.
func user() account.Account { return account.Account{ID: account.ID{UUID: newID()}} }

// claim is a claim of a value by a new owner.
func claim(value string) store.Claim {
	return store.Claim{Kind: store.ClaimPhone, Value: value, Owner: newID()}
}

// command is the record of a command with a key.
func command(key string) *store.Command {
	return &store.Command{Scope: "scope", Key: key, Fingerprint: []byte{1}, Answer: []byte("{}"), At: start}
}

// event is an event that is due some seconds after the start.
func event(due int) store.Event {
	e := filled[store.Event]()
	e.Market, e.Due, e.Attempts = home, start.Add(seconds(due)), 0
	return e
}

// increment is one payment more of a payer's month.
func increment(payer account.ID, cents int64) cashback.Increment {
	return cashback.Increment{Payer: payer, Month: civil.Month{Year: 2026, Month: 3}, Count: 1, Total: dollars(cents), Market: home}
}

// everything is a commit with two of every kind of record, each field set, that an empty store takes.
func everything() store.Changes {
	var c store.Changes
	for _, k := range kinds() {
		k.put(&c, k.fresh())
		k.put(&c, k.fresh())
	}
	c.Command = &store.Command{}
	*c.Command = filled[store.Command]()
	payer, merchant := limited(10000), payable()
	c.Ledger = []ledger.Account{payer, merchant}
	c.Floors = []ledger.Floor{{Account: payer.ID, Floor: -5000}}
	hold := held(payer, merchant, 1000)
	c.Transfers = []ledger.Transfer{move(payer, merchant, 700), hold, resolving(ledger.Post, hold, 900)}
	c.Tallies = []cashback.Increment{filled[cashback.Increment](), filled[cashback.Increment]()}
	c.Events = []store.Event{event(0), event(3600)}
	c.Claims = []store.Claim{filled[store.Claim](), filled[store.Claim]()}
	return c
}

// sight is what a reader tells about everything that a commit names, errors as their text.
func (t *trial) sight(c store.Changes) map[string]any {
	t.Helper()
	seen := map[string]any{}
	see := func(what string, v any, err error) {
		seen[what] = v
		if err != nil {
			seen[what] = err.Error()
		}
	}
	for _, k := range kinds() {
		for i, v := range k.in(c) {
			v, err := k.get(t.ctx, t.store, v)
			see(fmt.Sprint(k.name, i), v, err)
		}
	}
	t.seeRecords(c, see)
	t.seeLists(see)
	return seen
}

func (t *trial) seeRecords(c store.Changes, see func(string, any, error)) {
	if c.Command != nil {
		v, err := t.store.Command(t.ctx, c.Command.Scope, c.Command.Key)
		see("command", v, err)
	}
	for i, cl := range append(c.Claims, c.Releases...) {
		v, err := t.store.Claimed(t.ctx, cl.Kind, cl.Value)
		see(fmt.Sprint("claim", i), v, err)
	}
	for i, n := range c.Tallies {
		v, err := t.store.Tallies(t.ctx, n.Payer, n.Month.Quarter())
		see(fmt.Sprint("tally", i), v, err)
	}
	for i, a := range c.Ledger {
		v, err := t.store.Statement(t.ctx, a.ID, ledger.TransferID{}, all)
		see(fmt.Sprint("statement", i), v, err)
	}
}

func (t *trial) seeLists(see func(string, any, error)) {
	for _, l := range lists() {
		v, err := l.read(t.ctx, t.store, "", all)
		see("list of "+l.name, v, err)
	}
	v, err := t.store.LedgerAccounts(t.ctx, ledger.AccountID{}, all)
	see("ledger accounts", v, err)
	w, err := t.store.Transfers(t.ctx, ledger.TransferID{}, all)
	see("transfers", w, err)
	x, err := t.store.ExpiredInvoices(t.ctx, home, start.AddDate(100, 0, 0), payment.InvoiceID{}, all)
	see("expired", x, err)
}

// extremes are the numbers at which 64 bits go wrong first.
var extremes = []int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, math.MaxInt64 - 1, math.MaxInt64}

package sqlstore

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// Plan is a commit ready to be written: everything that can go wrong without the database
// has gone right. It may be tried more than once.
type Plan struct {
	command  []entry // none or one
	claims   []claiming
	releases []claiming
	once     []entry // what is written once, but claims
	relied   []reliance
	changed  []entry // aggregates
	tallies  []counting
	guards   []guarding // where no index keeps what is to be there once

	openings  []ledger.Account
	floors    []ledger.Floor
	transfers []ledger.Transfer

	done []Values // IDs of events that were handled
}

// claiming is a claim that is made, or released.
type claiming struct {
	entry
	owner uuid.UUID
}

// counting is an increment of a tally.
type counting struct {
	key  Values
	args Values // of the statement, but the version's step
	cashback.Increment
}

// guarding is a row of its own for what a unique index keeps where all rows of a table are at one place: a second one is not written.
type guarding struct {
	*Statement
	key  Values
	args Values // the key, and what has it
}

// roomy is as long as most rows are not.
const roomy = 1024

// NewPlan encodes the changes. It answers an error for what no table can hold.
func NewPlan(c store.Changes) (*Plan, error) {
	b := builder{Plan: &Plan{openings: c.Ledger, floors: c.Floors, transfers: c.Transfers}, room: make(packed, 0, roomy)}
	b.take(c)
	b.change(c)
	for _, r := range c.Relied {
		relied, err := newReliance(r)
		b.fail(err)
		b.relied = append(b.relied, relied)
	}
	for _, i := range c.Tallies {
		counted, err := newCounting(i)
		b.fail(err)
		b.tallies = append(b.tallies, counted)
	}
	return b.Plan, b.err
}

// Apart has the plan keep by rows of their own what a unique index keeps where all rows of a table are at one place.
func (p *Plan) Apart() {
	for _, e := range p.changed {
		if e.shape == collections.shape && e.read == 0 {
			p.guards = append(p.guards, newGuarding(collectOnce, collectedPayment(e), e.key))
		}
	}
	for _, t := range p.transfers {
		if t.Resolves() {
			p.guards = append(p.guards, newGuarding(resolveOnce, t.Hold.UUID, idValue(t.ID.UUID)))
		}
	}
}

func newGuarding(s *Statement, of uuid.UUID, has Values) guarding {
	key := idValue(of)
	return guarding{s, key, key + has}
}

// NewDone plans the end of events.
func NewDone(ids []store.EventID) *Plan {
	p := &Plan{done: make([]Values, len(ids))}
	for i, id := range ids {
		p.done[i] = idValue(id.UUID)
	}
	return p
}

// builder makes a plan, and keeps the first error.
type builder struct {
	*Plan
	room packed
	err  error
}

func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

func write[T any](b *builder, into *[]entry, t *table[T], vs []T) {
	*into = slices.Grow(*into, len(vs))
	for i := range vs {
		e, err := t.entry(&b.room, &vs[i])
		b.fail(err)
		*into = append(*into, e)
	}
}

func (b *builder) take(c store.Changes) {
	if c.Command != nil {
		e, err := commands.entry(&b.room, c.Command)
		b.fail(err)
		b.command = []entry{e}
	}
	b.claims, b.releases = b.claiming(c.Claims), b.claiming(c.Releases)
	write(b, &b.once, actions, c.Actions)
	write(b, &b.once, refunds, c.Refunds)
	write(b, &b.once, settled, c.Settled)
	if len(c.Events) > 0 {
		fresh := slices.Clone(c.Events)
		for i := range fresh {
			fresh[i].Attempts = 0
		}
		write(b, &b.once, events, fresh)
	}
}

func (b *builder) claiming(cs []store.Claim) []claiming {
	list := make([]claiming, len(cs))
	for i := range cs {
		e, err := claims.entry(&b.room, &cs[i])
		b.fail(err)
		list[i] = claiming{e, cs[i].Owner}
	}
	return list
}

func (b *builder) change(c store.Changes) {
	write(b, &b.changed, accounts, c.Accounts)
	write(b, &b.changed, trails, c.Trails)
	write(b, &b.changed, activations, c.Activations)
	write(b, &b.changed, credentials, c.Credentials)
	write(b, &b.changed, scans, c.Scans)
	write(b, &b.changed, idRecords, c.IDRecords)
	write(b, &b.changed, merchants, c.Merchants)
	write(b, &b.changed, locations, c.Locations)
	write(b, &b.changed, lanes, c.Lanes)
	write(b, &b.changed, invoices, c.Invoices)
	write(b, &b.changed, payments, c.Payments)
	write(b, &b.changed, moved, c.Moved)
	write(b, &b.changed, requests, c.Requests)
	write(b, &b.changed, settlements, c.Settlements)
	write(b, &b.changed, bankAccounts, c.BankAccounts)
	write(b, &b.changed, mandates, c.Mandates)
	write(b, &b.changed, collections, c.Collections)
	write(b, &b.changed, payouts, c.Payouts)
	write(b, &b.changed, advices, c.Advices)
	write(b, &b.changed, cashbackPayouts, c.Cashback)
	write(b, &b.changed, cashbackRuns, c.Runs)
	write(b, &b.changed, corrections, c.Corrections)
	write(b, &b.changed, offers, c.Offers)
	write(b, &b.changed, rewards, c.Rewards)
	write(b, &b.changed, products, c.Products)
	write(b, &b.changed, orders, c.Orders)
	write(b, &b.changed, memberships, c.Memberships)
	write(b, &b.changed, endpoints, c.Endpoints)
	write(b, &b.changed, notices, c.Notices)
}

func newCounting(i cashback.Increment) (counting, error) {
	month, err := i.Month.MarshalText()
	if err != nil {
		return counting{}, fmt.Errorf("sqlstore: tally: %w", err)
	}
	key := newRow().id(i.Payer.UUID).spelled(month)
	args := key.text(i.Month.Quarter().String()).values()
	return counting{args[:len(key)], args, i}, nil
}

// add adds an increment to a tally, or answers an error of package money.
func (c counting) add(t cashback.Tally) (cashback.Tally, error) {
	if t.Version == 0 {
		t.Market, t.Total = c.Market, money.FromMinor(0, c.Total.Currency())
	}
	total, err := t.Total.Add(c.Total)
	if err != nil {
		return t, fmt.Errorf("tally: %w", err)
	}
	count := t.Count + c.Count
	if (count > t.Count) != (c.Count > 0) {
		return t, fmt.Errorf("tally: %w", money.ErrOverflow)
	}
	t.Total, t.Count, t.Version = total, count, t.Version+1
	return t, nil
}

package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// Plan is a commit ready to be written: everything that can go wrong without the database
// has gone right. It may be run more than once.
type Plan struct {
	steps []step
	taken int // how many of the steps, the first ones, ask whether something is taken
}

// step checks or writes a part of a commit.
type step interface {
	run(ctx context.Context, r Runner) error
}

// NewPlan encodes the changes. It answers an error for what no table can hold.
func NewPlan(c store.Changes) (Plan, error) {
	var b builder
	b.take(c)
	taken := len(b.steps)
	b.rely(c.Relied)
	b.change(c)
	b.count(c.Tallies)
	b.post(c)
	return Plan{b.steps, taken}, b.err
}

// Run checks and writes everything, in the order in which the contract wants the first reason
// for a refusal told. After an error the caller undoes what was written.
func (p Plan) Run(ctx context.Context, r Runner) error {
	var moved error // a release that missed; what is taken is told first
	for i, s := range p.steps {
		if i == p.taken && moved != nil {
			break
		}
		err := s.run(ctx, r)
		if err == nil {
			continue
		}
		if i >= p.taken || !errors.Is(err, store.ErrConflict) {
			return err
		}
		moved = err
	}
	return moved
}

// builder collects the steps of a plan, and the first error.
type builder struct {
	steps []step
	err   error
}

func (b *builder) add(s step, err error) {
	b.err = first(b.err, err)
	b.steps = append(b.steps, s)
}

// write adds the values. One that a commit names twice would be written twice if its second version were the one that
// the first makes; the contract has one version of each, so the second is a conflict.
func write[T any](b *builder, t *table[T], vs []T) {
	named := map[string]bool{}
	for i := range vs {
		if len(vs) > 1 && t.version != nil {
			key, err := t.args(&vs[i], t.columns[:t.keys])
			name := fmt.Sprint(key...)
			if named[name] {
				b.add(overtaken{}, err)
				continue
			}
			named[name] = true
		}
		b.add(t.write(vs[i]))
	}
}

// overtaken is a step that finds something changed since it was read.
type overtaken struct{}

func (overtaken) run(context.Context, Runner) error { return store.ErrConflict }

const release = `DELETE FROM claim WHERE kind = ? AND value = ? AND owner = ?`

// take writes what must not be there yet. The command's key comes first: where two commits
// carry the same one, the second waits here for the first.
func (b *builder) take(c store.Changes) {
	if c.Command != nil {
		b.add(commands.write(*c.Command))
	}
	for _, r := range c.Releases {
		b.add(statement{release, []any{string(r.Kind), r.Value, r.Owner}, store.ErrConflict}, nil)
	}
	write(b, claims, c.Claims)
	write(b, actions, c.Actions)
	write(b, refunds, c.Refunds)
	write(b, settled, c.Settled)
	for _, e := range c.Events {
		e.Attempts = 0
		b.add(events.write(e))
	}
}

func (b *builder) rely(refs []store.Ref) {
	for _, r := range refs {
		b.add(newReliance(r))
	}
}

func (b *builder) change(c store.Changes) {
	write(b, accounts, c.Accounts)
	write(b, trails, c.Trails)
	write(b, activations, c.Activations)
	write(b, credentials, c.Credentials)
	write(b, scans, c.Scans)
	write(b, idRecords, c.IDRecords)
	write(b, merchants, c.Merchants)
	write(b, locations, c.Locations)
	write(b, lanes, c.Lanes)
	write(b, invoices, c.Invoices)
	write(b, payments, c.Payments)
	write(b, moved, c.Moved)
	write(b, requests, c.Requests)
	write(b, settlements, c.Settlements)
	write(b, bankAccounts, c.BankAccounts)
	write(b, mandates, c.Mandates)
	write(b, collections, c.Collections)
	write(b, payouts, c.Payouts)
	write(b, cashbackPayouts, c.Cashback)
	write(b, cashbackRuns, c.Runs)
	write(b, offers, c.Offers)
	write(b, rewards, c.Rewards)
	write(b, products, c.Products)
	write(b, orders, c.Orders)
	write(b, memberships, c.Memberships)
}

func (b *builder) count(increments []cashback.Increment) {
	for _, i := range increments {
		b.add(newCounting(i))
	}
}

func (b *builder) post(c store.Changes) {
	for _, a := range c.Ledger {
		b.add(openAccount(a))
	}
	for _, f := range c.Floors {
		b.add(flooring{f}, nil)
	}
	for _, t := range c.Transfers {
		b.add(entering{t}, nil)
	}
}

// counting adds to a tally.
type counting struct{ statement }

const tally = `INSERT INTO cashback_tally (payer, month, quarter, version, count, total_minor, total_currency) VALUES (?, ?, ?, 1, ?, ?, ?)
	ON CONFLICT (payer, month) DO UPDATE SET version = cashback_tally.version + 1, count = cashback_tally.count + excluded.count,
		total_minor = cashback_tally.total_minor + excluded.total_minor
	WHERE cashback_tally.total_currency = excluded.total_currency`

func newCounting(i cashback.Increment) (step, error) {
	month, err := i.Month.MarshalText()
	if err != nil {
		return nil, fmt.Errorf("sqlstore: tally: %w", err)
	}
	args := []any{i.Payer.UUID, string(month), i.Month.Quarter().String(), i.Count, i.Total.Minor(), string(i.Total.Currency())}
	return counting{statement{tally, args, money.ErrCurrencyMismatch}}, nil
}

func (c counting) run(ctx context.Context, r Runner) error {
	err := c.statement.run(ctx, r)
	if err != nil && r.Refused(err) {
		err = money.ErrOverflow
	}
	if err != nil {
		return fmt.Errorf("tally: %w", err)
	}
	return nil
}

// first is the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

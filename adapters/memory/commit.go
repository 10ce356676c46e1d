package memory

import (
	"context"
	"fmt"
	"slices"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// Commit implements [store.Store]: everything is checked, then the book takes the transfers or
// refuses, then everything else is written, which cannot fail.
func (s *Store) Commit(ctx context.Context, c store.Changes) error {
	var few [8]part // more than most commits have
	parts := s.parts(few[:0], &c)
	s.copy(&c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return err
	}
	tallies, err := s.check(&c, parts)
	if err != nil {
		return err
	}
	if _, err := s.book.Try(c.Ledger, c.Floors, c.Transfers); err != nil {
		return fmt.Errorf("memory: %w", err)
	}
	s.write(&c, parts, tallies)
	return nil
}

// part is what changes hold of one kind of aggregate.
type part interface {
	fresh() error // ErrConflict for what is not as it was read
	write()
}

// parts appends the aggregates of the changes, as copies for the store to keep: a commit has a few of the many kinds.
func (s *Store) parts(ps []part, c *store.Changes) []part {
	ps = partOf(ps, s.accounts, c.Accounts)
	ps = partOf(ps, s.trails, c.Trails)
	ps = partOf(ps, s.activations, c.Activations)
	ps = partOf(ps, s.credentials, c.Credentials)
	ps = partOf(ps, s.scans, c.Scans)
	ps = partOf(ps, s.idRecords, c.IDRecords)
	ps = partOf(ps, s.merchants, c.Merchants)
	ps = partOf(ps, s.locations, c.Locations)
	ps = partOf(ps, s.lanes, c.Lanes)
	ps = partOf(ps, s.invoices, c.Invoices)
	ps = partOf(ps, s.payments, c.Payments)
	ps = partOf(ps, s.settlements, c.Settlements)
	ps = partOf(ps, s.moved, c.Moved)
	ps = partOf(ps, s.requests, c.Requests)
	ps = partOf(ps, s.bankAccounts, c.BankAccounts)
	ps = partOf(ps, s.mandates, c.Mandates)
	ps = partOf(ps, s.collections, c.Collections)
	ps = partOf(ps, s.payouts, c.Payouts)
	ps = partOf(ps, s.advices, c.Advices)
	ps = partOf(ps, s.cashback, c.Cashback)
	ps = partOf(ps, s.runs, c.Runs)
	ps = partOf(ps, s.corrections, c.Corrections)
	ps = partOf(ps, s.offers, c.Offers)
	ps = partOf(ps, s.rewards, c.Rewards)
	ps = partOf(ps, s.products, c.Products)
	ps = partOf(ps, s.orders, c.Orders)
	ps = partOf(ps, s.memberships, c.Memberships)
	ps = partOf(ps, s.endpoints, c.Endpoints)
	return partOf(ps, s.notices, c.Notices)
}

// copy makes what else the changes hold the store's own.
func (s *Store) copy(c *store.Changes) {
	if c.Command != nil {
		command := copyCommand(*c.Command)
		c.Command = &command
	}
	c.Actions, c.Refunds, c.Settled = s.actions.copies(c.Actions), s.refunds.copies(c.Refunds), s.settled.copies(c.Settled)
	c.Transfers, c.Events = copyTransfers(c.Transfers), s.outbox.copies(c.Events)
}

// check answers the first reason not to write the changes, and the tallies as they will be.
func (s *Store) check(c *store.Changes, parts []part) ([]counted, error) {
	if err := s.checkFree(c); err != nil {
		return nil, err
	}
	if err := s.checkVersions(c, parts); err != nil {
		return nil, err
	}
	return s.count(c.Tallies)
}

// checkFree answers ErrExists for what is taken.
func (s *Store) checkFree(c *store.Changes) error {
	if c.Command != nil && s.commands[named{c.Command.Scope, c.Command.Key}] != nil {
		return store.ErrExists
	}
	return first(
		s.claimable(c.Claims, c.Releases),
		s.actions.free(c.Actions),
		s.refunds.free(c.Refunds),
		s.settled.free(c.Settled),
		s.outbox.free(c.Events),
	)
}

// claimable answers ErrExists for a claim that is held and not released by the same commit.
func (s *Store) claimable(claims, releases []store.Claim) error {
	for _, c := range claims {
		owner, held := s.claims[claimKey(c)]
		if held && !slices.Contains(releases, store.Claim{Kind: c.Kind, Value: c.Value, Owner: owner}) {
			return store.ErrExists
		}
	}
	return once(claims, func(c *store.Claim) named { return claimKey(*c) }, store.ErrExists)
}

// releasable answers ErrConflict for a claim that its owner does not hold, or that is released twice.
func (s *Store) releasable(releases []store.Claim) error {
	for _, r := range releases {
		if owner, held := s.claims[claimKey(r)]; !held || owner != r.Owner {
			return store.ErrConflict
		}
	}
	return once(releases, func(r *store.Claim) named { return claimKey(*r) }, store.ErrConflict)
}

func claimKey(c store.Claim) named { return named{string(c.Kind), c.Value} }

// checkVersions answers ErrConflict for what is not as it was read.
func (s *Store) checkVersions(c *store.Changes, parts []part) error {
	if err := s.releasable(c.Releases); err != nil {
		return err
	}
	for _, r := range c.Relied {
		version, err := s.relied(r)
		if err != nil {
			return err
		}
		if version != r.Version {
			return store.ErrConflict
		}
	}
	for _, p := range parts {
		if err := p.fresh(); err != nil {
			return err
		}
	}
	return s.collectedOnce(c.Collections)
}

// collectedOnce answers ErrConflict for a second collection of one payment.
func (s *Store) collectedOnce(vs []ach.Collection) error {
	for i, v := range vs {
		if id, ok := s.collectionFor[v.Payment]; ok && id != v.ID.UUID {
			return store.ErrConflict
		}
		for _, other := range vs[:i] {
			if other.Payment == v.Payment {
				return store.ErrConflict
			}
		}
	}
	return nil
}

// counted is a tally after an increment, and where it is kept; nil for a new one.
type counted struct {
	before *cashback.Tally
	after  *cashback.Tally
}

// count is the tallies after the increments: few, most often one.
func (s *Store) count(increments []cashback.Increment) ([]counted, error) {
	if len(increments) == 0 {
		return nil, nil
	}
	tallies := make([]counted, 0, len(increments))
	for _, i := range increments {
		n := slices.IndexFunc(tallies, func(c counted) bool { return c.after.Payer == i.Payer && c.after.Month == i.Month })
		if n < 0 {
			before := s.tallies.rows[monthly{i.Payer, i.Month}]
			t := cashback.Tally{Payer: i.Payer, Month: i.Month, Market: i.Market, Total: money.FromMinor(0, i.Total.Currency())}
			if before != nil {
				t = *before
			}
			n, tallies = len(tallies), append(tallies, counted{before, &t})
		}
		if err := add(tallies[n].after, i); err != nil {
			return nil, fmt.Errorf("memory: tally: %w", err)
		}
	}
	return tallies, nil
}

// add adds an increment to a tally, or answers an error of package money.
func add(t *cashback.Tally, i cashback.Increment) error {
	total, err := t.Total.Add(i.Total)
	if err != nil {
		return err
	}
	count := t.Count + i.Count
	if (count > t.Count) != (i.Count > 0) {
		return money.ErrOverflow
	}
	t.Total, t.Count, t.Version = total, count, t.Version+1
	return nil
}

// write writes what was checked.
func (s *Store) write(c *store.Changes, parts []part, tallies []counted) {
	if c.Command != nil {
		s.commands[named{c.Command.Scope, c.Command.Key}] = c.Command
	}
	for _, r := range c.Releases {
		delete(s.claims, claimKey(r))
	}
	for _, claim := range c.Claims {
		s.claims[claimKey(claim)] = claim.Owner
	}
	for _, p := range parts {
		p.write()
	}
	s.actions.write(c.Actions)
	s.refunds.write(c.Refunds)
	s.settled.write(c.Settled)
	for _, t := range tallies {
		s.tallies.put(t.before, t.after)
	}
	s.outbox.write(c.Events)
}

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
	s.copy(&c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return err
	}
	tallies, err := s.check(&c)
	if err != nil {
		return err
	}
	if _, err := s.book.Try(c.Ledger, c.Floors, c.Transfers); err != nil {
		return fmt.Errorf("memory: %w", err)
	}
	s.write(&c, tallies)
	return nil
}

// copy makes what the changes hold the store's own.
func (s *Store) copy(c *store.Changes) {
	if c.Command != nil {
		command := copyCommand(*c.Command)
		c.Command = &command
	}
	c.Accounts, c.Actions = s.accounts.copies(c.Accounts), s.actions.copies(c.Actions)
	c.Trails = s.trails.copies(c.Trails)
	c.Activations, c.Credentials = s.activations.copies(c.Activations), s.credentials.copies(c.Credentials)
	c.Scans, c.IDRecords = s.scans.copies(c.Scans), s.idRecords.copies(c.IDRecords)
	c.Merchants, c.Locations, c.Lanes = s.merchants.copies(c.Merchants), s.locations.copies(c.Locations), s.lanes.copies(c.Lanes)
	c.Invoices, c.Payments, c.Refunds = s.invoices.copies(c.Invoices), s.payments.copies(c.Payments), s.refunds.copies(c.Refunds)
	c.Settlements, c.Settled = s.settlements.copies(c.Settlements), s.settled.copies(c.Settled)
	c.Moved, c.Requests = s.moved.copies(c.Moved), s.requests.copies(c.Requests)
	c.BankAccounts, c.Mandates = s.bankAccounts.copies(c.BankAccounts), s.mandates.copies(c.Mandates)
	c.Collections, c.Payouts = s.collections.copies(c.Collections), s.payouts.copies(c.Payouts)
	c.Advices = s.advices.copies(c.Advices)
	c.Cashback, c.Runs = s.cashback.copies(c.Cashback), s.runs.copies(c.Runs)
	c.Corrections = s.corrections.copies(c.Corrections)
	c.Offers, c.Rewards = s.offers.copies(c.Offers), s.rewards.copies(c.Rewards)
	c.Products, c.Orders, c.Memberships = s.products.copies(c.Products), s.orders.copies(c.Orders), s.memberships.copies(c.Memberships)
	c.Endpoints, c.Notices = s.endpoints.copies(c.Endpoints), s.notices.copies(c.Notices)
	c.Transfers, c.Events = copyTransfers(c.Transfers), s.outbox.copies(c.Events)
}

// check answers the first reason not to write the changes, and the tallies as they will be.
func (s *Store) check(c *store.Changes) ([]cashback.Tally, error) {
	if err := s.checkFree(c); err != nil {
		return nil, err
	}
	if err := s.checkVersions(c); err != nil {
		return nil, err
	}
	return s.counted(c.Tallies)
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

func claimKey(c store.Claim) named { return named{string(c.Kind), c.Value} }

// checkVersions answers ErrConflict for what is not as it was read.
func (s *Store) checkVersions(c *store.Changes) error {
	released := make(map[named]bool, len(c.Releases))
	for _, r := range c.Releases {
		k := claimKey(r)
		if owner, held := s.claims[k]; !held || owner != r.Owner || released[k] {
			return store.ErrConflict
		}
		released[k] = true
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
	return first(
		s.accounts.fresh(c.Accounts), s.trails.fresh(c.Trails), s.activations.fresh(c.Activations), s.credentials.fresh(c.Credentials),
		s.scans.fresh(c.Scans), s.idRecords.fresh(c.IDRecords),
		s.merchants.fresh(c.Merchants), s.locations.fresh(c.Locations), s.lanes.fresh(c.Lanes),
		s.invoices.fresh(c.Invoices), s.payments.fresh(c.Payments),
		s.settlements.fresh(c.Settlements),
		s.moved.fresh(c.Moved), s.requests.fresh(c.Requests),
		s.bankAccounts.fresh(c.BankAccounts), s.mandates.fresh(c.Mandates),
		s.collections.fresh(c.Collections), s.collectedOnce(c.Collections), s.payouts.fresh(c.Payouts), s.advices.fresh(c.Advices),
		s.cashback.fresh(c.Cashback), s.runs.fresh(c.Runs),
		s.corrections.fresh(c.Corrections), s.offers.fresh(c.Offers), s.rewards.fresh(c.Rewards),
		s.products.fresh(c.Products), s.orders.fresh(c.Orders), s.memberships.fresh(c.Memberships),
		s.endpoints.fresh(c.Endpoints), s.notices.fresh(c.Notices),
	)
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

// counted is the tallies after the increments.
func (s *Store) counted(increments []cashback.Increment) ([]cashback.Tally, error) {
	if len(increments) == 0 {
		return nil, nil
	}
	counted := make(map[monthly]cashback.Tally, len(increments))
	for _, i := range increments {
		k := monthly{i.Payer, i.Month}
		t, seen := counted[k]
		if kept := s.tallies.rows[k]; !seen && kept != nil {
			t = *kept
		} else if !seen {
			t = cashback.Tally{Payer: i.Payer, Month: i.Month, Market: i.Market, Total: money.FromMinor(0, i.Total.Currency())}
		}
		if err := add(&t, i); err != nil {
			return nil, fmt.Errorf("memory: tally: %w", err)
		}
		counted[k] = t
	}
	tallies := make([]cashback.Tally, 0, len(counted))
	for _, t := range counted {
		tallies = append(tallies, t)
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
func (s *Store) write(c *store.Changes, tallies []cashback.Tally) {
	if c.Command != nil {
		s.commands[named{c.Command.Scope, c.Command.Key}] = c.Command
	}
	for _, r := range c.Releases {
		delete(s.claims, claimKey(r))
	}
	for _, claim := range c.Claims {
		s.claims[claimKey(claim)] = claim.Owner
	}
	s.accounts.write(c.Accounts)
	s.actions.write(c.Actions)
	s.trails.write(c.Trails)
	s.activations.write(c.Activations)
	s.credentials.write(c.Credentials)
	s.scans.write(c.Scans)
	s.idRecords.write(c.IDRecords)
	s.merchants.write(c.Merchants)
	s.locations.write(c.Locations)
	s.lanes.write(c.Lanes)
	s.invoices.write(c.Invoices)
	s.payments.write(c.Payments)
	s.moved.write(c.Moved)
	s.requests.write(c.Requests)
	s.refunds.write(c.Refunds)
	s.settlements.write(c.Settlements)
	s.settled.write(c.Settled)
	s.bankAccounts.write(c.BankAccounts)
	s.mandates.write(c.Mandates)
	s.collections.write(c.Collections)
	s.payouts.write(c.Payouts)
	s.advices.write(c.Advices)
	s.cashback.write(c.Cashback)
	s.runs.write(c.Runs)
	s.corrections.write(c.Corrections)
	s.offers.write(c.Offers)
	s.rewards.write(c.Rewards)
	s.products.write(c.Products)
	s.orders.write(c.Orders)
	s.memberships.write(c.Memberships)
	s.endpoints.write(c.Endpoints)
	s.notices.write(c.Notices)
	for i := range tallies {
		s.tallies.put(&tallies[i])
	}
	s.outbox.write(c.Events)
}

package sqlstore

import (
	"errors"
	"fmt"
	"maps"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// errLater says that a member of a group depends on what an earlier member writes, and is decided when that is written.
var errLater = errors.New("sqlstore: after the group")

// member is one plan while it is decided.
type member struct {
	*view
	*Plan
	own      map[rowKey]bool // what it writes
	tallied  map[Values]cashback.Tally
	accounts map[ledger.AccountID]ledger.Account // as they are after its transfers
	resolves map[ledger.TransferID]bool
	entered  []entered
	postings []ledger.Posting
	moved    map[ledger.TransferID]ledger.Transfer
}

// decide answers the first reason not to take a plan, in the order that the contract wants, or adds what it writes to the batch.
func (v *view) decide(p *Plan, b *batch) error {
	m := member{view: v, Plan: p, own: map[rowKey]bool{}}
	for _, check := range []func() error{m.free, m.released, m.relied, m.fresh, m.collectedOnce, m.counted, m.booked} {
		if err := check(); err != nil {
			return err
		}
	}
	return m.take(b)
}

// free answers ErrExists for what is taken.
func (m *member) free() error {
	for _, e := range m.command {
		if err := m.new(e, store.ErrExists); err != nil {
			return err
		}
	}
	if err := m.claimable(); err != nil {
		return err
	}
	for _, e := range m.once {
		if err := m.new(e, store.ErrExists); err != nil {
			return err
		}
	}
	return nil
}

// new answers taken for a row that is there.
func (m *member) new(e entry, taken error) error {
	k := e.row()
	switch {
	case m.touched[k]:
		return errLater
	case m.own[k], m.versions[k] != 0:
		return taken
	}
	m.own[k] = true
	return nil
}

func (m *member) claimable() error {
	released := map[Values]uuid.UUID{}
	for _, r := range m.releases {
		released[r.key] = r.owner
	}
	for _, c := range m.claims {
		if m.touched[c.row()] {
			return errLater
		}
		owner, held := m.owners[c.key]
		by, free := released[c.key]
		if m.own[c.row()] || held && !(free && by == owner) {
			return store.ErrExists
		}
		m.own[c.row()] = true
	}
	return nil
}

// released answers ErrConflict for a release of what is not held.
func (m *member) released() error {
	seen := map[Values]bool{}
	for _, r := range m.releases {
		if m.touched[r.row()] {
			return errLater
		}
		owner, held := m.owners[r.key]
		if seen[r.key] || m.exact && !(held && owner == r.owner) {
			return store.ErrConflict
		}
		seen[r.key] = true
		m.own[r.row()] = true
	}
	return nil
}

// relied answers ErrConflict for what has changed since.
func (m *member) relied() error {
	for _, r := range m.Plan.relied {
		if m.touched[r.row()] {
			return errLater
		}
		if m.exact && m.versions[r.row()] != r.version {
			return store.ErrConflict
		}
	}
	return nil
}

func (m *member) fresh() error {
	for _, e := range m.changed {
		k := e.row()
		switch {
		case m.touched[k]:
			return errLater
		case m.own[k], m.exact && m.versions[k] != e.read:
			return store.ErrConflict
		}
		m.own[k] = true
	}
	return nil
}

// collectedOnce answers ErrConflict for a second collection of one payment.
func (m *member) collectedOnce() error {
	for _, e := range m.changed {
		if e.shape != collections.shape {
			continue
		}
		k := rowKey{collections.shape, "payment " + idValue(collectedPayment(e))}
		if m.touched[k] {
			return errLater
		}
		if of, taken := m.collecting[collectedPayment(e)]; m.own[k] || taken && of != e.key {
			return store.ErrConflict
		}
		m.own[k] = true
	}
	return nil
}

// counted answers an error of package money for increments that a tally cannot take.
func (m *member) counted() error {
	if !m.exact {
		return nil
	}
	m.tallied = map[Values]cashback.Tally{}
	for _, c := range m.Plan.tallies {
		t, seen := m.tallied[c.key]
		if !seen {
			t = m.view.tallies[c.key]
		}
		t, err := c.add(t)
		if err != nil {
			return err
		}
		m.tallied[c.key] = t
	}
	return nil
}

// booked asks the book.
func (m *member) booked() error {
	m.accounts, m.resolves, m.moved = map[ledger.AccountID]ledger.Account{}, map[ledger.TransferID]bool{}, map[ledger.TransferID]ledger.Transfer{}
	if !m.exact && len(m.floors) > 0 {
		return errLater // whether an account can take a floor depends on its balance
	}
	for _, a := range m.openings {
		if err := m.open(a); err != nil {
			return fmt.Errorf("account %s: %w", a.ID, err)
		}
	}
	for _, f := range m.floors {
		a, err := m.account(f.Account)
		if err == nil {
			a, err = a.WithFloor(f.Floor)
		}
		if err != nil {
			return fmt.Errorf("floor of account %s: %w", f.Account, err)
		}
		m.accounts[f.Account] = a
	}
	for _, t := range m.transfers {
		if err := m.enter(t); err != nil {
			return fmt.Errorf("transfer %s: %w", t.ID, err)
		}
	}
	return nil
}

// account is an account of the book as it is after what was decided; a guess knows none.
func (m *member) account(id ledger.AccountID) (ledger.Account, error) {
	if a, ok := m.accounts[id]; ok {
		return a, nil
	}
	if a, ok := m.view.accounts[id]; ok {
		return a, nil
	}
	return ledger.Account{}, ledger.ErrUnknownAccount
}

func openingKey(id ledger.AccountID) rowKey { return rowKey{ledgerAccounts.shape, idValue(id.UUID)} }

func (m *member) open(a ledger.Account) error {
	if err := a.CheckNew(); err != nil {
		return err
	}
	k := openingKey(a.ID)
	if m.touched[k] {
		return errLater
	}
	if _, there := m.view.accounts[a.ID]; there || m.own[k] {
		return ledger.ErrExists
	}
	m.own[k] = true
	m.accounts[a.ID] = a
	return nil
}

// enter enters a transfer. A guess only finds its effects: the accounts are asked when they are locked.
func (m *member) enter(t ledger.Transfer) error {
	if err := t.Check(); err != nil {
		return err
	}
	k := rowKey{transfers.shape, idValue(t.ID.UUID)}
	switch {
	case m.touched[k]:
		return errLater
	case m.own[k], m.versions[k] != 0:
		return ledger.ErrExists
	}
	hold, err := m.hold(t)
	if err != nil {
		return err
	}
	e := entered{Transfer: t}
	if e.debit, e.credit, err = t.Effects(hold); err != nil {
		return err
	}
	if m.exact {
		posting, err := m.post(e)
		if err != nil {
			return err
		}
		m.postings = append(m.postings, posting)
	}
	m.own[k] = true
	m.moved[t.ID] = t
	m.entered = append(m.entered, e)
	return nil
}

func (m *member) post(e entered) (ledger.Posting, error) {
	for _, id := range []ledger.AccountID{e.Debit, e.Credit} {
		a, err := m.account(id)
		if err != nil {
			return ledger.Posting{}, err
		}
		m.accounts[id] = a
	}
	return enter(m.accounts, e)
}

// hold is the open hold that a transfer resolves; the zero Transfer if it resolves none.
func (m *member) hold(t ledger.Transfer) (ledger.Transfer, error) {
	if !t.Resolves() {
		return ledger.Transfer{}, nil
	}
	hold, ok := m.moved[t.Hold]
	if !ok {
		hold, ok = m.holds[t.Hold]
	}
	switch {
	case !ok || hold.Kind != ledger.Hold:
		return hold, ledger.ErrUnknownHold
	case m.resolved[t.Hold] || m.resolves[t.Hold]:
		return hold, ledger.ErrHoldResolved
	}
	m.resolves[t.Hold] = true
	return hold, nil
}

// take makes the member a part of the batch, and what it changes a part of the view.
func (m *member) take(b *batch) error {
	if b.count(m.Plan.tallies) != nil {
		return errLater // because of what an earlier member adds
	}
	for _, c := range m.Plan.tallies { // nobody may rely on what is added to; to add once more is no matter
		m.own[rowKey{tallies.shape, c.key}] = true
	}
	b.put(m.Plan)
	var room packed
	for i := range m.openings {
		e, err := ledgerAccounts.entry(&room, &m.openings[i])
		if err != nil {
			return err
		}
		b.writes.add(e.insert, e.key, e.args, nil)
	}
	for _, f := range m.floors {
		b.account(f.Account).floor = &f.Floor
	}
	for _, e := range m.entered {
		b.enter(e)
	}
	b.postings = append(b.postings, m.postings...)
	maps.Copy(m.touched, m.own)
	maps.Copy(m.view.tallies, m.tallied)
	maps.Copy(m.view.accounts, m.accounts)
	maps.Copy(m.resolved, m.resolves)
	maps.Copy(m.holds, m.moved)
	return nil
}

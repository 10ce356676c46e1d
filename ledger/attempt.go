package ledger

import (
	"fmt"
	"slices"
)

// attempt is one all-or-nothing change of a book while it is made: it works on the book
// itself and remembers how to undo it, so that its cost is that of the change.
type attempt struct {
	book   *Book
	opened []*record
	posted []*posted
	before []standing // of the accounts it changed, in the order of the changes
}

// standing is how an account stood before it was changed.
type standing struct {
	record  *record
	account Account
}

func (w *attempt) run(opens []Account, floors []Floor, ts []Transfer) ([]Posting, error) {
	w.before, w.posted = make([]standing, 0, len(floors)+2*len(ts)), make([]*posted, 0, len(ts))
	for _, a := range opens {
		if err := w.open(a); err != nil {
			return nil, fmt.Errorf("account %s: %w", a.ID, err)
		}
	}
	for _, f := range floors {
		if err := w.setFloor(f); err != nil {
			return nil, fmt.Errorf("floor of account %s: %w", f.Account, err)
		}
	}
	for _, t := range ts {
		if err := w.enter(t); err != nil {
			return nil, fmt.Errorf("transfer %s: %w", t.ID, err)
		}
	}
	return mapped(w.posted, (*posted).posting), nil
}

func (w *attempt) open(a Account) error {
	if err := a.CheckNew(); err != nil {
		return err
	}
	if _, taken := w.book.records[a.ID]; taken {
		return ErrExists
	}
	r := &record{account: a}
	w.book.records[a.ID] = r
	w.book.accounts.insert(r)
	w.opened = append(w.opened, r)
	return nil
}

func (w *attempt) setFloor(f Floor) error {
	r, ok := w.book.records[f.Account]
	if !ok {
		return ErrUnknownAccount
	}
	after, err := r.account.WithFloor(f.Floor)
	if err != nil {
		return err
	}
	w.change(r, after)
	return nil
}

// enter makes one transfer. What is wrong with the transfer itself is said before what is
// wrong with its accounts, and that before what they lack: the first can never pass, the
// last may pass tomorrow.
func (w *attempt) enter(t Transfer) error {
	if err := t.Check(); err != nil {
		return err
	}
	if _, taken := w.book.posted[t.ID]; taken {
		return ErrExists
	}
	hold, err := w.holdOf(t)
	if err != nil {
		return err
	}
	var held Transfer
	if hold != nil {
		held = hold.transfer
	}
	ofDebit, ofCredit, err := t.Effects(held)
	if err != nil {
		return err
	}
	debit, credit, err := w.accountsOf(t)
	if err != nil {
		return err
	}
	debited, debitEntry, err := debit.account.Enter(t, ofDebit)
	if err != nil {
		return err
	}
	credited, creditEntry, err := credit.account.Enter(t, ofCredit)
	if err != nil {
		return err
	}
	w.change(debit, debited)
	w.change(credit, credited)
	w.insert(&posted{transfer: t, debit: sideOf(debitEntry), credit: sideOf(creditEntry)}, debit, credit)
	if hold != nil {
		hold.resolved = true
	}
	return nil
}

// holdOf is the open hold that t resolves; nil if t resolves none.
func (w *attempt) holdOf(t Transfer) (*posted, error) {
	if !t.Resolves() {
		return nil, nil
	}
	hold, ok := w.book.posted[t.Hold]
	switch {
	case !ok || hold.transfer.Kind != Hold:
		return nil, ErrUnknownHold
	case hold.resolved:
		return nil, ErrHoldResolved
	}
	return hold, nil
}

// accountsOf are t's accounts, both in its currency.
func (w *attempt) accountsOf(t Transfer) (debit, credit *record, err error) {
	debit, credit = w.book.records[t.Debit], w.book.records[t.Credit]
	if debit == nil || credit == nil {
		return nil, nil, ErrUnknownAccount
	}
	if c := t.Amount.Currency(); c != debit.account.Currency || c != credit.account.Currency {
		return nil, nil, ErrCurrency
	}
	return debit, credit, nil
}

// insert adds a transfer to the lists it belongs to.
func (w *attempt) insert(p *posted, debit, credit *record) {
	w.book.posted[p.transfer.ID] = p
	w.book.transfers.insert(p)
	debit.entered.insert(p)
	credit.entered.insert(p)
	w.posted = append(w.posted, p)
}

// change gives an account a new standing and remembers the one before.
func (w *attempt) change(r *record, after Account) {
	w.before = append(w.before, standing{r, r.account})
	r.account = after
}

// rollBack leaves the book as the attempt found it.
func (w *attempt) rollBack() {
	for _, p := range w.posted {
		delete(w.book.posted, p.transfer.ID)
		w.book.transfers.remove(p.key())
		w.book.records[p.transfer.Debit].entered.remove(p.key())
		w.book.records[p.transfer.Credit].entered.remove(p.key())
		if p.transfer.Resolves() {
			w.reopen(p.transfer.Hold)
		}
	}
	for _, b := range slices.Backward(w.before) {
		b.record.account = b.account
	}
	for _, r := range w.opened {
		delete(w.book.records, r.account.ID)
		w.book.accounts.remove(r.key())
	}
}

// reopen makes a hold unresolved again, unless it was made by this attempt and is gone.
func (w *attempt) reopen(id TransferID) {
	if hold, ok := w.book.posted[id]; ok {
		hold.resolved = false
	}
}

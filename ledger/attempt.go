package ledger

import "fmt"

// attempt is one all-or-nothing change of a book while it is made: it works on the book
// itself and remembers how to undo it, so that its cost is that of the change.
type attempt struct {
	book   *Book
	opened []*record
	posted []*posted
	before map[*record]Account // standing of the accounts it changed
}

func (w *attempt) run(opens []Account, floors []Floor, ts []Transfer) ([]Posting, error) {
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

// enter checks everything before it changes anything.
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
	debit, credit := w.book.records[t.Debit], w.book.records[t.Credit]
	if debit == nil || credit == nil {
		return ErrUnknownAccount
	}
	posting, err := w.post(t, hold, debit, credit)
	if err != nil {
		return err
	}
	w.insert(posting, debit, credit)
	return nil
}

// holdOf is the open hold that t resolves, or nil if t resolves none.
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

// post changes the two accounts and resolves the hold, if there is one.
func (w *attempt) post(t Transfer, hold *posted, debit, credit *record) (*posted, error) {
	var held Transfer
	if hold != nil {
		held = hold.transfer
	}
	ofDebit, ofCredit, err := t.Effects(held)
	if err != nil {
		return nil, err
	}
	debited, debitEntry, err := debit.account.Enter(t, ofDebit)
	if err != nil {
		return nil, err
	}
	credited, creditEntry, err := credit.account.Enter(t, ofCredit)
	if err != nil {
		return nil, err
	}
	if hold != nil {
		hold.resolved = true
	}
	w.change(debit, debited)
	w.change(credit, credited)
	return &posted{transfer: t, debit: sideOf(debitEntry), credit: sideOf(creditEntry)}, nil
}

func (w *attempt) insert(p *posted, debit, credit *record) {
	w.book.posted[p.transfer.ID] = p
	w.book.transfers.insert(p)
	debit.entered.insert(p)
	credit.entered.insert(p)
	w.posted = append(w.posted, p)
}

// change gives an account a new standing and remembers the first one.
func (w *attempt) change(r *record, after Account) {
	if _, known := w.before[r]; !known {
		w.before[r] = r.account
	}
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
	for r, a := range w.before {
		r.account = a
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

package ledger

import (
	"bytes"

	"github.com/google/uuid"
)

// Book is a double-entry book in memory. Every change is made wholly or not at all, and
// whatever happened before stays as it was written.
//
// A Book is not safe for concurrent use: who shares it locks it. Methods that only read may
// run at the same time as each other. What is put in and taken out are copies.
type Book struct {
	records   map[AccountID]*record
	posted    map[TransferID]*posted
	accounts  sorted[*record]
	transfers sorted[*posted]
}

// record is an account and what was entered on it, by transfer.
type record struct {
	account Account
	entered sorted[*posted]
}

func (r *record) key() uuid.UUID { return r.account.ID.UUID }

// posted is a transfer of the book. It keeps of the entries only what the transfer does not
// say, because a busy book is mostly this.
type posted struct {
	transfer      Transfer
	debit, credit side
	resolved      bool // a hold that was posted or voided
}

func (p *posted) key() uuid.UUID { return p.transfer.ID.UUID }

// side is the part of an Entry that its transfer does not say.
type side struct{ change, heldBy, number, balance, held int64 }

// NewBook makes an empty book.
func NewBook() *Book {
	return &Book{records: map[AccountID]*record{}, posted: map[TransferID]*posted{}}
}

// Open adds an account. It answers ErrExists and what [Account.CheckNew] does.
func (b *Book) Open(a Account) error {
	_, err := b.Try([]Account{a}, nil, nil)
	return err
}

// SetFloor gives an account another floor. It answers ErrUnknownAccount and what
// [Account.WithFloor] does.
func (b *Book) SetFloor(f Floor) error {
	_, err := b.Try(nil, []Floor{f}, nil)
	return err
}

// Apply enters transfers in this order, each seeing those before it, all of them or none. It
// answers for the first that is refused
//
//   - ErrMalformed: see [Transfer.Check] and [Transfer.CheckAgainst]; or it settles more debt than there is,
//   - ErrExists: its ID was used, in the book or earlier in the same call,
//   - ErrUnknownHold, ErrHoldResolved, ErrPostTooMuch: about the hold it resolves,
//   - ErrUnknownAccount, ErrCurrency: about its accounts,
//   - ErrInsufficient: it would leave the debit account below its floor,
//   - ErrOverflow: a balance would leave 64 bits.
func (b *Book) Apply(ts ...Transfer) ([]Posting, error) { return b.Try(nil, nil, ts) }

// Try opens accounts, then sets floors, then enters transfers: all of it, or nothing and an
// error. Its cost depends on what it is given, not on what is in the book. Use it as the last
// fallible step of a larger change: there is no way back after it.
func (b *Book) Try(opens []Account, floors []Floor, ts []Transfer) ([]Posting, error) {
	work := attempt{book: b}
	postings, err := work.run(opens, floors, ts)
	if err != nil {
		work.rollBack()
		return nil, err
	}
	return postings, nil
}

// Account finds an account, or answers ErrUnknownAccount.
func (b *Book) Account(id AccountID) (Account, error) {
	r, ok := b.records[id]
	if !ok {
		return Account{}, ErrUnknownAccount
	}
	return r.account, nil
}

// Transfer finds a transfer with its entries, or answers ErrUnknownTransfer.
func (b *Book) Transfer(id TransferID) (Posting, error) {
	p, ok := b.posted[id]
	if !ok {
		return Posting{}, ErrUnknownTransfer
	}
	return p.posting(), nil
}

// Accounts lists accounts ordered by ID, strictly after the given one, at most limit.
func (b *Book) Accounts(after AccountID, limit int) []Account {
	return mapped(b.accounts.after(after.UUID, limit), func(r *record) Account { return r.account })
}

// Transfers lists transfers ordered by ID, strictly after the given one, at most limit.
func (b *Book) Transfers(after TransferID, limit int) []Posting {
	return mapped(b.transfers.after(after.UUID, limit), (*posted).posting)
}

// Statement lists an account's entries ordered by transfer ID, strictly after the given one,
// at most limit, or answers ErrUnknownAccount.
func (b *Book) Statement(id AccountID, after TransferID, limit int) ([]Entry, error) {
	r, ok := b.records[id]
	if !ok {
		return nil, ErrUnknownAccount
	}
	return r.statement(after, limit), nil
}

func (r *record) statement(after TransferID, limit int) []Entry {
	return mapped(r.entered.after(after.UUID, limit), func(p *posted) Entry { return p.entry(r.account.ID) })
}

// posting is the transfer with its two entries written out.
func (p *posted) posting() Posting {
	return Posting{p.transfer, p.entry(p.transfer.Debit), p.entry(p.transfer.Credit)}
}

// entry is the transfer's entry on one of its accounts.
func (p *posted) entry(id AccountID) Entry {
	s := p.credit
	if id == p.transfer.Debit {
		s = p.debit
	}
	return Entry{p.transfer, id, s.change, s.heldBy, s.number, s.balance, s.held}
}

func sideOf(e Entry) side { return side{e.Change, e.HeldBy, e.Number, e.Balance, e.Held} }

// compare orders keys byte by byte.
func compare(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }

// mapped is f of each item.
func mapped[A, B any](items []A, f func(A) B) []B {
	out := make([]B, len(items))
	for i, item := range items {
		out[i] = f(item)
	}
	return out
}

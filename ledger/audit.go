package ledger

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/seqrpay/seqr/money"
)

// Sums adds the balances of all accounts, by currency. Each is 0, always: whatever one
// account loses another gains (GEN-2). A sum is given modulo 2^64; [Book.Check] is exact.
func (b *Book) Sums() map[money.Currency]int64 {
	sums := map[money.Currency]int64{}
	for _, r := range b.records {
		sums[r.account.Currency] += r.account.Balance
	}
	return sums
}

// Check computes the whole book again from its transfers and answers ErrBroken at the first
// contradiction: a sum that is not 0, a transfer whose entries are not its effects (see
// [Posting.Audit]), a hold resolved twice, or an account that its own statement contradicts
// (see [Account.Audit]).
func (b *Book) Check() error {
	if err := b.checkSums(); err != nil {
		return err
	}
	if err := b.checkPostings(); err != nil {
		return err
	}
	for _, r := range b.records {
		if err := r.account.Audit(r.statement(TransferID{}, math.MaxInt)); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) checkSums() error {
	sums := map[money.Currency]*big.Int{}
	for _, r := range b.records {
		c := r.account.Currency
		if sums[c] == nil {
			sums[c] = new(big.Int)
		}
		sums[c].Add(sums[c], big.NewInt(r.account.Balance))
	}
	for c, sum := range sums {
		if sum.Sign() != 0 {
			return fmt.Errorf("sum in %s is not 0: %w", c, ErrBroken)
		}
	}
	return nil
}

func (b *Book) checkPostings() error {
	resolved := map[TransferID]bool{}
	for _, p := range b.posted {
		var hold Transfer
		if t := p.transfer; t.Resolves() {
			if held := b.posted[t.Hold]; held != nil {
				hold = held.transfer
			}
			if resolved[t.Hold] {
				return fmt.Errorf("hold %s: resolved twice: %w", t.Hold, ErrBroken)
			}
			resolved[t.Hold] = true
		}
		if err := p.posting().Audit(hold); err != nil {
			return err
		}
	}
	return nil
}

// Audit answers ErrBroken unless the entries of the posting are its transfer's effects on its
// accounts, given the hold that a post or void resolves and else the zero Transfer.
func (p Posting) Audit(hold Transfer) error {
	debit, credit, err := p.Transfer.Effects(hold)
	if err != nil || !p.Debit.shows(p.Transfer, p.Transfer.Debit, debit) || !p.Credit.shows(p.Transfer, p.Transfer.Credit, credit) {
		return fmt.Errorf("transfer %s: its entries are not its effects: %w", p.Transfer.ID, ErrBroken)
	}
	return nil
}

// shows says whether the entry is that of t's effect on the account.
func (e Entry) shows(t Transfer, id AccountID, effect Effect) bool {
	return e.Transfer == t && e.Account == id && e.Change == effect.Balance && e.HeldBy == effect.Held
}

// Audit computes the account again from its whole statement, in any order, and answers
// ErrBroken if that contradicts it: the entries must add up to the balance, to what is held
// and to what is owed; and where there is a floor, they must be numbered 1 to Entries, and
// each must continue from the standing after the one before. It also asks for the invariant
// of [Account].
func (a Account) Audit(statement []Entry) error {
	if a.check() != nil {
		return fmt.Errorf("account %s: beyond its floor: %w", a.ID, ErrBroken)
	}
	statement = slices.Clone(statement)
	slices.SortFunc(statement, func(x, y Entry) int { return cmp.Compare(x.Number, y.Number) })
	standing := Account{ID: a.ID, Owner: a.Owner, Code: a.Code, Currency: a.Currency, Floored: a.Floored, Floor: a.Floor}
	debts := holdsOfDebt(statement)
	for _, e := range statement {
		standing.Balance += e.Change
		standing.Held += e.HeldBy
		if a.Floored {
			standing.Owed += owedBy(e, debts[e.Transfer.Hold])
			standing.Entries++
		}
		if e.Account != a.ID || !e.tells(standing) {
			return fmt.Errorf("account %s: entry of transfer %s: %w", a.ID, e.Transfer.ID, ErrBroken)
		}
	}
	if standing != a {
		return fmt.Errorf("account %s: entries do not add up: %w", a.ID, ErrBroken)
	}
	return nil
}

// tells says whether the entry carries the account's standing after it, where it has a floor,
// and nothing where it has none.
func (e Entry) tells(after Account) bool {
	if !after.Floored {
		return e.Number == 0 && e.Balance == 0 && e.Held == 0
	}
	return e.Number == after.Entries && e.Balance == after.Balance && e.Held == after.Held
}

// holdsOfDebt are the holds of a statement that are debt; what resolves one is in the same statement.
func holdsOfDebt(statement []Entry) map[TransferID]bool {
	debts := map[TransferID]bool{}
	for _, e := range statement {
		if e.Transfer.Kind == Hold && e.Transfer.Purpose.Debt() {
			debts[e.Transfer.ID] = true
		}
	}
	return debts
}

// owedBy is the change of debt that the entry's transfer makes on its account; ofDebt says that it resolves a hold that is debt.
func owedBy(e Entry, ofDebt bool) int64 {
	switch {
	case ofDebt && e.Transfer.Resolves() && e.Account == e.Transfer.Debit:
		return e.HeldBy - e.Change // what was held, less what was taken
	case e.Transfer.Purpose.Debt() && e.Account == e.Transfer.Debit:
		return e.Transfer.Amount.Minor()
	case e.Transfer.Purpose.SettlesDebt() && e.Account == e.Transfer.Credit:
		return -e.Transfer.Amount.Minor()
	default:
		return 0
	}
}

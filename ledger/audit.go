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

// Check computes the whole book again from its entries and answers ErrBroken at the first
// contradiction: a sum that is not 0, an account that its own statement contradicts (see
// [Account.Audit]), or holds that do not add up to what is held.
func (b *Book) Check() error {
	sums, open := map[money.Currency]*big.Int{}, b.openHolds()
	for id, r := range b.records {
		if err := r.account.Audit(r.statement(TransferID{}, math.MaxInt)); err != nil {
			return err
		}
		if open[id] != r.account.Held {
			return fmt.Errorf("account %s: open holds are not what is held: %w", id, ErrBroken)
		}
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

// openHolds adds up by debit account the holds that are neither posted nor voided.
func (b *Book) openHolds() map[AccountID]int64 {
	open := map[AccountID]int64{}
	for _, p := range b.posted {
		switch p.transfer.Kind {
		case Hold:
			open[p.transfer.Debit] += p.transfer.Amount.Minor()
		case Post, Void:
			open[p.transfer.Debit] += p.entry(p.transfer.Debit).HeldBy
		}
	}
	return open
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
	for _, e := range statement {
		standing.Balance += e.Change
		standing.Held += e.HeldBy
		if a.Floored {
			standing.Owed += owedBy(e)
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

// owedBy is the change of debt that the entry's transfer makes on its account.
func owedBy(e Entry) int64 {
	switch {
	case e.Transfer.Purpose.Debt() && e.Account == e.Transfer.Debit:
		return e.Transfer.Amount.Minor()
	case e.Transfer.Purpose.SettlesDebt() && e.Account == e.Transfer.Credit:
		return -e.Transfer.Amount.Minor()
	default:
		return 0
	}
}

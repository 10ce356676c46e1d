package ledger

import (
	"bytes"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/money"
)

// AccountID names one account of the book.
type AccountID struct{ uuid.UUID }

// Compare orders IDs byte by byte, as lists are ordered.
func (id AccountID) Compare(other AccountID) int { return bytes.Compare(id.UUID[:], other.UUID[:]) }

// Account is one account of the book, as it stands. Amounts are minor units of Currency.
//
// A balance is what was credited less what was debited. An account with a floor can be
// debited only while Balance − Held stays at or above it; a spending limit of 100.00 is a
// floor of −10000. Owed is debt that may lie beyond the floor (see [Purpose.Debt]): the
// invariant that holds at every point is Balance − Held + Owed ≥ Floor.
type Account struct {
	ID       AccountID
	Owner    uuid.UUID      // whose it is: a user account, a merchant, or zero for the operator's own
	Code     Code           // its place in the chart of accounts
	Currency money.Currency // all its amounts are in this currency
	Floored  bool           // whether Floor applies
	Floor    int64          // the lowest Balance − Held that an ordinary debit may leave; 0 where not Floored
	Balance  int64          // credits less debits
	Held     int64          // debits reserved by holds that are neither posted nor voided
	Owed     int64          // debt that may pass the floor; counted only where Floored
	Entries  int64          // number of the last entry; counted only where Floored
}

// BalanceAmount is what was credited less what was debited.
func (a Account) BalanceAmount() money.Amount { return money.FromMinor(a.Balance, a.Currency) }

// Available is what can be spent: Balance − Held − Floor. It is negative while debt lies
// beyond the floor, which a screen shows as nothing (LIM-6). Without a floor nothing bounds
// what can be spent, and Available is Balance − Held.
func (a Account) Available() money.Amount {
	return money.FromMinor(a.Balance-a.Held-a.Floor, a.Currency)
}

// CheckNew says whether a book can open the account: it needs an ID, a code of the chart, a
// currency, and zeros where transfers will count. It answers ErrMalformed, and ErrInsufficient
// for a floor above 0, which an empty account would be below.
func (a Account) CheckNew() error {
	empty := a.Balance == 0 && a.Held == 0 && a.Owed == 0 && a.Entries == 0
	if a.ID.UUID == uuid.Nil || !a.Code.Known() || !a.Currency.Valid() || !empty {
		return ErrMalformed
	}
	if !a.Floored && a.Floor != 0 {
		return ErrMalformed
	}
	return a.check()
}

// Floor sets an account's floor to a new value, for example when a spending limit rises.
type Floor struct {
	Account AccountID
	Floor   int64 // minor units, usually ≤ 0
}

// WithFloor is the account with another floor. It answers ErrMalformed for an account that
// has none, ErrInsufficient if what is spent and held already lies below it, and ErrOverflow.
func (a Account) WithFloor(floor int64) (Account, error) {
	if !a.Floored {
		return Account{}, ErrMalformed
	}
	a.Floor = floor
	if err := a.check(); err != nil {
		return Account{}, err
	}
	return a, nil
}

// Apply is the account after an effect. It is the one place where the floor is checked:
//
//   - ErrInsufficient: the effect spends and would leave Balance − Held below the floor,
//   - ErrOverflow: an amount, or what is available, would leave 64 bits,
//   - ErrMalformed: more would be released than is held, or more debt settled than is owed.
//
// Where the account has a floor, the effect gets the next entry number and counts as debt
// what it says; elsewhere nobody asks.
func (a Account) Apply(e Effect) (Account, error) {
	var balanceOK, heldOK bool
	owedOK, numberOK := true, true
	a.Balance, balanceOK = add(a.Balance, e.Balance)
	a.Held, heldOK = add(a.Held, e.Held)
	if a.Floored {
		a.Owed, owedOK = add(a.Owed, e.Owed)
		a.Entries, numberOK = add(a.Entries, 1)
	}
	if heldOK && a.Held < 0 || owedOK && a.Owed < 0 {
		return Account{}, ErrMalformed
	}
	if !balanceOK || !heldOK || !owedOK || !numberOK {
		return Account{}, ErrOverflow
	}
	if err := a.check(); err != nil {
		return Account{}, err
	}
	if a.Floored && e.Spends && a.Balance-a.Held < a.Floor {
		return Account{}, ErrInsufficient
	}
	return a, nil
}

// check asks for the invariant, and that everything derived from it fits 64 bits, so that
// Available never needs to.
func (a Account) check() error {
	if a.Held < 0 || a.Owed < 0 {
		return ErrMalformed
	}
	free, ok := sub(a.Balance, a.Held)
	if ok {
		free, ok = sub(free, a.Floor)
	}
	if ok {
		free, ok = add(free, a.Owed)
	}
	if !ok {
		return ErrOverflow
	}
	if a.Floored && free < 0 {
		return ErrInsufficient
	}
	return nil
}

// add is x + y, and whether that fits 64 bits.
func add(x, y int64) (int64, bool) {
	sum := x + y
	return sum, (sum > x) == (y > 0)
}

// sub is x − y, and whether that fits 64 bits.
func sub(x, y int64) (int64, bool) {
	difference := x - y
	return difference, (difference < x) == (y > 0)
}

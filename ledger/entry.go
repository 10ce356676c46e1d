package ledger

// Entry is one side of a transfer as an account's statement shows it. Amounts are minor units
// of the account's currency.
//
// Every transfer makes an entry on both of its accounts, a hold or void too. On an account
// with a floor the entries are numbered in the order in which they were made and carry the
// standing after them, so that a reader can check each one by the one before; the order of
// transfer IDs is only roughly the same.
type Entry struct {
	Transfer Transfer
	Account  AccountID
	Change   int64 // change of the balance; 0 for a hold or void
	HeldBy   int64 // change of the held amount
	Number   int64 // 1, 2, 3 … without a gap on accounts with a floor; else 0
	Balance  int64 // balance after the entry, on accounts with a floor; else 0
	Held     int64 // held after the entry, on accounts with a floor; else 0
}

// Posting is a transfer as the book keeps it: with both of its entries.
type Posting struct {
	Transfer      Transfer
	Debit, Credit Entry
}

// Enter applies one of t's [Transfer.Effects] to the account and makes the entry that tells
// of it. It answers ErrCurrency if t is not in the account's currency, and what
// [Account.Apply] does.
func (a Account) Enter(t Transfer, e Effect) (Account, Entry, error) {
	if t.Amount.Currency() != a.Currency {
		return Account{}, Entry{}, ErrCurrency
	}
	after, err := a.Apply(e)
	if err != nil {
		return Account{}, Entry{}, err
	}
	entry := Entry{Transfer: t, Account: a.ID, Change: e.Balance, HeldBy: e.Held}
	if after.Floored {
		entry.Number, entry.Balance, entry.Held = after.Entries, after.Balance, after.Held
	}
	return after, entry, nil
}

package ledger

import "context"

// Reader reads the book.
type Reader interface {
	// LedgerAccount finds an account by its ID, or answers ErrUnknownAccount.
	LedgerAccount(ctx context.Context, id AccountID) (Account, error)
	// LedgerAccounts lists all accounts ordered by ID, strictly after the given one, at most limit.
	LedgerAccounts(ctx context.Context, after AccountID, limit int) ([]Account, error)
	// Statement lists an account's entries ordered by transfer ID, strictly after the given one,
	// at most limit, or answers ErrUnknownAccount.
	Statement(ctx context.Context, id AccountID, after TransferID, limit int) ([]Entry, error)
	// Transfers lists all transfers ordered by ID, strictly after the given one, at most limit,
	// each with its debit and its credit entry.
	Transfers(ctx context.Context, after TransferID, limit int) ([]Posting, error)
}

package sqlstore

import (
	"context"
	"errors"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// LedgerAccount implements [ledger.Reader].
func (s Reader) LedgerAccount(ctx context.Context, id ledger.AccountID) (ledger.Account, error) {
	a, err := get(ctx, s.r, ledgerAccounts, id.UUID)
	if errors.Is(err, store.ErrNotFound) {
		err = ledger.ErrUnknownAccount
	}
	return a, err
}

// LedgerAccounts implements [ledger.Reader].
func (s Reader) LedgerAccounts(ctx context.Context, after ledger.AccountID, limit int) ([]ledger.Account, error) {
	return page(ctx, s.r, ledgerAccounts, limit, after.UUID)
}

// Transfers implements [ledger.Reader].
func (s Reader) Transfers(ctx context.Context, after ledger.TransferID, limit int) ([]ledger.Posting, error) {
	return many(ctx, s.r, scanPosting, limit, transfers.from+" WHERE id > ? ORDER BY id LIMIT ?", after.UUID)
}

// Statement implements [ledger.Reader].
func (s Reader) Statement(ctx context.Context, account ledger.AccountID, after ledger.TransferID, limit int) ([]ledger.Entry, error) {
	if _, err := s.LedgerAccount(ctx, account); err != nil {
		return nil, err
	}
	// Each part has its limit too: where they are gathered from several servers, no more travels than may be answered.
	text := "SELECT * FROM (" + transfers.from + " WHERE debit = ? AND id > ? ORDER BY id LIMIT ?) AS debited UNION ALL " +
		"SELECT * FROM (" + transfers.from + " WHERE credit = ? AND id > ? ORDER BY id LIMIT ?) AS credited ORDER BY 1 LIMIT ?"
	n := int64(max(limit, 0))
	postings, err := many(ctx, s.r, scanPosting, limit, text, account.UUID, after.UUID, n, account.UUID, after.UUID, n)
	entries := make([]ledger.Entry, len(postings))
	for i, p := range postings {
		entries[i] = p.Credit
		if p.Debit.Account == account {
			entries[i] = p.Debit
		}
	}
	return entries, err
}

// scanPosting reads a transfer and writes out its entries.
func scanPosting(row Row) (ledger.Posting, error) {
	p, err := transfers.scan(row)
	p.Debit.Transfer, p.Debit.Account = p.Transfer, p.Transfer.Debit
	p.Credit.Transfer, p.Credit.Account = p.Transfer, p.Transfer.Credit
	return p, err
}

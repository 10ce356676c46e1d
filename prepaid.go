package seqr

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// openPrepaid gives a new registration its Seqr Account where the market has one: it holds nothing, and its floor of 0 is
// kept by the book [REG-16, PRE-6].
func (c *core) openPrepaid(ch *store.Changes, a account.Account, ids []uuid.UUID) (account.Account, error) {
	kind, err := c.Market.Account.Kind(account.Prepaid)
	if err != nil {
		return a, nil //nolint:nilerr // the market has none
	}
	book := ledger.Account{ID: ledger.AccountID{UUID: ids[0]}, Owner: a.ID.UUID, Code: ledger.CodePrepaid, Currency: c.Market.Currency, Floored: true}
	a, err = a.Link(account.PaymentAccount{
		ID: account.PaymentAccountID{UUID: ids[1]}, Kind: account.Prepaid, Name: kind.Name, Ledger: book.ID,
		Maximum: money.FromMinor(0, c.Market.Currency), Usable: true,
	}, c.Market.Account)
	ch.Ledger = append(ch.Ledger, book)
	return a, err
}

// carryBalance moves what is free on a closed prepaid account to the one of the account that takes over.
func (c *core) carryBalance(ctx context.Context, ch *store.Changes, next, old account.Account, at time.Time) error {
	from, err := old.PrepaidAccount()
	if err != nil {
		return nil //nolint:nilerr // it has none
	}
	to, err := next.PrepaidAccount()
	if err != nil {
		return nil //nolint:nilerr // nothing can be moved there
	}
	book, err := c.store.LedgerAccount(ctx, from.Ledger)
	if err != nil || book.Balance <= book.Held {
		return err
	}
	return c.move(ch, ledger.BalanceMoved, from.Ledger, to.Ledger, money.FromMinor(book.Balance-book.Held, book.Currency), old.ID.UUID, at)
}

package seqr

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// ExpensesRequest asks for a summary of what a payer spent from the first day to the last, both included, in
// the market's time zone.
type ExpensesRequest struct {
	Account account.ID
	From    civil.Date
	To      civil.Date
}

// Expenses sums up a payer's payments of a period, in total and by month, merchant and channel [RCP-1].
// ErrRequest for a period that is none.
func (s *Payments) Expenses(ctx context.Context, r ExpensesRequest) (payment.Expenses, error) {
	c := s.c
	if !r.From.Valid() || !r.To.Valid() || r.To.Before(r.From) {
		return payment.Expenses{}, ErrRequest
	}
	if _, err := c.store.Account(ctx, r.Account); err != nil {
		return payment.Expenses{}, err
	}
	var spent []payment.Payment
	for p, err := range every(ctx, c.store.PaymentsOf, r.Account, paymentID) {
		if err != nil {
			return payment.Expenses{}, err
		}
		if on := c.today(p.At); !on.Before(r.From) && !on.After(r.To) {
			spent = append(spent, p)
		}
	}
	return payment.Summarise(spent, c.Market.Currency, c.Market.Zone)
}

// StatementLine is one movement of a payment account: purchases and collections, and all else by its own kind [RCP-3].
type StatementLine struct {
	ID      ledger.TransferID `json:"id"`
	At      time.Time         `json:"at"` // UTC
	Kind    ledger.Purpose    `json:"kind"`
	Subject uuid.UUID         `json:"subject"` // the payment, collection or payout that it is about
	Change  money.Amount      `json:"change"`  // of the balance; zero for a reservation or its release
	Held    money.Amount      `json:"held"`    // change of what is reserved
	Balance money.Amount      `json:"balance"` // after it; minus what is approved and not collected, for a limit account
}

// Statement lists the movements of one of an owner's payment accounts in the order of their IDs, strictly after the
// given one, at most limit. The balances are those of the book.
func (s *Payments) Statement(ctx context.Context, of account.ID, from account.PaymentAccountID, after ledger.TransferID, limit int) ([]StatementLine, error) {
	a, err := s.c.store.Account(ctx, of)
	if err != nil {
		return nil, err
	}
	pa, err := a.PaymentAccount(from)
	if err != nil {
		return nil, err
	}
	entries, err := s.c.store.Statement(ctx, pa.Ledger, after, limit)
	if err != nil {
		return nil, err
	}
	lines := make([]StatementLine, len(entries))
	for i, e := range entries {
		amount := func(minor int64) money.Amount { return money.FromMinor(minor, e.Transfer.Amount.Currency()) }
		lines[i] = StatementLine{
			ID: e.Transfer.ID, At: e.Transfer.At, Kind: e.Transfer.Purpose, Subject: e.Transfer.Subject,
			Change: amount(e.Change), Held: amount(e.HeldBy), Balance: amount(e.Balance),
		}
	}
	return lines, nil
}

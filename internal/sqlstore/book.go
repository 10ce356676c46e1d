package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// The statements of the book. Balances change by increments, never by values, and the floor
// is asked by the statement that takes: there is no balance that was read before.
const (
	enter = `UPDATE ledger_account SET balance = balance + ?, held = held + ?,
		owed = CASE WHEN floored THEN owed + ? ELSE owed END, entries = CASE WHEN floored THEN entries + 1 ELSE 0 END
		WHERE id = ? AND currency = ? AND held + ? >= 0`
	spend    = enter + ` AND (NOT floored OR balance + ? - (held + ?) >= floor)`
	setFloor = `UPDATE ledger_account SET floor = ? WHERE id = ? AND floored`

	// record takes the standing after the transfer from the two accounts.
	record = `INSERT INTO ledger_transfer (id, kind, purpose, debit, credit, amount_minor, amount_currency, hold, subject, made_at,
			debit_change, debit_held_by, debit_number, debit_balance, debit_held,
			credit_change, credit_held_by, credit_number, credit_balance, credit_held)
		SELECT ?, ?, ?, d.id, c.id, ?, ?, ?, ?, ?,
			?, ?, d.entries, CASE WHEN d.floored THEN d.balance ELSE 0 END, CASE WHEN d.floored THEN d.held ELSE 0 END,
			?, ?, c.entries, CASE WHEN c.floored THEN c.balance ELSE 0 END, CASE WHEN c.floored THEN c.held ELSE 0 END
		FROM ledger_account d, ledger_account c WHERE d.id = ? AND c.id = ?
		ON CONFLICT DO NOTHING`

	resolved = `SELECT count(*) FROM ledger_transfer WHERE hold = ? AND kind IN ('post', 'void')`
)

// opening opens an account of the book.
type opening struct {
	account ledger.Account
	insert  statement
}

func openAccount(a ledger.Account) (step, error) {
	insert, err := ledgerAccounts.write(a)
	insert.missed = ledger.ErrExists
	return opening{a, insert}, err
}

func (o opening) run(ctx context.Context, r Runner) error {
	err := o.account.CheckNew()
	if err == nil {
		err = o.insert.run(ctx, r)
	}
	if err != nil {
		return fmt.Errorf("account %s: %w", o.account.ID, err)
	}
	return nil
}

// flooring gives an account another floor.
type flooring struct{ ledger.Floor }

func (f flooring) run(ctx context.Context, r Runner) error {
	n, err := r.Exec(ctx, setFloor, f.Floor.Floor, f.Account.UUID)
	if err == nil && n == 1 {
		return nil
	}
	if err != nil && !r.Refused(err) {
		return err
	}
	a, failed := NewReader(r).LedgerAccount(ctx, f.Account)
	if failed == nil {
		_, failed = a.WithFloor(f.Floor.Floor)
	}
	return fmt.Errorf("floor of account %s: %w", f.Account, unexplained(failed))
}

// unexplained is the reason that the domain gives for a refusal, or that it gives none: then
// the schema and the domain disagree.
func unexplained(reason error) error {
	if reason == nil {
		return ledger.ErrBroken
	}
	return reason
}

// entering enters a transfer in the book.
type entering struct{ ledger.Transfer }

func (e entering) run(ctx context.Context, r Runner) error {
	if err := e.post(ctx, r); err != nil {
		return fmt.Errorf("transfer %s: %w", e.ID, err)
	}
	return nil
}

func (e entering) post(ctx context.Context, r Runner) error {
	if err := e.Check(); err != nil {
		return err
	}
	hold, err := e.hold(ctx, r)
	if err != nil {
		return e.reason(ctx, r, err)
	}
	debit, credit, err := e.Effects(hold)
	if err != nil {
		return e.reason(ctx, r, err)
	}
	if done, err := e.apply(ctx, r, e.Debit, debit); !done {
		return e.refusal(ctx, r, err, e.Debit, debit)
	}
	if done, err := e.apply(ctx, r, e.Credit, credit); !done {
		return e.refusal(ctx, r, err, e.Credit, credit)
	}
	return e.record(ctx, r, debit, credit)
}

// hold is the open hold that the transfer resolves; the zero Transfer if it resolves none.
func (e entering) hold(ctx context.Context, r Runner) (ledger.Transfer, error) {
	if !e.Resolves() {
		return ledger.Transfer{}, nil
	}
	found, err := get(ctx, r, transfers, e.Hold.UUID)
	if errors.Is(err, store.ErrNotFound) || err == nil && found.Transfer.Kind != ledger.Hold {
		return ledger.Transfer{}, ledger.ErrUnknownHold
	}
	if err != nil {
		return ledger.Transfer{}, err
	}
	n, err := one(ctx, r, scanned[int64], resolved, e.Hold.UUID)
	if err == nil && n > 0 {
		err = ledger.ErrHoldResolved
	}
	return found.Transfer, err
}

// apply changes one account, or answers false and the engine's error if there is one.
func (e entering) apply(ctx context.Context, r Runner, account ledger.AccountID, f ledger.Effect) (bool, error) {
	text, args := enter, []any{f.Balance, f.Held, f.Owed, account.UUID, string(e.Amount.Currency()), f.Held}
	if f.Spends {
		text, args = spend, append(args, f.Balance, f.Held)
	}
	n, err := r.Exec(ctx, text, args...)
	return err == nil && n == 1, err
}

func (e entering) record(ctx context.Context, r Runner, debit, credit ledger.Effect) error {
	n, err := r.Exec(ctx, record, e.ID.UUID, e.Kind.String(), string(e.Purpose), e.Amount.Minor(), string(e.Amount.Currency()),
		e.Hold.UUID, e.Subject, e.At, debit.Balance, debit.Held, credit.Balance, credit.Held, e.Debit.UUID, e.Credit.UUID)
	if err == nil && n != 1 {
		err = ledger.ErrExists
	}
	return err
}

// refusal finds out why an account did not take the effect: the domain's own rules are asked
// with what is in the book.
func (e entering) refusal(ctx context.Context, r Runner, err error, account ledger.AccountID, f ledger.Effect) error {
	if err != nil && !r.Refused(err) {
		return err
	}
	reason := known(ctx, r, e.Debit, e.Credit)
	if reason == nil {
		var a ledger.Account
		if a, reason = NewReader(r).LedgerAccount(ctx, account); reason == nil {
			_, _, reason = a.Enter(e.Transfer, f)
		}
	}
	return e.reason(ctx, r, unexplained(reason))
}

// known answers ErrUnknownAccount if one of the accounts is not in the book.
func known(ctx context.Context, r Runner, ids ...ledger.AccountID) error {
	for _, id := range ids {
		if _, err := NewReader(r).LedgerAccount(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// reason is why the transfer is refused: that its ID was used comes before all else.
func (e entering) reason(ctx context.Context, r Runner, reason error) error {
	switch _, err := get(ctx, r, transfers, e.ID.UUID); {
	case err == nil:
		return ledger.ErrExists
	case errors.Is(err, store.ErrNotFound):
		return reason
	default:
		return err
	}
}

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
	text := transfers.from + " WHERE debit = ? AND id > ? UNION ALL " + transfers.from + " WHERE credit = ? AND id > ? ORDER BY 1 LIMIT ?"
	postings, err := many(ctx, s.r, scanPosting, limit, text, account.UUID, after.UUID, account.UUID, after.UUID)
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

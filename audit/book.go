package audit

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// sums are an account's amounts, added up from transfers.
type sums struct{ balance, held, owed int64 }

// hold is a hold and what became of it.
type hold struct {
	amount   int64
	debt     bool // it moved to its person's next account, whatever is left there
	on       ledger.AccountID
	reserved bool // an invoice names it
	resolved int
}

// auditBook adds up every transfer and compares the result with what each account says of itself.
func (a *auditor) auditBook(ctx context.Context) error {
	err := all(ctx, a.read.LedgerAccounts, func(v ledger.Account) ledger.AccountID { return v.ID }, func(v ledger.Account) {
		a.report.LedgerAccounts++
		a.stored[v.ID] = v
		a.book[v.ID] = &sums{}
		if v.Owner == uuid.Nil {
			a.houses[houseKey{v.Code, v.Currency}] = v.ID
		}
	})
	if err != nil {
		return err
	}
	// Holds come first: hosts whose clocks differ may give a post a lower ID than its hold.
	transfers := func(f func(ledger.Posting)) error {
		return all(ctx, a.read.Transfers, func(p ledger.Posting) ledger.TransferID { return p.Transfer.ID }, f)
	}
	err = transfers(func(p ledger.Posting) {
		if p.Transfer.Kind == ledger.Hold {
			a.holds[p.Transfer.ID] = &hold{amount: p.Transfer.Amount.Minor(), debt: p.Transfer.Purpose == ledger.Carried, on: p.Transfer.Debit}
		}
	})
	if err != nil {
		return err
	}
	if err := transfers(func(p ledger.Posting) { a.addTransfer(p.Transfer) }); err != nil {
		return err
	}
	a.compareBook()
	var floored []ledger.AccountID
	for id, acc := range a.stored {
		if acc.Floored {
			floored = append(floored, id)
		}
	}
	return each(ctx, floored, a.entries, a.auditPrefixes)
}

func (a *auditor) entries(ctx context.Context, id ledger.AccountID) ([]ledger.Entry, error) {
	list := func(ctx context.Context, after ledger.TransferID, limit int) ([]ledger.Entry, error) {
		return a.read.Statement(ctx, id, after, limit)
	}
	return whole(ctx, list, func(e ledger.Entry) ledger.TransferID { return e.Transfer.ID })
}

// addTransfer adds a transfer to the sums of both of its accounts.
func (a *auditor) addTransfer(t ledger.Transfer) {
	a.report.Transfers++
	debit, credit := a.book[t.Debit], a.book[t.Credit]
	if debit == nil || credit == nil || t.Debit == t.Credit {
		a.found("transfer accounts", "transfer "+t.ID.String(), "names accounts that do not exist, or one twice")
		return
	}
	n := t.Amount.Minor()
	if n <= 0 || t.Amount.Currency() != a.stored[t.Debit].Currency || t.Amount.Currency() != a.stored[t.Credit].Currency {
		a.found("transfer amount", "transfer "+t.ID.String(), "%s does not fit its accounts", t.Amount)
	}
	d, c, ok := a.effect(t)
	if !ok {
		return
	}
	debit.add(d)
	credit.add(c)
	a.noteBooking(t, d.balance, c.balance)
	a.addFlow(t)
	a.noteCharge(t)
	if t.Purpose == ledger.Cashback && t.Kind == ledger.Move {
		g := a.granted[t.Subject]
		a.granted[t.Subject] = grant{g.amount + n, t.Credit, g.times + 1}
	}
	if t.Purpose == ledger.CashbackPayout && a.stored[t.Debit].Code == ledger.CodeCashbackExpense {
		a.spent[t.Subject] += n
	}
	a.noteBenefit(t)
	a.noteSuspended(t)
	if t.Purpose == ledger.Purchase && (t.Kind == ledger.Move || t.Kind == ledger.Post) {
		a.purchases[t.Subject] += n
	}
}

func (s *sums) add(o sums) {
	s.balance, s.held, s.owed = s.balance+o.balance, s.held+o.held, s.owed+o.owed
}

// effect is what a transfer does to its two accounts, by the meaning of its kind.
func (a *auditor) effect(t ledger.Transfer) (debit, credit sums, ok bool) {
	n := t.Amount.Minor()
	switch t.Kind {
	case ledger.Hold:
		debit.held = n
		if t.Purpose == ledger.Carried {
			debit.owed = n
		}
		return debit, credit, true
	case ledger.Move:
		debit, credit = sums{balance: -n}, sums{balance: n}
	case ledger.Post, ledger.Void:
		h := a.holds[t.Hold]
		if h == nil {
			a.found("hold", "transfer "+t.ID.String(), "resolves hold %s, which does not exist", t.Hold)
			return debit, credit, false
		}
		if h.resolved++; h.resolved > 1 || n > h.amount {
			a.found("hold", "transfer "+t.ID.String(), "hold %s of %d resolved %d times, now for %d", t.Hold, h.amount, h.resolved, n)
		}
		debit = sums{held: -h.amount}
		if h.debt {
			debit.owed = -h.amount
		}
		if t.Kind == ledger.Void {
			return debit, credit, true
		}
		debit.balance, credit.balance = -n, n
		if h.debt {
			debit.owed += n
		}
	default:
		a.found("transfer kind", "transfer "+t.ID.String(), "unknown kind %d", t.Kind)
		return debit, credit, false
	}
	raises := t.Purpose == ledger.CollectionReturned || t.Purpose == ledger.Carried || t.Purpose == ledger.DebtCarried
	lowers := t.Purpose == ledger.DebtCollected || t.Purpose == ledger.DebtCarried
	if a.stored[t.Debit].Floored && raises {
		debit.owed = n
	}
	if a.stored[t.Credit].Floored && lowers {
		credit.owed = -n
	}
	return debit, credit, true
}

func (a *auditor) compareBook() {
	totals := map[money.Currency]int64{}
	for id, acc := range a.stored {
		want := *a.book[id]
		totals[acc.Currency] += acc.Balance
		if got := (sums{acc.Balance, acc.Held, acc.Owed}); got != want {
			a.found("balance", "ledger account "+id.String(), "stored %+v, its transfers make %+v", got, want)
		}
		if acc.Floored && acc.Balance-acc.Held+acc.Owed < acc.Floor {
			a.found("floor", "ledger account "+id.String(), "balance %d held %d owed %d below floor %d", acc.Balance, acc.Held, acc.Owed, acc.Floor)
		}
	}
	for c, total := range totals {
		if total != 0 {
			a.found("zero sum", "currency "+string(c), "all balances sum to %d", total)
		}
	}
}

// auditPrefixes follows an account's entries in their order: numbers without a gap, each balance
// right, and the floor never passed beyond what is owed at that point.
func (a *auditor) auditPrefixes(id ledger.AccountID, entries []ledger.Entry) {
	acc := a.stored[id]
	slices.SortFunc(entries, func(x, y ledger.Entry) int { return int(x.Number - y.Number) })
	var at sums
	subject := "ledger account " + id.String()
	for i, e := range entries {
		d, c, ok := a.effectAgain(e.Transfer)
		if !ok {
			return // reported already
		}
		if e.Transfer.Debit == id {
			at.add(d)
		} else {
			at.add(c)
		}
		if e.Number != int64(i+1) || e.Balance != at.balance || e.Held != at.held {
			a.found("entry", subject, "entry %d says number %d balance %d held %d, must be balance %d held %d", i+1, e.Number, e.Balance, e.Held, at.balance, at.held)
			return
		}
		if at.balance-at.held+at.owed < acc.Floor {
			a.found("floor at every point", subject, "entry %d: balance %d held %d owed %d below floor %d", i+1, at.balance, at.held, at.owed, acc.Floor)
		}
	}
	if acc.Entries != int64(len(entries)) {
		a.found("entry", subject, "says %d entries, has %d", acc.Entries, len(entries))
	}
}

// effectAgain is effect without counting a hold's resolution a second time.
func (a *auditor) effectAgain(t ledger.Transfer) (debit, credit sums, ok bool) {
	if h := a.holds[t.Hold]; h != nil && (t.Kind == ledger.Post || t.Kind == ledger.Void) {
		h.resolved--
	}
	return a.effect(t)
}

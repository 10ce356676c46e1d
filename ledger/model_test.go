package ledger_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

func bigSum(terms ...int64) *big.Int {
	sum := new(big.Int)
	for _, t := range terms {
		sum.Add(sum, big.NewInt(t))
	}
	return sum
}

// model is the book once more, in whole numbers without a size and as plainly as can be.
type model struct {
	accounts map[ledger.AccountID]*modelAccount
	used     map[ledger.TransferID]bool
	holds    map[ledger.TransferID]ledger.Transfer // open
	resolved map[ledger.TransferID]bool
}

type modelAccount struct {
	currency            money.Currency
	floored             bool
	floor               int64
	balance, held, owed *big.Int
	entries             int64
}

func (a modelAccount) with(balance, held, owed int64) modelAccount {
	a.balance = new(big.Int).Add(a.balance, big.NewInt(balance))
	a.held = new(big.Int).Add(a.held, big.NewInt(held))
	if a.floored {
		a.owed = new(big.Int).Add(a.owed, big.NewInt(owed))
		a.entries++
	}
	return a
}

func (a modelAccount) available() *big.Int {
	free := new(big.Int).Sub(a.balance, a.held)
	return free.Sub(free, big.NewInt(a.floor))
}

// fits says whether the account's numbers, and what follows from them, have 64 bits.
func (a modelAccount) fits() bool {
	free := new(big.Int).Sub(a.balance, a.held)
	room := new(big.Int).Add(a.available(), a.owed)
	return a.balance.IsInt64() && a.held.IsInt64() && a.owed.IsInt64() && free.IsInt64() && a.available().IsInt64() && room.IsInt64()
}

func newModel(accounts []ledger.Account) *model {
	m := &model{map[ledger.AccountID]*modelAccount{}, map[ledger.TransferID]bool{}, map[ledger.TransferID]ledger.Transfer{}, map[ledger.TransferID]bool{}}
	for _, a := range accounts {
		m.accounts[a.ID] = &modelAccount{a.Currency, a.Floored, a.Floor, new(big.Int), new(big.Int), new(big.Int), 0}
	}
	return m
}

// apply does a well-formed transfer, or answers why not.
func (m *model) apply(t ledger.Transfer) error {
	if m.used[t.ID] {
		return ledger.ErrExists
	}
	held, err := m.heldBy(t)
	if err != nil {
		return err
	}
	debit, credit := m.accounts[t.Debit], m.accounts[t.Credit]
	if debit == nil || credit == nil {
		return ledger.ErrUnknownAccount
	}
	if t.Amount.Currency() != debit.currency || t.Amount.Currency() != credit.currency {
		return ledger.ErrCurrency
	}
	debited, credited := after(t, held, m.holds[t.Hold].Purpose == ledger.Carried, *debit, *credit)
	if debited.owed.Sign() < 0 {
		return ledger.ErrMalformed
	}
	if !debited.fits() {
		return ledger.ErrOverflow
	}
	spends := (t.Kind == ledger.Move && t.Purpose != ledger.CollectionReturned) || t.Kind == ledger.Hold && t.Purpose != ledger.Carried
	if spends && debit.floored && debited.available().Sign() < 0 {
		return ledger.ErrInsufficient
	}
	if credited.owed.Sign() < 0 {
		return ledger.ErrMalformed
	}
	if !credited.fits() {
		return ledger.ErrOverflow
	}
	*debit, *credit = debited, credited
	m.used[t.ID] = true
	switch t.Kind {
	case ledger.Hold:
		m.holds[t.ID] = t
	case ledger.Post, ledger.Void:
		delete(m.holds, t.Hold)
		m.resolved[t.Hold] = true
	}
	return nil
}

// heldBy is what t releases.
func (m *model) heldBy(t ledger.Transfer) (int64, error) {
	if t.Kind != ledger.Post && t.Kind != ledger.Void {
		return 0, nil
	}
	if m.resolved[t.Hold] {
		return 0, ledger.ErrHoldResolved
	}
	h, ok := m.holds[t.Hold]
	switch {
	case !ok:
		return 0, ledger.ErrUnknownHold
	case h.Debit != t.Debit || h.Credit != t.Credit:
		return 0, ledger.ErrMalformed
	case h.Amount.Currency() != t.Amount.Currency():
		return 0, ledger.ErrCurrency
	case t.Amount.Minor() > h.Amount.Minor():
		return 0, ledger.ErrPostTooMuch
	case t.Kind == ledger.Void && t.Amount != h.Amount:
		return 0, ledger.ErrMalformed
	}
	return h.Amount.Minor(), nil
}

func after(t ledger.Transfer, held int64, carried bool, debit, credit modelAccount) (modelAccount, modelAccount) {
	amount := t.Amount.Minor()
	switch {
	case t.Kind == ledger.Hold && t.Purpose == ledger.Carried:
		return debit.with(0, amount, amount), credit.with(0, 0, 0)
	case t.Kind == ledger.Void && carried:
		return debit.with(0, -held, -held), credit.with(0, 0, 0)
	case t.Kind == ledger.Post && carried:
		return debit.with(-amount, -held, amount-held), credit.with(amount, 0, 0)
	case t.Kind == ledger.Hold:
		return debit.with(0, amount, 0), credit.with(0, 0, 0)
	case t.Kind == ledger.Void:
		return debit.with(0, -held, 0), credit.with(0, 0, 0)
	case t.Purpose == ledger.CollectionReturned:
		return debit.with(-amount, 0, amount), credit.with(amount, 0, 0)
	case t.Purpose == ledger.DebtCollected:
		return debit.with(-amount, 0, 0), credit.with(amount, 0, -amount)
	default:
		return debit.with(-amount, -held, 0), credit.with(amount, 0, 0)
	}
}

// The accounts that random transfers run between; the last is not in the book.
var cast = []ledger.Account{
	{ID: accountID("a"), Code: ledger.CodePayerDebit, Currency: money.USD, Floored: true, Floor: -10000},
	{ID: accountID("b"), Code: ledger.CodePrepaid, Currency: money.USD, Floored: true},
	{ID: accountID("c"), Code: ledger.CodeBankClearing, Currency: money.USD},
	{ID: accountID("d"), Code: ledger.CodeMerchantPayable, Currency: money.USD},
	{ID: accountID("e"), Code: ledger.CodeBankClearing, Currency: money.SEK},
	{ID: accountID("f"), Code: ledger.CodePayerDebit, Currency: money.SEK, Floored: true, Floor: -10000},
	{ID: accountID("nobody")},
}

// randomTransfer draws a well-formed transfer, mostly of a kind that can pass. IDs come in any order and repeat.
func randomTransfer(t *rapid.T, m *model) ledger.Transfer {
	debit := rapid.IntRange(0, len(cast)-1).Draw(t, "debit")
	credit := (debit + rapid.IntRange(1, len(cast)-1).Draw(t, "credit")) % len(cast)
	tr := ledger.Transfer{
		ID: numbered(rapid.IntRange(1, 200).Draw(t, "id")), Kind: ledger.Kind(rapid.IntRange(1, 4).Draw(t, "kind")),
		Purpose: ledger.Purchase, Debit: cast[debit].ID, Credit: cast[credit].ID, At: noon,
	}
	currency := cast[debit].Currency
	if currency == "" || rapid.IntRange(0, 9).Draw(t, "other currency") == 0 {
		currency = money.SEK
	}
	amount := rapid.OneOf(rapid.Int64Range(1, 12000), rapid.Int64Range(1, 12000), rapid.SampledFrom([]int64{math.MaxInt64, math.MaxInt64 / 2}))
	tr.Amount = money.FromMinor(amount.Draw(t, "amount"), currency)
	if tr.Kind == ledger.Move {
		tr.Purpose = rapid.SampledFrom([]ledger.Purpose{ledger.Purchase, ledger.CollectionReturned, ledger.DebtCollected}).Draw(t, "purpose")
	}
	if tr.Kind == ledger.Hold {
		tr.Purpose = rapid.SampledFrom([]ledger.Purpose{ledger.Purchase, ledger.Purchase, ledger.Carried}).Draw(t, "hold purpose")
	}
	if tr.Resolves() {
		resolveSomething(t, m, &tr)
	}
	return tr
}

// resolveSomething names a hold, mostly one that is there and as it was made.
func resolveSomething(t *rapid.T, m *model, tr *ledger.Transfer) {
	tr.Hold = numbered(rapid.IntRange(1, 200).Filter(func(n int) bool { return numbered(n) != tr.ID }).Draw(t, "hold"))
	if rapid.IntRange(0, 4).Draw(t, "any hold") == 0 {
		return
	}
	for n := 1; n <= 200; n++ {
		h, ok := m.holds[numbered(n)]
		if !ok || h.ID == tr.ID {
			continue
		}
		tr.Hold, tr.Debit, tr.Credit = h.ID, h.Debit, h.Credit
		if tr.Kind == ledger.Void || rapid.Bool().Draw(t, "all of it") {
			tr.Amount = h.Amount
		} else {
			tr.Amount = money.FromMinor(min(tr.Amount.Minor(), h.Amount.Minor()), h.Amount.Currency())
		}
		return
	}
}

func TestBookAgainstModel(t *testing.T) { // GEN-2
	rapid.Check(t, func(t *rapid.T) {
		book, m := ledger.NewBook(), newModel(cast[:len(cast)-1])
		_, err := book.Try(cast[:len(cast)-1], nil, nil)
		require.NoError(t, err)
		var accepted []ledger.Transfer
		for range rapid.IntRange(1, 60).Draw(t, "transfers") {
			tr := randomTransfer(t, m)
			want := m.apply(tr)
			postings, err := book.Apply(tr)
			require.ErrorIs(t, err, want, "%+v", tr)
			if want == nil {
				require.NoError(t, err)
				accepted = append(accepted, tr)
				stored, err := book.Transfer(tr.ID)
				require.NoError(t, err)
				require.Equal(t, []ledger.Posting{stored}, postings)
			}
			requireSums(t, book)
		}
		requireEqualsModel(t, book, m)
		requirePrefixes(t, book)
		require.NoError(t, book.Check())
		requireReplays(t, book, accepted)
	})
}

func requireSums(t require.TestingT, b *ledger.Book) {
	for c, sum := range b.Sums() {
		require.Zero(t, sum, c)
	}
}

func requireEqualsModel(t require.TestingT, b *ledger.Book, m *model) {
	for id, want := range m.accounts {
		a, err := b.Account(id)
		require.NoError(t, err)
		require.Equal(t, []string{want.balance.String(), want.held.String(), want.owed.String(), want.available().String()},
			[]string{bigSum(a.Balance).String(), bigSum(a.Held).String(), bigSum(a.Owed).String(), bigSum(a.Available().Minor()).String()})
		require.Equal(t, want.entries, a.Entries)
	}
}

// requirePrefixes reads the statement of every account with a floor in the order of its
// numbers, as an auditor would who trusts nothing but the entries: none but debt has ever
// been below the floor.
func requirePrefixes(t require.TestingT, b *ledger.Book) {
	for _, a := range b.Accounts(ledger.AccountID{}, math.MaxInt) {
		statement, err := b.Statement(a.ID, ledger.TransferID{}, math.MaxInt)
		require.NoError(t, err)
		if !a.Floored {
			continue
		}
		byNumber, carried := map[int64]ledger.Entry{}, map[ledger.TransferID]bool{}
		for _, e := range statement {
			byNumber[e.Number] = e
			if e.Transfer.Kind == ledger.Hold && e.Transfer.Purpose == ledger.Carried {
				carried[e.Transfer.ID] = true
			}
		}
		require.Len(t, byNumber, int(a.Entries))
		var balance, held, owed int64
		for n := int64(1); n <= a.Entries; n++ {
			e := byNumber[n]
			balance, held = balance+e.Change, held+e.HeldBy
			if e.Transfer.Purpose.Debt() && e.Account == e.Transfer.Debit {
				owed += e.Transfer.Amount.Minor()
			}
			if carried[e.Transfer.Hold] && e.Account == e.Transfer.Debit {
				owed += e.HeldBy - e.Change
			}
			if e.Transfer.Purpose == ledger.DebtCollected && e.Account == e.Transfer.Credit {
				owed -= e.Transfer.Amount.Minor()
			}
			require.Equal(t, [2]int64{balance, held}, [2]int64{e.Balance, e.Held})
			require.GreaterOrEqual(t, bigSum(balance, -held, owed).Cmp(big.NewInt(a.Floor)), 0)
		}
	}
}

// requireReplays makes the book again, once in single steps and once in one.
func requireReplays(t require.TestingT, b *ledger.Book, accepted []ledger.Transfer) {
	steps, whole := ledger.NewBook(), ledger.NewBook()
	_, err := steps.Try(cast[:len(cast)-1], nil, nil)
	require.NoError(t, err)
	for _, tr := range accepted {
		_, err := steps.Apply(tr)
		require.NoError(t, err)
	}
	_, err = whole.Try(cast[:len(cast)-1], nil, accepted)
	require.NoError(t, err)
	require.Equal(t, stateOf(b), stateOf(steps))
	require.Equal(t, stateOf(b), stateOf(whole))
}

func TestFailedBatchesLeaveNoTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		book, m := ledger.NewBook(), newModel(cast[:len(cast)-1])
		_, err := book.Try(cast[:len(cast)-1], nil, nil)
		require.NoError(t, err)
		for range 5 {
			ts := make([]ledger.Transfer, rapid.IntRange(1, 6).Draw(t, "length"))
			for i := range ts {
				ts[i] = randomTransfer(t, m)
			}
			opens := []ledger.Account{{ID: accountID("new"), Code: ledger.CodeSuspense, Currency: money.USD}}
			floors := []ledger.Floor{{Account: cast[0].ID, Floor: rapid.Int64Range(-20000, 0).Draw(t, "floor")}}
			before := stateOf(book)
			if _, err := book.Try(opens, floors, ts); err != nil {
				require.Equal(t, before, stateOf(book))
			}
			require.NoError(t, book.Check())
		}
	})
}

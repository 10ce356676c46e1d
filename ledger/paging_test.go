package ledger_test

import (
	"math"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// stocked is a book of two accounts and as many moves as IDs, in that order.
func stocked(t require.TestingT, ids ...int) *ledger.Book {
	b := ledger.NewBook()
	require.NoError(t, b.Open(ledger.Account{ID: alice, Code: ledger.CodeBankClearing, Currency: money.USD}))
	require.NoError(t, b.Open(ledger.Account{ID: shop, Code: ledger.CodeMerchantPayable, Currency: money.USD}))
	for _, id := range ids {
		_, err := b.Apply(move(id, int64(id)))
		require.NoError(t, err)
	}
	return b
}

func TestListsAreOrderedWhateverCameFirst(t *testing.T) {
	b := stocked(t, 5, 1, 4, 2, 3)
	var seen []int64
	after := ledger.TransferID{}
	for {
		page := b.Transfers(after, 2)
		require.LessOrEqual(t, len(page), 2)
		if len(page) == 0 {
			break
		}
		for _, p := range page {
			seen = append(seen, p.Transfer.Amount.Minor())
			after = p.Transfer.ID
			require.Equal(t, ledger.Entry{Transfer: p.Transfer, Account: alice, Change: -p.Transfer.Amount.Minor()}, p.Debit)
			require.Equal(t, ledger.Entry{Transfer: p.Transfer, Account: shop, Change: p.Transfer.Amount.Minor()}, p.Credit)
		}
	}
	require.Equal(t, []int64{1, 2, 3, 4, 5}, seen)

	entries, err := b.Statement(shop, numbered(2), 2)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	require.Equal(t, []int64{3, 4}, []int64{entries[0].Change, entries[1].Change})
	require.Empty(t, b.Transfers(numbered(5), 10))
	require.Empty(t, b.Transfers(ledger.TransferID{}, 0))
}

func TestAccountsAreOrdered(t *testing.T) {
	b := ledger.NewBook()
	for _, n := range []byte{9, 3, 200, 7} {
		require.NoError(t, b.Open(ledger.Account{ID: ledger.AccountID{UUID: uuid.UUID{n}}, Code: ledger.CodeSuspense, Currency: money.USD}))
	}
	var seen []byte
	for _, a := range b.Accounts(ledger.AccountID{UUID: uuid.UUID{3}}, 2) {
		seen = append(seen, a.ID.UUID[0])
	}
	require.Equal(t, []byte{7, 9}, seen)
	require.Len(t, b.Accounts(ledger.AccountID{}, math.MaxInt), 4)
}

func TestWhatIsNotThere(t *testing.T) {
	b := stocked(t)
	_, err := b.Account(accountID("nobody"))
	require.ErrorIs(t, err, ledger.ErrUnknownAccount)
	_, err = b.Statement(accountID("nobody"), ledger.TransferID{}, 10)
	require.ErrorIs(t, err, ledger.ErrUnknownAccount)
	_, err = b.Transfer(numbered(1))
	require.ErrorIs(t, err, ledger.ErrUnknownTransfer)
	entries, err := b.Statement(alice, ledger.TransferID{}, 10)
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestErrorsSayWhich(t *testing.T) {
	b := stocked(t)
	_, err := b.Apply(move(1, 5), move(1, 5))
	require.EqualError(t, err, "transfer "+numbered(1).String()+": ledger: transfer or account exists already")
	err = b.Open(ledger.Account{ID: alice, Code: ledger.CodeSuspense, Currency: money.USD})
	require.EqualError(t, err, "account "+alice.String()+": ledger: transfer or account exists already")
	err = b.SetFloor(ledger.Floor{Account: alice})
	require.EqualError(t, err, "floor of account "+alice.String()+": ledger: transfer makes no sense")
}

func TestWhatWasReadIsACopy(t *testing.T) {
	b := stocked(t, 1, 2, 3)
	before := stateOf(b)
	b.Transfers(ledger.TransferID{}, 10)[0].Debit.Change = 99
	b.Accounts(ledger.AccountID{}, 10)[0].Balance = 99
	entries, err := b.Statement(alice, ledger.TransferID{}, 10)
	require.NoError(t, err)
	entries[0].Change = 99
	b.Sums()[money.USD] = 99
	require.Equal(t, before, stateOf(b))
}

func BenchmarkApply(b *testing.B) {
	book := stocked(b)
	for n := 1; b.Loop(); n++ {
		tr := move(0, 1)
		tr.ID.UUID = uuid.UUID{0: byte(n >> 24), 1: byte(n >> 16), 2: byte(n >> 8), 3: byte(n), 15: 1}
		if _, err := book.Apply(tr); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPage(b *testing.B) {
	book := ledger.NewBook()
	require.NoError(b, book.Open(ledger.Account{ID: alice, Code: ledger.CodeBankClearing, Currency: money.USD}))
	require.NoError(b, book.Open(ledger.Account{ID: shop, Code: ledger.CodeMerchantPayable, Currency: money.USD}))
	for n := range 200_000 {
		tr := move(0, 1)
		tr.ID.UUID = uuid.UUID{0: byte(n >> 16), 1: byte(n >> 8), 2: byte(n), 15: 1}
		_, err := book.Apply(tr)
		require.NoError(b, err)
	}
	after := ledger.TransferID{UUID: uuid.UUID{0: 1}}
	for b.Loop() {
		book.Transfers(after, 100)
	}
}

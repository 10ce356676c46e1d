package ledger

import (
	"math"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/money"
)

var (
	payer = AccountID{uuid.UUID{15: 1}}
	bank  = AccountID{uuid.UUID{15: 2}}
)

func transferID(n byte) TransferID { return TransferID{uuid.UUID{15: n}} }

// smallBook has one of everything: a move, a hold that is posted, one that is open, and debt.
func smallBook(t *testing.T) *Book {
	b := NewBook()
	require.NoError(t, b.Open(Account{ID: payer, Code: CodePayerDebit, Currency: money.USD, Floored: true, Floor: -10000}))
	require.NoError(t, b.Open(Account{ID: bank, Code: CodeBankClearing, Currency: money.USD}))
	transfer := func(n byte, k Kind, p Purpose, cents int64, hold TransferID) Transfer {
		return Transfer{transferID(n), k, p, payer, bank, money.FromMinor(cents, money.USD), hold, uuid.Nil, time.Unix(0, 0).UTC()}
	}
	_, err := b.Apply(
		transfer(1, Move, Purchase, 5000, TransferID{}),
		transfer(2, Hold, Purchase, 2000, TransferID{}),
		transfer(3, Post, Purchase, 1000, transferID(2)),
		transfer(4, Hold, Purchase, 4000, TransferID{}),
		transfer(5, Move, CollectionReturned, 7000, TransferID{}),
	)
	require.NoError(t, err)
	return b
}

func TestCheckPassesWhatIsRight(t *testing.T) {
	require.NoError(t, NewBook().Check())
	require.NoError(t, smallBook(t).Check())
}

// Every way in which a book may be damaged is found.
func TestCheckFindsDamage(t *testing.T) {
	for name, damage := range map[string]func(*Book){
		"balance moved in one account":   func(b *Book) { b.records[bank].account.Balance++ },
		"balance moved in two accounts":  func(b *Book) { b.records[bank].account.Balance++; b.records[payer].account.Balance-- },
		"held":                           func(b *Book) { b.records[payer].account.Held-- },
		"owed":                           func(b *Book) { b.records[payer].account.Owed++ },
		"held below nothing":             func(b *Book) { b.records[payer].account.Held = -1 },
		"number":                         func(b *Book) { b.records[payer].account.Entries++ },
		"below the floor":                func(b *Book) { b.records[payer].account.Floor = -5000 },
		"another account":                func(b *Book) { b.records[payer].account.ID = AccountID{uuid.UUID{15: 9}} },
		"entry changed":                  func(b *Book) { b.posted[transferID(1)].debit.change++ },
		"entry of the other side":        func(b *Book) { b.posted[transferID(1)].credit.change-- },
		"entry held changed":             func(b *Book) { b.posted[transferID(4)].debit.heldBy-- },
		"standing after an entry":        func(b *Book) { b.posted[transferID(3)].debit.balance++ },
		"held after an entry":            func(b *Book) { b.posted[transferID(3)].debit.held++ },
		"number of an entry":             func(b *Book) { b.posted[transferID(3)].debit.number = 2 },
		"number where there is no floor": func(b *Book) { b.posted[transferID(3)].credit.number = 1 },
		"entry removed":                  func(b *Book) { b.records[payer].entered.remove(transferID(3).UUID) },
		"hold removed":                   func(b *Book) { delete(b.posted, transferID(2)) },
		"hold resolved twice":            func(b *Book) { twice := *b.posted[transferID(3)]; b.posted[transferID(6)] = &twice },
		"amount of a transfer":           func(b *Book) { b.posted[transferID(1)].transfer.Amount = money.FromMinor(4999, money.USD) },
		"transfer that makes no sense":   func(b *Book) { b.posted[transferID(1)].transfer.At = time.Time{} },
		"amount beyond its hold":         func(b *Book) { b.posted[transferID(2)].transfer.Amount = money.FromMinor(999, money.USD) },
	} {
		t.Run(name, func(t *testing.T) {
			b := smallBook(t)
			damage(b)
			require.ErrorIs(t, b.Check(), ErrBroken)
		})
	}
}

func TestSumsShowWhatIsMissing(t *testing.T) {
	b := smallBook(t)
	require.Equal(t, map[money.Currency]int64{money.USD: 0}, b.Sums())
	b.records[bank].account.Balance += 3
	require.Equal(t, map[money.Currency]int64{money.USD: 3}, b.Sums())
}

func TestAccountAudit(t *testing.T) {
	b := smallBook(t)
	a, err := b.Account(payer)
	require.NoError(t, err)
	statement, err := b.Statement(payer, TransferID{}, math.MaxInt)
	require.NoError(t, err)
	require.NoError(t, a.Audit(statement))

	statement[0], statement[4] = statement[4], statement[0]
	require.NoError(t, a.Audit(statement), "in any order")
	require.Equal(t, int64(5), statement[0].Number, "and leaves that order alone")

	require.ErrorIs(t, a.Audit(statement[1:]), ErrBroken, "one is missing")
	require.ErrorIs(t, a.Audit(append(statement, statement[2])), ErrBroken, "one is there twice")
	require.ErrorIs(t, a.Audit(nil), ErrBroken)
	require.NoError(t, Account{ID: payer, Currency: money.USD}.Audit(nil))
}

func TestPostingAudit(t *testing.T) {
	b := smallBook(t)
	hold, err := b.Transfer(transferID(2))
	require.NoError(t, err)
	post, err := b.Transfer(transferID(3))
	require.NoError(t, err)
	require.NoError(t, hold.Audit(Transfer{}))
	require.NoError(t, post.Audit(hold.Transfer))
	require.ErrorIs(t, post.Audit(Transfer{}), ErrBroken)
	require.ErrorIs(t, hold.Audit(hold.Transfer), ErrBroken)
	post.Debit, post.Credit = post.Credit, post.Debit
	require.ErrorIs(t, post.Audit(hold.Transfer), ErrBroken)
}

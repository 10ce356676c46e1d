package ledger_test

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// open makes a book with a payer whose limit is 100.00, and a merchant.
func open() (book *ledger.Book, payer, merchant ledger.AccountID) {
	payer = ledger.AccountID{UUID: uuid.MustParse("01900000-0000-7000-8000-000000000001")}
	merchant = ledger.AccountID{UUID: uuid.MustParse("01900000-0000-7000-8000-000000000002")}
	book = ledger.NewBook()
	_, _ = book.Try([]ledger.Account{
		{ID: payer, Code: ledger.CodePayerDebit, Currency: money.USD, Floored: true, Floor: -10000},
		{ID: merchant, Code: ledger.CodeMerchantPayable, Currency: money.USD},
	}, nil, nil)
	return book, payer, merchant
}

// purchase is a transfer of cents; hosts make IDs with uuid.NewV7.
func purchase(id int, kind ledger.Kind, payer, merchant ledger.AccountID, cents int64) ledger.Transfer {
	return ledger.Transfer{
		ID:      ledger.TransferID{UUID: uuid.MustParse(fmt.Sprintf("01900000-0000-7000-9000-%012d", id))},
		Kind:    kind,
		Purpose: ledger.Purchase,
		Debit:   payer,
		Credit:  merchant,
		Amount:  money.FromMinor(cents, money.USD),
		At:      time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC),
	}
}

// A spending limit is a floor: 100.00 can be spent, and then not a cent more.
func ExampleBook() {
	book, payer, merchant := open()
	_, err := book.Apply(purchase(1, ledger.Move, payer, merchant, 10000))
	fmt.Println(err)
	_, err = book.Apply(purchase(2, ledger.Move, payer, merchant, 1))
	fmt.Println(errors.Is(err, ledger.ErrInsufficient))

	a, _ := book.Account(payer)
	fmt.Println(a.BalanceAmount(), a.Available(), book.Sums())
	// Output:
	// <nil>
	// true
	// -100.00 USD 0.00 USD map[USD:0]
}

// What is held cannot be spent. A post may take less than was held; the rest is released.
func ExampleBook_Apply() {
	book, payer, merchant := open()
	hold := purchase(1, ledger.Hold, payer, merchant, 6000)
	_, _ = book.Apply(hold)
	a, _ := book.Account(payer)
	fmt.Println("held:  ", a.Available())

	post := purchase(2, ledger.Post, payer, merchant, 4550)
	post.Hold = hold.ID
	_, _ = book.Apply(post)
	a, _ = book.Account(payer)
	fmt.Println("posted:", a.Available())
	// Output:
	// held:   40.00 USD
	// posted: 54.50 USD
}

// All of a batch is done, or nothing.
func ExampleBook_Try() {
	book, payer, merchant := open()
	_, err := book.Try(nil, []ledger.Floor{{Account: payer, Floor: -50000}}, []ledger.Transfer{
		purchase(1, ledger.Move, payer, merchant, 45000),
		purchase(2, ledger.Move, payer, merchant, 5001),
	})
	a, _ := book.Account(payer)
	fmt.Println(errors.Is(err, ledger.ErrInsufficient), a.Available())
	// Output: true 100.00 USD
}

func ExampleBook_Statement() {
	book, payer, merchant := open()
	_, _ = book.Apply(
		purchase(1, ledger.Move, payer, merchant, 2345),
		purchase(2, ledger.Hold, payer, merchant, 1000),
	)
	entries, _ := book.Statement(payer, ledger.TransferID{}, math.MaxInt)
	for _, e := range entries {
		fmt.Println(e.Number, e.Transfer.Kind, e.Change, e.HeldBy, "→", e.Balance, e.Held)
	}
	// Output:
	// 1 move -2345 0 → -2345 0
	// 2 hold 0 1000 → -2345 1000
}

// A returned collection is debt: it passes the floor, and leaves less than nothing available.
func ExamplePurpose_Debt() {
	book, payer, bank := open()
	returned := purchase(2, ledger.Move, payer, bank, 4000)
	returned.Purpose = ledger.CollectionReturned
	_, err := book.Apply(purchase(1, ledger.Move, payer, bank, 10000), returned)

	a, _ := book.Account(payer)
	fmt.Println(err, a.BalanceAmount(), a.Owed, a.Available())
	// Output: <nil> -140.00 USD 4000 -40.00 USD
}

// A store keeps no rule of its own: it asks what a transfer does, and enters that.
func ExampleTransfer_Effects() {
	_, payer, merchant := open()
	t := purchase(1, ledger.Move, payer, merchant, 6000)
	debit, credit, err := t.Effects(ledger.Transfer{})
	fmt.Printf("%+v %+v %v\n", debit, credit, err)

	a := ledger.Account{ID: payer, Code: ledger.CodePayerDebit, Currency: money.USD, Floored: true, Floor: -10000}
	a, entry, err := a.Enter(t, debit)
	fmt.Println(a.Available(), entry.Number, entry.Balance, err)
	_, err = a.Apply(debit)
	fmt.Println(err)
	// Output:
	// {Balance:-6000 Held:0 Owed:0 Spends:true} {Balance:6000 Held:0 Owed:0 Spends:false} <nil>
	// 40.00 USD 1 -6000 <nil>
	// ledger: not enough to spend
}

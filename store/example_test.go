package store_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

var noon = time.Date(2026, time.March, 14, 12, 0, 0, 0, time.UTC)

// A payment of 60.00 by somebody who may spend 100.00, with the claim that its approval is used
// only once. All of it is written, or nothing.
func Example() {
	ctx, st := context.Background(), memory.New()
	payer := ledger.Account{
		ID: ledger.AccountID{UUID: uuid.New()}, Code: ledger.CodePayerDebit, Currency: money.USD, Floored: true, Floor: -100_00,
	}
	merchant := ledger.Account{ID: ledger.AccountID{UUID: uuid.New()}, Code: ledger.CodeMerchantPayable, Currency: money.USD}
	fmt.Println(st.Commit(ctx, store.Changes{Ledger: []ledger.Account{payer, merchant}}))

	pay := func(approval string) error {
		return st.Commit(ctx, store.Changes{
			Claims: []store.Claim{{Kind: store.ClaimNonce, Value: approval, Owner: payer.ID.UUID}},
			Transfers: []ledger.Transfer{{
				ID: ledger.TransferID{UUID: uuid.New()}, Kind: ledger.Move, Purpose: ledger.Purchase,
				Debit: payer.ID, Credit: merchant.ID, Amount: money.FromMinor(60_00, money.USD), At: noon,
			}},
		})
	}
	fmt.Println(pay("first approval"))
	fmt.Println(errors.Is(pay("first approval"), store.ErrExists))
	fmt.Println(errors.Is(pay("second approval"), store.ErrInsufficient))

	left, _ := st.LedgerAccount(ctx, payer.ID)
	fmt.Println(left.Available())
	_, err := st.Claimed(ctx, store.ClaimNonce, "second approval")
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
	// true
	// true
	// 40.00 USD
	// store: not found
}

// Two who read the same account cannot overwrite each other: the later one reads again.
func ExampleStore_commit() {
	ctx, st := context.Background(), memory.New()
	a := account.Account{ID: account.ID{UUID: uuid.New()}, State: account.Open}
	fmt.Println(st.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))

	mine, _ := st.Account(ctx, a.ID)
	yours, _ := st.Account(ctx, a.ID)
	mine, _ = mine.Block(account.LostPhone, noon)
	yours, _ = yours.Block(account.Other, noon)
	fmt.Println(st.Commit(ctx, store.Changes{Accounts: []account.Account{mine}}))
	fmt.Println(st.Commit(ctx, store.Changes{Accounts: []account.Account{yours}}))

	yours, _ = st.Account(ctx, a.ID)
	yours, _ = yours.Block(account.Other, noon)
	fmt.Println(st.Commit(ctx, store.Changes{Accounts: []account.Account{yours}}))
	now, _ := st.Account(ctx, a.ID)
	for _, b := range now.Blocks {
		fmt.Println(b.Reason)
	}
	// Output:
	// <nil>
	// <nil>
	// store: changed since it was read
	// <nil>
	// lost_phone
	// other
}

// A decision that rests on an account without changing it says so. The account may be blocked
// meanwhile; then nothing is written.
func ExampleRelyOnAccount() {
	ctx, st := context.Background(), memory.New()
	a := account.Account{ID: account.ID{UUID: uuid.New()}, State: account.Open}
	st.Commit(ctx, store.Changes{Accounts: []account.Account{a}})
	read, _ := st.Account(ctx, a.ID)

	blocked, _ := read.Block(account.LostPhone, noon)
	st.Commit(ctx, store.Changes{Accounts: []account.Account{blocked}})

	err := st.Commit(ctx, store.Changes{
		Relied: []store.Ref{store.RelyOnAccount(read)},
		Claims: []store.Claim{{Kind: store.ClaimNonce, Value: "approval", Owner: a.ID.UUID}},
	})
	fmt.Println(err)
	// Output: store: changed since it was read
}

// An event is handled by one worker at a time, and again by the next if the first one dies.
func ExampleStore_claim() {
	ctx, st := context.Background(), memory.New()
	e := store.Event{ID: store.EventID{UUID: uuid.New()}, Market: "US", Kind: "receipt.send", At: noon, Due: noon}
	st.Commit(ctx, store.Changes{Events: []store.Event{e}})

	claim := func(at time.Time) []store.Event {
		events, _ := st.Claim(ctx, "US", at, time.Minute, 10)
		return events
	}
	first := claim(noon)
	fmt.Println(len(first), first[0].Kind)
	fmt.Println(len(claim(noon.Add(30 * time.Second))))
	again := claim(noon.Add(time.Minute))
	fmt.Println(len(again), again[0].Attempts)
	st.Done(ctx, again[0].ID)
	fmt.Println(len(claim(noon.Add(time.Hour))))
	// Output:
	// 1 receipt.send
	// 0
	// 1 2
	// 0
}

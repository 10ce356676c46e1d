package memory_test

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/store"
)

func ExampleNew() {
	ctx, st := context.Background(), memory.New()
	a := account.Account{ID: account.ID{UUID: uuid.New()}, Market: "US"}
	fmt.Println(st.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	a, err := st.Account(ctx, a.ID)
	fmt.Println(a.Market, a.Version, err)
	// Output:
	// <nil>
	// US 1 <nil>
}

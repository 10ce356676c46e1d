package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/store"
)

func ExampleOpen() {
	dir, _ := os.MkdirTemp("", "seqr")
	defer os.RemoveAll(dir)
	ctx, path := context.Background(), filepath.Join(dir, "seqr.db")

	st, err := sqlite.Open(ctx, path)
	fmt.Println(err)
	a := account.Account{ID: account.ID{UUID: uuid.New()}, Market: "US"}
	fmt.Println(st.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	fmt.Println(st.Close())

	st, _ = sqlite.Open(ctx, path)
	defer st.Close()
	a, _ = st.Account(ctx, a.ID)
	fmt.Println(a.Market, a.Version)
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// US 1
}

// A host service commits a row of its own together with the store's.
func ExampleStore_Begin() {
	dir, _ := os.MkdirTemp("", "seqr")
	defer os.RemoveAll(dir)
	ctx := context.Background()
	st, _ := sqlite.Open(ctx, filepath.Join(dir, "seqr.db"))
	defer st.Close()

	tx, _ := st.Begin(ctx)
	defer tx.Rollback() // nothing, once committed
	tx.SQL().Exec("CREATE TABLE newsletter (account TEXT PRIMARY KEY) STRICT")
	a := account.Account{ID: account.ID{UUID: uuid.New()}}
	tx.SQL().Exec("INSERT INTO newsletter VALUES (?)", a.ID.String())
	tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}})
	fmt.Println(tx.Commit())

	_, err := st.Account(ctx, a.ID)
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
}

package postgres_test

import (
	"context"
	"fmt"
	"os"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/store"
)

func ExampleOpen() {
	ctx := context.Background()
	dsn := os.Getenv("SEQR_DSN") // such as postgres://seqr:secret@db.internal/seqr?sslmode=verify-full

	st, err := postgres.Open(ctx, dsn)
	fmt.Println(err)
	a := account.Account{ID: account.ID{UUID: uuid.New()}, Market: "US"}
	fmt.Println(st.Commit(ctx, store.Changes{Accounts: []account.Account{a}}))
	fmt.Println(st.Close())

	st, _ = postgres.Open(ctx, dsn)
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
	ctx := context.Background()
	st, _ := postgres.Open(ctx, os.Getenv("SEQR_DSN"))
	defer st.Close()

	tx, _ := st.Begin(ctx)
	defer tx.Rollback(ctx) // nothing, once committed
	tx.PGX().Exec(ctx, "CREATE TABLE newsletter (account uuid PRIMARY KEY)")
	a := account.Account{ID: account.ID{UUID: uuid.New()}}
	tx.PGX().Exec(ctx, "INSERT INTO newsletter VALUES ($1)", a.ID.String())
	tx.Store().Commit(ctx, store.Changes{Accounts: []account.Account{a}})
	fmt.Println(tx.Commit(ctx))

	_, err := st.Account(ctx, a.ID)
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
}

// What an older system knew is taken over: in batches, before anybody pays or while they do.
func ExampleStore_Load() {
	ctx := context.Background()
	st, _ := postgres.Open(ctx, os.Getenv("SEQR_DSN"))
	defer st.Close()

	var batch store.Changes
	for range 1000 {
		batch.Accounts = append(batch.Accounts, account.Account{ID: account.ID{UUID: uuid.Must(uuid.NewV7())}, Market: "US"})
	}
	fmt.Println(st.Load(ctx, batch))
	fmt.Println(st.Load(ctx, batch)) // once only
	// Output:
	// <nil>
	// store: changed since it was read
}

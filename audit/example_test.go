package audit_test

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// liar is a store that reads a balance a cent too high.
type liar struct{ store.Reader }

func (l liar) LedgerAccounts(ctx context.Context, after ledger.AccountID, limit int) ([]ledger.Account, error) {
	list, err := l.Reader.LedgerAccounts(ctx, after, limit)
	for i := range list {
		list[i].Balance++
	}
	return list, err
}

// A system's own audit is seqr.System.Audit; the auditor reads any store, and says what disagrees.
func ExampleRun() {
	ctx := context.Background()
	st := memory.New()
	clearing := ledger.Account{ID: ledger.AccountID{UUID: uuid.UUID{1}}, Code: ledger.CodeBankClearing, Currency: money.USD}
	if err := st.Commit(ctx, store.Changes{Ledger: []ledger.Account{clearing}}); err != nil {
		panic(err)
	}
	programmes := audit.Programmes{"US": cashback.Standard(money.USD, time.UTC)}

	report, err := audit.Run(ctx, st, programmes)
	fmt.Println(report.Clean(), err)

	report, err = audit.Run(ctx, liar{st}, programmes)
	if err != nil {
		panic(err)
	}
	for _, f := range report.Findings {
		fmt.Println(f.Rule)
	}
	// Output:
	// true <nil>
	// balance
	// zero sum
}

package postgres_test

import (
	"errors"
	"flag"
	"math"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/postgres"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// stride is how many bytes are between two cuts: make crash cuts at every byte.
var stride = flag.Int("stride", 23, "bytes between the places at which the connection is cut during a commit")

var (
	payer = ledger.Account{
		ID: ledger.AccountID{UUID: uuid.MustParse("01890000-0000-7000-8000-000000000001")}, Code: ledger.CodePayerDebit,
		Currency: money.USD, Floored: true, Floor: -1_000_000,
	}
	merchant = ledger.Account{
		ID: ledger.AccountID{UUID: uuid.MustParse("01890000-0000-7000-8000-000000000002")}, Code: ledger.CodeMerchantPayable, Currency: money.USD,
	}
)

// aCent is a payment of a cent under a key.
func aCent(key string) store.Changes {
	at := time.Unix(1_700_000_000, 0)
	return store.Changes{
		Command: &store.Command{Scope: "test", Key: key, At: at},
		Transfers: []ledger.Transfer{{
			ID: ledger.TransferID{UUID: uuid.New()}, Kind: ledger.Move, Purpose: ledger.Purchase, Debit: payer.ID, Credit: merchant.ID,
			Amount: money.FromMinor(1, money.USD), At: at,
		}},
	}
}

// Wherever the connection is cut, the commit is written or not, its caller is told nothing that is not so, and the key
// makes it certain: no cent is lost, and none moves twice.
func TestConnectionIsCutAtEveryByte(t *testing.T) { // GEN-3, GEN-4
	t.Parallel()
	for name, copies := range map[string]int{"inserting": math.MaxInt, "copying": 1} {
		t.Run(name, func(t *testing.T) { cutAtEveryByte(t, copies) })
	}
}

func cutAtEveryByte(t *testing.T, copies int) {
	t.Helper()
	t.Parallel()
	dsn := server.Emptied(t)
	p := between(t, dsn)
	direct, through := open(t, dsn), open(t, p.dsn)
	postgres.SetCopies(t, through, copies)
	require.NoError(t, direct.Commit(ctx, store.Changes{Ledger: []ledger.Account{payer, merchant}}))
	paid, told := 0, map[string]int{}
	for _, w := range []way{fromServer, toServer} {
		for n := 0; ; n += *stride {
			require.NoError(t, through.Commit(ctx, store.Changes{Command: &store.Command{Scope: "warm", Key: uuid.NewString()}}))
			p.cutAfter(w, n)
			told[cutOnce(t, direct, through)]++
			paid++
			if p.disarm() {
				break // so many bytes there are not
			}
		}
	}
	require.Positive(t, told["nothing"])
	require.Positive(t, told["unknown, and it was"])
	require.Positive(t, told["unknown, and it was not"])
	require.GreaterOrEqual(t, told["committed"], 2)
	audited(t, direct, paid)
	t.Logf("%d cuts: %v", paid-2, told)
}

// cutOnce commits a cent on a connection that is cut somewhere, and repeats it until it is certain.
func cutOnce(t *testing.T, direct, through *postgres.Store) (told string) {
	t.Helper()
	key := uuid.NewString()
	c := aCent(key)
	err := through.Commit(ctx, c)
	_, missing := direct.Command(ctx, "test", key)
	switch {
	case err == nil:
		require.NoError(t, missing, "told that it is committed")
		return "committed"
	case errors.Is(err, postgres.ErrUnreachable):
		require.ErrorIs(t, missing, store.ErrNotFound, "told that nothing was written")
		require.NoError(t, through.Commit(ctx, c), "the next connection")
		return "nothing"
	}
	require.ErrorIs(t, err, store.ErrUnknown)
	told = "unknown, and it was not"
	if err = through.Commit(ctx, c); err != nil {
		require.ErrorIs(t, err, store.ErrExists)
		told = "unknown, and it was"
	}
	_, missing = direct.Command(ctx, "test", key)
	require.NoError(t, missing)
	return told
}

// audited asks for the cents that were paid.
func audited(t *testing.T, s store.Store, cents int) {
	t.Helper()
	a, err := s.LedgerAccount(ctx, payer.ID)
	require.NoError(t, err)
	require.EqualValues(t, -cents, a.Balance)
	entries, err := s.Statement(ctx, payer.ID, ledger.TransferID{}, 1_000_000)
	require.NoError(t, err)
	require.Len(t, entries, cents)
	require.NoError(t, a.Audit(entries))
	b, err := s.LedgerAccount(ctx, merchant.ID)
	require.NoError(t, err)
	require.EqualValues(t, cents, b.Balance)
}

package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/seqrpay/seqr/adapters/sqlite"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// killed names the file in the environment of a process that is to be killed while it commits.
const killed = "SEQR_TEST_KILLED"

func TestMain(m *testing.M) {
	if path := os.Getenv(killed); path != "" {
		commitForever(path)
	}
	goleak.VerifyTestMain(m)
}

// The two accounts of the book that the killed process moves cents between.
var (
	payer = ledger.Account{
		ID: ledger.AccountID{UUID: uuid.MustParse("01890000-0000-7000-8000-000000000001")}, Code: ledger.CodePayerDebit,
		Currency: money.USD, Floored: true, Floor: -1_000_000,
	}
	merchant = ledger.Account{
		ID: ledger.AccountID{UUID: uuid.MustParse("01890000-0000-7000-8000-000000000002")}, Code: ledger.CodeMerchantPayable, Currency: money.USD,
	}
)

// commitForever pays a cent at a time from eight callers, and prints the key of each command
// once its commit was answered.
func commitForever(path string) {
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		panic(err)
	}
	for range 8 {
		go func() {
			for {
				if key := uuid.NewString(); s.Commit(context.Background(), aCent(key)) == nil {
					fmt.Println(key)
				}
			}
		}()
	}
	select {}
}

func aCent(key string) store.Changes {
	return store.Changes{
		Command: &store.Command{Scope: "test", Key: key, At: time.Now()},
		Transfers: []ledger.Transfer{{
			ID: ledger.TransferID{UUID: uuid.New()}, Kind: ledger.Move, Purpose: ledger.Purchase, Debit: payer.ID, Credit: merchant.ID,
			Amount: money.FromMinor(1, money.USD), At: time.Now(),
		}},
	}
}

// However often a process is killed, what it was told is committed is there, and the book is whole.
func TestKilledProcessLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seqr.db")
	s := open(t, path)
	require.NoError(t, s.Commit(ctx, store.Changes{Ledger: []ledger.Account{payer, merchant}}))
	require.NoError(t, s.Close())
	random := rand.New(rand.NewPCG(2026, 3))
	total := 0
	for range 5 {
		answered := runAndKill(t, path, 1+random.IntN(40))
		total += len(answered)
		s := open(t, path)
		for _, key := range answered {
			_, err := s.Command(ctx, "test", key)
			require.NoError(t, err, "answered and lost")
		}
		a, err := s.LedgerAccount(ctx, payer.ID)
		require.NoError(t, err)
		entries, err := s.Statement(ctx, payer.ID, ledger.TransferID{}, 1_000_000)
		require.NoError(t, err)
		require.NoError(t, a.Audit(entries))
		require.GreaterOrEqual(t, len(entries), total)
		b, err := s.LedgerAccount(ctx, merchant.ID)
		require.NoError(t, err)
		require.Zero(t, a.Balance+b.Balance)
		require.NoError(t, s.Commit(ctx, aCent(uuid.NewString())), "and goes on")
		total++
		require.NoError(t, s.Close())
	}
}

// runAndKill lets a process commit until it has told of so many, kills it, and answers the keys
// that it told.
func runAndKill(t *testing.T, path string, after int) []string {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killed+"="+path)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	var keys []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if key := lines.Text(); len(key) == len(uuid.Nil.String()) && !strings.Contains(key, " ") {
			keys = append(keys, key)
		}
		if len(keys) == after {
			require.NoError(t, child.Process.Kill())
		}
	}
	require.Error(t, child.Wait(), "it was killed")
	require.GreaterOrEqual(t, len(keys), after)
	return keys
}
